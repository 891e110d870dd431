package feeds

import (
	"bytes"
	"fmt"
)

// maxDepth is how many elements of a feed may be open inside each other. The library descends into
// them, and sloppy feeds do not close all: the limit is far above that.
const maxDepth = 10_000

// checkDepth returns an error if elements of an XML document are nested too deep.
func checkDepth(data []byte) error {
	depth := 0
	for at := 0; ; {
		next := bytes.IndexByte(data[at:], '<')
		if next < 0 {
			return nil
		}
		at += next
		rest := data[at:]
		end := []byte(">")
		switch {
		case bytes.HasPrefix(rest, []byte("<!--")):
			end = []byte("-->")
		case bytes.HasPrefix(rest, []byte("<![CDATA[")):
			end = []byte("]]>")
		case bytes.HasPrefix(rest, []byte("<?")), bytes.HasPrefix(rest, []byte("<!")):
		case bytes.HasPrefix(rest, []byte("</")):
			depth = max(0, depth-1)
		default:
			depth++
		}
		length := bytes.Index(rest, end)
		if length < 0 {
			return nil // the parser reports it
		}
		if rest[1] != '/' && rest[1] != '!' && rest[length-1] == '/' {
			depth--
		}
		if depth > maxDepth {
			return fmt.Errorf("line %d: elements nested more than %d deep", 1+bytes.Count(data[:at], []byte("\n")), maxDepth)
		}
		at += length + len(end)
	}
}
