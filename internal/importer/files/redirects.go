package files

import (
	"bytes"
	"errors"
	"io/fs"
	"slices"
	"strings"

	"statuary/internal/content"
	"statuary/internal/importer/neutral"
)

// redirects adds to the list of old addresses what is not in it. It only grows:
// another tool's import, or somebody, may have filled it too.
func (p *planner) redirects() error {
	const name = content.Root + "/_redirects"
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
	for line := range strings.Lines(string(formatRedirects(p.h))) {
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

// formatRedirects writes the file in the form that Netlify, Cloudflare Pages
// and GitLab Pages read: an address, its successor and a status on each line.
func formatRedirects(h *neutral.History) []byte {
	var b bytes.Buffer
	for _, r := range h.Redirects {
		b.WriteString(r.From + " " + r.To + " 301\n")
	}
	for _, in := range h.Incidents {
		for _, a := range in.Aliases {
			if !strings.Contains(a, " ") {
				b.WriteString(a + " /incidents/" + in.ID + "/ 301\n")
			}
		}
	}
	return b.Bytes()
}
