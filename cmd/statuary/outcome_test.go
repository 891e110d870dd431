package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"statuary/internal/incident"
)

// outcomeStates are front matters to which entries are added at noon of 2026-03-10, by
// state.
var outcomeStates = map[string]string{
	"open":      "timeline:\n  - {at: 2026-03-10 10:00, status: investigating}\n  - {at: 2026-03-10 11:00, status: identified}\n",
	"resolved":  "timeline:\n  - {at: 2026-03-10 10:00, status: investigating}\n  - {at: 2026-03-10 11:00, status: resolved}\n",
	"reviewed":  "timeline:\n  - {at: 2026-03-08 10:00, status: investigating}\n  - {at: 2026-03-08 11:00, status: resolved}\n  - {at: 2026-03-09 11:00, status: postmortem, message: Words.}\n",
	"reopening": "timeline:\n  - {at: 2026-03-10 10:00, status: investigating}\n  - {at: 2026-03-10 14:00, status: monitoring}\n",
	"closing":   "timeline:\n  - {at: 2026-03-10 10:00, status: investigating}\n  - {at: 2026-03-10 14:00, status: resolved}\n",
	"future":    "timeline:\n  - {at: 2026-03-11 10:00, status: investigating}\n",
	"draft":     "draft: true\ntimeline:\n  - {at: 2026-03-10 10:00, status: investigating}\n",
	"planned":   "scheduled_for: 2026-03-17 10:00\nscheduled_until: 2026-03-17 12:00\ntimeline:\n  - {at: 2026-03-09 10:00, status: scheduled}\n",
	"running":   "scheduled_for: 2026-03-10 11:00\nscheduled_until: 2026-03-10 13:00\ntimeline:\n  - {at: 2026-03-09 10:00, status: scheduled}\n",
	"by-hand":   "scheduled_for: 2026-03-10 11:00\nscheduled_until: 2026-03-10 11:45\ntimeline:\n  - {at: 2026-03-09 10:00, status: scheduled}\n  - {at: 2026-03-10 11:05, status: in_progress}\n",
	"passed":    "scheduled_for: 2026-03-10 09:00\nscheduled_until: 2026-03-10 10:00\ntimeline:\n  - {at: 2026-03-09 10:00, status: scheduled}\n",
	"weekly":    "scheduled_for: 2026-03-01 02:00\nscheduled_until: 2026-03-01 03:00\nrepeat: FREQ=WEEKLY\ntimeline:\n  - {at: 2026-02-20 10:00, status: scheduled}\n",
	"nightly":   "scheduled_for: 2026-03-01 11:30\nscheduled_until: 2026-03-01 12:30\nrepeat: FREQ=DAILY\ntimeline:\n  - {at: 2026-02-20 10:00, status: scheduled}\n",
}

