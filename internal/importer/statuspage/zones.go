package statuspage

import "cmp"

// railsZones maps common time zone names of Rails, which history pages use, to IANA
// names.
var railsZones = map[string]string{
	"UTC": "Etc/UTC", "London": "Europe/London", "Dublin": "Europe/Dublin", "Edinburgh": "Europe/London", "Lisbon": "Europe/Lisbon", "Berlin": "Europe/Berlin",
	"Paris": "Europe/Paris", "Amsterdam": "Europe/Amsterdam", "Madrid": "Europe/Madrid", "Rome": "Europe/Rome", "Stockholm": "Europe/Stockholm",
	"Copenhagen": "Europe/Copenhagen", "Vienna": "Europe/Vienna", "Bern": "Europe/Zurich", "Zurich": "Europe/Zurich", "Brussels": "Europe/Brussels",
	"Prague": "Europe/Prague", "Warsaw": "Europe/Warsaw", "Helsinki": "Europe/Helsinki", "Athens": "Europe/Athens", "Moscow": "Europe/Moscow", "Istanbul": "Europe/Istanbul",
	"Pacific Time (US & Canada)": "America/Los_Angeles", "Mountain Time (US & Canada)": "America/Denver", "Central Time (US & Canada)": "America/Chicago",
	"Eastern Time (US & Canada)": "America/New_York", "Arizona": "America/Phoenix", "Alaska": "America/Juneau", "Hawaii": "Pacific/Honolulu",
	"Atlantic Time (Canada)": "America/Halifax", "Brasilia": "America/Sao_Paulo", "Buenos Aires": "America/Argentina/Buenos_Aires",
	"Tokyo": "Asia/Tokyo", "Seoul": "Asia/Seoul", "Singapore": "Asia/Singapore", "Hong Kong": "Asia/Hong_Kong", "Beijing": "Asia/Shanghai",
	"Mumbai": "Asia/Kolkata", "New Delhi": "Asia/Kolkata", "Chennai": "Asia/Kolkata", "Kolkata": "Asia/Kolkata", "Jerusalem": "Asia/Jerusalem",
	"Sydney": "Australia/Sydney", "Melbourne": "Australia/Melbourne", "Brisbane": "Australia/Brisbane", "Perth": "Australia/Perth",
	"Auckland": "Pacific/Auckland", "Wellington": "Pacific/Auckland", "Pretoria": "Africa/Johannesburg",
}

// railsZone returns the IANA name of a time zone. A name that is not in railsZones is
// returned unchanged.
func railsZone(s string) string { return cmp.Or(railsZones[s], s) }
