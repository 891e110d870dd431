package publishtest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"strings"
	"sync"
	"testing"

	"statuary/internal/diag"
	"statuary/internal/publish"
)

func first(t *testing.T, p *place) {
	one := site{"index.html": "home", "a/index.html": "A", "a/b/index.html": "B", "assets/style.0123456789.css": "a{}"}
	p.expectPlan(p.sync(one), "a/b/index.html a/index.html assets/style.0123456789.css index.html", "", "", "")
	p.expect(one)
	p.unchanged(func() {
		p.expectPlan(p.sync(one), "", "", "a/b/index.html a/index.html assets/style.0123456789.css index.html", "")
	})
	two := site{"index.html": "hoMe", "a/index.html": "A", "c/index.html": "C", "assets/style.0123456789.css": "a{}"}
	p.expectPlan(p.sync(two), "c/index.html", "index.html", "a/index.html assets/style.0123456789.css", "a/b/index.html")
	p.expect(two)
	// Only a deletion.
	delete(two, "c/index.html")
	p.expectPlan(p.sync(two), "", "", "a/index.html assets/style.0123456789.css index.html", "c/index.html")
	p.expect(two)
}

func others(t *testing.T, p *place) {
	p.Write("CNAME", "status.example.org")
	p.Write("a/theirs.txt", "theirs")
	p.Write("taken.html", "theirs too")
	p.sync(site{"a/index.html": "A", "index.html": "home", "taken.html": "ours now"})
	p.Write("b/later.txt", "later")
	p.sync(site{"index.html": "home"})
	p.expect(site{"CNAME": "status.example.org", "a/theirs.txt": "theirs", "index.html": "home", "b/later.txt": "later"})
}

func broken(t *testing.T, p *place) {
	one := site{"index.html": "home", "a/index.html": "A"}
	p.sync(one)
	trouble := errors.New("a template is broken")
	p.unchanged(func() {
		_, err := publish.Sync(context.Background(), p.Target(), func(put func(publish.File) error) error {
			if err := (site{"index.html": "new", "b/index.html": "B"}).put(put); err != nil {
				return err
			}
			return trouble
		})
		if !errors.Is(err, trouble) {
			p.Error(err)
		}
	})
	p.expect(one)
}

func cancelled(t *testing.T, p *place) {
	one := site{"index.html": "home"}
	p.sync(one)
	ctx, cancel := context.WithCancel(context.Background())
	p.unchanged(func() {
		_, err := publish.Sync(ctx, p.Target(), func(put func(publish.File) error) error {
			err := site{"index.html": "new"}.put(put)
			cancel()
			return err
		})
		if !errors.Is(err, context.Canceled) {
			p.Error(err)
		}
	})
	p.expect(one)
}

func dryRun(t *testing.T, p *place) {
	planOf := func(s site) *publish.Plan {
		plan, err := publish.SyncWith(context.Background(), p.Target(), publish.Options{DryRun: true}, s.put)
		if err != nil {
			p.Fatal(err)
		}
		return plan
	}
	one := site{"index.html": "home", "a/index.html": "A", "b/index.html": "B"}
	p.unchanged(func() {
		p.expectPlan(planOf(one), "a/index.html b/index.html index.html", "", "", "")
	})
	p.expect(site{})
	p.sync(one)
	p.unchanged(func() {
		plan := planOf(site{"index.html": "longer", "a/index.html": "A", "c/index.html": "C"})
		p.expectPlan(plan, "c/index.html", "index.html", "a/index.html", "b/index.html")
		if want := (publish.Report{Written: 2, Unchanged: 1, Deleted: 1, Bytes: 8}); plan.Report() != want {
			p.Errorf("%+v", plan.Report())
		}
	})
	p.expect(one)
}

func refused(t *testing.T, p *place) {
	one := site{"index.html": "home"}
	for n := range 9 {
		one[fmt.Sprintf("p%d/index.html", n)] = "page"
	}
	sync := func(s site) error {
		_, err := publish.SyncWith(context.Background(), p.Target(), publish.Options{Approve: publish.DefaultLimit.Check}, s.put)
		return err
	}
	if err := sync(one); err != nil {
		p.Fatal(err)
	}
	fewer := maps.Clone(one)
	for _, name := range []string{"p1", "p2"} {
		delete(fewer, name+"/index.html")
	}
	if err := sync(fewer); err != nil {
		p.Error("2 of 10 files are a fifth: ", err)
	}
	p.expect(fewer)
	p.unchanged(func() {
		err := sync(site{"index.html": "home"})
		if err == nil || !strings.HasPrefix(err.Error(), "this would delete 7 of 8 published files") || !strings.HasSuffix(diag.HintOf(err), "--max-deletes 7") {
			p.Errorf("%v; hint: %s", err, diag.HintOf(err))
		}
	})
	p.expect(fewer)
}

