package mdsites

import (
	"path"
	"strings"

	"statuary/internal/frontmatter"
	"statuary/internal/importer/exchange"
)

// appearance lists settings for the appearance of a site, which are not imported:
// [brand] in config.toml has other keys for them.
var appearance = []string{
	"useLogo", "logo", "favicon", "brand", "headerTextColor", "customTabs", "headerLinks", "footerLinks", "theme", "customCSS", "customJS", "googleAnalytics", "analytics",
}

// hugoKnown are the settings of a site made with Hugo that are imported, or that only matter to Hugo. LANGUAGE stands for
// the default language.
var hugoKnown = strings.Fields(`title baseURL languageCode defaultContentLanguage defaultContentLanguageInSubdir contentDir
	permalinks.* permalinks.page.* uglyURLs disablePathToLower
	params.description languages.LANGUAGE.title languages.LANGUAGE.baseURL languages.LANGUAGE.languageCode languages.LANGUAGE.params.description
	languages.*.languageName languages.*.contentDir languages.*.weight languages.*.disabled languages.*.locale
	theme themesDir module.** enableGitInfo buildFuture buildDrafts buildExpired outputs.** outputFormats.** mediaTypes.** taxonomies.**
	preserveTaxonomyNames security.** ignoreLogs ignoreErrors ignoreFiles markup.** minify.** build.** caches.** imaging.** server.** frontmatter.**
	publishDir resourceDir assetDir archetypeDir dataDir layoutDir staticDir i18nDir disableKinds enableRobotsTXT enableEmoji canonifyURLs relativeURLs
	pluralizeListTitles capitalizeListTitles titleCaseStyle summaryLength paginate pagination.** paginatePath timeout pygmentsUseClasses pygmentsCodeFences
	rssLimit sitemap.** related.** enableMissingTranslationPlaceholders newContentEditor noChmod noTimes cleanDestinationDir`)

// systemsKnown are the settings of systems and their categories that are imported.
var systemsKnown = strings.Fields("systems.name systems.displayName systems.category systems.description categories.name")

// known returns the keys that are imported below any of the prefixes, and those in plain. LANGUAGE in plain is replaced.
func known(plain []string, language string, below []string, prefixes ...string) []string {
	var list []string
	for _, key := range plain {
		list = append(list, strings.Replace(key, "LANGUAGE", language, 1))
	}
	for _, prefix := range prefixes {
		for _, key := range below {
			list = append(list, prefix+key)
		}
	}
	return list
}

// appearanceKnown returns the settings for the appearance below a prefix, which [reportLeftOut] reports.
func appearanceKnown(prefix string) []string {
	var list []string
	for _, key := range appearance {
		list = append(list, prefix+key+".**")
	}
	return list
}

// reportLeftOut reports the pages and appearance settings of a site, which are not
// imported. Their owner can set them up again in minutes.
func reportLeftOut(files []exchange.File, config frontmatter.Value, r *exchange.Report) {
	for _, f := range files {
		name := "/" + f.Name
		if isMarkdown(name) && strings.Contains(name, "/content/") && !strings.Contains(name, "/issues/") && path.Base(name) != "_index.md" {
			r.Add(exchange.Loss, f.Name, "a page that is not an incident was left out; copy it to content/pages/", "")
		}
	}
	var left []string
	for _, key := range appearance {
		if v := at(config, key); len(v.Map)+len(v.List) > 0 || v.Text != "" && !strings.EqualFold(v.Text, "false") {
			left = append(left, key)
		}
	}
	if len(left) > 0 {
		r.Add(exchange.Loss, "", "settings for appearance and links were left out; set them in [brand] of config.toml", "%s", strings.Join(left, ", "))
	}
}
