//go:build !unix

package hostile

import "time"

// CPU returns 0, because the CPU time of the process is not known.
func CPU() time.Duration { return 0 }
