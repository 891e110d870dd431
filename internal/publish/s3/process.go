package s3

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
)

// machine names this run of this machine, and the part of it in which process
// numbers mean the same, without telling anything else about it. It is empty
// where that can't be known: then a publisher that was killed is waited for.
func machine() string {
	boot, err := os.ReadFile("/proc/sys/kernel/random/boot_id")
	if err != nil {
		return ""
	}
	ns, err := os.Readlink("/proc/self/ns/pid")
	if err != nil {
		return ""
	}
	sum := sha256.Sum256([]byte(string(boot) + ns))
	return hex.EncodeToString(sum[:8])
}

// process names this process, for [ended].
func process() string {
	m := machine()
	if m == "" {
		return ""
	}
	return fmt.Sprintf("%s/%d", m, os.Getpid())
}

// ended is true if a process is known to run no more.
func ended(process string) bool {
	m, pid, _ := strings.Cut(process, "/")
	n, err := strconv.Atoi(pid)
	if process == "" || m != machine() || err != nil || n <= 0 {
		return false
	}
	if n == os.Getpid() {
		return false
	}
	p, err := os.FindProcess(n)
	return err != nil || p.Signal(syscall.Signal(0)) == os.ErrProcessDone
}
