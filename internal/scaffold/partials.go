package scaffold

// cmsParts are the templates that the settings of the CMS use several times.
const cmsParts = `
[[- define "time"]]['^\d{4}-\d{1,2}-\d{1,2}[Tt ] *\d{1,2}:\d{2}', "a time is written as 2026-01-31 14:05"][[end]]
[[- define "components"]][[range .Components]]
          - {label: [[$.Quote .Name]], value: [[$.Quote .ID]]}[[end]][[end]]
[[- define "components in"]][[range .Components]]
              - {label: [[$.Quote .Name]], value: [[$.Quote .ID]]}[[end]][[end]]`
