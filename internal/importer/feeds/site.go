package feeds

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/mmcdole/gofeed"

	"statuary/internal/importer/exchange"
	"statuary/internal/importer/feedtime"
	"statuary/internal/importer/htmltext"
)

// IDs returns the tag: ids of the entries of a feed by their links, and the prefix of
// the ids. Statuspage has these ids only in its feeds.
func IDs(data []byte) (tag string, byLink map[string]string, err error) {
	feed, err := parse(data)
	if err != nil {
		return "", nil, err
	}
	byLink = map[string]string{}
	for _, i := range feed.Items {
		if strings.HasPrefix(i.GUID, "tag:") {
			byLink[i.Link] = i.GUID
			tag = tagOf(i.GUID)
		}
	}
	return tag, byLink, nil
}

// tagOf returns a tag: URI up to its last colon, or "" if id is not such a URI.
func tagOf(id string) string {
	if n := strings.LastIndexByte(id, ':'); strings.HasPrefix(id, "tag:") && n > 4 {
		return id[:n]
	}
	return ""
}

// setSite sets the settings of the site from a feed, unless another feed has set them.
func setSite(s *exchange.Site, feed *gofeed.Feed) {
	title := htmltext.Line(feed.Title)
	for _, end := range []string{" - Incident History", " — Incidents & Maintenance", " History - Atom Feed", " History"} {
		if n := len(title) - len(end); n >= 0 && strings.EqualFold(title[n:], end) {
			title = title[:n]
		}
	}
	s.Title = cmp.Or(s.Title, strings.TrimSuffix(title, " Status"))
	s.URL = cmp.Or(s.URL, feed.Link)
	if tag := regexp.MustCompile(`^tag:[^,]+,\d{4}`).FindString(cmp.Or(firstTagID(feed), "")); tag != "" {
		s.FeedTag = cmp.Or(s.FeedTag, tag)
	}
	if l := feed.Language; len(l) >= 2 && !strings.HasPrefix(l, "en") {
		s.Language = cmp.Or(s.Language, l)
	}
}

// firstTagID returns the first id that is a tag: URI, or "".
func firstTagID(feed *gofeed.Feed) string {
	for _, i := range feed.Items {
		if strings.HasPrefix(i.GUID, "tag:") {
			return i.GUID
		}
	}
	return ""
}

// setZone sets the time zone of the page: the one from the command line, or one that
// uses the most frequent abbreviation of the feeds. If there is none, it stays unset,
// which means UTC.
func setZone(h *exchange.History, newest map[string]*entry, order []string, o exchange.Options, r *exchange.Report) {
	if o.Zone != nil {
		h.Site.TimeZone = o.Zone.String()
		return
	}
	seen := map[string]int{}
	for _, id := range order {
		for _, s := range smallTag.FindAllStringSubmatch(newest[id].text(), -1) {
			if w, ok := feedtime.Parse(tags.ReplaceAllString(s[1], "")); ok {
				seen[w.Zone]++
			}
		}
	}
	best := ""
	for _, a := range slices.Sorted(maps.Keys(seen)) {
		if seen[a] > seen[best] {
			best = a
		}
	}
	if place := feedtime.GuessZone(best); place != "" {
		h.Site.TimeZone = place
		r.Add(exchange.Guess, "", "the time zone of the page was inferred from an abbreviation; set another with --time-zone", "%s is %s", best, place)
	} else if offset, known := (feedtime.Zones{}).Offset(best); best != "" && !(known && offset == 0) {
		r.Add(exchange.Guess, "", "the time zone of the page is not known: the site uses UTC; set another with --time-zone", "%s", best)
	}
}
