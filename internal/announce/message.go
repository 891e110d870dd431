package announce

// Message is a piece of news as a channel sends it.
type Message struct {
	News
	ID       string // the same in every try: receivers that know it drop the message
	Repeated bool   // an earlier run may have delivered it
	Thread   Thread // of the incident in this channel; empty in the first message

	// Mark is what an earlier run passed to SetMark last. A sender that sends a message to each recipient
	// calls SetMark after some of them, so that the next run continues there if this one is killed.
	Mark    string
	SetMark func(mark string) error

	Site     string   // name of the site
	Language string   // of the texts, as a tag
	Title    string   // of the incident
	Status   string   // in the language of the channel
	Subject  string   // title and status, in one line
	Body     string   // the text of the entry, as Markdown; may be empty
	Plain    string   // the same as plain text
	Text     string   // the whole message as plain text, with the address at its end
	Mail     string   // the whole message as an HTML page, for email
	URL      string   // address of the entry
	Names    []string // of the affected components
}
