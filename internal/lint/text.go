package lint

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"statuary/internal/content"
	"statuary/internal/markdown"
)

// checkText applies the rules about Markdown to a text. where returns its lines. Headings are
// checked only in the body of a file.
func (r *checker) checkText(md string, body bool, where func(*source) area) {
	if md == "" {
		return
	}
	dir := strings.TrimPrefix(path.Dir(r.file), content.Folder+"/") + "/"
	var elements []markdown.Element
	if body || r.mayHaveFindings(md) {
		elements = markdown.Inspect(md, r.linksInHTML())
	}
	if body {
		r.checkHeadings(elements)
	}
	for _, e := range elements {
		at := func(s *source) place { return s.findLink(where(s), e.Dest) }
		switch e.Kind {
		case markdown.ImageElement:
			if e.Text == "" {
				r.report("missing-alt", at, "describe the image between the brackets: ![Errors fell from 12 to 0 per cent](…)", "the image %s has no text alternative", e.Dest)
			}
			if dead, hint := r.deadLink(dir, md, e.Dest); dead != "" {
				r.report("dead-image", at, hint, "%s does not exist", dead)
			}
		case markdown.LinkElement:
			if e.Text == "" {
				r.report("empty-link", at, "write a text between the brackets", "the link to %s has no text", e.Dest)
			}
			if dead, hint := r.deadLink(dir, md, e.Dest); dead != "" {
				r.report("dead-link", at, hint, "%s does not exist", dead)
			}
		}
	}
	r.checkLooseEnds(md, where)
	r.checkSecrets(md, where)
	r.checkInternalHosts(md, where)
}

// mayHaveFindings reports whether a text needs to be parsed. Most updates do not: all their links
// lead to other sites and have a text.
func (r *checker) mayHaveFindings(md string) bool {
	if lower := strings.ToLower(md); strings.Contains(lower, r.host()) || r.linksInHTML() && strings.Contains(md, "<") {
		return true
	}
	if strings.Contains(md, "![") || strings.Contains(md, "]:") || strings.Contains(md, "][") {
		return true
	}
	for rest := md; ; {
		i := strings.Index(rest, "](")
		if i < 0 {
			return false
		}
		empty := i > 0 && rest[i-1] == '['
		rest = rest[i+2:]
		away := strings.HasPrefix(rest, "https://") || strings.HasPrefix(rest, "http://") || strings.HasPrefix(rest, "mailto:")
		if empty || !away || strings.HasPrefix(rest, r.Config.URL()) {
			return true
		}
	}
}

// checkHeadings reports headings that skip a level, which misleads users of screen readers.
// The first heading may have any level, because levels are adapted to the page.
func (r *checker) checkHeadings(elements []markdown.Element) {
	level := 0
	for _, e := range elements {
		if e.Kind != markdown.HeadingElement {
			continue
		}
		if level > 0 && e.Level > level+1 {
			r.report("heading-jump", func(s *source) place { return s.find(bodyOf(s), e.Text) }, "write "+strings.Repeat("#", level+1)+" "+e.Text, "a heading of level %d follows one of level %d", e.Level, level)
		}
		level = e.Level
	}
}

// A key is a long word whose form shows its service, by design, so that it can be found.
// A form is searched for only in texts with its mark, and all of them only in texts with
// a long word.
var keyForms = []struct {
	marks []string
	form  *regexp.Regexp
}{
	{[]string{"AKIA", "ASIA"}, regexp.MustCompile(`\b(?:AKIA|ASIA)[0-9A-Z]{16}\b`)}, // Amazon
	{[]string{"AIza"}, regexp.MustCompile(`\bAIza[0-9A-Za-z_-]{35}`)},               // Google
	{[]string{"ghp_", "gho_", "ghu_", "ghs_", "ghr_"}, regexp.MustCompile(`\bgh[pousr]_[0-9A-Za-z]{36,}`)},
	{[]string{"github_pat_"}, regexp.MustCompile(`\bgithub_pat_[0-9A-Za-z_]{40,}`)},
	{[]string{"glpat-"}, regexp.MustCompile(`\bglpat-[0-9A-Za-z_-]{20,}`)},
	{[]string{"xox"}, regexp.MustCompile(`\bxox[abeprs]-[0-9A-Za-z-]{10,}`)},   // Slack
	{[]string{"k_live_"}, regexp.MustCompile(`\b[rs]k_live_[0-9A-Za-z]{20,}`)}, // Stripe
	{[]string{"sk-"}, regexp.MustCompile(`\bsk-(?:ant|proj|svcacct)-[0-9A-Za-z_-]{20,}`)},
	{[]string{"npm_"}, regexp.MustCompile(`\bnpm_[0-9A-Za-z]{36}`)},
	{[]string{"SG."}, regexp.MustCompile(`\bSG\.[0-9A-Za-z_-]{22}\.[0-9A-Za-z_-]{43}`)},       // SendGrid
	{[]string{"eyJ"}, regexp.MustCompile(`\beyJ[0-9A-Za-z_-]{10,}\.eyJ[0-9A-Za-z_-]{10,}\.`)}, // RFC 7519
}

