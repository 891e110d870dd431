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

// machineID identifies the machine since its last start, and the PID namespace, without revealing
// anything else. It is empty where that is not possible; then others wait for a publisher that was
// killed.
func machineID() string {
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

// processID identifies this process, for [ended].
func processID() string {
	m := machineID()
	if m == "" {
		return ""
	}
	return fmt.Sprintf("%s/%d", m, os.Getpid())
}

// ended reports whether a process is known to have ended.
func ended(process string) bool {
	m, pid, _ := strings.Cut(process, "/")
	n, err := strconv.Atoi(pid)
	if process == "" || m != machineID() || err != nil || n <= 0 {
		return false
	}
	if n == os.Getpid() {
		return false
	}
	p, err := os.FindProcess(n)
	return err != nil || p.Signal(syscall.Signal(0)) == os.ErrProcessDone
}