// Each row of outcomes is a command with a state, and the status that readers see
// afterwards, or, after "!", a part of the error message.
var outcomes = `
resolve open Done.                                        | resolved
resolve open Done. --at 2026-03-10T09:00:00Z              | ! before the incident began
resolve open Done. --at 2026-03-10T10:30:00Z              | ! is newer than
resolve open Done. --at 2026-03-10T11:30:00Z              | resolved
resolve open Done. --at 2026-03-10T13:00:00Z              | identified, from 13:00
resolve open Done. --cancel                               | ! --cancel only applies to a maintenance
resolve resolved Again.                                   | ! has already ended
resolve reviewed Again.                                   | ! has already ended
resolve reopening Done.                                   | ! would reopen it
resolve closing Done.                                     | resolved
resolve future Done.                                      | ! before the incident began
resolve future Done. --at 2026-03-11T12:00:00Z            | , from 12:00
resolve draft Done.                                       | draft
resolve planned Done.                                     | ! begins at 2026-03-17
resolve planned --cancel Off.                             | cancelled
resolve planned --cancel EMPTY                            | ! a cancellation needs a message
resolve planned --cancel                                  | ! a cancellation needs a message
resolve planned Done. --at 2026-03-18T12:00:00Z           | scheduled, from 12:00
resolve planned Done. --at 2026-03-01T12:00:00Z           | ! before the incident began
resolve running Done.                                     | completed
resolve running Done. --at 2026-03-10T10:30:00Z           | ! had not begun
resolve running --cancel Off.                             | cancelled
resolve passed --cancel Off.                              | ! cannot be cancelled: it ended
resolve future --cancel Off.                              | ! --cancel only applies to a maintenance
update planned cancelled Off.                             | cancelled
update planned cancelled EMPTY                            | ! a cancellation needs a message
update planned cancelled Off. --at 2026-03-01T12:00:00Z   | ! was not announced yet
update running cancelled Off.                             | cancelled
update open cancelled Off.                                | ! is not a status of this incident
resolve by-hand Done.                                     | completed
resolve passed Done.                                      | completed
resolve passed Done. --at 2026-03-10T09:30:00Z            | completed
resolve weekly Done.                                      | ! no occurrence of weekly was in progress
resolve weekly-2026-03-08 Done. --at 2026-03-08T02:30:00Z | completed
resolve weekly-2026-03-15 Done.                           | ! belongs to weekly-2026-03-08
resolve nightly Done.                                     | completed
resolve open BLANK                                        | ! only white space
resolve open -                                            | ! standard input is empty
resolve planned -                                         | ! begins at 2026-03-17
update open monitoring Watching. --at 2026-03-10T09:00:00Z                | ! is newer than
update open monitoring Watching. --at 2026-03-10T09:00:00Z --out-of-order | identified
update open resolved Done. --at 2026-03-10T09:00:00Z --out-of-order       | ! before the incident began
update open monitoring Watching. --at 2026-03-10T11:00:00Z                | monitoring
update open investigating Hm. --at 2026-03-10T11:00:00Z                   | ! is newer than
update open in_progress Hm.                               | ! is not a status of this incident
update open scheduled Hm.                                 | ! is not a status of this incident
update open postmortem Words.                             | ! a postmortem would end it
update open monitoring -                                  | ! standard input is empty
update open monitoring BLANK                              | ! only white space
update open monitoring EMPTY                              | monitoring
update resolved monitoring Hm.                            | monitoring
update resolved resolved Note.                            | resolved
update resolved postmortem Words.                         | postmortem
update resolved postmortem EMPTY                          | ! has no postmortem to publish
update reopening resolved Done.                           | ! would reopen it
update reopening resolved Done. --out-of-order            | resolved
update reopening identified Found.                        | identified
update future investigating Now.                          | investigating
update planned in_progress Early.                         | in_progress
update planned completed Off.                             | ! begins at 2026-03-17
update planned completed Off. --cancel                    | cancelled
update running verifying Hm. --cancel                     | ! --cancel only applies to a maintenance
update planned postmortem Words.                          | ! has not begun
update planned monitoring Hm.                             | ! is not a status of this maintenance
update running verifying Hm.                              | verifying
update running scheduled Hm. --at 2026-03-10T10:30:00Z    | ! it becomes in progress automatically
update running postmortem Words.                          | ! has not ended: it is in progress
update passed in_progress Late. --at 2026-03-10T08:30:00Z | ! it becomes completed automatically
update passed in_progress Late.                           | in_progress
update weekly in_progress Hm.                             | ! no occurrence of weekly was in progress
update weekly scheduled Soon.                             | scheduled
update weekly postmortem Words.                           | ! has no postmortem
postmortem open --publish                                 | ! a postmortem would end it
postmortem planned --publish                              | ! has not begun
postmortem resolved --publish                             | ! has no postmortem to publish
postmortem reviewed --publish                             | ! already publishes the postmortem
postmortem planned                                        | scheduled
postmortem open                                           | identified
postmortem resolved                                       | resolved
postmortem weekly                                         | ! has no postmortem
`

// outcomeSite writes one file in each state and returns the first arguments of every
// command.
func outcomeSite(t *testing.T) []string {
	t.Helper()
	dir := t.TempDir()
	save(t, dir, "config.toml", "title = \"Example\"\nbase_url = \"https://status.acme.internal/\"\n")
	for name, text := range outcomeStates {
		save(t, dir, "content/incidents/"+name+".md", "---\ntitle: "+name+"\n"+text+"---\n")
	}
	return []string{"--site", dir}
}

// status returns the status of an incident that readers see, or "" if they see none.
func status(t *testing.T, site []string, id string) string {
	t.Helper()
	var out, errs bytes.Buffer
	if code := run(append(site, "list", "--json", "-n", "0", "--now", "2026-03-10T12:00:00Z"), &out, &errs); code != 0 {
		t.Fatal(errs.String())
	}
	var list []struct {
		ID, Status, Started string
		Draft               bool
		UpdatedAt           string `json:"updated_at"`
	}
	if err := json.Unmarshal(out.Bytes(), &list); err != nil {
		t.Fatal(err)
	}
	for _, i := range list {
		switch {
		case i.ID != id || i.UpdatedAt > "2026-03-10T12:00:59":
		case i.Draft:
			return "draft"
		default:
			return i.Status
		}
	}
	return ""
}

