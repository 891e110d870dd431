package sitewriter

import (
	"bytes"
	"errors"
	"io/fs"
	"slices"
	"strings"

	"statuary/internal/content"
	"statuary/internal/importer/exchange"
)

// redirects plans content/_redirects. It only adds lines, because an import from
// another tool or a person may have written the others.
func (p *planner) redirects() error {
	const name = content.Folder + "/_redirects"
	now, err := fs.ReadFile(p.site, name)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	known := map[string]bool{}
	for line := range strings.Lines(string(now)) {
		from, _, _ := strings.Cut(strings.TrimSpace(line), " ")
		known[from] = true
	}
	out := slices.Clone(now)
	for line := range strings.Lines(string(formatRedirects(p.h, p.languages))) {
		if from, _, _ := strings.Cut(line, " "); !known[from] {
			known[from] = true
			out = append(out, line...)
		}
	}
	if !bytes.Equal(out, now) {
		p.plan.Writes = append(p.plan.Writes, File{name, out})
	}
	return nil
}

// formatRedirects returns the redirects in the format of Netlify, Cloudflare Pages
// and GitLab Pages: on each line an old address, a new one and a status code. languages are those of
// the site beside its own.
func formatRedirects(h *exchange.History, languages []string) []byte {
	var b bytes.Buffer
	for _, r := range h.Redirects {
		b.WriteString(r.From + " " + r.To + " 301\n")
	}
	for _, in := range h.Incidents {
		here := "/incidents/" + in.ID + "/ 301\n"
		var tags []string // of the languages that the incident is translated into
		for _, t := range h.Translations[in] {
			if slices.Contains(languages, t.Language) {
				tags = append(tags, t.Language)
			}
		}
		var shared []string // former addresses that each language has below its tag
		for _, a := range in.Aliases {
			tag, _, _ := strings.Cut(a[1:], "/")
			switch {
			case strings.Contains(a, " "):
			case slices.Contains(tags, tag):
				b.WriteString(a + " /" + tag + here)
			default:
				shared = append(shared, a)
				b.WriteString(a + " " + here)
			}
		}
		for _, tag := range tags {
			for _, a := range shared {
				b.WriteString("/" + tag + a + " /" + tag + here)
			}
		}
	}
	return b.Bytes()
}
