package incident

import (
	"fmt"
	"time"

	"statuary/internal/chars"
	"statuary/internal/diag"
	"statuary/internal/frontmatter"
)

// ReadTime parses a time in the format of files; see docs/incident-format.md, "Times". The
// result is in the zone. Errors are of type *diag.Error.
func ReadTime(text string, zone *time.Location) (time.Time, error) {
	t, err := parseTime(text, zone)
	if err != nil {
		err = err.guess(text, zone)
		return time.Time{}, &diag.Error{Text: err.text, Hint: err.hint}
	}
	return t, nil
}

// ReadStatus parses a status that incidents of the type can have. Errors are of type *diag.Error.
func ReadStatus(word string, t Type) (Status, error) {
	words := statusesOf(t)
	s, ok := StatusNamed(word)
	switch {
	case !ok:
		return 0, &diag.Error{Text: fmt.Sprintf("unknown status %q", word), Hint: frontmatter.MeantHint(word, words)}
	case !s.Of(t):
		return 0, &diag.Error{Text: fmt.Sprintf("%q is not a status of this %s", s, t), Hint: "write " + orWords(words)}
	default:
		return s, nil
	}
}

// ReadImpact parses an impact. Errors are of type *diag.Error.
func ReadImpact(word string) (Impact, error) {
	i, ok := ImpactNamed(word)
	if !ok {
		return 0, &diag.Error{Text: fmt.Sprintf("unknown impact %q", word), Hint: frontmatter.MeantHint(word, impactNames)}
	}
	return i, nil
}

// ReadState parses the status of the component with an id. Errors are of type *diag.Error.
func (p *Parser) ReadState(id, word string) (ComponentState, error) {
	id = chars.Compose(id)
	if !p.known[id] {
		return ComponentState{}, UnknownComponent(id, p.components, p.theirs)
	}
	s, ok := ComponentStatusNamed(word)
	if !ok {
		return ComponentState{}, &diag.Error{Text: fmt.Sprintf("unknown component status %q", word), Hint: frontmatter.MeantHint(word, componentNames)}
	}
	return ComponentState{id, s}, nil
}

// UnknownComponent returns the error for an id that is not that of a component. Components are the ids that
// exist, and theirs the status pages of third-party components, by id.
func UnknownComponent(id string, components []string, theirs map[string]string) *diag.Error {
	if page, ok := theirs[id]; ok {
		return &diag.Error{
			Text: fmt.Sprintf("%q is a third-party component, whose status comes from %s", id, page),
			Hint: "name a component of this site; incidents do not affect third-party components",
		}
	}
	hint := frontmatter.MeantHint(id, components)
	if len(components) == 0 {
		hint = "config.toml has no components yet; add [[components]] with this id"
	}
	return &diag.Error{Text: fmt.Sprintf("unknown component %q", id), Hint: hint}
}

// StatusesOf returns the words for the statuses of incidents of a type, in their usual order.
func StatusesOf(t Type) []string { return statusesOf(t) }

// ComponentStatuses returns the words for the statuses of components, from best to worst.
func ComponentStatuses() []string { return append([]string(nil), componentNames...) }

// Impacts returns the words for the impacts of incidents.
func Impacts() []string { return impactNames[None:Planned:Planned] }

// Zone returns the time zone of the site.
func (p *Parser) Zone() *time.Location { return p.zone }
