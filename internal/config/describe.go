package config

import "regexp"

// Keys returns the keys of the file by table: those outside of tables under "", those of
// a link under "brand.links", and those of a publish target under "publish".
func Keys() map[string][]string {
	return map[string][]string{
		"": keys, "components": componentKeys, "maintenance": maintenanceKeys, "markdown": markdownKeys, "feed": feedKeys, "api": apiKeys,
		"check": checkKeys, "git": gitKeys, "brand": brandKeys, "brand.links": linkKeys, "publish": append(append(append([]string{}, publishKeys...), bucketKeys...), branchKeys...),
	}
}

// KeysOf returns the keys of [publish.NAME] that are only for one kind of target.
func KeysOf(kind string) []string {
	return map[string][]string{Bucket: bucketKeys, Branch: branchKeys}[kind]
}

// Words returns the allowed words of keys, by table and key.
func Words() map[string][]string {
	return map[string][]string{
		"week_start": weekWords, "markdown.html": htmlWords, "api.ids": idsWords, "brand.pictures": picturesWords,
		"publish.encoding": encodingWords, "publish.clean_urls": cleanWords, "publish.history": historyWords,
	}
}

// Forms are regular expressions for the values of keys, by table and key.
func Forms() map[string]*regexp.Regexp {
	return map[string]*regexp.Regexp{
		"language": languageTag, "languages": languageTag, "feed.tag": tagURI, "brand.accent": hexColour, "brand.accent_dark": hexColour,
		"publish.max_deletes": limitForm, "publish.cname": hostForm,
	}
}
