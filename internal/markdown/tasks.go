package markdown

import (
	"regexp"
	"time"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/util"
)

// taskDate is the date at the end of a task.
type taskDate struct {
	ast.BaseInline
	at time.Time
}

var kindTaskDate = ast.NewNodeKind("TaskDate")

// Kind implements ast.Node.
func (*taskDate) Kind() ast.NodeKind { return kindTaskDate }

// Dump implements ast.Node.
func (n *taskDate) Dump(src []byte, level int) { ast.DumpHelper(n, src, level, nil, nil) }

// dateAtEnd matches a date at the end of a text, with what separates the two.
var dateAtEnd = regexp.MustCompile(`\s*(?:[,:·–—]\s*|\s-\s+|\()(\d{4}-\d\d-\d\d)\)?\.?\s*$`)

// markTask sets the classes of the item of a check box and of its list, and makes the date at the end
// of its text a node.
func markTask(box *east.TaskCheckBox, source []byte) {
	block := box.Parent()
	item, ok := block.Parent().(*ast.ListItem)
	if !ok {
		return
	}
	class := "task-open"
	if box.IsChecked {
		class = "task-done"
	}
	item.SetAttributeString("class", []byte(class))
	item.Parent().SetAttributeString("class", []byte("tasks"))
	last, ok := block.LastChild().(*ast.Text)
	if !ok {
		return
	}
	text := last.Segment.Value(source)
	m := dateAtEnd.FindSubmatchIndex(text)
	if m == nil {
		return
	}
	if at, err := time.Parse(time.DateOnly, string(text[m[2]:m[3]])); err == nil {
		last.Segment = last.Segment.WithStop(last.Segment.Start + m[0])
		block.AppendChild(block, &taskDate{at: at})
	}
}

// taskDate writes a date, which the style sheet puts at the end of the line.
func (r *nodeRenderer) taskDate(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	at := n.(*taskDate).at
	text := at.Format(time.DateOnly)
	datetime := text
	if r.converter.Date != nil {
		text = r.converter.Date(at)
	}
	_, err := w.WriteString(` <time class="task-date" datetime="` + datetime + `">` + string(util.EscapeHTML([]byte(text))) + `</time>`)
	return ast.WalkContinue, err
}
