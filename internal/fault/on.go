//go:build fault

package fault

import (
	"fmt"
	"os"
	"strings"
	"sync/atomic"
	"syscall"
)

var (
	count atomic.Int64
	plan  = os.Getenv("STATUARY_FAULT")     // "kill 12": the twelfth change; "ENOSPC 3+": the third and all after it
	log   = os.Getenv("STATUARY_FAULT_LOG") // a file that has a line for each change
)

// Before is called before a change.
func Before(change string) error {
	n := count.Add(1)
	if log != "" {
		f, err := os.OpenFile(log, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o644)
		if err == nil {
			fmt.Fprintln(f, change)
			f.Close()
		}
	}
	what, at, _ := strings.Cut(plan, " ")
	at, more := strings.CutSuffix(at, "+")
	if from := int64(0); at == "" || func() bool { fmt.Sscan(at, &from); return n < from || n > from && !more }() {
		return nil
	}
	switch what {
	case "kill":
		syscall.Kill(os.Getpid(), syscall.SIGKILL)
		select {}
	case "vanish":
		os.RemoveAll(os.Getenv("STATUARY_FAULT_DIR"))
	case "ENOSPC":
		return &os.PathError{Op: change, Path: "fault", Err: syscall.ENOSPC}
	case "EIO":
		return &os.PathError{Op: change, Path: "fault", Err: syscall.EIO}
	}
	return nil
}
