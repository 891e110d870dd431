package browsertest

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// watchShifts adds up how far the parts of a page move after it was painted, as web.dev/cls measures it.
// It requests /painted after the first paint.
const watchShifts = `
	window.shifts = 0;
	window.moved = [];
	new PerformanceObserver((list) => {
		for (const e of list.getEntries()) {
			window.shifts += e.value;
			window.moved.push(...e.sources.map((s) => s.node?.className || s.node?.nodeName || ""));
		}
	}).observe({type: "layout-shift", buffered: true});
	new PerformanceObserver(() => fetch("/painted")).observe({type: "paint", buffered: true});
`

// moved returns what has moved, or an empty string if that is little. Lighthouse calls a page in need of
// improvement above 0.1. A shift is reported after the frame in which it happened.
const moved = `new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() =>
	done(shifts > 0.05 ? shifts.toFixed(3) + ": " + window.moved.join(", ") : "")))))`

// afterPaint holds the scripts of a site until the page was painted.
type afterPaint struct {
	site    http.Handler
	painted chan struct{}
}

func (a *afterPaint) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.URL.Path == "/painted":
		select {
		case a.painted <- struct{}{}:
		default: // the second kind of paint
		}
		return
	case strings.HasSuffix(r.URL.Path, ".js"):
		select {
		case <-a.painted:
			a.painted <- struct{}{} // for the next script
		case <-r.Context().Done():
			return
		}
		w.Header().Set("Cache-Control", "no-store")
	}
	a.site.ServeHTTP(w, r)
}

// A page that is shown before its scripts have arrived does not move when they run: they write times and add
// buttons where there is room.
func TestScriptsMoveNothing(t *testing.T) {
	ctx := browse(t)
	a := &afterPaint{site: serve(t), painted: make(chan struct{}, 1)}
	front := httptest.NewServer(a)
	t.Cleanup(front.Close)
	_, err := chromedp.Call(within(t, ctx), page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: watchShifts})
	if err != nil {
		t.Fatal(err)
	}
	for _, address := range append([]string{"subscribe/"}, pages...) {
		for _, width := range []int64{320, 412, 600, 1280} {
			do(t, ctx, chromedp.Navigate("about:blank"))
			select {
			case <-a.painted:
			default:
			}
			do(t, ctx, chromedp.EmulateViewport(width, 820), chromedp.Navigate(front.URL+"/status/"+address))
			what, err := chromedp.Run(within(t, ctx), chromedp.Evaluate[string](moved, chromedp.EvalAwaitPromise))
			if err != nil {
				t.Fatal(err)
			}
			if what != "" {
				t.Errorf("/%s at %d px moves by %s", address, width, what)
			}
		}
	}
}
