package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"statuary/internal/incident"
)

// session is an editor that has started statuary lsp.
type session struct {
	*testing.T
	cmd         *exec.Cmd
	in          io.WriteCloser
	messages    chan message
	dir         string
	id          int
	diagnostics map[string][]diagnostic // the last published ones, by file
}

type message struct {
	ID     *int            `json:"id"`
	Method string          `json:"method"`
	Params json.RawMessage `json:"params"`
	Result json.RawMessage `json:"result"`
	Error  *struct {
		Code    int
		Message string
	} `json:"error"`
}

type span struct {
	Start, End struct{ Line, Character int }
}

func (s span) String() string {
	return fmt.Sprintf("%d:%d-%d:%d", s.Start.Line, s.Start.Character, s.End.Line, s.End.Character)
}

// diagnostic is a diagnostic of the protocol.
type diagnostic struct {
	Range    span
	Severity int
	Code     string
	Source   string
	Message  string
}

// startServer starts the server as an editor with an open folder does.
func startServer(t *testing.T, dir, open string, args ...string) *session {
	t.Helper()
	bin, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	s := &session{T: t, cmd: exec.Command(bin, append([]string{"lsp", "--now", "2026-03-10T12:00:00Z"}, args...)...), messages: make(chan message, 100), dir: dir, diagnostics: map[string][]diagnostic{}}
	s.cmd.Stderr = os.Stderr
	if s.in, err = s.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.cmd.Process.Kill() })
	go func() {
		defer close(s.messages)
		for r := bufio.NewReader(out); ; {
			header, err := r.ReadString('\n')
			if err != nil {
				return
			}
			length, err := strconv.Atoi(strings.TrimSpace(strings.TrimPrefix(header, "Content-Length:")))
			if err != nil {
				t.Errorf("unexpected header %q", header)
				return
			}
			body := make([]byte, length+2) // with the empty line
			if _, err := io.ReadFull(r, body); err != nil {
				return
			}
			var m message
			if err := json.Unmarshal(body, &m); err != nil {
				t.Errorf("%v: %s", err, body)
				return
			}
			s.messages <- m
		}
	}()
	var r struct {
		Capabilities map[string]any
		ServerInfo   struct{ Name string }
	}
	s.request("initialize", map[string]any{"processId": os.Getpid(), "rootUri": uri(open), "capabilities": map[string]any{}}, &r)
	if r.ServerInfo.Name != "statuary" || r.Capabilities["hoverProvider"] != true {
		t.Errorf("%+v", r)
	}
	s.notify("initialized", map[string]any{})
	return s
}

func uri(file string) string {
	return (&url.URL{Scheme: "file", Path: filepath.ToSlash(file)}).String()
}

func (s *session) send(m map[string]any) {
	s.Helper()
	m["jsonrpc"] = "2.0"
	data, err := json.Marshal(m)
	if err != nil {
		s.Fatal(err)
	}
	if _, err := fmt.Fprintf(s.in, "Content-Length: %d\r\n\r\n%s", len(data), data); err != nil {
		s.Fatal(err)
	}
}

func (s *session) notify(method string, params any) {
	s.Helper()
	s.send(map[string]any{"method": method, "params": params})
}

// next returns the next message. It stores the diagnostics in it, if any.
func (s *session) next() message {
	s.Helper()
	select {
	case m, ok := <-s.messages:
		if !ok {
			s.Fatal("the server has ended")
		}
		if m.Method == "textDocument/publishDiagnostics" {
			var p struct {
				URI         string
				Diagnostics []diagnostic
			}
			if err := json.Unmarshal(m.Params, &p); err != nil {
				s.Fatal(err)
			}
			s.diagnostics[strings.TrimPrefix(p.URI, uri(s.dir)+"/")] = p.Diagnostics
		}
		return m
	case <-time.After(patience):
		s.Fatalf("the server sends no more messages; the diagnostics are %+v", s.diagnostics)
	}
	return message{}
}

