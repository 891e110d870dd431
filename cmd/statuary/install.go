package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"time"

	"statuary/internal/scaffold"
)

// sourceForm is the form of --source for each CI.
var sourceForm = map[string]struct {
	form *regexp.Regexp // of the part before the commit
	text string
}{
	"github": {regexp.MustCompile(`^[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+$`), "OWNER/REPOSITORY@COMMIT"},
	"gitlab": {regexp.MustCompile("^[^\\s\"'`$]+$"), "ADDRESS@COMMIT"},
}

// install returns how the CI of a new site installs Statuary: from --source, from the release
// that this program is, or not yet. The notes are messages for the user.
func (f initFlags) install(ctx context.Context) (i scaffold.Install, notes []string, err error) {
	switch {
	case f.ci == "none":
		return i, nil, nil
	case f.source != "":
		i.Source, err = f.sourceAtCommit()
		return i, nil, err
	case release == "" || repository == "":
		return i, nil, nil
	}
	i.Version, i.Repository = release, strings.TrimSuffix(repository, "/")
	if commit != "" {
		i.Source = i.Owner() + "@" + commit
	}
	archive := "statuary_" + i.Number() + "_linux_amd64.tar.gz"
	if i.Checksum, err = releaseChecksum(ctx, i, archive); err != nil {
		notes = append(notes, fmt.Sprintf("the checksum of the release cannot be read: %v; CI will read it from the release", err))
	}
	return i, notes, nil
}

// sourceAtCommit returns --source with a commit: its own, or that of this program.
func (f initFlags) sourceAtCommit() (string, error) {
	form := sourceForm[f.ci]
	name, ref := scaffold.SplitSource(f.source)
	if !form.form.MatchString(name) {
		return "", usagef("--source %q is not of the form %s", f.source, form.text)
	}
	if ref == "" {
		if ref = sourceCommit(); ref == "" || strings.HasSuffix(ref, "+changes") {
			return "", hinted(fmt.Sprintf("--source %q has no commit", f.source), "write --source "+strings.Replace(form.text, form.text[:strings.IndexByte(form.text, '@')], name, 1)+", with a commit or tag of Statuary's sources")
		}
	}
	return name + "@" + ref, nil
}

// checksumForm matches a SHA-256 checksum.
var checksumForm = regexp.MustCompile(`^[0-9a-f]{64}$`)

// releaseChecksum reads the checksum of an archive from the release.
func releaseChecksum(ctx context.Context, i scaffold.Install, archive string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	address := i.Repository + "/releases/download/" + i.Version + "/checksums.txt"
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return "", err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return "", fmt.Errorf("%s: %s", address, response.Status)
	}
	data, err := io.ReadAll(io.LimitReader(response.Body, 1<<20))
	if err != nil {
		return "", err
	}
	for line := range strings.Lines(string(data)) {
		if fields := strings.Fields(line); len(fields) == 2 && fields[1] == archive && checksumForm.MatchString(fields[0]) {
			return fields[0], nil
		}
	}
	return "", fmt.Errorf("%s has no checksum of %s", address, archive)
}
