package gitbranch

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"

	"statuary/internal/git"
)

// settingKeys matches the settings for access to remotes.
const settingKeys = `^(http|credential|url|ssh|protocol)\.|^core\.(sshcommand|askpass|gitproxy)$`

// settingsOf returns the settings of a repository and its work tree for access to remotes, as
// environment variables for another repository. So what a workflow configured there, such as the
// header with its token, is used. git itself reads the settings of the user and the system.
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
