package pages

import (
	"slices"
	"strconv"

	"statuary/internal/history"
	"statuary/internal/incident"
	"statuary/internal/markdown"
	"statuary/internal/pages/view"
)

// updates returns the timeline, newest first, without the publication of the postmortem:
// the postmortem is above it, with its date.
func (b *base) updates(i *history.Incident) []view.UpdateView {
	list := make([]view.UpdateView, 0, len(i.Updates))
	states := map[string]incident.ComponentStatus{}
	inRow := summedUp(i)
	for n, u := range i.Updates {
		if u.Status == incident.Postmortem && u.Message == "" && i.Postmortem != "" {
			continue
		}
		v := view.UpdateView{ID: updateID(n), Badge: b.updateBadge(i, n), At: u.At, Auto: autoText(u)}
		if u.Original {
			v.Language = b.config.Original
		} else if u.Message != "" {
			v.Language = b.foreign(i.Language)
		}
		if u.Message != "" {
			v.Text = b.text(i, u.Message, updatePrefix(n), 4)
			if n == inRow {
				v.Text.SumUp = summaryLength
			}
		}
		for _, c := range u.Components {
			if before, ok := states[c.ID]; before != c.Status && (ok || c.Status != incident.Operational) && !u.Status.Over() {
				v.Changes = append(v.Changes, view.Change{Name: b.names[c.ID], Badge: componentBadge(c.Status)})
			}
			states[c.ID] = c.Status
		}
		list = append(list, v)
	}
	return reversed(list)
}

// postmortemID is the id of the postmortem on the page of its incident.
const postmortemID = "_postmortem"

// postmortemPrefix precedes the ids in a postmortem, and the result of [updatePrefix]
// those in the message of the nth update. No two texts of an incident have the same ids,
// because [markdown.Text] keeps ids without a prefix from beginning like these.
const postmortemPrefix = ""

func updatePrefix(n int) string { return markdown.UpdatePrefix + strconv.Itoa(n+1) + "-" }

// postmortemUpdate returns the number of the update that publishes the postmortem: the
// first of that status. It returns -1 if there is none.
func postmortemUpdate(i *history.Incident) int {
	return slices.IndexFunc(i.Updates, func(u history.Update) bool { return u.Status == incident.Postmortem })
}

// updateID returns the id of the nth update on the page of its incident.
func updateID(n int) string { return "_update-" + strconv.Itoa(n+1) }

func (b *base) updateBadge(i *history.Incident, n int) view.Badge {
	return progressOf(i.Updates[n].Status, updateLabel(i.Updates, n))
}
