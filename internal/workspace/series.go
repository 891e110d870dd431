package workspace

import (
	"fmt"

	"statuary/internal/diag"
	"statuary/internal/incident"
)

// currentOf gives the occurrence of a series that is meant where none is named.
func (d *Desk) currentOf(series *incident.Incident) Incident {
	for _, s := range d.series {
		if i := s.Current(); s.Incident == series && i != nil {
			in := d.look(i.Incident)
			in.Loose = true
			return in
		}
	}
	return d.look(series)
}

// gather puts one in the place of several occurrences of a series.
func (d *Desk) gather(found []Incident) []Incident {
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
			list = append(list, d.currentOf(in.Series))
		}
	}
	return list
}

// NoPostmortem is the error of a postmortem of a series.
var NoPostmortem = &diag.Error{Text: "a maintenance that repeats has no postmortem", Hint: incident.OwnFile}

// Aim gives the occurrence of a series that an entry is of once it is in the file:
// what was named, or an error of type *diag.Error. What is no series is given back
// as it is.
func (d *Desk) Aim(in Incident, e incident.Update) (Incident, error) {
	series := in.Series
	if in.Repeat != nil {
		series = in.Incident
	}
	if series == nil {
		return in, nil
	}
	if e.Status == incident.Postmortem {
		return in, NoPostmortem
	}
	id := series.Holder(e)
	switch first := series.Updates[0].At; {
	case e.At.Before(first):
		return in, &diag.Error{Text: fmt.Sprintf("an entry of %s is older than the announcement of %s", e.At.Format("2006-01-02 15:04"), series.ID), Hint: "the first entry announces each window, and is of " + first.Format("2006-01-02 15:04")}

	case id == in.ID:
		return in, nil
	case id == "":
		return in, &diag.Error{Text: fmt.Sprintf("an entry of %s is of no window of %s", e.At.Format("2006-01-02 15:04"), series.ID), Hint: "give another --at TIME"}
	case !in.Loose && in.Repeat == nil:
		return in, &diag.Error{Text: fmt.Sprintf("an entry of %s that says %s is of %s, not of %s", e.At.Format("2006-01-02 15:04"), e.Status, id, in.ID), Hint: "a window has the entries from its beginning on; before that, one that says scheduled is of the window to come, with those behind it"}

	}
	for _, i := range d.order {
		if i.ID == id && i.Series == series {
			aimed := d.look(i.Incident)
			aimed.Loose = in.Loose
			return aimed, nil
		}
	}
	aimed := in
	aimed.Incident = &incident.Incident{}
	*aimed.Incident = *in.Incident
	aimed.ID = id
	return aimed, nil
}
