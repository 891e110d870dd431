package upptime

import "testing"

// The slugs are those of Upptime, whose names become words as in a URL.
func TestSlug(t *testing.T) {
	for name, want := range map[string]string{
		"Wikipedia": "wikipedia", "AcmeDocs": "acme-docs", "Café & Bar (EU)": "cafe-and-bar-eu", "-API-": "api", "API v2": "api-v2",
		"APIs": "apis", "HTTPServer": "http-server", "fooBarBAZ": "foo-bar-baz", "Übergröße": "uebergroesse", "Ærø": "a-ero", "Привет Мир": "privet-mir",
		"Ελλάδα": "ellada", "Đà Nẵng": "da-nang", "鸭鸭梨": "鸭鸭梨", "a  --  b": "a-b", "acme.test/status": "acme-test-status", "": "", "///": "", "EC2": "ec-2",
	} {
		if got := slugOf(name); got != want {
			t.Errorf("%q is %q, want %q", name, got, want)
		}
	}
}
