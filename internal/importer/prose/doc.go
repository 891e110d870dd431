// Package prose reads timelines that are written as prose: the bodies of the posts of cState,
// ClearStatus, StatusKit, Statusfy and their derivatives. It divides the text, and does not change it.
//
// # Grammar
//
// A body is a list of lines. An entry begins at a line that has one of these marks. Marks in fenced code
// do not count.
//
//   - A stamp: the shortcode track or htrack with a time, {{< track "2024-01-02 10:00" >}}. Before the
//     text on its line, it begins an entry; after the text, it ends one. Alone on a line it does either,
//     whatever the other stamps of the post do. In brackets, emphasis or after a dash it is the same. A time
//     with a date or a time zone in parentheses, after a sentence at the end of its line, is a stamp too.
//   - A heading in bold or italics: **Resolved**: text, *Resolved* - text, **Resolved** and the text on
//     the next line. Any dash or colon may follow, inside or outside, after any space. Without one, the
//     heading must name a status, and a sentence must begin after it.
//   - A heading of Markdown or HTML, of any level, that names a status or has a time.
//   - A bracketed marker that names a status or has a time: [Close issue], \[Update: 29 Nov. 12am],
//     【更新】.
//   - The name of a status, or a word such as "Update", and a colon, with or without a time:
//     UPDATE 12:30 UTC: text. It may begin any line.
//   - A list item that begins with a time of day, or a paragraph that does, if a separator follows. A status in
//     bold or italics after it is the heading. A time with a dot, 09.15, counts only before such a status, and in
//     the other items of a text that has one.
//   - A row of a table, if each row of the table has a cell with one time of day. A cell that names a
//     status is the heading, and the others are the text. The header of the table may name the time zone.
//   - A thematic break between texts of which the second has a stamp.
//   - A container of Statusfy, ::: update Resolved | 2024-01-02T10:00:00Z, or an element
//     <Update date="2024-01-02T10:00:00Z">. Only a container ends it.
//
// Emoji may stand before a mark, as in "✅ **Resolved**: text". The tags of paragraphs and lists of HTML do not
// count, and a summary is a heading. In a quote, only a line with a time is a mark.
//
// Headings name a status in English or in the language of a shipped theme; "Update 2" and "Edit" name an
// update without one. A heading that names neither begins an entry only if a stamp belongs to its text.
// A time in a heading is the time of the entry.
//
// No entry begins at bold words in a sentence, at brackets with other words, as in [English version], at
// a range such as 12:30 – 13:00, and at a time with a time zone that is not known. The name of a city in
// the time zone database is a time zone: 12:30 Berlin. A stamp inside a
// sentence becomes a readable time in the text. The text after a heading that means "postmortem" is the
// postmortem, up to the next mark of the same kind.
//
// # Times
//
// A stamp without a time zone takes the one that the user has set, or else the offset of the dates of
// the post, or else UTC. A stamp without a day takes the day of the entry before it.
//
// The day and the month of a date such as 02/05/2024 could be swapped. Which is first follows from the
// other dates of the post, or else from the date of the post, or else from the other posts of the site.
//
// Posts have the newest entry first or the oldest. The order follows from the stamps of a post, or from
// the statuses that it names, or else from the other posts of the site.
//
// The front matter wins over the text: the components are affected from the date to the end in the front
// matter, whatever the entries say. A stamp far from the date is moved to the month and the year of the
// date if it then fits between the start and the end; otherwise one before the date is dropped.
// [builder.end] documents how the end is found.
//
// # Conservation
//
// Each stamp becomes the time of an entry, or is reported as a guess or a loss. Each word of the body
// becomes part of an entry, or is reported as a loss. [builder.conserve] checks this on every import.
package prose
