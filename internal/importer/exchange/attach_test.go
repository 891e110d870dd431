package exchange

import (
	"io/fs"
	"testing"
	"testing/fstest"
	"time"

	"statuary/internal/incident"
)

func TestHarmlessSVG(t *testing.T) {
	open := `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">`
	for src, want := range map[string]bool{
		`<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">` + open + `<a xlink:href="https://x.y"><path d="M0 0h1" style="fill:red"/></a></svg>`: true,
		open + `<image xlink:href="data:image/png;base64,AA=="/></svg>`: true,
		open + `<script>x</script></svg>`:                               false,
		open + `<SCRIPT/></svg>`:                                        false,
		open + `<path OnClick="x"/></svg>`:                              false,
		open + "<a href=\" java\n&#115;cript:x\"/></svg>":               false,
		open + `<a href="data:text/html,x"/></svg>`:                     false,
		open + `<image href="data:image/svg+xml,x"/></svg>`:             false,
		open + `<foreignObject><b/></foreignObject></svg>`:              false,
		open + `<a><set attributeName="href" to="x"/></a></svg>`:        false,
		`<!DOCTYPE svg [<!ENTITY x "y">]>` + open + `</svg>`:            false,
		`<?xml-stylesheet href="x.xsl"?>` + open + `</svg>`:             false,
		`<?xml version="1.0" encoding="UTF-16"?>` + open + `</svg>`:     false,
		`<html xmlns="http://www.w3.org/1999/xhtml"></html>`:            false,
		open: false,
		"":   false,
	} {
		if got := harmlessSVG([]byte(src)); got != want {
			t.Errorf("%s: %v", src, got)
		}
	}
}

// TestAttachmentSizes tests that a file that is too large is not copied and that the
// links to it are not changed.
func TestAttachmentSizes(t *testing.T) {
	disk := fstest.MapFS{
		"a/large.png": {Data: make([]byte, maxAttachment+1)}, "a/fits.png": {Data: make([]byte, maxAttachment)},
	}
	in := &Incident{ID: "x.tmp", Title: "X", Updates: []incident.Update{{
		At: time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC), Status: incident.Resolved, Message: "![a](large.png) ![b](fits.png) ![c](fits.png)",
	}}}
	in.Source.File = "a/x.md"
	h := &History{Incidents: []*Incident{in}, SourceFS: func(string) fs.FS { return disk }}
	r := &Report{}
	h.Check(r)
	if list := h.Attachments[in]; len(list) != 1 || list[0].Name != "fits.png" || r.Files.Read != 2 || r.Files.Skipped != 1 {
		t.Errorf("%d files, %+v", len(list), r.Files)
	}
	// A site would ignore a folder x.tmp.
	if got, want := in.Updates[0].Message, "![a](large.png) ![b](x.tmp-files/fits.png) ![c](x.tmp-files/fits.png)"; got != want {
		t.Errorf("the text is %s", got)
	}
}
