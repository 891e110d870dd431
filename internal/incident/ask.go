package incident

import (
	"fmt"
	"time"

	"statuary/internal/chars"
	"statuary/internal/frontmatter"
)

// AskError is a word or a time that can't be read, with what to write instead.
// The hint may be empty.
type AskError struct{ Text, Hint string }

func (e *AskError) Error() string { return e.Text }

// ReadTime reads a time as files write it; see docs/incident-format.md,
// "Times". The result is in the zone. Errors are of type *AskError.
func ReadTime(text string, zone *time.Location) (time.Time, error) {
	t, err := parseTime(text, zone)
	if err != nil {
		err = err.guess(text, zone)
		return time.Time{}, &AskError{err.text, err.hint}
	}
	return t, nil
}

// ReadStatus reads a status that incidents of the type can have. Errors are of
// type *AskError.
func ReadStatus(word string, t Type) (Status, error) {
	words := statusesOf(t)
	i, ok := find(statusWords, word)
	switch s := Status(i); {
	case !ok:
		return 0, &AskError{fmt.Sprintf("unknown status %q", word), frontmatter.MeantHint(word, words)}
	case !s.Of(t):
		return 0, &AskError{fmt.Sprintf("%q is not a status of this %s", s, t), "write " + orWords(words)}
	default:
		return s, nil
	}
}

// ReadImpact reads an impact. Errors are of type *AskError.
func ReadImpact(word string) (Impact, error) {
	i, ok := find(impactWords, word)
	if !ok {
		return 0, &AskError{fmt.Sprintf("unknown impact %q", word), frontmatter.MeantHint(word, impactWords)}
	}
	return Impact(i), nil
}

// ReadState reads the status of one component, by its id. Errors are of type
// *AskError.
func (p *Parser) ReadState(id, word string) (ComponentState, error) {
	id = chars.Compose(id)
	if !p.known[id] {
		hint := frontmatter.MeantHint(id, p.components)
		if hint == "" {
			hint = "config.toml has no components yet; add [[components]] with this id"
		}
		return ComponentState{}, &AskError{fmt.Sprintf("unknown component %q", id), hint}
	}
	i, ok := find(componentWords, word)
	if !ok {
		return ComponentState{}, &AskError{fmt.Sprintf("unknown component status %q", word), frontmatter.MeantHint(word, componentWords)}
	}
	return ComponentState{id, ComponentStatus(i)}, nil
}

// StatusesOf lists the words for the statuses of incidents of a type, in the
// order in which they come.
func StatusesOf(t Type) []string { return statusesOf(t) }

// ComponentStatuses lists the words for the statuses of components, from good
// to bad.
func ComponentStatuses() []string { return append([]string(nil), componentWords...) }

// Impacts lists the words for the impacts of incidents.
func Impacts() []string { return impactWords[None:Planned:Planned] }

// Zone is the time zone of the site.
func (p *Parser) Zone() *time.Location { return p.zone }