// Each command has the outcome in the table: a status, or an error that changes nothing.
func TestOutcomes(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	empty, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	stdin := os.Stdin
	os.Stdin = empty
	t.Cleanup(func() { os.Stdin = stdin; empty.Close() })
	for row := range strings.Lines(strings.TrimSpace(outcomes)) {
		call, want, _ := strings.Cut(strings.TrimSpace(row), "|")
		call, want = strings.TrimSpace(call), strings.TrimSpace(want)
		t.Run(call, func(t *testing.T) {
			args := strings.Fields(call)
			for i := range args {
				args[i] = map[string]string{"EMPTY": "", "BLANK": " \n "}[args[i]] + strings.NewReplacer("EMPTY", "", "BLANK", "").Replace(args[i])
			}
			site := outcomeSite(t)
			id := args[1]
			file := filepath.Join(site[1], "content", "incidents", strings.TrimRight(strings.SplitN(id, "-2026", 2)[0], "-")+".md")
			before, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var out, errs bytes.Buffer
			code := run(append(append(site, args...), "--now", "2026-03-10T12:00:00Z", "--json"), &out, &errs)
			after, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if words, refused := strings.CutPrefix(want, "! "); refused {
				if code == 0 || !bytes.Equal(before, after) || !strings.Contains(errs.String(), words) {
					t.Fatalf("exit status %d, changed: %v, %s", code, !bytes.Equal(before, after), errs.String())
				}
				return
			}
			if code != 0 {
				t.Fatalf("exit status %d: %s", code, errs.String())
			}
			var said struct {
				ID        string
				At        string
				StatusNow string `json:"status_now"`
			}
			if err := json.Unmarshal(out.Bytes(), &said); err != nil {
				t.Fatal(err)
			}
			want, from, later := strings.Cut(want, ", from ")
			if got := status(t, site, said.ID); got != want {
				t.Errorf("the status is %q, want %q\n%s", got, want, after)
			} else if args[0] != "postmortem" && want != "draft" && said.StatusNow != got {
				t.Errorf("the command reports %q, but the status is %q", said.StatusNow, got)
			}
			if later && !strings.Contains(said.At, "T"+from) {
				t.Errorf("the command reports the time %s, want %s", said.At, from)
			}
		})
	}
}

// In every state and with every status: if the command succeeds, the incident has that
// status afterwards, unless the command reports that the entry is in the future or that
// another status stays. If the command fails, it changes nothing.
func TestOutcomeIsWhatWasAsked(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	done, refused := 0, 0
	ats := []string{"", "2026-03-01 12:00", "2026-03-08 02:30", "2026-03-10 10:30", "2026-03-10 11:00", "2026-03-17 11:00"}
	for id := range outcomeStates {
		for _, s := range incident.Statuses() {
			word := s.String()
			for n, at := range ats {
				site := outcomeSite(t)
				file := filepath.Join(site[1], "content", "incidents", id+".md")
				before, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				args := append(site, "update", id, word, "Words.", "--now", "2026-03-10T12:00:00Z", "--json")
				if at != "" {
					args = append(args, "--at", at)
				}
				if n%2 == 1 {
					args = append(args, "--out-of-order")
				}
				var out, errs bytes.Buffer
				code := run(args, &out, &errs)
				after, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				what := fmt.Sprintf("%s %s --at %q: %s", id, word, at, errs.String())
				if code != 0 {
					refused++
					if !bytes.Equal(before, after) {
						t.Errorf("%s: failed, but changed the file", what)
					}
					continue
				}
				done++
				var said struct{ ID, At string }
				if err := json.Unmarshal(out.Bytes(), &said); err != nil {
					t.Fatal(err)
				}
				got := status(t, site, said.ID)
				later := said.At > "2026-03-10T12:00:59"
				if got != word && got != "draft" && !later && !strings.Contains(errs.String(), "the status stays "+strings.ReplaceAll(got, "_", " ")) {
					t.Errorf("%s: the status is %q", what, got)
				}
			}
		}
	}
	if done < 50 || refused < 50 {
		t.Errorf("%d commands succeeded and %d failed", done, refused)
	}
}
