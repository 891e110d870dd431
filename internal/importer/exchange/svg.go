package exchange

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

// active is the set of SVG elements that run code, or contain HTML that may.
var active = map[string]bool{
	"script": true, "foreignobject": true, "iframe": true, "object": true, "embed": true, "handler": true, "listener": true,
	"set": true, "animate": true, // can insert a script into a link
}

// harmlessSVG reports whether an SVG file contains no code. Opened directly, an SVG
// is a page of the site, and its scripts would run with the site's origin.
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
				return false // a style sheet may be XSLT
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
