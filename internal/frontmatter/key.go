package frontmatter

// Key describes a key of front matter. Packages incident and content have the tables of all keys,
// from which the parsers, the writer, the JSON Schemas and the tests of docs/ are made.
type Key struct {
	Name     string
	Form     Form
	Required bool
	About    string   // for editors, by way of the JSON Schema
	Words    []string // of a Word: all of them
	Keys     []Key    // of Entries: the keys of one entry
}

// Form is the form of a key's value.
type Form int

const (
	Text         Form = iota // a text; numbers and truth values need no quotes
	Time                     // a time, such as 2006-01-02 15:04
	Bool                     // true or false
	Integer                  // a whole number
	Word                     // one of a few words
	Texts                    // a list of texts, or a single one
	Component                // the id of a component
	Components               // a list of ids of components, or a single one
	States                   // ids of components, each with a component status
	Explanations             // words, each with a text
	Entries                  // a list of tables
)

// Names returns the names of keys.
func Names(keys []Key) []string {
	names := make([]string, len(keys))
	for i, k := range keys {
		names[i] = k.Name
	}
	return names
}
