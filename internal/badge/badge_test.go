package badge

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// The image is well-formed XML, whatever the texts are.
func FuzzSVG(f *testing.F) {
	f.Add("API & <more>", "Major outage\x00 日本語")
	f.Fuzz(func(t *testing.T, label, message string) {
		var b bytes.Buffer
		if err := SVG(&b, Badge{label, message, "#2c7a4b"}); err != nil {
			t.Fatal(err)
		}
		d := xml.NewDecoder(bytes.NewReader(b.Bytes()))
		for {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%v in %s", err, b.String())
			}
		}
	})
}

func TestSVG(t *testing.T) {
	var b bytes.Buffer
	if err := SVG(&b, Badge{"API", "Operational", "#2c7a4b"}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(b.String(), `role="img" aria-label="API: Operational"`) || !strings.Contains(b.String(), "<title>API: Operational</title>") {
		t.Error(b.String())
	}
	width := regexp.MustCompile(`^<svg [^>]*width="(\d+)"`).FindStringSubmatch(b.String())
	sum := 4 * padding
	for _, m := range regexp.MustCompile(`textLength="(\d+)"`).FindAllStringSubmatch(b.String(), -1) {
		n, err := strconv.Atoi(m[1])
		if err != nil {
			t.Fatal(err)
		}
		sum += n
	}
	if width == nil || width[1] != strconv.Itoa(sum) {
		t.Errorf("%v wide, the parts are %d", width, sum)
	}
}

func TestEndpoint(t *testing.T) {
	var b bytes.Buffer
	if err := Endpoint(&b, Badge{"API", "Major & more", "#b3261e"}); err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(b.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if got["schemaVersion"] != 1.0 || got["label"] != "API" || got["message"] != "Major & more" || got["color"] != "#b3261e" {
		t.Error(got)
	}
}
