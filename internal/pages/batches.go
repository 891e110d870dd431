package pages

import "statuary/internal/history"

// afterNewest returns a batchFunc that plans the feeds of a list of incidents as soon as those
// incidents are planned that are in the feeds: the newest ones.
func (p *plan) afterNewest(list []*history.Incident, plan func(yield func(Page) bool) bool) batchFunc {
	done := false
	list = p.inFeed(list)
	return func(planned int, yield func(Page) bool) bool {
		if len(list) > 0 && planned < len(p.history.Entries) && p.incidents[list[len(list)-1]] == nil || done {
			return true
		}
		done = true
		return plan(yield)
	}
}

// allBatches returns a batchFunc that calls all of a list.
func allBatches(list []batchFunc) batchFunc {
	return func(planned int, yield func(Page) bool) bool {
		for _, batch := range list {
			if !batch(planned, yield) {
				return false
			}
		}
		return true
	}
}
