package config

import "testing"

func TestIsExample(t *testing.T) {
	for address, want := range map[string]bool{
		"https://status.example.org/":     true,
		"https://EXAMPLE.com./status/":    true,
		"https://a.b.example.net:8443/":   true,
		"https://status.acme.example/":    false,
		"https://status.test/":            false,
		"https://status.invalid/":         false,
		"http://localhost:8080/":          true,
		"http://site.localhost/":          true,
		"http://127.0.0.1/":               true,
		"http://127.1.2.3:8080/x/":        true,
		"http://[::1]:8080/":              true,
		"http://[::ffff:127.0.0.1]/":      true,
		"http://0.0.0.0/":                 true,
		"https://status.acme.com/":        false,
		"https://example.com.acme.dev/":   false,
		"https://myexample.org/":          false,
		"https://acme.github.io/example/": false,
		"https://status.example.co.uk/":   false,
		"http://10.0.0.7/":                false,
		"http://status.corp.internal/":    false,
		"https://testing.dev/":            false,
		"https://пример.example/":         false,
	} {
		if got := IsExample(address); got != want {
			t.Errorf("%s is an example: %v", address, got)
		}
	}
}
