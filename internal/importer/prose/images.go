package prose

import (
	"html"
	"regexp"
	"strings"

	"statuary/internal/markdown"
)

var (
	image     = regexp.MustCompile(`(?i)<img(\s[^<>]*?)?/?>`)
	wrapping  = regexp.MustCompile(`(?i)</?(p|div|center|figure|picture|br)(\s[^<>]*)?/?>|<source(\s[^<>]*)?/?>`)
	attribute = regexp.MustCompile(`(?i)([a-z-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>]+))`)
)

// Images gives a Markdown text whose tags of pictures, as GitHub's editor writes
// them, are Markdown's own: raw HTML is shown to readers as it is written. Their
// size is left out. What stands around a picture only to place it goes too.
func Images(md string) string {
	if !strings.Contains(md, "<img") && !strings.Contains(md, "<IMG") {
		return md
	}
	return markdown.Tags(md, func(tags string) string {
		if !image.MatchString(tags) {
			return tags
		}
		out := image.ReplaceAllStringFunc(tags, func(tag string) string {
			if md := Image(tag); md != "" {
				return md
			}
			return tag
		})
		if rest := wrapping.ReplaceAllString(image.ReplaceAllString(tags, ""), ""); strings.TrimSpace(rest) == "" && !image.MatchString(out) {
			out = wrapping.ReplaceAllString(out, "")
			if strings.HasSuffix(tags, "\n") {
				out = strings.TrimSpace(out) + "\n"
			}
		}
		return out
	})
}

// Image makes Markdown of a tag, or of a shortcode, with the attributes src, alt
// and title or caption. It is empty without a src that Markdown can hold.
func Image(tag string) string {
	a := map[string]string{}
	for _, m := range attribute.FindAllStringSubmatch(tag, -1) {
		if key := strings.ToLower(m[1]); a[key] == "" {
			a[key] = Line(html.UnescapeString(m[2] + m[3] + m[4]))
		}
	}
	src := a["src"]
	if src == "" || strings.ContainsAny(src, "<>\\") || badLink.MatchString(src) {
		return ""
	}
	if strings.ContainsAny(src, " ()") {
		src = "<" + src + ">"
	}
	caption := a["caption"]
	if caption == "" {
		caption = a["title"]
	}
	alt := a["alt"]
	if alt == "" {
		alt = caption
	}
	if caption != "" {
		src += ` "` + inTitle.Replace(caption) + `"`
	}
	return "![" + inText.Replace(alt) + "](" + src + ")"
}

var (
	inTitle = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "&", "&amp;")
	inText  = strings.NewReplacer(`\`, `\\`, "[", `\[`, "]", `\]`, "*", `\*`, "_", `\_`, "`", "\\`", "<", `\<`, "&", "&amp;")
)

// comments are comments of HTML; one that is never closed reaches to the end.
var comments = regexp.MustCompile(`(?s)<!--.*?(?:-->|\z)`)

// Uncomment takes out of a Markdown text what only its writers see: comments,
// which can hide whole drafts. Line breaks stay. What is in code is no comment.
func Uncomment(md string) (text string, hidden []string) {
	if !strings.Contains(md, "<!--") {
		return md, nil
	}
	text = markdown.Tags(md, func(tags string) string {
		return comments.ReplaceAllStringFunc(tags, func(c string) string {
			if words := strings.Trim(Line(c), "<>!- "); words != "" {
				hidden = append(hidden, words)
			}
			return strings.Repeat("\n", strings.Count(c, "\n"))
		})
	})
	return text, hidden
}

var lineBreak = regexp.MustCompile(`(?i)^<br\s*/?>$`)

// RawHTML is the first piece of a Markdown text that is HTML, which a site shows
// as it is written; empty if there is none.
func RawHTML(md string) (first string) {
	markdown.Tags(md, func(tags string) string {
		if plain := Line(comments.ReplaceAllString(tags, "")); first == "" && plain != "" && !lineBreak.MatchString(plain) {
			first = plain
		}
		return tags
	})
	return first
}
