//go:build unix

package main

import (
	"math/rand/v2"
	"strconv"
	"syscall"
	"testing"
	"time"

	"statuary/internal/publish/publishtest"
)

// TestKills kills every command that changes files: before one of its changes, and at random moments. After
// that, each file is the old or the new one, nothing is lost, and pages link only to files that
// exist. The next run completes the command and leaves nothing behind.
func TestKills(t *testing.T) {
	skipWindows(t)
	store, stop, err := publishtest.StartStore()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	random := rand.New(rand.NewPCG(5, 6))
	rounds := max(1, kills()/len(commands))
	for _, c := range commands {
		t.Run(c.name, func(t *testing.T) {
			fresh := newWorld(t, c, store, nil)
			before := c.snapshot(fresh)
			calm := newWorld(t, c, store, fresh)
			start := time.Now()
			calm.must(c.args)
			took := time.Since(start)
			changes, after := calm.changes(), c.snapshot(calm)
			calm.checkNothingLeft(after)
			for n := range rounds {
				w := newWorld(t, c, store, fresh)
				fault, late := "", time.Duration(0)
				if n%2 == 0 {
					fault = "kill " + strconv.Itoa(1+random.IntN(changes))
				} else {
					late = time.Duration(random.Int64N(int64(took)))
				}
				t.Logf("%s killed: %s %v", c.name, fault, late)
				cmd := w.command(c.args, fault)
				cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // git is killed as well
				if err := cmd.Start(); err != nil {
					t.Fatal(err)
				}
				if fault == "" {
					time.Sleep(late)
					_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) // it may have ended
				}
				if err := cmd.Wait(); err == nil && fault != "" {
					t.Errorf("it was not killed: %s of %d", fault, changes)
				}
				w.checkWhole(c.snapshot(w), before, after)
				w.recover(c, after)
				if t.Failed() {
					return
				}
			}
		})
	}
}
