package follow

import "time"

// Clock is the clock that builds are due by.
type Clock interface {
	// Now returns the time as a reading of the wall clock, which may be set.
	Now() time.Time

	// After returns a channel on which a value arrives after a duration.
	After(time.Duration) <-chan time.Time
}

// SystemClock is the clock of this machine.
type SystemClock struct{}

// Now implements Clock. The time has no monotonic reading, so that a clock that is set is noticed.
func (SystemClock) Now() time.Time { return time.Now().Round(0) }

// After implements Clock.
func (SystemClock) After(d time.Duration) <-chan time.Time { return time.After(d) }
