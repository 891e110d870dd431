package edit

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"
	"pgregory.net/rapid"

	"statuary/internal/diag"
	"statuary/internal/frontmatter"
	"statuary/internal/golden"
	"statuary/internal/histories"
	"statuary/internal/incident"
)

func zone(name string) *time.Location {
	z, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return z
}

var newYork = zone("America/New_York")

func at(text string) time.Time {
	t, err := incident.ReadTime(text, newYork)
	if err != nil {
		panic(err)
	}
	return t
}

func testParser() *incident.Parser {
	return incident.NewParser(newYork, []string{"api", "web", "null"})
}

// TestAppend reads testdata/append.txtar. To each file NAME.md an entry of
// 2026-03-10 12:00 is added, and NAME.want holds what comes of it, or why it is
// refused. ⏎ stands for a carriage return, ⌖ for a byte order mark, · for a
// space at the end of a line.
func TestAppend(t *testing.T) {
	const name = "testdata/append.txtar"
	a, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	plain := strings.NewReplacer("⏎", "\r", "⌖", "\ufeff", "·", " ")
	marked := strings.NewReplacer("\r", "⏎", "\ufeff", "⌖", " \n", "·\n", " \r", "·⏎")
	e := incident.Update{
		At: at("2026-03-10 12:00"), Status: incident.Monitoring, Message: "Better.\n\n- # two: lines\n",
		Components: []incident.ComponentState{{ID: "api", Status: incident.PartialOutage}, {ID: "null"}},
	}
	var files []txtar.File
	for _, f := range a.Files {
		if !strings.HasSuffix(f.Name, ".md") {
			continue
		}
		src := []byte(plain.Replace(string(f.Data)))
		out, err := Append(testParser(), f.Name, src, e)
		var unsafe *Unsafe
		var problems diag.List
		switch {
		case errors.As(err, &unsafe):
			out = []byte("refused: " + unsafe.Error() + "\n" + unsafe.Paste)
		case errors.As(err, &problems):
			out = []byte("refused: " + problems.Error() + "\n")
		case err != nil:
			t.Fatal(err)
		}
		got := marked.Replace(string(out))
		files = append(files, f, txtar.File{Name: f.Name + ".want", Data: []byte(got)})
	}
	a.Files = files
	golden.File(t, name, txtar.Format(a))
}

// realFiles returns the incident files of the sample and, if it is there, of a real site.
func realFiles(tb testing.TB) map[string][]byte {
	names := histories.Incidents()
	for _, pattern := range []string{"../../content/incidents/*/*.md", "../../content/incidents/*/*/index.md"} {
		sample, err := filepath.Glob(pattern)
		if err != nil {
			tb.Fatal(err)
		}
		names = append(names, sample...)
	}
	if len(names) < 10 {
		tb.Fatal("the sample has no incidents")
	}
	files := map[string][]byte{}
	for _, name := range names {
		src, err := os.ReadFile(name)
		if err != nil {
			tb.Fatal(err)
		}
		files[name] = src
	}
	return files
}

// siteParser parses files with the components in known.
func siteParser(_ testing.TB, known []string) *incident.Parser {
	return incident.NewParser(newYork, known)
}

var realComponents = []string{
	"apps", "api", "dashboard", "databases", "logs", "docs", "east-west",
	"rwppv331jlwc", "0qbwn08sd68x", "k8w3r06qmzrp", "yyzkbfz2thpt", "bpp5gb3hpjcl", "0scnb50nvy53",
}

var realParser = incident.NewParser(newYork, realComponents)

func drawEntry(t *rapid.T, typ incident.Type) incident.Update {
	words := incident.StatusesOf(typ)
	status, err := incident.ReadStatus(rapid.SampledFrom(words).Draw(t, "status"), typ)
	if err != nil {
		t.Fatal(err)
	}
	e := incident.Update{
		At:     time.Unix(rapid.Int64Range(1_300_000_000, 1_900_000_000).Draw(t, "at")/60*60, 0).In(newYork),
		Status: status,
	}
	pieces := []string{"We are looking into it.", "\n", "\n\n", "# heading", "---", " ", "- item: x", "'", `"`, "`code`", "}", "\t", "key: value", "|", "+++", "> quote", "é日本", "\\", "null", "#", "%", "@", "*", "&", "!"}
	e.Message = strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 12).Draw(t, "message"), "")
	e.Label = strings.ReplaceAll(strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 2).Draw(t, "label"), ""), "\n", "")
	e.Label = strings.ReplaceAll(e.Label, "\t", "")
	ids := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"apps", "api", "0scnb50nvy53", "east-west"}), 0, 3, rapid.ID[string]).Draw(t, "components")
	for _, id := range ids {
		e.Components = append(e.Components, incident.ComponentState{ID: id, Status: incident.ComponentStatus(rapid.IntRange(0, 4).Draw(t, "state"))})
	}
	return e
}

