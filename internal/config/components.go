package config

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"statuary/internal/chars"
	"statuary/internal/civil"
	"statuary/internal/frontmatter"
	"statuary/internal/incident"
)

// maxComponents is the largest number of components. Each has a page, a feed, badges and a bar on the home page.
const maxComponents = 2000

func (d *decoder) components(f frontmatter.Field) {
	if f.Value.Kind != frontmatter.List {
		d.Errorf(f.Line, f.Col, "write [[components]], with two brackets, for each component", "components must be a list of tables, not a %s", f.Value.Kind)
		return
	}
	if len(f.Value.List) > maxComponents {
		last := f.Value.List[maxComponents]
		d.Errorf(last.Line, last.Col, "list what visitors know by name, not each machine", "more than %d components", maxComponents)
		return
	}
	first := map[string]int{} // the line of each id, folded
	for _, v := range f.Value.List {
		id := d.readComponent(v)
		if id.Text == "" {
			continue
		}
		if line, ok := first[chars.Fold(id.Text)]; ok {
			d.Errorf(id.Line, id.Col, "give one of the two components another id", "the id %q is already used in line %d", id.Text, line)
			continue
		}
		first[chars.Fold(id.Text)] = id.Line
	}
}

// readComponent reads one table and returns the value of its id.
func (d *decoder) readComponent(v frontmatter.Value) (id frontmatter.Value) {
	var c incident.Component
	d.component, d.thirdParty = &c, ThirdParty{}
	third := slices.ContainsFunc(v.Map, func(f frontmatter.Field) bool { return f.Key == "statuspage" })
	settings := keysOf(d.settings, "components")
	for _, f := range d.Fields(v, "a component") {
		if f.Key == "id" {
			id = f.Value
		}
		if own := f.Key == "group" || f.Key == "since" || f.Key == "translations" || f.Key == "retired"; third && own {
			d.Errorf(f.Line, f.Col, "delete the line; statuspage makes it a component of another service", "a third-party component has no %s", f.Key)
			continue
		}
		if f.Key == "statuspage_name" && !third {
			d.Errorf(f.Line, f.Col, "add statuspage with the address of the status page", "statuspage_name without statuspage")
		}
		if !d.read(f, settings) {
			d.UnknownKey(f, "[[components]]", names(settings), d.atTop())
		}
	}
	if c.ID == "" && v.Kind == frontmatter.Map && id.Line == 0 {
		d.Errorf(v.Line, v.Col, `add id = "api", which incidents refer to`, "the component has no id")
	}
	if c.Name == "" {
		c.Name = c.ID
	}
	if third {
		t := d.thirdParty
		t.ID, t.Name, t.Description, t.NameThere = c.ID, c.Name, c.Description, cmp.Or(t.NameThere, c.Name)
		d.config.ThirdParty = append(d.config.ThirdParty, t)
		return id
	}
	d.config.Components = append(d.config.Components, c)
	return id
}

func (d *decoder) componentID(f frontmatter.Field) {
	d.component.ID = chars.Compose(d.Short(f))
	if problem := incident.BadID(d.component.ID); problem != "" {
		d.Errorf(f.Value.Line, f.Value.Col, incident.IDHint, "the id %q %s", d.component.ID, problem)
	}
}

// componentIDs reads the ids of components that rules and channels name. [decoder.namedComponents] reports
// unknown ones.
func (d *decoder) componentIDs(f frontmatter.Field) []string {
	d.later.named = append(d.later.named, d.Items(f)...)
	list := d.Strings(f)
	for n, id := range list {
		list[n] = chars.Compose(id)
	}
	return list
}

// namedComponents reports components that rules and channels name and that do not exist.
func (d *decoder) namedComponents() {
	for _, v := range d.later.named {
		if v.Kind != frontmatter.Scalar {
			continue
		}
		if err := d.config.FindComponent(chars.Compose(v.Text)); err != nil {
			d.Errorf(v.Line, v.Col, err.Hint, "%s", err.Text)
		}
	}
}

// firstYear is the earliest year of a component's start, as of incidents.
const firstYear = 1970

// startDate reads the first day of a component, in the site's zone.
func (d *decoder) startDate(s componentField) {
	text := d.Short(s.field)
	day, _, _ := strings.Cut(strings.Replace(text, "T", " ", 1), " ")
	first, err := civil.Parse(day)
	if err != nil {
		hint := cmp.Or(incident.GuessDate(text), "2024-01-31")
		d.Errorf(s.field.Value.Line, s.field.Value.Col, "write since = "+hint, "%q is not a date", text)
		return
	}
	if first < civil.Date(firstYear, time.January, 1) {
		d.Errorf(s.field.Value.Line, s.field.Value.Col, "write a year from 1970 on, with four digits", "%q is before %d", text, firstYear)
		return
	}
	d.config.Components[s.component].Since = first.Start(d.config.Zone)
}
