package sitenews

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"html"
	"strconv"
	"strings"
	"text/template"

	"statuary/internal/announce"
	"statuary/internal/content"
	"statuary/internal/history"
	"statuary/internal/i18n"
	"statuary/internal/incident"
	"statuary/internal/markdown"
	"statuary/internal/pages/route"
	"statuary/internal/texttemplate"
	"statuary/internal/theme"
)

// texts are the texts of a site in one language.
type texts struct {
	words     *i18n.Language
	incidents map[string]*incident.Incident // translated, by id
	root      string                        // of pages in the language
	html      *markdown.Converter
}

// load loads the texts of a language; an empty one is that of the site.
func (n *news) load(all *content.Content, language string) error {
	if n.texts[language] != nil {
		return nil
	}
	c := n.config
	t := &texts{incidents: map[string]*incident.Incident{}, root: c.Root}
	tag := c.Language
	if language != "" && language != c.Language {
		tag, t.root = language, c.Root+language+"/"
		for _, i := range all.In(language).Incidents {
			t.incidents[i.ID] = i
		}
	}
	words, problems, err := theme.Words(n.FS, c.Theme, tag)
	if err != nil {
		return err
	}
	if words == nil {
		return problems
	}
	t.words = words
	t.html = markdown.New(markdown.Options{RawHTML: markdown.RawHTML(c.Markdown.HTML), Origin: c.Origin, Link: route.Resolver(c.Root, route.Moved(all))})
	n.texts[language] = t
	return nil
}

// message returns a piece of news as a channel sends it.
func (n *news) message(c *announce.Channel, item announce.News) *announce.Message {
	table := n.tables[c.Name]
	t := n.texts[table.Language]
	i := item.Incident
	m := &announce.Message{
		News: item, ID: messageID(c.Name, item.Key), Site: n.config.SiteName(), Language: t.words.Tag, Title: i.Title, URL: n.address(t, item),
	}
	for _, comp := range i.Affected {
		m.Names = append(m.Names, comp.Name)
	}
	source := t.incidents[i.ID]
	if source != nil {
		m.Title = source.Title
	}
	if item.Soon() {
		m.Status = t.words.T("Scheduled")
		m.Body = window(t.words, i)
	} else {
		u := i.Updates[item.Entry]
		m.Status = t.words.T(u.Status.Label())
		if u.Label != "" {
			m.Status = u.Label
		}
		m.Body = n.body(t, source, i, u)
	}
	m.Subject = oneLine(m.Title + " – " + m.Status)
	m.Plain = strings.TrimSpace(m.Body)
	m.Text = n.text(table.Message, m)
	m.Mail = n.mail(t, m)
	return m
}

// body returns the text of an entry in a language.
func (n *news) body(t *texts, source *incident.Incident, i *history.Incident, u history.Update) string {
	switch {
	case u.Auto && u.Status == incident.InProgress:
		return t.words.T("Scheduled maintenance is currently in progress. We will provide updates as necessary.")
	case u.Auto:
		return t.words.T("The scheduled maintenance has been completed.")
	case u.Status == incident.Postmortem && u.Message == "":
		if source != nil && source.Postmortem != "" {
			return summary(t, source.Postmortem)
		}
		return summary(t, i.Postmortem)
	}
	body := u.Message
	if source != nil {
		for _, translated := range source.Updates {
			if translated.At.Equal(u.At) && translated.Status == u.Status && translated.Message != "" {
				body = translated.Message
			}
		}
	}
	if u.Status == incident.Scheduled && !i.ScheduledFor.IsZero() {
		body = strings.TrimSpace(window(t.words, i) + "\n\n" + body)
	}
	return body
}

// mostSummary is the longest summary of a postmortem, in letters: messages lead to the page.
const mostSummary = 400

func summary(t *texts, text string) string { return t.html.Summary(text, mostSummary) }

// window returns the time of a maintenance in the site's zone.
func window(words *i18n.Language, i *history.Incident) string {
	const layout = "Jan 2, 2006, 15:04"
	from := words.T("Scheduled for") + " " + words.Zoned(i.ScheduledFor, layout)
	if i.ScheduledUntil.IsZero() {
		return from
	}
	return from + " – " + words.Zoned(i.ScheduledUntil, layout)
}

// text returns the plain text of a message, by the template of the channel or by default.
func (n *news) text(t *template.Template, m *announce.Message) string {
	if t != nil {
		if text, err := texttemplate.Execute(t, m); err == nil && text != "" {
			return text
		}
	}
	parts := []string{m.Subject}
	if m.Plain != "" {
		parts = append(parts, m.Plain)
	}
	return strings.Join(append(parts, m.URL), "\n\n")
}

// mail returns the HTML of an email.
func (n *news) mail(t *texts, m *announce.Message) string {
	text := t.html.HTML(markdown.Text{Source: m.Body, Dir: route.SourceDir(m.Incident.Source.File), Level: 2, Absolute: true, Prefix: "m-"})
	direction := ""
	if t.words.RTL {
		direction = ` dir="rtl"`
	}
	return fmt.Sprintf(`<!doctype html><html lang=%q%s><head><meta charset="utf-8"><title>%s</title></head><body><h1>%s</h1><p><strong>%s</strong></p>%s<p><a href="%s">%s</a></p></body></html>`,
		t.words.Tag, direction, html.EscapeString(m.Subject), html.EscapeString(m.Title), html.EscapeString(m.Status), text, html.EscapeString(m.URL), html.EscapeString(m.Site))
}

// address returns the address of an entry on the page of its incident.
func (n *news) address(t *texts, item announce.News) string {
	return n.config.Origin + t.root + route.EscapePath(route.IncidentFolder(item.Incident.ID)) + fragment(item)
}

// fragment returns the fragment of an entry, as package pages makes it.
func fragment(item announce.News) string {
	switch {
	case item.Soon():
		return ""
	case item.Status() == incident.Postmortem && item.Incident.Updates[item.Entry].Message == "":
		return "#_postmortem"
	}
	return "#_update-" + strconv.Itoa(item.Entry+1)
}

// messageID returns the id of a message: the same in every run.
func messageID(channel, key string) string {
	s := sha256.Sum256([]byte(channel + "\x00" + key))
	return "statuary-" + hex.EncodeToString(s[:12])
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
