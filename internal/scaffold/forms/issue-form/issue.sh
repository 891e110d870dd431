#!/usr/bin/env bash
# Writes the incident or the update that an issue of the form "Incident" describes.
#
# ISSUE_BODY is the text of the issue. Anybody can write it, so each part is passed as one
# argument or on standard input, and never as code. The id of the incident is written to
# the file GITHUB_OUTPUT.
set -euo pipefail

nl=$'\n'
body=$nl$(printf '%s\n' "$ISSUE_BODY" | tr -d '\r')$nl

# The message is the last part of the form, so it can contain anything.
head=${body%%"$nl### Message$nl"*}
message=${body#*"$nl### Message$nl"}
if [ "$head" = "$body" ]; then
  echo "the issue was not written with the form" >&2
  exit 1
fi

# GitHub writes this for an empty field. Private repositories allow empty required fields.
if [ "$(printf '%s' "$message" | tr -d '[:space:]')" = _Noresponse_ ]; then
  message=
fi

# field LABEL prints the line below a heading of the form.
field() {
  local rest=${head#*"$nl### $1$nl"}
  if [ "$rest" != "$head" ]; then
    rest=${rest%%"$nl### "*}
    printf '%s' "$rest" | tr '\n' ' ' | sed 's/^ *//; s/ *$//; s/^_No response_$//'
  fi
}

title=$(field 'Title')
incident=$(field 'Update of')
status=$(field 'Status')
components=$(field 'Components')
state=$(field 'State of these components')

flags=(--json)
IFS=', ' read -r -a ids <<<"$components"
for id in "${ids[@]+"${ids[@]}"}"; do
  flags+=("--component=$id=$state")
done

if [ -n "$incident" ]; then
  written=$(printf '%s\n' "$message" | statuary update "${flags[@]}" -- "$incident" "$status" -)
else
  written=$(printf '%s\n' "$message" | statuary new incident "${flags[@]}" "--status=$status" --message=- -- "$title")
fi
printf '%s\n' "$written"
printf '%s\n' "$written" | sed -n 's/^  "id": "\(.*\)",$/id=\1/p' >>"$GITHUB_OUTPUT"
