package neutral

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

// active are the elements of SVG that run something, or hold HTML that may.
var active = map[string]bool{
	"script": true, "foreignobject": true, "iframe": true, "object": true, "embed": true, "handler": true, "listener": true,
	"set": true, "animate": true, // they can put a script into a link
}

// harmlessSVG is true for a drawing that runs nothing. One that is opened by
// itself is a page of the site, and what it runs would run in the site's name.
func harmlessSVG(data []byte) bool {
	d := xml.NewDecoder(bytes.NewReader(data))
	d.CharsetReader = func(string, io.Reader) (io.Reader, error) { return nil, errors.New("another encoding") }
	root := ""
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return root == "svg"
		}
		if err != nil {
			return false
		}
		switch t := token.(type) {
		case xml.Directive:
			if bytes.Contains(bytes.ToUpper(t), []byte("ENTITY")) {
				return false
			}
		case xml.ProcInst:
			if t.Target != "xml" {
				return false // a style sheet may be one of XSLT
			}
		case xml.StartElement:
			name := strings.ToLower(t.Name.Local)
			if root == "" {
				root = name
			}
			if active[name] {
				return false
			}
			for _, a := range t.Attr {
				value := strings.ToLower(strings.Join(strings.Fields(a.Value), ""))
				if strings.HasPrefix(strings.ToLower(a.Name.Local), "on") || strings.Contains(value, "script:") ||
					strings.HasPrefix(value, "data:") && !strings.HasPrefix(value, "data:image/") || strings.HasPrefix(value, "data:image/svg") {
					return false
				}
			}
		}
	}
}
