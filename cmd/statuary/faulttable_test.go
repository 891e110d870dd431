//go:build unix

package main

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"statuary/internal/publish/publishtest"
)

// outcome is what becomes of a command that meets a fault.
type faultOutcome string

const (
	fails     faultOutcome = "fails"     // exit status 1 and a message; files are whole, and the next run completes
	completes faultOutcome = "completes" // as without the fault
	either    faultOutcome = "either"    // fails or completes: it depends on the moment
	no        faultOutcome = ""          // not tried
)

// faultRow is a fault, with its outcomes in the order of [commands].
type faultRow struct {
	name     string
	text     string // of the message; may be empty
	outcomes []faultOutcome
}

// faultTable is the table of all faults. Faults of a change are tried at the first one, where the
// outcome is that of the table, and at random ones, where every outcome but a damaged file is right: only
// a cache may have failed. What serve and build --watch do is in TestFaultsWhileServing; clocks that are
// set are in TestClockGoesBack and in package follow.
var faultTable = []faultRow{
	//                                              build  new    folder branch bucket new    update fix    import export schema init   alert
	{"ENOSPC", "no space left on device", []faultOutcome{fails, fails, fails, fails, fails, fails, fails, fails, fails, fails, fails, fails, fails}},
	{"EIO", "input/output error", []faultOutcome{either, either, either, either, either, fails, fails, fails, fails, fails, fails, fails, fails}},
	{"EMFILE", "", []faultOutcome{either, either, either, either, either, either, either, either, either, either, either, either, either}},
	{"read-only", "permission denied", []faultOutcome{fails, fails, fails, no, no, fails, fails, fails, fails, fails, fails, fails, fails}},
	{"vanish site/public", "", []faultOutcome{either, either, completes, completes, completes, completes, completes, completes, completes, completes, completes, completes, completes}},
	{"vanish site/content", "", []faultOutcome{either, either, either, either, either, either, either, either, either, either, completes, completes, either}},
	{"vanish other", "", []faultOutcome{completes, completes, either, completes, completes, completes, completes, completes, either, either, completes, completes, either}},
	{"vanish tmp", "", []faultOutcome{completes, completes, completes, either, either, completes, completes, completes, completes, completes, completes, completes, completes}},
	{"vanish site", "", []faultOutcome{either, either, either, either, either, either, either, either, either, completes, either, either, either}},
}

// TestFaults lets every command that changes files meet every fault.
func TestFaults(t *testing.T) {
	store, stop, err := publishtest.StartStore()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	random := rand.New(rand.NewPCG(7, 8))
	more := 1
	if os.Getenv("STATUARY_LONG") != "" {
		more = 20
	}
	for n, c := range commands {
		t.Run(c.name, func(t *testing.T) {
			fresh := newWorld(t, c, store, nil)
			before := c.snapshot(fresh)
			calm := newWorld(t, c, store, fresh)
			calm.must(c.args)
			changes, after := calm.changes(), c.snapshot(calm)
			for _, row := range faultTable {
				at := []int{1}
				if row.name == "ENOSPC" || row.name == "EIO" {
					for range more {
						at = append(at, 1+random.IntN(changes))
					}
				}
				for _, change := range at {
					want := row.outcomes[n]
					if change > 1 {
						want = either
					}
					if want == no {
						continue
					}
					t.Run(fmt.Sprint(row.name, " ", change), func(t *testing.T) {
						newWorld(t, c, store, fresh).meet(c, row, change, want, before, after)
					})
				}
			}
		})
	}
}

// meet lets a command meet a fault.
func (w *world) meet(c command, row faultRow, change int, want faultOutcome, before, after snapshot) {
	fault, lost := "", ""
	switch name, rest, _ := strings.Cut(row.name, " "); name {
	case "ENOSPC":
		fault = fmt.Sprintf("ENOSPC %d+", change)
	case "EIO":
		fault = fmt.Sprintf("EIO %d", change)
	case "vanish":
		fault, lost = fmt.Sprintf("vanish %d", change), rest
		w.env = append(w.env, "STATUARY_FAULT_DIR="+filepath.Join(w.dir, lost))
	case "EMFILE":
		w.shell = "ulimit -n 8" // the runtime of Go needs five
	}
	cmd := w.command(c.args, fault)
	if row.name == "read-only" {
		w.readOnly(cmd)
	}
	out, err := cmd.CombinedOutput()
	if row.name == "read-only" {
		w.writable()
	}
	w.shell = ""
	var exit *exec.ExitError
	if err != nil && !(errors.As(err, &exit) && exit.ExitCode() > 0) {
		w.Fatalf("it did not run to its end: %v\n%s", err, out)
	}
	if bytes.Contains(out, []byte("goroutine ")) {
		w.Fatalf("it crashed:\n%s", out)
	}
	got := completes
	if err != nil {
		got = fails
	}
	if want != either && got != want {
		w.Fatalf("it %s, and should be %s:\n%s", got, want, out)
	}
	if got == fails && (len(out) == 0 || want == fails && !strings.Contains(string(out), row.text)) {
		w.Errorf("the message does not contain %q: %s", row.text, out)
	}
	if lost != "" {
		return // nothing is left to compare
	}
	now := c.snapshot(w)
	w.checkWhole(now, before, after)
	if got == completes {
		w.checkNothingLeft(now)
	}
	w.recover(c, after)
}

