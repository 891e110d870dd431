package config

import "regexp"

// Keys lists the keys that the file may have, by the table that they stand in:
// "" are those of the file itself, "brand.links" those of a link. A place to
// publish to has its keys under "publish".
func Keys() map[string][]string {
	return map[string][]string{
		"": keys, "components": componentKeys, "maintenance": maintenanceKeys, "markdown": markdownKeys, "feed": feedKeys, "api": apiKeys,
		"check": checkKeys, "git": gitKeys, "brand": brandKeys, "brand.links": linkKeys, "publish": append(append(append([]string{}, publishKeys...), bucketKeys...), branchKeys...),
	}
}

// KeysOf lists the keys of [publish.NAME] that are for one kind of place alone.
func KeysOf(kind string) []string {
	return map[string][]string{Bucket: bucketKeys, Branch: branchKeys}[kind]
}

// Words lists what can be written where few words can, by table and key.
func Words() map[string][]string {
	return map[string][]string{
		"week_start": weekWords, "markdown.html": htmlWords, "api.ids": idsWords, "brand.pictures": picturesWords,
		"publish.encoding": encodingWords, "publish.clean_urls": cleanWords, "publish.history": historyWords,
	}
}

// Forms are what texts must look like, by table and key, where a regular
// expression says it.
func Forms() map[string]*regexp.Regexp {
	return map[string]*regexp.Regexp{
		"language": languageTag, "languages": languageTag, "feed.tag": tagURI, "brand.accent": hexColour, "brand.accent_dark": hexColour,
		"publish.max_deletes": limitForm, "publish.cname": hostForm,
	}
}
