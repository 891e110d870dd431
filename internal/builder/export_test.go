package builder

import (
	"statuary/internal/config"
	"statuary/internal/incident"
)

// ParserOf is the parser that a builder makes for a config.
func ParserOf(c *config.Config) *incident.Parser { return New(Options{}).parserOf(c) }
