package upptime

import (
	"cmp"
	"strings"

	"statuary/internal/importer/exchange"
	"statuary/internal/importer/htmltext"
	"statuary/internal/incident"
)

// comments adds an update for each comment. Upptime's own comment when a site is back
// up becomes the end of the incident.
func (u *reader) comments(in *exchange.Incident, i *issue, list []comment) {
	for _, c := range list {
		at, _ := c.created()
		if at.IsZero() {
			u.r.Add(exchange.Loss, i.place, "a comment without a time was left out", "%.60s", c.Body)
			continue
		}
		status := in.Updates[len(in.Updates)-1].Status
		if in.Type == incident.Maintenance && !in.ScheduledFor.IsZero() {
			switch over := i.over(in); {
			case at.Before(in.ScheduledFor):
				status = incident.Scheduled
			case !over.IsZero() && !at.Before(over):
				status = incident.Completed
			default:
				status = incident.InProgress
			}
		}
		if m := resolved.FindStringSubmatch(c.Body); m != nil {
			u.commits++
			in.Updates = append(in.Updates, incident.Update{At: at, Status: exchange.EndStatus(in.Type), Message: u.backUp(m[1], m[2], i)})
			continue
		}
		text := u.text(c.Body, i)
		if text == "" {
			continue
		}
		if who := cmp.Or(c.Author, c.User); who != "" {
			text += "\n\n– " + string(who)
		}
		in.Updates = append(in.Updates, incident.Update{At: at, Status: status, Message: text})
	}
}

// backUp returns the text of Upptime's comment when a site is back up: its sentence without the link to a commit, and
// what people have added below it.
func (u *reader) backUp(sentence, rest string, i *issue) string {
	first, added, _ := strings.Cut(rest, "\n")
	sentence = strings.TrimSpace(htmltext.Line(sentence) + " " + strings.Trim(first, ". \r"))
	return strings.TrimSpace(u.text(sentence+".", i) + "\n\n" + u.text(strings.TrimSpace(added), i))
}
