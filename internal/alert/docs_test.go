package alert

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// placeholders are what the monitors put into the bodies of docs/alerts.md.
var placeholders = strings.NewReplacer(
	"[ALERT_TRIGGERED_OR_RESOLVED]", "RESOLVED",
	"{{ heartbeatJSON.status }}", "0", "{{ heartbeatJSON.time | json }}", `"2026-03-10 12:00:00.000"`,
	"{{ monitorJSON.id }}", "29", "{{ monitorJSON.name | json }}", `"The \"API\""`, "{{ monitorJSON.type | json }}", `"http"`,
	"*alertType*", "2", "*alertDateTime*", "1773144000", "$STATUS", "up", "$NOW", "2026-03-10T12:00:00+00:00",
)

var section = regexp.MustCompile(`(?m)^### (.*)$`)
var block = regexp.MustCompile("(?s)```(json|yaml)\n(.*?)```")

// The bodies in docs/alerts.md are payloads: for GitHub, and as monitors send them.
func TestBodiesInDocs(t *testing.T) {
	src, err := os.ReadFile("../../docs/alerts.md")
	if err != nil {
		t.Fatal(err)
	}
	decoded := map[string]int{}
	for _, m := range block.FindAllStringSubmatchIndex(string(src), -1) {
		kind, body := string(src[m[2]:m[3]]), string(src[m[4]:m[5]])
		headings := section.FindAllStringSubmatch(string(src[:m[0]]), -1)
		title := headings[len(headings)-1][1]
		if kind == "yaml" {
			var v struct {
				Alerting struct{ Custom struct{ Body string } }
			}
			if err := yaml.Unmarshal([]byte(body), &v); err != nil {
				t.Errorf("%s: %v", title, err)
			}
			if body = v.Alerting.Custom.Body; body == "" {
				continue
			}
		}
		name := title
		if strings.Contains(body, "client_payload") {
			name = GitHub
			if !strings.Contains(body, `"event_type": "alert"`) {
				t.Errorf("%s: the workflow does not run on this event:\n%s", title, body)
			}
		}
		s, err := Find(name)
		if err != nil {
			t.Errorf("%s: %v", title, err)
			continue
		}
		r, err := Decode(s, title, []byte(placeholders.Replace(body)))
		if err != nil || len(r.Alerts) != 1 || r.Alerts[0].Title == "" || r.Alerts[0].Key == "" {
			t.Errorf("%s: %+v, %v\n%s", title, r, err, body)
		}
		decoded[r.Source]++
	}
	for _, s := range Sources() {
		if decoded[s.Name] == 0 && s.Name != GitHub && s.Name != "alertmanager" { // whose body is its own
			t.Errorf("docs/alerts.md has no body for %s", s.Name)
		}
	}
}
