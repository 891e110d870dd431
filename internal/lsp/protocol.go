package lsp

import "statuary/internal/diag"

// The parts of the Language Server Protocol 3.17 that the server uses. Lines and
// characters count from 0, and characters are units of UTF-16.
// https://microsoft.github.io/language-server-protocol/specification

type position struct {
	Line      int `json:"line"`
	Character int `json:"character"`
}

type textRange struct {
	Start position `json:"start"`
	End   position `json:"end"`
}

func (r textRange) overlaps(o textRange) bool {
	before := func(a, b position) bool { return a.Line < b.Line || a.Line == b.Line && a.Character < b.Character }
	return !before(r.End, o.Start) && !before(o.End, r.Start)
}

type initializeParams struct {
	RootURI          string `json:"rootUri"`
	WorkspaceFolders []struct {
		URI string `json:"uri"`
	} `json:"workspaceFolders"`
}

// textParams are the parameters of all notifications and requests about a text.
type textParams struct {
	TextDocument struct {
		URI  string `json:"uri"`
		Text string `json:"text"` // of didOpen
	} `json:"textDocument"`
	ContentChanges []struct { // of didChange: the whole text, as capabilities request
		Text string `json:"text"`
	} `json:"contentChanges"`
	Position position  `json:"position"` // of completion and hover
	Range    textRange `json:"range"`    // of codeAction
}

// The severities of a diagnostic.
const (
	severityError = iota + 1
	severityWarning
	severityInformation
)

type diagnostic struct {
	Range    textRange `json:"range"`
	Severity int       `json:"severity"`
	Code     string    `json:"code,omitempty"`
	Source   string    `json:"source"`
	Message  string    `json:"message"`
}

type publishParams struct {
	URI         string       `json:"uri"`
	Diagnostics []diagnostic `json:"diagnostics"`
}

// Kinds of completion items.
const (
	kindProperty   = 10
	kindValue      = 12
	kindSnippet    = 15
	kindEnumMember = 20
)

type completionItem struct {
	Label         string   `json:"label"`
	Kind          int      `json:"kind"`
	Detail        string   `json:"detail,omitempty"`
	Documentation string   `json:"documentation,omitempty"`
	SortText      string   `json:"sortText"`
	TextEdit      textEdit `json:"textEdit"`
}

type textEdit struct {
	Range   textRange `json:"range"`
	NewText string    `json:"newText"`
}

type hover struct {
	Contents struct {
		Kind  string `json:"kind"`
		Value string `json:"value"`
	} `json:"contents"`
}

type codeAction struct {
	Title       string       `json:"title"`
	Kind        string       `json:"kind"`
	Diagnostics []diagnostic `json:"diagnostics"`
	IsPreferred bool         `json:"isPreferred"`
	Edit        struct {
		Changes map[string][]textEdit `json:"changes"`
	} `json:"edit"`
}

// capabilities are the features that the server announces.
var capabilities = map[string]any{
	"textDocumentSync":   map[string]any{"openClose": true, "change": 1, "save": true}, // 1: the whole text
	"completionProvider": map[string]any{"triggerCharacters": []string{" ", "[", "{", ","}},
	"hoverProvider":      true,
	"codeActionProvider": map[string]any{"codeActionKinds": []string{"quickfix"}},
}

// toDiagnostic converts a problem to the protocol's diagnostic.
func toDiagnostic(d diag.Diagnostic) diagnostic {
	severity := severityError
	switch {
	case d.Note:
		severity = severityInformation
	case d.Warning:
		severity = severityWarning
	}
	text := d.Text
	if d.Hint != "" {
		text += "\n" + d.Hint
	}
	return diagnostic{Range: rangeOf(d), Severity: severity, Code: d.Rule, Source: "statuary", Message: text}
}
