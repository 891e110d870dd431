//go:build !linux

package watch

// networkFS returns "": only Linux identifies network file systems by a number that is the same
// everywhere.
func networkFS(string) string { return "" }
