package importer_test

import (
	"bytes"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/tools/txtar"

	"statuary/internal/golden"
	"statuary/internal/importer/exchange"
	"statuary/internal/importer/feeds"
	"statuary/internal/importer/mdsites"
	"statuary/internal/importer/sitewriter"
	"statuary/internal/importer/statuspage"
	"statuary/internal/importer/upptime"
)

var readers = map[string]reader{
	"statuspage": readStatuspage, "feed": feeds.Read, "cstate": mdsites.CState, "clearstatus": mdsites.ClearStatus, "statusfy": mdsites.Statusfy,
	"statuskit": mdsites.StatusKit, "upptime": upptime.Read, "markdown": mdsites.Markdown,
}

func readStatuspage(files []exchange.File, o exchange.Options, r *exchange.Report) (*exchange.History, error) {
	h, _, err := statuspage.ReadDocuments(files, o, r)
	return h, err
}

// TestCases imports the files below source/ in each testdata/TOOL*.txtar, and compares
// the resulting site with the files below site/, and the report with report.txt. The
// cases reproduce oddities of real files of the tool, with texts written for the test.
func TestCases(t *testing.T) {
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatal("no cases", err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			tool, _, _ := strings.Cut(strings.TrimSuffix(filepath.Base(name), ".txtar"), "-")
			got := &txtar.Archive{Comment: archive.Comment}
			var source []exchange.File
			disk := fstest.MapFS{}
			for _, f := range archive.Files {
				if rest, ok := strings.CutPrefix(f.Name, "source/"); ok {
					got.Files = append(got.Files, f)
					disk[rest] = &fstest.MapFile{Data: f.Data}
					source = append(source, exchange.File{Name: rest, Data: bytes.ReplaceAll(f.Data, []byte("⌖"), []byte("\ufeff"))})
				}
			}
			r := &exchange.Report{Tool: tool}
			h, err := readers[tool](source, exchange.Options{}, r)
			if err != nil {
				t.Fatal(err)
			}
			h.SourceFS = func(string) fs.FS { return disk }
			h.Check(r)
			plan, err := sitewriter.New(fstest.MapFS{}, h, r, sitewriter.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if r.Incidents.Sum() != r.Incidents.Read {
				t.Errorf("the counts do not add up: %+v", r.Incidents)
			}
			if r.Files.Sum() != r.Files.Read {
				t.Errorf("the counts of files do not add up: %+v", r.Files)
			}
			for _, w := range plan.Writes {
				if w.Name != ".statuary/import.json" {
					got.Files = append(got.Files, txtar.File{Name: "site/" + w.Name, Data: w.Data})
				}
			}
			var report bytes.Buffer
			if err := r.Text(&report); err != nil {
				t.Fatal(err)
			}
			got.Files = append(got.Files, txtar.File{Name: "report.txt", Data: report.Bytes()})
			out := txtar.Format(got)
			golden.File(t, name, out)
		})
	}
}
