package pages

import (
	"slices"
	"strings"

	"statuary/internal/history"
	"statuary/internal/pages/route"
	"statuary/internal/pages/view"
)

// sourceFile returns the file with the texts of an incident or a page in a language.
// Translations have files of their own.
func sourceFile(file, language string) string {
	if language == "" {
		return file
	}
	return strings.TrimSuffix(file, ".md") + "." + language + ".md"
}

// editURL returns the address at which a file can be edited, or an empty string.
func (b *base) editURL(file, language string) string {
	return strings.ReplaceAll(b.config.Git.EditURL, "{path}", route.EscapePath(sourceFile(file, language)))
}

// editViews returns when the texts of an incident were edited, newest first, from git
// and from the file itself. An occurrence of a series has the edits since its
// announcement.
func (b *base) editViews(i *history.Incident, known *Edits) []view.EditView {
	var list []view.EditView
	if known != nil {
		for _, e := range slices.Backward(*known) {
			if i.Series != nil && e.At.Before(i.Updates[0].At) {
				continue // of the file of a series, but nobody had seen this occurrence
			}
			list = append(list, view.EditView{At: e.At.In(b.config.Zone), URL: strings.ReplaceAll(b.config.Git.CommitURL, "{commit}", e.Commit)})
		}
	}
	said := i.Updated.After(i.Updates[len(i.Updates)-1].At)
	if said && !slices.ContainsFunc(list, func(e view.EditView) bool { return e.At.Equal(i.Updated) }) {
		list = append(list, view.EditView{At: i.Updated})
	}
	slices.SortStableFunc(list, func(a, b view.EditView) int { return b.At.Compare(a.At) })
	return list
}
