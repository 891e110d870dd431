package exchange

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"time"

	"statuary/internal/importer/htmltext"
	"statuary/internal/incident"
)

// Translation is an incident in another language. Only its title, its postmortem, and the labels and
// messages of its updates matter.
type Translation struct {
	Language string // BCP 47 tag
	Incident *Incident
}

// Tag matches language tags that config.toml accepts.
var Tag = regexp.MustCompile(`^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$`)

// Languages returns the tags of the languages that the history is translated into, sorted.
func (h *History) Languages() []string {
	var tags []string
	for _, list := range h.Translations {
		for _, t := range list {
			if !slices.Contains(tags, t.Language) && !strings.EqualFold(t.Language, cmp.Or(h.Site.Language, "en")) {
				tags = append(tags, t.Language)
			}
		}
	}
	slices.Sort(tags)
	return tags
}

// translations adapts the translations of the kept incidents to their originals, which have been
// checked: an update is matched by its time and its place among those of the same time.
func (c *checker) translations(kept []*Incident) {
	for _, in := range kept {
		list := c.h.Translations[in][:0]
		for _, t := range c.h.Translations[in] {
			if !Tag.MatchString(t.Language) || strings.EqualFold(t.Language, c.h.Site.Language) {
				c.Add(Loss, t.Incident.Source.String(), "a translation into a language without a valid tag was left out", "%q", shorten(t.Language))
				continue
			}
			c.translation(in, t.Incident)
			list = append(list, t)
		}
		if len(list) > 0 {
			c.h.Translations[in] = list
		}
	}
}

func (c *checker) translation(in, t *Incident) {
	place := t.Source.String()
	for i := range t.Updates {
		t.Updates[i].Components = nil
	}
	c.updates(t, place)
	type key struct {
		at time.Time
		n  int
	}
	texts := map[key]incident.Update{}
	count := map[time.Time]int{}
	for _, u := range t.Updates {
		at := u.At.UTC()
		texts[key{at, count[at]}] = u
		count[at]++
	}
	clear(count)
	updates := make([]incident.Update, 0, len(in.Updates))
	for _, u := range in.Updates {
		k := key{u.At.UTC(), count[u.At.UTC()]}
		count[k.at]++
		translated := texts[k]
		delete(texts, k)
		updates = append(updates, incident.Update{At: u.At, Status: u.Status, Label: translated.Label, Message: translated.Message})
	}
	for _, u := range t.Updates {
		for k, left := range texts {
			if k.at.Equal(u.At) && left.Message == u.Message && left.Label+left.Message != "" {
				c.Add(Loss, place, "a translated update that its original does not have was left out", "%s: %s", u.At.Format(time.RFC3339), shorten(htmltext.Line(u.Message)))
				delete(texts, k)
			}
		}
	}
	postmortem, _ := htmltext.Clean(t.Postmortem)
	postmortem, _ = htmltext.Cut(postmortem)
	*t = Incident{
		ID: in.ID, Title: htmltext.Line(t.Title), Type: in.Type, Impact: in.Impact, ScheduledFor: in.ScheduledFor, ScheduledUntil: in.ScheduledUntil,
		Updates: updates, Postmortem: postmortem, Source: t.Source,
	}
	if t.Title == "" {
		t.Title = in.Title
	}
}