// Whatever entry is added to a real file, what stood there before is there
// still, byte for byte and in one run before and after the new lines, and the
// parse equals the old one with one update more.
func TestAppendKeepsEveryByte(t *testing.T) {
	files := realFiles(t)
	realParser := siteParser(t, realComponents)
	var names []string
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	refused := 0
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom(names).Draw(t, "file")
		src := vary(t, files[name])
		old, problems := realParser.Parse(name, src)
		if old == nil {
			t.Fatal(problems)
		}
		e := drawEntry(t, old.Type)
		out, err := Append(realParser, name, src, e)
		var unsafe *Unsafe
		if errors.As(err, &unsafe) {
			// A series accepts neither a postmortem nor entries that are older than its
			// announcement.
			if series := old.Repeat != nil && (e.Status == incident.Postmortem || e.At.Before(old.Updates[0].At)); !series && !flow(t, name, src) {
				t.Fatalf("refused a block-style file: %v\n%s", err, unsafe.Paste)
			}
			refused++
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		holdsAll(t, src, out)
		in, problems := realParser.Parse(name, out)
		if in == nil {
			t.Fatal(problems)
		}
		if len(in.Updates) != len(old.Updates)+1 || countOf(in.Updates, clean(e)) != countOf(old.Updates, clean(e))+1 {
			t.Fatalf("updates %d, were %d", len(in.Updates), len(old.Updates))
		}
		for _, u := range old.Updates {
			if countOf(in.Updates, u) < countOf(old.Updates, u) {
				t.Fatalf("lost %+v", u)
			}
		}
		if in.Postmortem != old.Postmortem || in.Title != old.Title {
			t.Fatal("another text")
		}
	})
	t.Logf("%d refused", refused)
}

// vary gives a file as other editors would have saved it.
func vary(t *rapid.T, src []byte) []byte {
	if rapid.Bool().Draw(t, "crlf") {
		src = bytes.ReplaceAll(src, []byte("\n"), []byte("\r\n"))
	}
	if rapid.Bool().Draw(t, "bom") {
		src = append([]byte("\ufeff"), src...)
	}
	if rapid.Bool().Draw(t, "chopped") { // no line break at the end
		src = bytes.TrimRight(src, "\r\n")
	}
	return src
}

// holdsAll demands that out is src with whole lines put in at one place, of the
// file's line ends.
func holdsAll(t *rapid.T, src, out []byte) {
	n := len(out) - len(src)
	if n <= 0 {
		t.Fatalf("nothing was added")
	}
	for i := 0; i <= len(src); i++ {
		if i == 0 || src[i-1] == '\n' {
			if bytes.Equal(out[:i], src[:i]) && bytes.Equal(out[i+n:], src[i:]) {
				if crlf := bytes.Contains(src, []byte("\r\n")); crlf && bytes.Count(out, []byte("\n")) != bytes.Count(out, []byte("\r\n")) {
					t.Fatal("mixed line ends")
				}
				return
			}
		}
	}
	t.Fatalf("other bytes have changed:\n%s", out)
}

func flow(t *rapid.T, name string, src []byte) bool {
	file, _ := frontmatter.Parse(name, src)
	for _, f := range file.Front.Map {
		if f.Key == "timeline" {
			return f.Value.Line == f.Line
		}
	}
	t.Fatal("no timeline")
	return false
}

// FuzzAppend holds that no file makes Append panic or lose a byte.
func FuzzAppend(f *testing.F) {
	a, err := txtar.ParseFile("testdata/append.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range a.Files {
		if strings.HasSuffix(file.Name, ".md") {
			f.Add(file.Data, "text\n---\n# x")
		}
	}
	p := testParser()
	f.Fuzz(func(t *testing.T, src []byte, message string) {
		out, err := Append(p, "x.md", src, incident.Update{At: at("2026-03-10 12:00"), Status: incident.Postmortem, Message: message})
		if err != nil {
			return
		}
		n := len(out) - len(src)
		for i := 0; i <= len(src) && n > 0; i++ {
			if bytes.Equal(out[:i], src[:i]) && bytes.Equal(out[i+n:], src[i:]) {
				return
			}
		}
		t.Errorf("other bytes have changed:\n%q\n%q", src, out)
	})
}