func names(t *testing.T, p *place) {
	one := site{
		".nojekyll": "", "_headers": "x", ".well-known/security.txt": "x", ".gitignore": "*\n", ".gitattributes": "* text eol=crlf\n",
		"crlf.txt": "a\r\nb\n", "-dash": "x", "a b/c+d.html": "x", "100%/index.html": "x", "ü/日本.html": "x", "q=1&r'(2).html": "x",
		"~tilde": "x", "a#b": "x", "Case": "1",
	}
	p.sync(one)
	p.expect(one)
	p.unchanged(func() { p.sync(one) })
	delete(one, "100%/index.html")
	delete(one, "a b/c+d.html")
	delete(one, "ü/日本.html")
	p.sync(one)
	p.expect(one)
}

func badNames(t *testing.T, p *place) {
	p.sync(site{"index.html": "home"})
	p.unchanged(func() {
		for _, name := range []string{"../x", "/etc/x", "a/../../x", ".", "", publish.ManifestFile, "a\\b", "a\x00b", "a//b"} {
			if _, err := publish.Sync(context.Background(), p.Target(), site{name: "x", "index.html": "home"}.put); err == nil {
				p.Errorf("%q was published", name)
			}
		}
	})
}

func brokenManifest(t *testing.T, p *place) {
	p.sync(site{"a": "1", "b": "1"})
	p.Break()
	p.sync(site{"a": "2"})
	// b may be somebody else's file.
	p.expect(site{"a": "2", "b": "1"})
	p.sync(site{"a": "3"})
	p.expect(site{"a": "3", "b": "1"})
}

func swap(t *testing.T, p *place) {
	p.sync(site{"x": "file", "y/index.html": "folder"})
	if p.Flat {
		p.sync(site{})
	}
	two := site{"x/index.html": "folder", "y": "file"}
	p.sync(two)
	p.expect(two)
}

func many(t *testing.T, p *place) {
	all := site{}
	for n := range 1200 {
		all[fmt.Sprintf("incidents/%04d/index.html", n)] = fmt.Sprint("page ", n)
	}
	_, err := publish.Sync(context.Background(), p.Target(), func(put func(publish.File) error) error {
		var wg sync.WaitGroup
		errs := make([]error, 8)
		for n := range errs {
			wg.Go(func() {
				for i := n; i < 1200 && errs[n] == nil; i += len(errs) {
					name := fmt.Sprintf("incidents/%04d/index.html", i)
					errs[n] = put(publish.File{Path: name, Data: []byte(all[name])})
				}
			})
		}
		wg.Wait()
		return errors.Join(errs...)
	})
	if err != nil {
		p.Fatal(err)
	}
	p.expect(all)
	p.unchanged(func() { p.sync(all) })
	few := site{"incidents/0007/index.html": "page 7"}
	p.sync(few)
	p.expect(few)
}

// two tests that several Syncs at once do not mix: each publishes its complete site or fails.
func two(t *testing.T, p *place) {
	sites := make([]site, 3)
	for n := range sites {
		sites[n] = site{fmt.Sprintf("only-%d.html", n): "x"}
		for i := range 20 {
			sites[n][fmt.Sprintf("p%d/index.html", i)] = fmt.Sprint(n)
		}
	}
	var wg sync.WaitGroup
	errs := make([]error, len(sites))
	var ready sync.WaitGroup // until all have opened the target, if it allows that
	if !p.OneAtATime {
		ready.Add(len(sites))
	}
	for n, s := range sites {
		wg.Go(func() {
			_, errs[n] = publish.Sync(context.Background(), p.Target(), func(put func(publish.File) error) error {
				if !p.OneAtATime {
					ready.Done()
					ready.Wait()
				}
				return s.put(put)
			})
		})
	}
	wg.Wait()
	var won []int
	for n, err := range errs {
		if err == nil {
			won = append(won, n)
		} else {
			p.Log(err)
		}
	}
	if p.OneAtATime && len(won) != len(sites) || !p.OneAtATime && len(won) != 1 {
		p.Errorf("%v have won: %v", won, errs)
	}
	got := p.Read()
	for _, n := range won {
		if maps.Equal(got, sites[n]) {
			return
		}
	}
	p.Errorf("what is there is nobody's site: %v", show(got))
}

func emptySite(t *testing.T, p *place) {
	p.sync(site{})
	p.expect(site{})
	p.sync(site{"index.html": "home"})
	p.sync(site{})
	p.expect(site{})
}
