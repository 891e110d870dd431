// Package rules decides what alerts do to incidents, by the rules of config.toml.
//
// It is a function of the rules, the alerts, the open incidents, the state of the last run and the time.
// An alert that lasts opens an incident, at most one for each key, and the incident is resolved once all
// of its alerts have been over for a while. An incident whose file a person has edited is left alone.
package rules

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"slices"
	"strings"

	"statuary/internal/alert"
	"statuary/internal/config"
	"statuary/internal/incident"
)

// maxKey is the longest key of an incident in bytes.
const maxKey = 120

// find returns the first rule that matches an alert, or nil.
func find(all []config.Alert, a alert.Alert) *config.Alert {
	for n := range all {
		if matches(&all[n], a) {
			return &all[n]
		}
	}
	return nil
}

func matches(r *config.Alert, a alert.Alert) bool {
	for _, m := range r.Match {
		value := a.Label(m.Label)
		if !slices.ContainsFunc(m.Patterns, func(p *regexp.Regexp) bool { return p.MatchString(value) }) {
			return false
		}
	}
	return true
}

// keyOf returns the key of the incident that an alert belongs to by a rule.
func keyOf(r *config.Alert, a alert.Alert) string {
	key := "alert/" + r.Name
	for _, label := range r.Group {
		key += "/" + strings.ReplaceAll(a.Label(label), "/", "∕")
	}
	if len(key) > maxKey {
		key = "alert/" + r.Name + "/" + digest(key)
	}
	return key
}

// digest returns a short digest of a text.
func digest(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:8])
}

// Sum returns the digest of a file's text. Line ends make no difference.
func Sum(src []byte) string {
	sum := sha256.Sum256([]byte(strings.ReplaceAll(string(src), "\r\n", "\n")))
	return hex.EncodeToString(sum[:])
}

// impact returns the impact that a rule sets, or None if it is that of the components.
func impact(r *config.Alert) incident.Impact {
	i, _ := incident.ImpactNamed(r.Impact)
	return i
}
