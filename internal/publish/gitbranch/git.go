package gitbranch

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"

	"statuary/internal/git"
)

// settingKeys are the settings that say how a remote is reached.
const settingKeys = `^(http|credential|url|ssh|protocol)\.|^core\.(sshcommand|askpass|gitproxy)$`

// settingsOf returns the settings of a repository, and of its work tree, that
// say how its remotes are reached, as environment for another repository: what
// a workflow has written there, such as the header with its token, works for us
// as well. Settings of the user and of the system are read by every git anyway.
func settingsOf(ctx context.Context, g git.Runner) []string {
	out, err := g.Run(ctx, nil, "config", "--show-scope", "--includes", "-z", "--get-regexp", settingKeys)
	if err != nil {
		return nil // no repository, or nothing set
	}
	var env []string
	n, _ := strconv.Atoi(os.Getenv("GIT_CONFIG_COUNT"))
	fields := strings.Split(string(out), "\x00") // scope, entry, scope, entry, …
	for i := 0; i+1 < len(fields); i += 2 {
		scope, entry := fields[i], fields[i+1]
		key, value, _ := strings.Cut(entry, "\n")
		if key == "" || scope != "local" && scope != "worktree" {
			continue
		}
		env = append(env, fmt.Sprintf("GIT_CONFIG_KEY_%d=%s", n, key), fmt.Sprintf("GIT_CONFIG_VALUE_%d=%s", n, value))
		n++
	}
	return append(env, fmt.Sprintf("GIT_CONFIG_COUNT=%d", n))
}
