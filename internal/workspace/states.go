package workspace

import (
	"fmt"
	"strings"

	"statuary/internal/diag"
	"statuary/internal/incident"
)

// ParseStates parses values of --component, such as "api=major_outage,web=operational".
// The last status of a component counts. The error is a *diag.Error.
func (w *Workspace) ParseStates(flags []string) (list []incident.ComponentState, err error) {
	for _, one := range flags {
		for part := range strings.SplitSeq(one, ",") {
			id, word, ok := strings.Cut(strings.TrimSpace(part), "=")
			if !ok {
				return nil, &diag.Error{Text: fmt.Sprintf("--component %q has no status", part), Hint: "write --component " + id + "=partial_outage"}
			}
			state, err := w.Parser.ReadState(id, word)
			if err != nil {
				return nil, prefixed("--component", err)
			}
			for n, other := range list {
				if other.ID == id {
					list = append(list[:n], list[n+1:]...)
					break
				}
			}
			list = append(list, state)
		}
	}
	return list, nil
}
