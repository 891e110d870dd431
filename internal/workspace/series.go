package workspace

import (
	"fmt"

	"statuary/internal/diag"
	"statuary/internal/incident"
)

// currentOf returns the occurrence that the id of a series refers to.
func (w *Workspace) currentOf(series *incident.Incident) Incident {
	for _, s := range w.series {
		if i := s.Current(); s.Incident == series && i != nil {
			in := w.describe(i.Incident)
			in.SeriesNamed = true
			return in
		}
	}
	return w.describe(series)
}

// mergeOccurrences replaces several occurrences of a series by the current one.
func (w *Workspace) mergeOccurrences(found []Incident) []Incident {
	count := map[*incident.Incident]int{}
	for _, in := range found {
		count[in.Series]++
	}
	var list []Incident
	for _, in := range found {
		switch n := count[in.Series]; {
		case in.Series == nil || n == 1:
			list = append(list, in)
		case n > 1:
			count[in.Series] = 0
			list = append(list, w.currentOf(in.Series))
		}
	}
	return list
}

// NoPostmortem is returned for a postmortem of a series.
var ErrNoPostmortem = &diag.Error{Text: "a maintenance that repeats has no postmortem", Hint: incident.OwnFile}

// ResolveOccurrence returns the occurrence of a series that entry e will belong to. It
// returns a *diag.Error if that is another occurrence than in. An incident that is not
// of a series is returned unchanged.
func (w *Workspace) ResolveOccurrence(in Incident, e incident.Update) (Incident, error) {
	series := in.Series
	if in.Repeat != nil {
		series = in.Incident
	}
	if series == nil {
		return in, nil
	}
	if e.Status == incident.Postmortem {
		return in, ErrNoPostmortem
	}
	id := series.OccurrenceFor(e)
	switch first := series.Updates[0].At; {
	case e.At.Before(first):
		return in, &diag.Error{Text: fmt.Sprintf("an entry at %s would be before the announcement of %s", e.At.Format("2006-01-02 15:04"), series.ID), Hint: "the first entry announces all occurrences; its time is " + first.Format("2006-01-02 15:04")}

	case id == in.ID:
		return in, nil
	case id == "":
		return in, &diag.Error{Text: fmt.Sprintf("an entry at %s belongs to no occurrence of %s", e.At.Format("2006-01-02 15:04"), series.ID), Hint: "choose another --at TIME"}
	case !in.SeriesNamed && in.Repeat == nil:
		return in, &diag.Error{Text: fmt.Sprintf("an entry at %s with the status %s belongs to %s, not to %s", e.At.Format("2006-01-02 15:04"), e.Status, id, in.ID), Hint: "entries belong to the occurrence that has begun; an entry scheduled and those after it belong to the next occurrence"}
	}
	for _, i := range w.order {
		if i.ID == id && i.Series == series {
			aimed := w.describe(i.Incident)
			aimed.SeriesNamed = in.SeriesNamed
			return aimed, nil
		}
	}
	aimed := in
	aimed.Incident = &incident.Incident{}
	*aimed.Incident = *in.Incident
	aimed.ID = id
	return aimed, nil
}
