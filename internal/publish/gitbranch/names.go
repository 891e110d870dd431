package gitbranch

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"statuary/internal/diag"
)

// longestBranch is the length of a part of a branch's name, in bytes: git adds ".lock" to the name of
// its file, and most file systems allow 255.
const longestBranch = 255 - len(".lock")

// checkBranch returns what is wrong with a name that no branch of a publish target can have: by the rules
// of git check-ref-format, or because git would take it for something else.
func checkBranch(name string) (problem, hint string) {
	wrong := func(text, hint string) (string, string) { return "is not the name of a branch: " + text, hint }
	const plain = "write a name such as gh-pages"
	switch {
	case name == "":
		return wrong("it is empty", plain)
	case strings.EqualFold(name, "HEAD") || name == "@":
		return wrong("git uses it for the current commit", plain)
	case strings.HasPrefix(name, "refs/"):
		return wrong("it begins with refs/", "write only the name of the branch: "+strings.TrimPrefix(strings.TrimPrefix(name, "refs/"), "heads/"))
	case strings.HasPrefix(name, "-"):
		return wrong("it begins with a hyphen", plain)
	case strings.Contains(name, "..") || strings.Contains(name, "@{") || strings.Contains(name, "//"):
		return wrong(`it contains "..", "@{" or "//"`, plain)
	case strings.HasPrefix(name, "/") || strings.HasSuffix(name, "/") || strings.HasSuffix(name, "."):
		return wrong("it begins with a slash, or ends in a slash or a full stop", plain)
	case strings.ContainsFunc(name, func(r rune) bool { return r <= ' ' || r == 0x7f || strings.ContainsRune(`~^:?*[\`, r) }):
		return wrong(`it contains a space, a control character, or one of ~^:?*[\`, plain)
	}
	const tooLong, shorten = "it is too long", "shorten it to 250 bytes"
	if len(name) > 4*longestBranch { // the path of its file in a repository is longer, and limited
		return wrong(tooLong, shorten)
	}
	for part := range strings.SplitSeq(name, "/") {
		switch {
		case strings.HasPrefix(part, ".") || strings.HasSuffix(part, ".lock"):
			return wrong("a part of it begins with a full stop or ends in .lock", plain)
		case len(part) > longestBranch:
			return wrong(tooLong, shorten)
		}
	}
	return "", ""
}

var (
	helperForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9+.-]*::`)
	schemeForm = regexp.MustCompile(`^([A-Za-z0-9][A-Za-z0-9+.-]*)://`)
)

// remoteSchemes are the schemes of addresses of remotes that git reaches without a program of others.
var remoteSchemes = []string{"https", "http", "ssh", "git", "file"}

// checkRemote returns what is wrong with a remote that runs a program (a remote helper of git, such as
// ext::), or that git would take for an option.
func checkRemote(remote string) (problem, hint string) {
	wrong := func(text, hint string) (string, string) { return "is not a remote that can be used: " + text, hint }
	const plain = "write the name of a remote, such as origin, or the address of a repository"
	scheme := schemeForm.FindStringSubmatch(remote)
	switch {
	case remote == "":
		return wrong("it is empty", plain)
	case strings.HasPrefix(remote, "-"):
		return wrong("it begins with a hyphen", plain)
	case strings.ContainsFunc(remote, func(r rune) bool { return r < ' ' || r == 0x7f }):
		return wrong("it contains a control character", plain)
	case helperForm.MatchString(remote):
		return wrong("it runs a remote helper of git", "write an address that begins with https:// or ssh://, or the path of a repository")
	case scheme != nil && !isScheme(scheme[1]):
		return wrong("it runs a remote helper of git for "+scheme[1]+"://", "write an address that begins with https:// or ssh://, or the path of a repository")
	}
	return "", ""
}

func isScheme(s string) bool {
	s = strings.ToLower(strings.NewReplacer("git+ssh", "ssh", "ssh+git", "ssh").Replace(s))
	return slices.Contains(remoteSchemes, s)
}

// quoted returns the beginning of a text in quotes.
func quoted(s string) string {
	const most = 100
	if len(s) > most {
		s = strings.ToValidUTF8(s[:most], "") + "…"
	}
	return strconv.Quote(s)
}

// checkNames returns a *diag.Error if the remote or the name of the branch can't be used.
func checkNames(remote, branch string) error {
	if problem, hint := checkRemote(remote); problem != "" {
		return &diag.Error{Text: "the remote " + quoted(remote) + " " + problem, Hint: hint}
	}
	if problem, hint := checkBranch(branch); problem != "" {
		return &diag.Error{Text: "the branch " + quoted(branch) + " " + problem, Hint: hint}
	}
	return nil
}
