package timefmt

import (
	"testing"
	"time"
)

// The rules of zones with one name differ if any time of theirs does.
func TestRules(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	if Rules(berlin) != Rules(berlin) || Rules(time.UTC) != Rules(time.UTC) {
		t.Error("the rules of a zone differ from themselves")
	}
	if Rules(time.FixedZone("UTC", 0)) == Rules(time.FixedZone("UTC", 3600)) {
		t.Error("an offset makes no difference")
	}
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	data := Rules(paris)[len("Europe/Paris"):]
	if data == Rules(berlin)[len("Europe/Berlin"):] {
		t.Error("past rules make no difference")
	}
}
