package scaffold

// githubStep installs Statuary on a GitHub runner. The action that does so is in Statuary's own
// repository and is built there.
const githubStep = `[[define "statuary"]]
[[- if .Source]]      # Statuary itself, built from its sources.
      - uses: actions/checkout@v5
        with:
          repository: [[.Source]]
          path: .statuary-source
[[- else]]      # Statuary itself, built from its sources. The variable says where they are.
      - if: vars.STATUARY_REPOSITORY == ''
        run: |
          echo "::error::set the variable STATUARY_REPOSITORY to the OWNER/REPOSITORY that has Statuary's sources"
          exit 1
      - uses: actions/checkout@v5
        with:
          repository: ${{ vars.STATUARY_REPOSITORY }}
          path: .statuary-source
[[- end]]
      - uses: ./.statuary-source/.github/actions/setup
[[- end]]`

// cmsParts are the templates that the settings of the CMS use several times.
const cmsParts = `
[[- define "time"]]['^\d{4}-\d{1,2}-\d{1,2}[Tt ] *\d{1,2}:\d{2}', "a time is written as 2026-01-31 14:05"][[end]]
[[- define "components"]][[range .Components]]
          - {label: [[$.Quote .Name]], value: [[$.Quote .ID]]}[[end]][[end]]
[[- define "components in"]][[range .Components]]
              - {label: [[$.Quote .Name]], value: [[$.Quote .ID]]}[[end]][[end]]`
