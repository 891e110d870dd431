package schema

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/pelletier/go-toml/v2"
	"golang.org/x/tools/txtar"

	"statuary/internal/config"
	"statuary/internal/histories"
	"statuary/internal/publish/targets"
)

// settingsOf reads a config.toml as an editor does: dates are texts.
func settingsOf(src []byte) (any, error) {
	var v map[string]any
	err := toml.Unmarshal(src, &v)
	return plainValue(v), err
}

func plainValue(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k, x := range v {
			v[k] = plainValue(x)
		}
	case []any:
		for i, x := range v {
			v[i] = plainValue(x)
		}
	case int64:
		return float64(v)
	case time.Time, toml.LocalDate, toml.LocalDateTime, toml.LocalTime:
		return fmt.Sprint(v)
	}
	return v
}

// decodes says if the site's own decoder takes it.
func decodes(src []byte) bool {
	l := config.Loader{Targets: targets.Kinds()}
	_, problems := l.Load(fstest.MapFS{config.File: {Data: src}}, config.Overrides{})
	return !problems.HasErrors()
}

// Settings of sites are valid: the sample's, a new site's, a real one's, and
// those of the sites in tests that build.
func TestRealConfigs(t *testing.T) {
	r := validator(t, "config", nil)
	sources := map[string][]byte{}
	patterns := []string{"../../config.toml"}
	if real, ok := histories.Find("data/claude/site/config.toml"); ok {
		patterns = append(patterns, real)
	}
	for _, pattern := range patterns {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			src, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			sources[file] = src
		}
	}
	for _, pattern := range []string{"../builder/testdata/*.txtar", "../builder/testdata/*/*.txtar", "../clienttest/testdata/*.txtar", "../../cmd/statuary/testdata/script/*.txtar"} {
		archives, err := filepath.Glob(pattern)
		if err != nil || len(archives) == 0 {
			t.Fatal(pattern, len(archives), err)
		}
		for _, archive := range archives {
			a, err := txtar.ParseFile(archive)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range a.Files {
				if filepath.Base(f.Name) == config.File {
					sources[archive+"/"+f.Name] = f.Data
				}
			}
		}
	}
	right := 0
	for name, src := range sources {
		if !decodes(src) {
			continue // it is there to be wrong
		}
		right++
		v, err := settingsOf(src)
		if err == nil {
			err = r.Validate(v)
		}
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if right < 30 {
		t.Errorf("only %d of %d files are right", right, len(sources))
	}
	t.Log(right, "files of", len(sources))
}

