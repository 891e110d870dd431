package api

import (
	"bytes"
	"io"
	"time"

	"statuary/internal/history"
	"statuary/internal/incident"
)

// EncodeYear writes the Year of the incidents announced in one year, newest first. It
// depends on them alone. It is written in parts, because a year may have thousands of
// incidents.
func (s *Site) EncodeYear(w io.Writer, list []*history.Incident) error {
	var changed time.Time
	size := 0
	for _, i := range list {
		if i.UpdatedAt.After(changed) {
			changed = i.UpdatedAt
		}
		size += 700 + len(i.Postmortem)
		for _, u := range i.Updates {
			size += 750 + len(u.Message)
		}
	}
	if b, ok := w.(*bytes.Buffer); ok {
		b.Grow(size + size/32) // or it would take twice the memory
	}
	buf := buffers.Get().(*object)
	defer buffers.Put(buf)
	var err error
	write := func(o object) object {
		if err == nil {
			_, err = w.Write(o)
		}
		*buf = o
		return o[:0]
	}
	o := s.Page(changed).appendTo(append((*buf)[:0], `{"page":`...))
	for _, planned := range []bool{false, true} {
		key, between := `,"incidents":[`, ""
		if planned {
			key = `],"scheduled_maintenances":[`
		}
		o = append(o, key...)
		for _, i := range list {
			if planned != (i.Type == incident.Maintenance) {
				continue
			}
			o = append(o, between...)
			between = ","
			k := s.newKeys(i)
			if k.Components = s.left(i); planned {
				o = s.maintenance(i, k).appendTo(o)
			} else {
				o = Incident{incidentKeys: k}.appendTo(o)
			}
			o = write(o)
		}
	}
	write(append(o, "]}\n"...))
	return err
}
