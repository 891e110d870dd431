package serve

import (
	"encoding/json"
	"path"
	"strconv"
	"strings"
)

// pageNumber returns the number of the page of a document that a query asks for, or 1.
func pageNumber(query string) int {
	if n, err := strconv.Atoi(query); err == nil && n > 1 {
		return n
	}
	return 1
}

// isList reports whether programs page through a document of the API with ?page=2.
func isList(name string) bool {
	switch path.Base(name) {
	case "incidents.json", "scheduled-maintenances.json":
		return strings.HasPrefix(name, "api/v2/")
	case "history.json":
		return name == "history.json"
	}
	return false
}

// olderHistory returns the file of a page of the history.
func olderHistory(page int) string { return "history/page/" + strconv.Itoa(page) + ".json" }

// pastEnd returns a document with empty lists, as Statuspage answers for a page past the end. It
// returns the document itself if it is not one of the API.
func pastEnd(document []byte) []byte {
	var keys map[string]json.RawMessage
	if json.Unmarshal(document, &keys) != nil {
		return document
	}
	for _, list := range []string{"incidents", "scheduled_maintenances", "months"} {
		if _, ok := keys[list]; ok {
			keys[list] = json.RawMessage("[]")
		}
	}
	empty, err := json.Marshal(keys)
	if err != nil {
		return document
	}
	return append(empty, '\n')
}

// mergeSlashes returns a path in which several slashes are one, as most hosts read it. Programs join
// an address that ends with a slash and a path that begins with one.
func mergeSlashes(p string) string {
	for strings.Contains(p, "//") {
		p = strings.ReplaceAll(p, "//", "/")
	}
	return p
}
