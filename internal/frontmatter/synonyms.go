package frontmatter

import (
	"maps"
	"slices"
	"strings"
)

// The tables of synonyms map words of the format to the words that people write for them, in lower
// case with underscores. The first meaning that is allowed in a place is used.

// keySynonyms has the keys of incidents, of their entries and of pages. A line of front matter that
// begins with one of these words is taken for a key.
var keySynonyms = map[string]string{
	"timeline":        "updates update events history log entries posts activity timelines incident_updates notes status_updates",
	"at":              "date time when timestamp datetime date_time on created created_at posted posted_at published published_at publishdate",
	"status":          "state phase stage",
	"message":         "body text description content msg comment note details detail summary markdown update info",
	"components":      "component services service systems system affected affects affected_components affected_systems affected_services products product impacted impacted_components",
	"next_update":     "next_update_at next_update_by next_update_due next_update_time",
	"label":           "heading caption status_label",
	"title":           "name subject headline heading incident_name incident_title topic",
	"id":              "slug key permalink identifier code uid",
	"type":            "kind category incident_type",
	"impact":          "severity level priority impact_override sev",
	"scheduled_for":   "start start_time starts starts_at start_at begin begins begins_at from scheduled scheduled_at scheduled_start window_start start_date planned_for",
	"scheduled_until": "end end_time ends ends_at end_at until finish finishes to scheduled_end window_end end_date planned_until",
	"downtime":        "downtimes outage outages down",
	"repeat":          "rrule recurrence recurring repeats every schedule rule",
	"except":          "exdate exceptions exception skip excluding exclude",
	"tags":            "tag labels keywords categories topics",
	"draft":           "unpublished hidden wip private",
	"aliases":         "alias redirects redirect redirect_from old_urls urls",
	"key":             "dedup_key alert_key incident_key fingerprint external_id",
	"atom_id":         "guid atomid feed_id",
	"updated":         "lastmod modified last_modified updated_at edited edited_at last_updated",
	"ignore":          "silence suppress disable ignored",
	"component":       "service system product id name",
	"from":            "start start_time starts begin begins since started started_at at",
	"to":              "end end_time ends until till finish finished ended ended_at resolved_at",
	"weight":          "order position sort priority index",
	"description":     "desc summary subtitle tagline about text abstract",
}

// settingSynonyms has keys of config.toml.
var settingSynonyms = map[string]string{
	"base_url":     "url baseurl site_url siteurl host domain address homepage site root_url canonical",
	"language":     "lang locale default_language languagecode language_code",
	"languages":    "langs locales i18n translations_into",
	"time_zone":    "timezone tz zone time_zone_name timezone_name",
	"week_start":   "start_of_week week_starts_on first_day first_day_of_week weekstart",
	"theme":        "template skin layout templates",
	"name":         "title label display_name text",
	"group":        "category section parent groups",
	"since":        "started start from created launched date start_date launch_date created_at",
	"retired":      "hidden archived removed deprecated disabled inactive obsolete",
	"auto":         "automatic automation",
	"html":         "raw_html unsafe allow_html raw",
	"entries":      "limit count items size max length max_entries",
	"logo":         "image logo_url logo_light",
	"logo_dark":    "dark_logo logo_dark_mode",
	"favicon":      "icon favicon_url",
	"accent":       "color colour primary primary_color accent_color accent_colour theme_color brand_color",
	"accent_dark":  "dark_accent accent_color_dark dark_color",
	"links":        "nav menu navigation header_links",
	"footer":       "footer_text copyright",
	"pictures":     "images og_images social_images cards",
	"url":          "href link address to target",
	"translations": "translation translated",
	"target":       "destination dest to path dir directory folder bucket",
}

