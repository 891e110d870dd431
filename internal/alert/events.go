package alert

import "strings"

// cloudEvents decodes events in structured mode, one or a batch:
// https://github.com/cloudevents/spec/blob/main/cloudevents/formats/json-format.md
// The data is ours: docs/alerts.md describes it.
func (d *decoder) cloudEvents(root node) {
	list := []node{root}
	if root.kind == array {
		list = root.items
	}
	for _, n := range list {
		if !d.need(n, object) {
			return
		}
		if v := d.word(n.field("specversion")); v != "" && !strings.HasPrefix(v, "1.") {
			d.problem(n.field("specversion").offset, "specversion is %q, not 1.0", Line(v))
		}
		id, source, kind, data := d.word(n.field("id")), d.word(n.field("source")), d.word(n.field("type")), n.field("data")
		if len(d.problems) > 0 || !d.need(data, object) {
			return
		}
		state, ok := d.state(data.field("status"), "firing triggered down", "resolved up", "")
		if !ok {
			return
		}
		a := Alert{State: state, Key: first(data.field("key").text, strings.Trim(source+" "+n.field("subject").text, " ")), At: d.time(n.field("time"))}
		a.Title, a.Text, a.URL = first(data.field("title").text, n.field("subject").text, source), data.field("text").text, data.field("url").text
		a.Labels = texts(data.field("labels"))
		for name, v := range map[string]string{"id": id, "source": source, "type": kind, "subject": n.field("subject").text} {
			if _, ok := a.Labels["ce_"+name]; !ok {
				a.Labels["ce_"+name] = v
			}
		}
		d.add(n, a)
	}
}

// github decodes the event of a workflow that was started by repository_dispatch, with
// {"source": …, "alert": …} as client_payload, or by workflow_dispatch, with the inputs source and
// payload. Without them, it contains no alerts.
func (d *decoder) github(root node) {
	if !d.need(root, object) {
		return
	}
	n := root.field("client_payload")
	inner := n.field("alert")
	if n.kind == missing {
		n = root.field("inputs")
		if n.field("source").text == "" && n.field("payload").text == "" {
			return
		}
		inner = n.field("payload")
	}
	if !d.need(n, object) {
		return
	}
	s, err := Find(d.word(n.field("source")))
	if err != nil || s.Name == GitHub {
		d.problem(n.field("source").offset, "%s is %q, not one of %s", join(n.path, "source"), Line(n.field("source").text), strings.Join(Names()[:len(Names())-1], ", "))
		return
	}
	if inner.kind == scalar { // JSON in a text
		v, err := parse([]byte(inner.text))
		if err != nil {
			d.problem(inner.offset, "%s is not JSON: %v", inner.path, err)
			return
		}
		v.offset = inner.offset
		inner = moved(v, inner.offset)
	}
	if inner.kind == missing {
		d.problem(inner.offset, "%s is missing", inner.path)
		return
	}
	d.source, d.result.Source = s, s.Name
	s.decode(d, inner)
}

// moved returns a value with all places at an offset: those in a text are of no use.
func moved(n node, offset int) node {
	n.offset = offset
	for name, f := range n.fields {
		n.fields[name] = moved(f, offset)
	}
	for i, item := range n.items {
		n.items[i] = moved(item, offset)
	}
	return n
}
