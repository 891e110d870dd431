package statuspage

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"path"
	"regexp"
	"strings"
	"time"

	"statuary/internal/importer/feeds"
)

// addMonths adds a history page, or the uptime of a component.
func (c *collector) addMonths(place, name string, list []json.RawMessage) error {
	for i, raw := range list {
		var u uptimeMonth
		if bytes.Contains(raw, []byte(`"uptime_percentage"`)) {
			if err := json.Unmarshal(raw, &u); err != nil {
				return err
			}
			c.addUptime(componentOf(name), u)
			continue
		}
		var m month
		if err := json.Unmarshal(raw, &m); err != nil {
			return err
		}
		for n, row := range m.Incidents {
			row.place = fmt.Sprintf("%s: months[%d].incidents[%d]", place, i, n)
			row.year = m.Year
			if t, err := time.Parse("January", m.Name); err == nil {
				row.month = t.Month()
			}
			if _, ok := c.rows[string(row.Code)]; !ok && row.Code != "" {
				c.rowOrder = append(c.rowOrder, string(row.Code))
				c.rows[string(row.Code)] = row
			}
		}
	}
	return nil
}

// props matches the attribute with the data of the HTML history page.
var props = regexp.MustCompile(`data-react-class="HistoryIndex"[^>]*data-react-props="([^"]*)"|data-react-props="([^"]*)"[^>]*data-react-class="HistoryIndex"`)

// addMarkup adds a feed or an HTML history page. Of a feed, only the ids of the
// entries are used.
func (c *collector) addMarkup(name string, data []byte) error {
	if m := props.FindSubmatch(data); m != nil {
		raw := json.RawMessage(html.UnescapeString(string(m[1]) + string(m[2])))
		if !json.Valid(raw) {
			return fmt.Errorf("%s: the history page is truncated", name)
		}
		return c.addValue(name, name, raw)
	}
	tag, ids, err := feeds.IDs(data)
	if err != nil {
		return fmt.Errorf("%s: %w", name, errHTML)
	}
	for link, id := range ids {
		c.feedIDs[path.Base(strings.TrimRight(link, "/"))] = id
	}
	if t := regexp.MustCompile(`^tag:[^,]+,\d{4}`).FindString(tag); t != "" {
		c.feedTag = t
	}
	return nil
}
