package htmltext

import (
	"html"
	"strings"

	"statuary/internal/lazyregexp"
	"statuary/internal/markdown"
)

var (
	image     = lazyregexp.New(`(?i)<img(\s[^<>]*?)?/?>`)
	wrapping  = lazyregexp.New(`(?i)</?(p|div|center|figure|picture|br)(\s[^<>]*)?/?>|<source(\s[^<>]*)?/?>`)
	attribute = lazyregexp.New(`(?i)([a-z-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>]+))`)
)

// Images replaces <img> tags in a Markdown text, as GitHub's editor writes them, by
// Markdown images, because raw HTML is shown to readers as plain text. It drops sizes,
// and elements around an image that only position it.
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

// Image converts a tag or a shortcode with the attributes src, alt, and caption or
// title to a Markdown image. It returns "" if there is no src that Markdown can
// represent.
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
		src += ` "` + titleEscaper.Replace(caption) + `"`
	}
	return "![" + altEscaper.Replace(alt) + "](" + src + ")"
}

var (
	titleEscaper = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "&", "&amp;")
	altEscaper   = strings.NewReplacer(`\`, `\\`, "[", `\[`, "]", `\]`, "*", `\*`, "_", `\_`, "`", "\\`", "<", `\<`, "&", "&amp;")
)

// comments matches HTML comments. One that is not closed extends to the end.
var comments = lazyregexp.New(`(?s)<!--.*?(?:-->|\z)`)

// Uncomment removes HTML comments from a Markdown text, since they can hide whole
// drafts, and returns their words in hidden. It keeps line breaks, and comments in
// code.
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

var lineBreak = lazyregexp.New(`(?i)^<br\s*/?>$`)

// RawHTML returns the first raw HTML in a Markdown text other than comments and <br>,
// which a site shows as plain text; "" if there is none.
func RawHTML(md string) (first string) {
	markdown.Tags(md, func(tags string) string {
		if plain := Line(comments.ReplaceAllString(tags, "")); first == "" && plain != "" && !lineBreak.MatchString(plain) {
			first = plain
		}
		return tags
	})
	return first
}
