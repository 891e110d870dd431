//go:build unix

package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"statuary/internal/alert/rules"
	"statuary/internal/publish/publishtest"
)

// faultBinary builds the command with the tag "fault", once for all tests.
var faultBinary = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "statuary")
	if err != nil {
		return "", err
	}
	if err := os.Chmod(dir, 0o755); err != nil { // some tests run it as another user
		return "", err
	}
	bin := filepath.Join(dir, "statuary")
	out, err := exec.Command("go", "build", "-tags", "fault", "-o", bin, ".").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%w\n%s", err, out)
	}
	return bin, nil
})

// command is a command that changes files, with what may come of it.
type command struct {
	name  string
	setup func(w *world)          // in the folder of the site; nil: a site with two incidents
	args  string                  // $OTHER is a folder beside the site, $TARGET the place to publish to
	next  []string                // what people run after a failure; nil: the same again
	state func(w *world) snapshot // what is compared; nil: the files of the world
}

// snapshot is the content of files by name.
type snapshot map[string]string

// world is a folder in which a command runs: with a site, a folder for other files, a folder for
// temporary files, and a target.
type world struct {
	*testing.T
	bin      string
	dir      string
	target   string
	bucket   *publishtest.Bucket
	endpoint string
	env      []string
	shell    string // runs "$@" with limits; may be empty
}

const faultsNow = "2026-03-10T12:00:00Z"

