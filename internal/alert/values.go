package alert

// Values are what templates can use.
type Values struct {
	Title, Text, URL, Source string
	Rule                     string
	Components               string // names, separated by commas
	Status                   string // of the components, such as "major outage"
	Labels                   map[string]string
}

// Label returns the value of a label, or "".
func (v Values) Label(name string) string { return v.Labels[name] }
