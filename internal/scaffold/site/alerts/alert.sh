#!/usr/bin/env bash
# Runs statuary alert with the arguments given, commits what it has changed, and pushes the commit.
#
# If somebody else has pushed meanwhile, it starts again from the newest commit. The same alert has the
# same effect there, so nothing is ever merged. Local changes are discarded: this is for CI.
#
# Variables: ALERT_BRANCH is the branch, ALERT_REMOTE the repository (default: origin), and ALERT_PAUSE the
# longest pause after the first failure in seconds (default: 3). Results are written to the file
# GITHUB_OUTPUT: changed=true, and next_due, when statuary alert --due has something to do.
set -euo pipefail

attempts=8

# One function, so that bash has read all of it before git replaces this file.
main() {
  local remote=${ALERT_REMOTE:-origin} pause=${ALERT_PAUSE:-3} report answer attempt changed=
  report=$(mktemp)
  answer=$(mktemp)
  for ((attempt = 1; ; attempt++)); do
    git fetch --quiet "$remote" "$ALERT_BRANCH"
    git reset --quiet --hard FETCH_HEAD
    statuary alert --json "$@" >"$report"
    for folder in content data; do
      if [ -e "$folder" ]; then git add --all "$folder"; fi
    done
    if git diff --cached --quiet; then break; fi
    git -c user.name="${ALERT_NAME:-statuary}" -c user.email="${ALERT_EMAIL:-statuary@localhost}" commit --quiet --message "$(subject "$report")"
    if LC_ALL=C git -c advice.pushUpdateRejected=false push --quiet "$remote" "HEAD:refs/heads/$ALERT_BRANCH" 2>"$answer"; then
      changed=true
      break
    fi
    if [ "$attempt" -ge "$attempts" ]; then
      cat "$answer" >&2
      echo "the commit could not be pushed in $attempts attempts" >&2
      return 1
    fi
    echo "attempt $attempt: $(reason "$answer")" >&2
    sleep "$((RANDOM % (attempt * pause + 1)))"
  done
  cat "$report"
  if [ -n "${GITHUB_OUTPUT:-}" ]; then
    echo "changed=$changed" >>"$GITHUB_OUTPUT"
    sed -n 's/^  "next_due": "\(.*\)"$/next_due=\1/p; s/^  "next_due": "\(.*\)",$/next_due=\1/p' "$report" >>"$GITHUB_OUTPUT"
  fi
  rm -f "$report" "$answer"
}

# reason prints in a line why a push failed, from the output of git.
reason() {
  if grep -q -e '\[rejected\]' -e '(failed to update ref)' -e 'cannot lock ref' "$1"; then
    echo "somebody else has pushed meanwhile"
  else
    grep -e '\[remote rejected\]' -e '^fatal:' -e '^error:' "$1" | head -n 1 | sed 's/^ *//'
  fi
}

# subject prints the subject of the commit: the incidents whose files were changed.
subject() {
  local files
  files=$(git diff --cached --name-only -- content | sed 's|.*/||; s|\.md$||' | head -n 5 | paste -s -d ' ' -)
  echo "alert: ${files:-note what is waiting}"
}

main "$@"
exit