// newWorld returns a world in which a command can run. If there is another in that state, it is copied.
func newWorld(t *testing.T, c command, store *publishtest.Store, like *world) *world {
	t.Helper()
	bin, err := faultBinary()
	if err != nil {
		t.Fatal(err)
	}
	w := &world{T: t, bin: bin, dir: t.TempDir()}
	if like != nil {
		if out, err := exec.Command("cp", "-a", like.dir+"/.", w.dir).CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
	}
	for _, dir := range []string{"site", "other", "tmp", "home"} {
		if err := os.MkdirAll(filepath.Join(w.dir, dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	w.target = filepath.Join(w.dir, "other", "target")
	w.env = append(os.Environ(), "TMPDIR="+filepath.Join(w.dir, "tmp"), "HOME="+filepath.Join(w.dir, "home"), "XDG_CACHE_HOME="+filepath.Join(w.dir, "home"),
		"SOURCE_DATE_EPOCH=1773144000", "GIT_CONFIG_GLOBAL="+filepath.Join(w.dir, "none"), "GIT_CONFIG_NOSYSTEM=1")
	if strings.Contains(c.args, "s3://") {
		w.bucket = store.Bucket(t)
		w.target = w.bucket.Name
		w.env = append(w.env, "AWS_ACCESS_KEY_ID="+publishtest.AccessKey, "AWS_SECRET_ACCESS_KEY="+publishtest.SecretKey)
		w.endpoint = store.Endpoint
	}
	switch {
	case like != nil:
	case c.setup != nil:
		c.setup(w)
	default:
		w.site()
	}
	w.changes()
	return w
}

// site writes a site with two incidents, a page and a file.
func (w *world) site() {
	site := filepath.Join(w.dir, "site")
	save(w.T, site, "config.toml", exampleConfig)
	save(w.T, site, "content/incidents/a.md", blockFile("First"))
	save(w.T, site, "content/incidents/b.md", blockFile("Second"))
	save(w.T, site, "content/pages/about.md", "---\ntitle: About\n---\n[b](../incidents/b.md)\n")
	save(w.T, site, "content/logo.txt", "logo")
}

// blockFile is an incident to which updates can be added.
func blockFile(title string) string {
	return "---\ntitle: " + title + "\ntimeline:\n  - at: 2026-01-02 10:00\n    status: resolved\n    message: Fine\n---\n"
}

// built is a site that was built and published, and then changed.
func built(w *world) {
	w.site()
	w.must("build")
	w.must("publish $OTHER/target")
	w.changed()
}

func (w *world) changed() {
	site := filepath.Join(w.dir, "site")
	save(w.T, site, "content/incidents/c.md", blockFile("Third"))
	save(w.T, site, "content/incidents/a.md", blockFile("Changed"))
	if err := os.Remove(filepath.Join(site, "content/pages/about.md")); err != nil {
		w.Fatal(err)
	}
}

// command returns a command in the world's site. fault is the value of STATUARY_FAULT.
func (w *world) command(args, fault string) *exec.Cmd {
	words := strings.NewReplacer("$OTHER", filepath.Join(w.dir, "other"), "$TARGET", w.target, "$ENDPOINT", w.endpoint)
	fields := strings.Fields(args)
	for i := range fields {
		fields[i] = words.Replace(fields[i]) // the folder of a test may have spaces
	}
	cmd := exec.Command(w.bin, fields...)
	if w.shell != "" {
		cmd = exec.Command("sh", append([]string{"-c", w.shell + `; exec "$@"`, "sh", w.bin}, fields...)...)
	}
	cmd.Dir = filepath.Join(w.dir, "site")
	cmd.Env = append(slices.Clone(w.env), "STATUARY_FAULT="+fault, "STATUARY_FAULT_LOG="+filepath.Join(w.dir, "changes"))
	return cmd
}

func (w *world) must(args string) {
	w.Helper()
	if out, err := w.command(args, "").CombinedOutput(); err != nil {
		w.Fatalf("statuary %s: %v\n%s", args, err, out)
	}
}

// changes returns how many changes the commands since the last call have made.
func (w *world) changes() int {
	log := filepath.Join(w.dir, "changes")
	data, _ := os.ReadFile(log)
	_ = os.Remove(log)
	return bytes.Count(data, []byte("\n"))
}

// files returns the files of the world, without the ones that vary between runs.
func (w *world) files() snapshot {
	w.Helper()
	all := snapshot{}
	err := filepath.WalkDir(w.dir, func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(w.dir, name)
		rel = filepath.ToSlash(rel)
		switch {
		case rel == "home" || rel == "remote.git":
			return fs.SkipDir
		case e.IsDir() || rel == "changes":
			return nil
		}
		data, err := os.ReadFile(name)
		if strings.Contains(rel, ".statuary/") && !strings.HasSuffix(rel, ".schema.json") {
			data = nil // states of files, which have times
		}
		all[rel] = string(data)
		return err
	})
	if err != nil {
		w.Fatal(err)
	}
	return all
}

// bucketFiles returns the files of the bucket and of the world.
func bucketFiles(w *world) snapshot {
	all := w.files()
	for key, o := range w.bucket.Objects("") {
		if strings.HasPrefix(key, ".statuary/") {
			o.Body = ""
		}
		all["bucket/"+key] = o.Body
	}
	return all
}

// git runs git in the world's folder.
func (w *world) git(args ...string) string {
	w.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir, cmd.Env = w.dir, w.env
	out, err := cmd.Output()
	if err != nil {
		w.Fatalf("git %s: %v", strings.Join(args, " "), err)
	}
	return string(out)
}

func withRemote(w *world) {
	w.site()
	w.git("init", "-q", "--bare", "-b", "main", "remote.git")
	w.must("publish github-pages --remote ../remote.git --yes")
	w.changed()
}

// branchFiles returns the files of the branch and of the world.
func branchFiles(w *world) snapshot {
	all := w.files()
	for entry := range strings.SplitSeq(w.git("-C", "remote.git", "ls-tree", "-r", "-z", "gh-pages"), "\x00") {
		if head, name, ok := strings.Cut(entry, "\t"); ok {
			all["branch/"+name] = strings.Fields(head)[2]
		}
	}
	return all
}

// exported is an empty site, and a history to import beside it.
func exported(w *world) {
	w.site()
	w.must("export json -o $OTHER/history.json")
	if err := os.RemoveAll(filepath.Join(w.dir, "site", "content")); err != nil {
		w.Fatal(err)
	}
	w.changes()
}

// commands are all commands that change files.
var commands = []command{
	{name: "build", setup: built, args: "build"},
	{name: "build to a new folder", args: "build"},
	{name: "publish to a folder", setup: built, args: "publish $OTHER/target"},
	{name: "publish to a branch", setup: withRemote, args: "publish github-pages --remote ../remote.git --yes", state: branchFiles},
	{name: "publish to a bucket", args: "publish s3://$TARGET --endpoint $ENDPOINT --path-style --yes", state: bucketFiles},
	{name: "new", args: "new incident Third -m text --id c", next: []string{"update a monitoring more"}},
	{name: "update", args: "update a monitoring text --out-of-order", next: []string{"update b monitoring more"}},
	{name: "check --fix", setup: func(w *world) {
		w.site()
		save(w.T, filepath.Join(w.dir, "site"), "content/incidents/c.md", "---\ntittle: Third\ntimeline: [{at: 2026-01-02 10:00, status: resolved, message: Fine}]\n---\n")
	}, args: "check --fix", next: []string{"check --fix", "update a monitoring text"}},
	{name: "import", setup: exported, args: "import json $OTHER/history.json"},
	{name: "export", args: "export csv -o $OTHER/history.csv"},
	{name: "schema", args: "schema --write"},
	{name: "init", setup: func(*world) {}, args: "init new"},
	{name: "alert", setup: alerted, args: "alert gatus --file $OTHER/down.json", next: []string{"alert gatus --file $OTHER/down.json", "update a monitoring more"}, state: alertFiles},
}

// alertFiles are the files of the world. The state of the alerts, which is written twice, only has to be
// valid.
func alertFiles(w *world) snapshot {
	const name = "site/" + rules.File
	all := w.files()
	if src, ok := all[name]; ok {
		if _, err := rules.Read([]byte(src)); err == nil {
			all[name] = "valid"
		}
	}
	return all
}

// alerted writes a site with a rule for alerts, and what a monitor sends.
func alerted(w *world) {
	w.site()
	site := filepath.Join(w.dir, "site")
	src, err := os.ReadFile(filepath.Join(site, "config.toml"))
	if err != nil {
		w.Fatal(err)
	}
	save(w.T, site, "config.toml", string(src)+"\n[[components]]\nid = \"alerted\"\n\n[alert.one]\ncomponents = [\"alerted\"]\n")
	save(w.T, filepath.Join(w.dir, "other"), "down.json", `{"name": "x", "state": "TRIGGERED"}`)
}

// checkWhole fails the test if a file is neither the old nor the new one. before and after are states
// without a fault. Files that only exist during a command are not compared.
func (w *world) checkWhole(now, before, after snapshot) {
	w.Helper()
	for name, data := range now {
		old, wasThere := before[name]
		made, isMade := after[name]
		switch {
		case wasThere && data == old, isMade && data == made:
		case !wasThere && !isMade && (strings.HasSuffix(name, ".tmp") || strings.Contains(name, ".statuary/") || strings.HasPrefix(name, "tmp/")):
		default:
			w.Errorf("%s is neither the old nor the new file: %.200q", name, data)
		}
	}
	for name := range before {
		_, stays := after[name]
		if _, ok := now[name]; !ok && stays {
			w.Errorf("%s is lost", name)
		}
	}
	w.checkLinks(now, before)
}

// checkLinks fails the test if a page that visitors can reach in public/, the target or the bucket links to a
// missing file. They reach the home page, the pages that were there before, and what these link to. The
// other pages of a first publication appear one after the other, before the home page does.
func (w *world) checkLinks(now, before snapshot) {
	w.Helper()
	for _, place := range []string{"site/public/", "other/target/", "bucket/"} {
		queue := []string{place + "index.html", place + "404.html"}
		for name := range before {
			if strings.HasPrefix(name, place) && strings.HasSuffix(name, ".html") {
				queue = append(queue, name)
			}
		}
		seen := map[string]bool{}
		for ; len(queue) > 0; queue = queue[1:] {
			page, ok := now[queue[0]]
			if !ok || seen[queue[0]] {
				continue
			}
			seen[queue[0]] = true
			for _, part := range strings.Split(page, `href="/`)[1:] {
				link, _, _ := strings.Cut(part, `"`)
				link, _, _ = strings.Cut(link, "#")
				link, _, _ = strings.Cut(link, "?")
				if link == "" || strings.HasSuffix(link, "/") {
					link += "index.html"
				}
				if _, ok := now[place+link]; !ok {
					w.Errorf("%s links to the missing /%s", queue[0], link)
				} else if strings.HasSuffix(link, ".html") {
					queue = append(queue, place+link)
				}
			}
		}
	}
}

// checkNothingLeft fails the test if something is left that a command only needed while it ran.
func (w *world) checkNothingLeft(now snapshot) {
	w.Helper()
	for name := range now {
		if strings.HasSuffix(name, ".tmp") || strings.HasSuffix(name, ".new") || strings.Contains(name, "/stage/") || strings.HasPrefix(name, "tmp/") {
			w.Errorf("%s is left over", name)
		}
	}
	for _, stage := range []string{"site/public", "other/target"} {
		if _, err := os.Stat(filepath.Join(w.dir, stage, ".statuary", "stage")); err == nil {
			w.Errorf("%s/.statuary/stage is left over", stage)
		}
	}
	if left, _ := os.ReadDir(filepath.Join(w.dir, "tmp")); len(left) > 0 {
		w.Errorf("tmp/%s is left over", left[0].Name())
	}
}

// recover runs what people run after a failure, and checks that it completes the command.
func (w *world) recover(c command, after snapshot) {
	w.Helper()
	next := c.next
	if next == nil {
		next = []string{c.args}
	}
	for _, args := range next {
		w.must(args)
	}
	now := c.snapshot(w)
	w.checkNothingLeft(now)
	if c.next == nil {
		if !maps.Equal(now, after) {
			for _, name := range slices.Sorted(maps.Keys(maps.Collect(func(yield func(string, string) bool) {
				for _, m := range []snapshot{now, after} {
					for k := range m {
						if now[k] != after[k] && !yield(k, "") {
							return
						}
					}
				}
			}))) {
				_, has := now[name]
				_, should := after[name]
				w.Errorf("after the next run, %s differs (exists: %v, should: %v)", name, has, should)
			}
		}
	}
}

func (c command) snapshot(w *world) snapshot {
	if c.state != nil {
		return c.state(w)
	}
	return w.files()
}
