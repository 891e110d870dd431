package main

import (
	"os"
	"strconv"
)

// kills returns how many commands TestKills kills: $STATUARY_KILLS, 1,000 with STATUARY_LONG, or 60.
func kills() int {
	if n, err := strconv.Atoi(os.Getenv("STATUARY_KILLS")); err == nil {
		return n
	}
	if os.Getenv("STATUARY_LONG") != "" {
		return 1000
	}
	return defaultKills
}

const defaultKills = 60