// Other secrets: a setting with its value, an Authorization header, a name with a
// password in an address, a PEM file, and Slack's webhook addresses.
var (
	settingForm = regexp.MustCompile(`(?i)\b(?:password|passwd|secret|api[_-]?key|access[_-]token)["']?\s*[:=]\s*["']?[^\s"'<>{}$*]{8,}`)
	otherForms  = []struct {
		mark string
		form *regexp.Regexp
	}{
		{"earer ", regexp.MustCompile(`\b[Bb]earer [0-9A-Za-z._~+/-]{20,}`)},
		{"@", regexp.MustCompile(`\b[a-z][a-z0-9+.-]*://[^/\s:@]+:[^/\s:@]+@[\w.-]`)},
		{"-----BEGIN", regexp.MustCompile(`-----BEGIN [A-Z ]*PRIVATE KEY-----`)},
		{"hooks.slack.com", regexp.MustCompile(`hooks\.slack\.com/services/T[0-9A-Z]+/B`)},
	}
)

func (r *checker) checkSecrets(md string, where func(*source) area) {
	search := func(form *regexp.Regexp) {
		for _, found := range form.FindAllString(md, -1) {
			r.reportSecret(found, where)
		}
	}
	long, setting := keySigns(md)
	if setting {
		search(settingForm)
	}
	for _, k := range keyForms {
		if long && slices.ContainsFunc(k.marks, func(mark string) bool { return strings.Contains(md, mark) }) {
			search(k.form)
		}
	}
	for _, o := range otherForms {
		if strings.Contains(md, o.mark) {
			search(o.form)
		}
	}
	for _, form := range r.Config.Check.Secrets {
		search(form)
	}
}

// keySigns reports whether a text has a word as long as a key, and whether it may have a
// setting with its value: the word of a setting, and = or a colon.
func keySigns(md string) (long, setting bool) {
	const shortest = 16
	run := 0
	for i := 0; i < len(md); i++ {
		switch c := md[i]; {
		case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-':
			if run++; run >= shortest {
				long = true
			}
		case c == '=' || c == ':':
			setting = setting || i > 2 && settingWord(md[max(0, i-20):i])
			run = 0
		default:
			run = 0
		}
	}
	return long, setting
}

// settingWord reports whether the text before a colon may be the name of a setting.
func settingWord(before string) bool {
	before = strings.ToLower(before)
	return strings.Contains(before, "passw") || strings.Contains(before, "secret") || strings.Contains(before, "key") || strings.Contains(before, "token")
}

func (r *checker) reportSecret(found string, where func(*source) area) {
	shown := found
	if len(shown) > 8 {
		shown = shown[:4] + "…"
	}
	r.report("secret", func(s *source) place { return s.find(where(s), found) }, "remove and revoke it: it stays in the history of the repository",
		"%q looks like a key, a token or a password", shown)
}

// Names and addresses that are reachable only from inside a network: RFC 1918, RFC 6762,
// and the endings that companies use.
var (
	internalForms = regexp.MustCompile(`\b(?:10\.\d{1,3}|192\.168|172\.(?:1[6-9]|2\d|3[01]))\.\d{1,3}\.\d{1,3}\b|\b[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)*\.(?:internal|intranet|corp|lan|localdomain|local)\b`)
)

var internalEndings = []string{"internal", "intranet", "corp", "lan", "local"}

// mayInternal reports whether a text may have such a name or address: it has a dot
// before such an ending, or after the first number of such a network.
func mayInternal(md string) bool {
	for i := 1; i+1 < len(md); i++ {
		if md[i] != '.' {
			continue
		}
		switch last, next := md[i-1], md[i+1]; {
		case next == 'i' || next == 'c' || next == 'l':
			if slices.ContainsFunc(internalEndings, func(e string) bool { return strings.HasPrefix(md[i+1:], e) }) {
				return true
			}
		case (last == '0' || last == '2') && next >= '0' && next <= '9':
			return true
		}
	}
	return false
}

func (r *checker) checkInternalHosts(md string, where func(*source) area) {
	var all []string
	if mayInternal(md) {
		all = internalForms.FindAllString(md, -1)
	}
	for _, form := range r.Config.Check.Internal {
		all = append(all, form.FindAllString(md, -1)...)
	}
	for _, found := range all {
		r.report("internal-host", func(s *source) place { return s.find(where(s), found) }, "say it in words that readers know", "%q is part of your own network", found)
	}
}
