package exchange

import "time"

// UnknownAnnouncement is the text of the guess that [Announced] is.
const UnknownAnnouncement = "the time of an announcement is not known: an upcoming maintenance counts as announced 30 days before its window, a past one when it began"

// Announced returns when a maintenance counts as announced if its source does not say when: an upcoming
// one 30 days before the beginning of its window, so that it is shown, and a past one at the beginning.
func Announced(from time.Time, upcoming bool) time.Time {
	if upcoming {
		return from.AddDate(0, 0, -30)
	}
	return from
}