func (s *session) request(method string, params, result any) *message {
	s.Helper()
	s.id++
	m := map[string]any{"id": s.id, "method": method}
	if params != nil {
		m["params"] = params
	}
	s.send(m)
	for {
		if m := s.next(); m.ID != nil && *m.ID == s.id {
			if m.Error == nil && result != nil {
				if err := json.Unmarshal(m.Result, result); err != nil {
					s.Fatalf("%v: %s", err, m.Result)
				}
			}
			return &m
		}
	}
}

// shows waits until a file has exactly these problems: "LINE:CHARACTER-LINE:CHARACTER text".
func (s *session) shows(file string, want ...string) {
	s.Helper()
	for {
		var got []string
		for _, d := range s.diagnostics[file] {
			text, _, _ := strings.Cut(d.Message, "\n")
			got = append(got, d.Range.String()+" "+text)
		}
		if _, known := s.diagnostics[file]; known && strings.Join(got, "\n") == strings.Join(want, "\n") {
			return
		}
		s.next()
	}
}

func (s *session) document(file string) map[string]any {
	return map[string]any{"uri": uri(filepath.Join(s.dir, filepath.FromSlash(file)))}
}

func (s *session) open(file, text string) {
	s.Helper()
	d := s.document(file)
	d["text"], d["version"], d["languageId"] = text, 1, "markdown"
	s.notify("textDocument/didOpen", map[string]any{"textDocument": d})
}

func (s *session) change(file, text string) {
	s.Helper()
	d := s.document(file)
	d["version"] = 2
	s.notify("textDocument/didChange", map[string]any{"textDocument": d, "contentChanges": []any{map[string]any{"text": text}}})
}

// at sends a request about a position in a file.
func (s *session) at(method, file string, line, character int, result any) {
	s.Helper()
	s.request("textDocument/"+method, map[string]any{"textDocument": s.document(file), "position": map[string]int{"line": line, "character": character}}, result)
}

// quit shuts the server down and returns its exit status.
func (s *session) quit() int {
	s.Helper()
	if m := s.request("shutdown", nil, nil); string(m.Result) != "null" {
		s.Errorf("shutdown returned %s", m.Result)
	}
	s.notify("exit", nil)
	_ = s.cmd.Wait()
	return s.cmd.ProcessState.ExitCode()
}

const lspSite = `title = "Example"
base_url = "https://status.acme.internal/"
[[components]]
id = "api"
name = "API"
[[components]]
id = "web"
`

