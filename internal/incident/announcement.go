package incident

import "statuary/internal/frontmatter"

// notAnnounced has the keys that an announcement does not have, with hints.
var notAnnounced = map[string]string{
	"impact":          "delete the line; for a problem with the service, write type: incident",
	"components":      "delete the line; for a problem with the service, write type: incident",
	"scheduled_for":   "write from: for the time at which it is published",
	"scheduled_until": "write until: for the time from which it is no longer pinned",
	"repeat":          "delete the line, or write type: maintenance",
	"except":          "delete the line, or write type: maintenance",
	"timeline":        "write the message below the front matter, and its time as from:",
	"downtime":        "delete it; for a problem with the service, write type: incident",
}

// HasKey reports whether files of the type can have a key of the front matter.
func (t Type) HasKey(key string) bool {
	if t == Announcement {
		return notAnnounced[key] == ""
	}
	return key != "from" && key != "until"
}

// foreign reports whether files of the incident's type do not have a key, and adds an error if so.
func (d *decoder) foreign(f frontmatter.Field) bool {
	switch {
	case d.in.Type.HasKey(f.Key):
		return false
	case d.in.Type == Announcement:
		d.Errorf(f.Line, f.Col, notAnnounced[f.Key], "an announcement has no %s", f.Key)
	default:
		hint := "add type: announcement; the window of a maintenance is scheduled_for and scheduled_until"
		if d.in.Type == Maintenance {
			hint = map[string]string{"from": "write scheduled_for:", "until": "write scheduled_until:"}[f.Key]
		}
		d.Errorf(f.Line, f.Col, hint, "only an announcement has %s", f.Key)
	}
	return true
}

// announcement completes an announcement. Its only update is the text of the file.
func (d *decoder) announcement(file frontmatter.File) {
	_, ok := d.at["from"]
	switch until := d.at["until"]; {
	case !ok:
		d.Errorf(file.Front.Line, 1, "add from: 2006-01-02 15:04", "the announcement has no beginning")
	case !d.from.IsZero() && !d.in.Until.IsZero() && !d.in.Until.After(d.from):
		d.Errorf(until.Value.Line, until.Value.Col, "correct one of the two", "the announcement ends at %s, not after its beginning at %s", clock(d.in.Until), clock(d.from))
	}
	d.in.Updates = []Update{{At: d.from, Status: Announced, Message: d.in.Postmortem + d.in.Form}}
	d.in.Postmortem, d.in.Form = "", ""
}