// readOnly makes the world read-only for a command. If the test runs as root, the command runs as
// another user, since root may write everywhere.
func (w *world) readOnly(cmd *exec.Cmd) {
	if os.Getuid() == 0 {
		const nobody = 65534
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
		for dir := w.dir; dir != os.TempDir() && dir != "/"; dir = filepath.Dir(dir) {
			if err := os.Chmod(dir, 0o755); err != nil {
				w.Fatal(err)
			}
		}
		return
	}
	w.chmod(0o555)
}

func (w *world) writable() { w.chmod(0o755) }

func (w *world) chmod(perm os.FileMode) {
	for _, dir := range slices.Collect(w.folders()) {
		if err := os.Chmod(dir, perm); err != nil {
			w.Fatal(err)
		}
	}
}

func (w *world) folders() func(func(string) bool) {
	return func(yield func(string) bool) {
		_ = filepath.WalkDir(w.dir, func(name string, e os.DirEntry, err error) error {
			if err == nil && e.IsDir() && !yield(name) {
				return filepath.SkipAll
			}
			return nil
		})
	}
}

// TestFaultTable checks that the table has an outcome of each fault for each command.
func TestFaultTable(t *testing.T) {
	for _, row := range faultTable {
		if len(row.outcomes) != len(commands) {
			t.Errorf("%s has %d outcomes for %d commands", row.name, len(row.outcomes), len(commands))
		}
	}
}

// A server and build --watch go on after a fault: they report it, and build again without a change.
func TestFaultsWhileServing(t *testing.T) {
	bin, err := faultBinary()
	if err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"build", "--watch"}, {"serve", "--port", "0", "--public"}} {
		for _, fault := range []string{"ENOSPC 5", "EIO 60"} {
			t.Run(args[0]+" "+fault, func(t *testing.T) {
				t.Parallel()
				dir := newSite(t)
				p := startWith(t, bin, dir, append(os.Environ(), "STATUARY_FAULT="+fault), args...)
				p.printed("no space left on device|input/output error")
				p.until("the site is written", exists(dir, "public/.statuary/versions"))
				p.printed(`\(trying again\)`)
			})
		}
	}
}

// serve --public is killed before a change. The next build completes the site and leaves nothing.
func TestServeIsKilled(t *testing.T) {
	bin, err := faultBinary()
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(9, 10))
	for range max(2, kills()/20) {
		dir := newSite(t)
		p := startWith(t, bin, dir, append(os.Environ(), fmt.Sprint("STATUARY_FAULT=kill ", 1+random.IntN(60))), "serve", "--port", "0", "--public")
		<-p.done
		p.done <- nil
		statuary(t, dir, "build")
		statuary(t, dir, "build", "--out", "calm")
		if got, want := readTree(t, filepath.Join(dir, "public")), readTree(t, filepath.Join(dir, "calm")); !maps.EqualFunc(got, want, bytes.Equal) {
			t.Error("the site is not that of a build")
		}
		if left, _ := filepath.Glob(filepath.Join(dir, "public/.statuary/*")); slices.ContainsFunc(left, func(name string) bool { return strings.HasSuffix(name, ".new") || strings.HasSuffix(name, "stage") }) {
			t.Errorf("left over: %q", left)
		}
	}
}

// A build after the clock was set back equals one that knew nothing of the future.
func TestClockGoesBack(t *testing.T) {
	w := newWorld(t, command{args: "build"}, nil, nil)
	dir := filepath.Join(w.dir, "site")
	for _, now := range []string{faultsNow, "2036-01-01T00:00:00Z", "1971-01-01T00:00:00Z", "2026-03-10T11:59:59Z"} {
		w.must("build --allow-empty --now " + now)
		w.must("build --no-cache --now " + now + " --out calm-" + now)
		if got, want := readTree(t, filepath.Join(dir, "public")), readTree(t, filepath.Join(dir, "calm-"+now)); !maps.EqualFunc(got, want, bytes.Equal) {
			t.Errorf("at %s, the site is another one than without the builds before", now)
		}
	}
}
