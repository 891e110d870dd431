package exchange

import "time"

// UnknownAnnouncement is the text of the guess that [Announced] is.
const UnknownAnnouncement = "the time of an announcement is not known: a maintenance that its source does not mark as begun or ended counts as announced 30 days before its window, any other when it began"

// Announced returns when a maintenance counts as announced if its source does not say when. One
// that is upcoming, because its source does not mark it as begun or ended, counts 30 days before the
// beginning of its window, so that it is shown; any other counts at the beginning.
func Announced(from time.Time, upcoming bool) time.Time {
	if upcoming {
		return from.AddDate(0, 0, -30)
	}
	return from
}