// What the decoder refuses for its shape or its words, the schema refuses too,
// and what it takes is right.
func TestConfigRightAndWrong(t *testing.T) {
	r := validator(t, "config", nil)
	const head = "title = \"x\"\nbase_url = \"https://example.org\"\n"
	for _, text := range []string{
		head,
		"title = 404\nbase_url = \" HTTP://example.org/status \"\n",
		head + "language = \"pt-BR\"\nlanguages = \"fr\"\ntime_zone = \"Europe/Berlin\"\ntheme = \"\"\ndescription = 7\n",
		head + "[[components]]\nid = \"Größe_1.a\"\nsince = 2024-01-31\nretired = false\n[[components]]\nid = 7\nname = 7\nsince = \"2024-01-31\"\n",
		head + "[[components]]\nid = \"api\"\nsince = 2024-01-31 10:00:00\n",
		head + "maintenance = {auto = false}\nmarkdown.html = \"allow\"\n[feed]\nentries = 1000\ntag = \"tag:example.org,2005-01\"\n",
		head + "[api]\nids = \"readable\"\npage_id = \"abc\"\n[check]\nignore = \"long\"\nsecrets = ['\\bx-\\d+']\ninternal = []\n",
		head + "[brand]\nlogo = \"a/b.SVG\"\nlogo_dark = \"/assets/x.png\"\nfavicon = \"\"\naccent = \"#ABC\"\naccent_dark = \"\"\npictures = \"none\"\nlinks = [{name = \"x\", url = \"/\"}, {name = \"y\", url = \"mailto:a@b\"}]\n",
		head + "[git]\nedits = true\nrepo_url = \"https://github.com/a/b\"\nbranch = \"x\"\nedit_url = \"\"\ncommit_url = \"https://x.example/c/{commit}\"\n",
		head + "[publish.a]\ntarget = \"s3://b/c\"\nregion = \"x\"\nclean_urls = \"slash\"\nencoding = \"br\"\nmax_deletes = 5\n[publish.b]\ntarget = \"github-pages\"\nhistory = \"keep\"\nmax_deletes = \"12.5 %\"\n[publish.c]\ntarget = \"../x\"\nbase_url = \"https://a.example\"\n",
	} {
		if !decodes([]byte(text)) {
			t.Errorf("the decoder refuses\n%s", text)
		}
		if v, err := settingsOf([]byte(text)); err != nil || r.Validate(v) != nil {
			t.Errorf("%v, %v for\n%s", err, r.Validate(v), text)
		}
	}
	for _, text := range strings.Split(`titel = "x"
title = ["x"]
title = " "
base_url = "example.org"
base_url = 7
base_url = "https://example.org/?x"
base_url = "ftp://example.org"
language = "english!"
languages = ["fr", "?"]
time_zone = "Local"
theme = "../x"
components = "api"
components = ["api"]
components = [{name = "API"}]
components = [{id = "a b"}]
components = [{id = ".a"}]
components = [{id = "a", since = "spring"}]
components = [{id = "a", retired = "no"}]
components = [{id = "a", grup = "x"}]
maintenance = true
maintenance = {auto = "yes"}
maintenance = {automatic = true}
markdown = {html = "alow"}
feed = {entries = 0}
feed = {entries = 1001}
feed = {tag = "example.org"}
api = {ids = "short"}
api = {page_id = "a/b"}
brand = {logo = "https://example.org/logo.svg"}
brand = {logo = "logo.pdf"}
brand = {favicon = "x.jpg"}
brand = {accent = "red"}
brand = {pictures = "some"}
brand = {links = "/"}
brand = {links = [{name = "x"}]}
brand = {links = [{name = "x", url = "javascript:1"}]}
brand = {links = [{name = " ", url = "/"}]}
brand = {colour = "#fff"}
git = {edits = "yes"}
git = {repo_url = "github.com/a/b"}
git = {repo_url = "https://github.com/"}
git = {edit_url = "https://x.example/edit"}
git = {commit_url = "ftp://x.example/{commit}"}
git = {url = "https://github.com/a/b"}
check = {ignored = "x"}
check = {secrets = ""}
publish = {target = "s3://x"}
publish = {a = {region = "x"}}
publish = {a = {target = "s3://"}}
publish = {a = {target = "./x", region = "x"}}
publish = {a = {target = "s3://x", branch = "x"}}
publish = {a = {target = "s3://x", regoin = "x"}}
publish = {a = {target = "s3://x", encoding = "zip"}}
publish = {a = {target = "s3://x", clean_urls = ["dash"]}}
publish = {a = {target = "s3://x", endpoint = "localhost:70"}}
publish = {a = {target = "s3://x", path_style = "yes"}}
publish = {a = {target = "x", max_deletes = "many"}}
publish = {a = {target = "x", max_deletes = -1}}
publish = {a = {target = "github-pages", history = "none"}}
publish = {a = {target = "github-pages", cname = "https://x/"}}`, "\n") {
		src := text + "\n"
		if !strings.HasPrefix(text, "title") {
			src += "title = \"x\"\n"
		}
		if !strings.HasPrefix(text, "base_url") {
			src += "base_url = \"https://example.org\"\n"
		}
		if decodes([]byte(src)) {
			t.Errorf("the decoder takes %s", text)
		}
		v, err := settingsOf([]byte(src))
		if err != nil {
			t.Errorf("%s: %v", text, err)
		} else if r.Validate(v) == nil {
			t.Errorf("the schema takes %s", text)
		}
	}
}