func lspFiles(t *testing.T) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"config.toml":                 lspSite,
		"content/incidents/a.md":      "---\ntitle: A\ntimeline:\n  - {at: 2026-03-01 10:00, status: resolved, message: All is well.}\n---\n",
		"content/incidents/broken.md": "---\ntitle: B\ntimeline:\n  - {at: 2026-03-01 10:00, status: resolvd, message: All is well.}\n---\n",
	} {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestLanguageServer(t *testing.T) {
	dir := lspFiles(t)
	s := startServer(t, dir, filepath.Join(dir, "content")) // the site is the folder above

	// Files that nobody has opened are checked as well.
	const broken = "content/incidents/broken.md"
	s.shows(broken, `3:35-3:42 unknown status "resolvd"`)
	if d := s.diagnostics[broken][0]; d.Severity != 1 || d.Source != "statuary" || d.Code != "invalid" || !strings.Contains(d.Message, `did you mean "resolved"?`) {
		t.Errorf("%+v", d)
	}

	// An unsaved text with characters that are two units of UTF-16.
	const a = "content/incidents/a.md"
	text := "---\ntitle: A\ntimeline:\n  - {at: 2026-03-01 10:00, label: \"😀é\", status: resolved, message: All is well., components: {apo: operational}}\n---\n"
	s.open(a, text)
	s.shows(a, `3:95-3:98 unknown component "apo"`)
	s.change(a, strings.Replace(text, "apo", "api", 1))
	s.shows(a)

	// Completion.
	text = "---\ntitle: A\ncomponents: [w]\ntimeline:\n  - at: 2026-03-01 10:00\n    status: \n    components:\n      api: maj\n---\n"
	s.change(a, text)
	labels := func(line, character int) string {
		var items []struct {
			Label    string
			TextEdit struct {
				Range   span
				NewText string
			}
		}
		s.at("completion", a, line, character, &items)
		var list []string
		for _, i := range items {
			list = append(list, i.Label)
			if i.TextEdit.Range.End.Character != character {
				t.Errorf("%+v", i)
			}
		}
		return strings.Join(list, " ")
	}
	for place, want := range map[[2]int]string{
		{2, 14}: "api web",
		{5, 12}: strings.Join(incident.StatusesOf(incident.Unplanned), " "),
		{7, 14}: "operational under_maintenance degraded_performance partial_outage major_outage",
		{1, 7}:  "",
	} {
		if got := labels(place[0], place[1]); got != want {
			t.Errorf("at %v: %s", place, got)
		}
	}
	var h struct{ Contents struct{ Value string } }
	s.at("hover", a, 4, 5, &h)
	if !strings.Contains(h.Contents.Value, "time of the update. If it is in the future") {
		t.Errorf("%+v", h)
	}

	// Unsaved settings are checked, and the diagnostics of incidents stay.
	s.open("config.toml", strings.Replace(lspSite, "title =", "titel =", 1))
	s.shows("config.toml", `0:0-0:5 unknown key "titel" in config.toml`)
	if len(s.diagnostics[broken]) != 1 {
		t.Error("an incident lost its diagnostic")
	}
	s.change("config.toml", lspSite+"[[components]]\nid = \"new\"\n[[components]]\nid = \"theirs\"\nstatuspage = \"https://status.example.net\"\n")
	s.shows("config.toml")
	if got := labels(2, 14); got != "api web new" {
		t.Errorf("with a new component: %s", got)
	}

	// A third-party component is neither offered nor accepted. Announcements and cancelled maintenance are
	// checked like other files.
	s.open("content/incidents/theirs.md", "---\ntitle: T\ncomponents: [theirs]\ntimeline:\n  - {at: 2026-03-01 10:00, status: resolved, message: All is well.}\n---\n")
	s.shows("content/incidents/theirs.md", `2:13-2:19 "theirs" is a third-party component, whose status comes from https://status.example.net`)
	s.open("content/incidents/news.md", "---\ntitle: News\ntype: announcement\nfrom: 2026-03-01 10:00\ncomponents: [api]\n---\nHello.\n")
	s.shows("content/incidents/news.md", "4:0-4:10 an announcement has no components")
	s.open("content/incidents/off.md", "---\ntitle: Off\nkey: change/1\ncomponents: [api]\nscheduled_for: 2026-03-20 10:00\nscheduled_until: 2026-03-20 11:00\ntimeline:\n"+
		"  - {at: 2026-03-01 10:00, status: scheduled, message: Planned.}\n  - {at: 2026-03-02 10:00, status: canceled, message: Not needed.}\n---\n")
	s.shows("content/incidents/off.md", `8:35-8:43 unknown status "canceled"`)

	// A code action fixes a word of an open file. Closing the file drops unsaved changes.
	src, err := os.ReadFile(filepath.Join(dir, broken))
	if err != nil {
		t.Fatal(err)
	}
	s.open(broken, string(src))
	var actions []struct {
		Title string
		Edit  struct {
			Changes map[string][]struct {
				Range   span
				NewText string
			}
		}
	}
	s.request("textDocument/codeAction", map[string]any{"textDocument": s.document(broken), "range": s.diagnostics[broken][0].Range, "context": map[string]any{"diagnostics": []any{}}}, &actions)
	if len(actions) != 1 || actions[0].Title != "write resolved" {
		t.Fatalf("%+v", actions)
	}
	for _, e := range actions[0].Edit.Changes[uri(filepath.Join(dir, broken))] {
		if e.NewText != "resolved" || e.Range.String() != "3:35-3:42" {
			t.Errorf("%+v", e)
		}
	}
	s.change(broken, strings.Replace(string(src), "resolvd", "resolved", 1))
	s.shows(broken)
	s.notify("textDocument/didClose", map[string]any{"textDocument": s.document(broken)})
	s.shows(broken, `3:35-3:42 unknown status "resolvd"`)

	// First a file that was never saved, then one outside of the site.
	s.open("content/incidents/new.md", "---\ntitle: New\n---\n")
	s.shows("content/incidents/new.md", "1:0-1:5 the incident has no timeline")
	s.open("../elsewhere.md", "---\ntitle: x\n---\n")

	if m := s.request("textDocument/rename", map[string]any{}, nil); m.Error == nil || m.Error.Code != -32601 {
		t.Errorf("%+v", m)
	}
	if code := s.quit(); code != 0 {
		t.Errorf("exit status %d", code)
	}
}

// In a folder without a site, the server reports nothing. If the editor disappears, the
// server exits with an error and does not stay behind.
func TestLanguageServerAlone(t *testing.T) {
	dir := t.TempDir()
	s := startServer(t, dir, dir)
	s.open("x.md", "---\ntitle: x\n---\n")
	var items []any
	s.at("completion", "x.md", 1, 3, &items)
	if len(items) != 0 {
		t.Error(items)
	}
	_ = s.in.Close()
	_ = s.cmd.Wait()
	if code := s.cmd.ProcessState.ExitCode(); code != 1 {
		t.Errorf("exit status %d", code)
	}

	site := lspFiles(t)
	s = startServer(t, site, t.TempDir(), "--site", site)
	s.shows("content/incidents/broken.md", `3:35-3:42 unknown status "resolvd"`)
	if code := s.quit(); code != 0 {
		t.Errorf("exit status %d", code)
	}
}

// TestLSPTemplates checks that a message is completed with the texts of the site's templates.
func TestLSPTemplates(t *testing.T) {
	dir := lspFiles(t)
	if err := os.Mkdir(filepath.Join(dir, "templates"), 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"fixed.md":  "---\nstatus: monitoring\nabout: Fix applied\n---\n{{.Component}} works.\n\nSince {{.Time}}.\n",
		"window.md": "---\ntype: maintenance\nstatus: scheduled\n---\nx\n",
		"off.md":    "---\ntype: maintenance\nstatus: cancelled\n---\nThe work on {{.Component}} is not needed.\n",
		"broken.md": "---\nstatus: monitorin\n---\nx\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, "templates", name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	s := startServer(t, dir, dir)
	s.open("content/incidents/new.md", "---\ntitle: N\ncomponents: [api]\ntimeline:\n  - at: 2026-03-10 10:00\n    status: monitoring\n    message: \n---\n")
	s.shows("templates/broken.md", `1:8-1:17 unknown status of type: incident "monitorin"`)
	var items []struct {
		Label    string
		TextEdit struct{ NewText string }
	}
	s.at("completion", "content/incidents/new.md", 6, 13, &items)
	if len(items) != 1 || items[0].Label != "fixed" || items[0].TextEdit.NewText != "|-\n      API works.\n\n      Since 12:00 UTC." {
		t.Errorf("%+v", items)
	}
	s.open("content/incidents/work.md", "---\ntitle: W\ncomponents: [api]\nscheduled_for: 2026-03-20 10:00\ntimeline:\n  - at: 2026-03-10 10:00\n    status: cancelled\n    message: \n---\n")
	s.at("completion", "content/incidents/work.md", 7, 13, &items)
	if len(items) != 2 || items[0].Label != "off" || items[0].TextEdit.NewText != "|-\n      The work on API is not needed." {
		t.Errorf("%+v", items)
	}
	s.quit()
}
