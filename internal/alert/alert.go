// Package alert decodes what monitors send to webhooks: each payload becomes alerts of one type.
//
// Payloads are not trusted. Their size, their depth and the number of alerts are limited, and texts have
// no control characters. Whoever writes them into Markdown has to escape them.
package alert

import (
	"time"
)

// State is the state of an alert.
type State string

// States of alerts.
const (
	Firing   State = "firing"
	Resolved State = "resolved"
)

// Alert is what a monitor reports about one thing that it watches.
type Alert struct {
	Source string // name of the source, such as "grafana"
	Key    string // the same in all reports about one thing
	State  State
	Labels map[string]string
	Title  string    // one line
	Text   string    // may be empty, and may have several lines
	URL    string    // an http or https address, or empty
	At     time.Time // when it began or was resolved; zero if the payload does not have the time
}

// Label returns the value of a label, or "". The source is a label too, and so are the key and the title
// unless the alert has labels with these names.
func (a Alert) Label(name string) string {
	if name == "source" {
		return a.Source
	}
	if v, ok := a.Labels[name]; ok {
		return v
	}
	switch name {
	case "key":
		return a.Key
	case "title":
		return a.Title
	}
	return ""
}

// Limits of payloads.
const (
	MaxPayload = 1 << 20 // bytes
	maxAlerts  = 1000
	maxLabels  = 64
	maxTitle   = 200  // bytes of a title, of a label or its name
	maxText    = 4000 // bytes
	maxURL     = 2000
	maxDepth   = 32
	maxValues  = 100_000
)

// Result is what a payload contains.
type Result struct {
	Source string
	Alerts []Alert
	Notes  []string // about parts that are no alerts, such as a test of the connection
}
