package prose

import (
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"
)

// regions are the folders of the time zone database whose zones are named after cities.
var regions = [...]string{"Europe", "America", "Asia", "Africa", "Australia", "Pacific", "Atlantic", "Indian"}

// maxCities is the number of names that are looked up. Others are of no known city.
const maxCities = 500

var cities = struct {
	sync.Mutex
	zones map[string]*time.Location // nil if the database has no such city
}{zones: map[string]*time.Location{}}

// cityZone returns the time zone that the time zone database has under the name of a city, or nil. People
// hold the shift key too long: "DEnver".
func cityZone(name string) *time.Location {
	first, size := utf8.DecodeRuneInString(name)
	name = string(unicode.ToUpper(first)) + strings.ToLower(name[size:])
	cities.Lock()
	defer cities.Unlock()
	zone, known := cities.zones[name]
	if known || len(cities.zones) == maxCities {
		return zone
	}
	for _, region := range regions {
		if loc, err := time.LoadLocation(region + "/" + name); err == nil {
			zone = loc
			break
		}
	}
	cities.zones[name] = zone
	return zone
}
