//go:build !fault

package fault

// Before is called before a change: "create", "write", "sync", "rename", "remove", "mkdir", "git" or "send". If it
// returns an error, the change fails with it.
func Before(string) error { return nil }
