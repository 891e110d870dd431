package main

import (
	"cmp"
	"fmt"
	"os"
	"strings"

	"charm.land/huh/v2"
	"github.com/spf13/cobra"

	"statuary/internal/entrytext"
	"statuary/internal/incident"
	"statuary/internal/workspace"
)

// addTemplate adds the flags of commands that can take the text of an entry from a template.
func (f *writeFlags) addTemplate(c *cobra.Command, a *app, typ ...incident.Type) {
	c.Flags().StringVar(&f.template, "template", "", "text and status of the entry from templates/`NAME`.md; with --edit, opens it in $EDITOR")
	c.Flags().StringVar(&f.language, "lang", "", "`LANGUAGE` of the template, such as de (default: that of the site)")
	_ = c.RegisterFlagCompletionFunc("template", a.completeTemplates(typ)) // the flag is there
}

// completeTemplates completes the names of templates for incidents of the types.
func (a *app) completeTemplates(types []incident.Type) cobra.CompletionFunc {
	return func(*cobra.Command, []string, string) (words []string, _ cobra.ShellCompDirective) {
		all, _ := entrytext.Load(os.DirFS(a.site))
		for _, typ := range types {
			for _, t := range entrytext.Available(all, typ, "") {
				words = append(words, cobra.CompletionWithDesc(t.Name, cmp.Or(t.About, t.Status.Label())))
			}
		}
		return words, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveKeepOrder
	}
}

// findTemplate returns the template of --template for incidents of a type.
func (a *app) findTemplate(d *workspace.Workspace, f *writeFlags, typ incident.Type) (*entrytext.Template, error) {
	all, problems := entrytext.Load(os.DirFS(a.site))
	t, err := entrytext.Find(all, f.template, typ, cmp.Or(f.language, d.Config.Language))
	for _, p := range problems {
		if name := strings.TrimPrefix(p.File, entrytext.Folder+"/"); err != nil && strings.HasPrefix(name, f.template+".") {
			return nil, problems // it exists, with errors
		}
	}
	if err == nil && f.language != "" && t.Language == "" && !strings.HasPrefix(d.Config.Language, f.language) {
		return nil, hinted(fmt.Sprintf("the template %q is not in the language %q", f.template, f.language), fmt.Sprintf("add %s/%s.%s.md", entrytext.Folder, f.template, f.language))
	}
	return t, usage("--template", err)
}

// templateValues returns what a template can use for an entry of an incident.
func templateValues(d *workspace.Workspace, in workspace.Incident, e incident.Update) entrytext.Values {
	ids := in.Components
	if len(e.Components) > 0 {
		ids = nil
		for _, c := range e.Components {
			ids = append(ids, c.ID)
		}
	}
	v := entrytext.Values{Title: in.Title, Time: e.At.In(d.Now.Location()).Format("15:04 MST"), Site: d.Config.SiteName()}
	var names []string
	for _, c := range d.Config.Components {
		for _, id := range ids {
			if c.ID == id {
				names = append(names, c.Name)
			}
		}
	}
	v.Component = cmp.Or(strings.Join(names, ", "), d.Config.Title)
	if !in.ScheduledFor.IsZero() && !in.ScheduledUntil.IsZero() {
		v.Window = windowText(workspace.Window{From: in.ScheduledFor.In(d.Now.Location()), Until: in.ScheduledUntil.In(d.Now.Location())})
	}
	return v
}

// windowText returns a window for a text that people read.
func windowText(w workspace.Window) string {
	layout := "2006-01-02 15:04 MST"
	if w.From.Format("2006-01-02") == w.Until.Format("2006-01-02") {
		layout = "15:04 MST"
	}
	return w.From.Format("2006-01-02 15:04") + " – " + w.Until.Format(layout)
}