// valueSynonyms has values of both.
var valueSynonyms = map[string]string{
	"investigating":        "open opened ongoing started new outage down active issue problem reported detected triage unresolved incident in_investigation alert triggered acknowledged confirmed",
	"identified":           "cause found root_cause fixing fix_in_progress mitigating known diagnosed working_on_it",
	"monitoring":           "watching observing mitigated recovering fix_deployed observation monitor",
	"resolved":             "fixed closed done solved restored ok up ended end over complete completed finished resolve operational recovered false_alarm",
	"scheduled":            "planned upcoming announced pending plan schedule future",
	"in_progress":          "begun running started ongoing active inprogress progress underway under_way maintenance begin",
	"verifying":            "checking testing validating verify verification monitoring",
	"completed":            "finished complete done closed ended end resolved over success",
	"cancelled":            "canceled cancel called_off aborted postponed withdrawn",
	"postmortem":           "rca review post_mortem retrospective report analysis follow_up",
	"operational":          "up ok okay good healthy working normal online green available fine active running none resolved fixed running_normally",
	"degraded_performance": "degraded slow minor yellow performance latency performance_issues impaired degradation unstable delayed limited warning",
	"partial_outage":       "partial partially_down major orange partly_down some_errors partial_down disrupted disruption",
	"major_outage":         "down outage offline unavailable critical red full_outage major complete_outage total_outage dead broken failed failure total unreachable",
	"under_maintenance":    "maintenance blue planned scheduled maint scheduled_maintenance",
	"none":                 "no nothing null zero info informational operational notice",
	"minor":                "low small degraded slow degraded_performance p3 p4 sev3 sev4 minimal warning yellow",
	"major":                "medium moderate high big p2 sev2 significant partial partial_outage large orange",
	"critical":             "down outage urgent severe highest p0 p1 sev0 sev1 blocker emergency disaster full total major_outage red",
	"incident":             "outage unplanned issue disruption event problem",
	"maintenance":          "planned scheduled scheduled_maintenance maint planned_maintenance",
	"escape":               "no false none off show text",
	"sanitize":             "safe clean filter sanitise yes on true",
	"allow":                "raw unsafe all passthrough",
	"readable":             "slug slugs names short files",
	"recent":               "new latest",
	"all":                  "yes true always every on",
	"monday":               "mon mo 1 iso",
	"sunday":               "sun su 0 us 7",
	"saturday":             "sat sa 6",
}

// synonyms maps each synonym to the words that it may mean, in order.
var synonyms = meanings(keySynonyms, settingSynonyms, valueSynonyms)

// meanings inverts tables of synonyms.
func meanings(tables ...map[string]string) map[string][]string {
	all := map[string]string{}
	for _, t := range tables {
		maps.Copy(all, t)
	}
	means := map[string][]string{}
	for _, word := range slices.Sorted(maps.Keys(all)) {
		for _, s := range strings.Fields(all[word]) {
			means[s] = append(means[s], word)
		}
	}
	return means
}

var underscores = strings.NewReplacer("-", "_", " ", "_")

// Synonym returns the first known word that has word as a synonym, and whether there is one.
func Synonym(word string, known []string) (string, bool) {
	plain := underscores.Replace(strings.ToLower(strings.TrimSpace(word)))
	var found []string
	for _, w := range means(plain) {
		if slices.Contains(known, w) {
			found = append(found, w)
		}
	}
	if len(found) == 0 {
		return "", false
	}
	return found[0], true
}

// means returns the words that a synonym may mean. "startTime" and "starttime" are "start_time".
func means(plain string) []string {
	if m, ok := synonyms[plain]; ok {
		return m
	}
	return joined[strings.ReplaceAll(plain, "_", "")]
}

// joined is synonyms without underscores.
var joined = func() map[string][]string {
	m := map[string][]string{}
	for s, words := range synonyms {
		m[strings.ReplaceAll(s, "_", "")] = words
	}
	return m
}()

// lineKeys are the words that mark a line as a key.
var lineKeys = func() []string {
	keys := slices.Sorted(maps.Keys(keySynonyms))
	for s, words := range synonyms {
		if slices.ContainsFunc(words, func(w string) bool { _, ok := keySynonyms[w]; return ok }) {
			keys = append(keys, s)
		}
	}
	return keys
}()
