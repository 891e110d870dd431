package exchange

import (
	"slices"
	"strings"

	"statuary/internal/importer/htmltext"
)

// links drops former addresses and feed ids that are invalid or belong to another
// incident.
func (c *checker) links(in *Incident, place string) {
	list := in.Aliases[:0]
	own := map[string]bool{}
	for _, a := range in.Aliases {
		clean, problem := OldPath(a)
		key := strings.ToLower(clean)
		switch {
		case problem != "":
			c.Add(Loss, place, "a former address that cannot be redirected was left out", "%s %s", shorten(a), problem)
		case own[clean]:
		case c.addresses[key] && key == "/incidents/"+strings.ToLower(in.ID)+"/": // still its own address
		case c.addresses[key], c.aliases[key]:
			c.Add(Loss, place, "a former address that belongs to another incident was left out", "%s", shorten(a))
		default:
			list = append(list, clean)
			c.aliases[key] = true
			own[clean] = true
		}
	}
	in.Aliases = list
	if in.AtomID = htmltext.Line(in.AtomID); in.AtomID != "" && c.feedIDs[in.AtomID] {
		c.Add(Loss, place, "a feed id that belongs to another incident was left out", "%s", shorten(in.AtomID))
		in.AtomID = ""
	}
	c.feedIDs[in.AtomID] = true
}

// translatedLinks drops the former addresses that the edition in another language redirects already: it
// has all addresses of the site, below the tag of its language. It is called when the addresses of all
// incidents are known.
func (c *checker) translatedLinks(in *Incident, languages []string, place string) {
	var list []string
	for _, a := range in.Aliases {
		tag, rest, _ := strings.Cut(a[1:], "/")
		if !slices.ContainsFunc(languages, func(l string) bool { return strings.EqualFold(l, tag) }) {
			list = append(list, a)
			continue
		}
		clean, problem := OldPath("/" + rest)
		key := strings.ToLower(clean)
		switch {
		case problem != "":
			c.Add(Loss, place, "a former address that cannot be redirected was left out", "%s %s", shorten(a), problem)
		case slices.Contains(in.Aliases, clean), key == "/incidents/"+strings.ToLower(in.ID)+"/": // redirected without it
		case c.addresses[key], c.aliases[key]:
			c.Add(Loss, place, "a former address that belongs to another incident was left out", "%s", shorten(a))
		default:
			list = append(list, a)
		}
	}
	in.Aliases = list
}

func (c *checker) redirects() {
	list := c.h.Redirects[:0]
	for _, r := range c.h.Redirects {
		from, problem := OldPath(r.From)
		if problem == "" && !strings.ContainsAny(from+r.To, " \t\n") && strings.HasPrefix(r.To, "/") {
			list = append(list, Redirect{from, r.To})
		}
	}
	c.h.Redirects = list
}