// applyTemplate fills in what the flags of a new incident leave open.
func (a *app) applyTemplate(d *workspace.Workspace, f *newFlags, typ incident.Type, title string) (string, error) {
	if f.template == "" {
		return title, nil
	}
	t, err := a.findTemplate(d, &f.writeFlags, typ)
	if err != nil {
		return title, err
	}
	if typ == incident.Maintenance && t.Status != incident.Scheduled {
		return title, hinted(fmt.Sprintf("the template %q has the status %s, and a new maintenance is scheduled", t.Name, t.Status), "use it with statuary update")
	}
	if !f.statusGiven {
		f.status = t.Status.String()
	}
	f.impact = cmp.Or(f.impact, t.Impact)
	if title != "" {
		return title, nil
	}
	e, err := f.entry(d, typ, f.status)
	if err != nil {
		return title, err
	}
	title, err = t.TitleOf(templateValues(d, workspace.Incident{Incident: &incident.Incident{}}, e))
	if err == nil && title == "" {
		err = hinted(fmt.Sprintf("missing TITLE: the template %q has no title", t.Name), "name the incident, or add a line title: to the template")
	}
	return title, err
}

// templateEntry returns the incident and the status of an update with --template.
func (a *app) templateEntry(d *workspace.Workspace, f *writeFlags, args []string) (in workspace.Incident, status string, err error) {
	if len(args) == 0 {
		in, err = a.pickOpen(d, false)
	} else {
		in, err = a.findIncident(d, args[0])
	}
	if err != nil {
		return in, "", err
	}
	t, err := a.findTemplate(d, f, in.Type)
	if err != nil {
		return in, "", err
	}
	return in, t.Status.String(), nil
}

// entryMessage returns the message of an entry: the arguments, a text from a template, or one from the
// editor.
func (a *app) entryMessage(d *workspace.Workspace, f *writeFlags, in workspace.Incident, e incident.Update, given []string) (string, error) {
	if f.template != "" && len(given) > 0 {
		return "", hinted("a message and --template cannot be used together", "with --edit, you can change the text of the template")
	}
	openEditor := f.edit
	if len(given) == 0 {
		t, err := a.chooseTemplate(d, f, in, e)
		if err != nil {
			return "", err
		}
		if t != nil {
			if f.template != "" && t.Status != e.Status && f.statusMatters {
				return "", hinted(fmt.Sprintf("the template %q has the status %s", t.Name, t.Status), "use a template with the status "+e.Status.String())
			}
			text, err := t.Text(templateValues(d, in, e))
			if err != nil {
				return "", err
			}
			given, openEditor = []string{text}, f.edit || f.template == ""
		}
	}
	if len(given) == 0 && !openEditor && !a.isInteractive() && e.Status == incident.Cancelled {
		return "", hinted("a cancellation needs a message", "tell readers that the maintenance does not take place")
	}
	return a.message(given, openEditor, editorNotes(in, e))
}

// chooseTemplate returns the template of --template. Without it, it asks for one on a terminal, if the site
// has some for the status. It returns nil for none.
func (a *app) chooseTemplate(d *workspace.Workspace, f *writeFlags, in workspace.Incident, e incident.Update) (*entrytext.Template, error) {
	if f.template != "" {
		return a.findTemplate(d, f, in.Type)
	}
	if !a.isInteractive() || f.edit {
		return nil, nil
	}
	all, _ := entrytext.Load(os.DirFS(a.site)) // check reports problems
	var options []huh.Option[*entrytext.Template]
	for _, t := range entrytext.Available(all, in.Type, cmp.Or(f.language, d.Config.Language)) {
		if t.Status == e.Status {
			options = append(options, huh.NewOption(cmp.Or(t.About, t.Name), t))
		}
	}
	if len(options) == 0 {
		return nil, nil
	}
	t := options[0].Value // the one that is selected at first
	options = append(options, huh.NewOption[*entrytext.Template]("An empty text", nil))
	field := huh.NewSelect[*entrytext.Template]().Title("Begin with which text?").Options(options...).Value(&t)
	err := a.ask(question{field, always})
	return t, err
}
