package config

import (
	"fmt"
	"strings"
	"time"

	"statuary/internal/chars"
)

// languageNames are names that people write instead of the tags of languages.
var languageNames = map[string]string{
	"english": "en", "german": "de", "deutsch": "de", "french": "fr", "français": "fr", "francais": "fr", "spanish": "es", "español": "es", "espanol": "es",
	"portuguese": "pt", "português": "pt", "brazilian": "pt-BR", "italian": "it", "italiano": "it", "dutch": "nl", "nederlands": "nl", "polish": "pl", "polski": "pl",
	"russian": "ru", "русский": "ru", "ukrainian": "uk", "українська": "uk", "japanese": "ja", "日本語": "ja", "chinese": "zh", "中文": "zh", "korean": "ko", "한국어": "ko",
	"arabic": "ar", "العربية": "ar", "hebrew": "he", "עברית": "he", "hindi": "hi", "हिन्दी": "hi", "turkish": "tr", "türkçe": "tr", "czech": "cs", "čeština": "cs", "swedish": "sv", "svenska": "sv",
}

// languageHint returns how to write the tag of a language.
func languageHint(s string) string {
	plain := strings.Trim(chars.Plain(s), `"'`)
	if tag, ok := languageNames[strings.ToLower(plain)]; ok {
		return fmt.Sprintf("write %q", tag)
	}
	if tag := strings.ReplaceAll(strings.SplitN(plain, ".", 2)[0], "_", "-"); languageTag.MatchString(tag) {
		return fmt.Sprintf("write %q", tag)
	}
	return `write a tag such as "en" or "pt-BR"`
}

// zoneNames are abbreviations and cities that people write for time zones.
var zoneNames = map[string]string{
	"pst": "America/Los_Angeles", "pdt": "America/Los_Angeles", "pt": "America/Los_Angeles", "pacific": "America/Los_Angeles", "mdt": "America/Denver", "mountain": "America/Denver",
	"cdt": "America/Chicago", "cst": "America/Chicago", "central": "America/Chicago", "edt": "America/New_York", "et": "America/New_York", "eastern": "America/New_York",
	"bst": "Europe/London", "london": "Europe/London", "cest": "Europe/Berlin", "berlin": "Europe/Berlin", "paris": "Europe/Paris", "madrid": "Europe/Madrid",
	"ist": "Asia/Kolkata", "india": "Asia/Kolkata", "jst": "Asia/Tokyo", "tokyo": "Asia/Tokyo", "aest": "Australia/Sydney", "aedt": "Australia/Sydney", "sydney": "Australia/Sydney",
	"new york": "America/New_York", "san francisco": "America/Los_Angeles", "los angeles": "America/Los_Angeles", "chicago": "America/Chicago",
	"zulu time": "Etc/UTC", "z": "Etc/UTC", "utc+0": "Etc/UTC", "gmt time": "Etc/UTC", "utc time": "Etc/UTC", "local": "",
}

// zoneHint returns how to write a time zone.
func zoneHint(s string) string {
	plain := strings.ToLower(strings.Trim(chars.Plain(s), `"'`))
	plain = strings.TrimSpace(strings.TrimSuffix(strings.TrimSuffix(plain, "time"), "standard "))
	if name := zoneNames[plain]; name != "" {
		return fmt.Sprintf("write %q, if that is where you are", name)
	}
	if area, city, ok := strings.Cut(plain, "/"); ok && area != "" && city != "" {
		words := strings.FieldsFunc(city, func(r rune) bool { return r == ' ' || r == '_' })
		for i, w := range words {
			words[i] = strings.ToUpper(w[:1]) + w[1:]
		}
		name := strings.ToUpper(area[:1]) + area[1:] + "/" + strings.Join(words, "_")
		if zoneExists(name) {
			return fmt.Sprintf("write %q", name)
		}
	}
	return `write a name of the IANA database: "Europe/Berlin", "America/New_York", "Etc/UTC"`
}

// zoneExists reports whether a name is one of the IANA database.
func zoneExists(name string) bool {
	_, err := time.LoadLocation(name)
	return err == nil
}
