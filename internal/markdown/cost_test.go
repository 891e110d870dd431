package markdown

import (
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	"statuary/internal/hostile"
)

// TestCostSearch searches for texts that cost much CPU for each byte. It puts pieces of texts together
// and repeats them, and changes the most costly ones. It runs for the time in
// STATUARY_COST_SEARCH, such as 10m.
func TestCostSearch(t *testing.T) {
	budget, err := time.ParseDuration(os.Getenv("STATUARY_COST_SEARCH"))
	if err != nil {
		t.Skip("set STATUARY_COST_SEARCH to a time such as 10m")
	}
	const size = 300_000
	var pieces []string
	for _, k := range hostile.Markdown() {
		s := k.Make(200)
		pieces = append(pieces, s[:min(40, len(s))])
	}
	for _, c := range "`~!@#$%^&*()_+-=[]{}|;':\",./<>?\\ \n\ta1é" {
		pieces = append(pieces, string(c))
	}
	seed := uint64(time.Now().UnixNano())
	random := rand.New(rand.NewPCG(seed, 1))
	piece := func() string { return pieces[random.IntN(len(pieces))] }
	type found struct {
		parts []string // each is repeated in turn
		cost  time.Duration
	}
	text := func(parts []string) string {
		var b strings.Builder
		for _, p := range parts {
			b.WriteString(strings.Repeat(p, max(1, size/len(parts)/len(p))))
		}
		return b.String()
	}
	var best []found
	var worst found
	tried := 0
	for end := time.Now().Add(budget); time.Now().Before(end); tried++ {
		var parts []string
		if len(best) > 0 && random.IntN(3) > 0 {
			parts = append(parts, best[random.IntN(len(best))].parts...)
			i := random.IntN(len(parts))
			switch random.IntN(4) {
			case 0:
				parts[i] += piece()
			case 1:
				parts[i] = piece() + parts[i]
			case 2:
				parts = append(parts, piece())
			default:
				parts[i] = parts[i][random.IntN(len(parts[i])):]
			}
		} else {
			parts = []string{piece() + piece()}
		}
		source := text(parts)
		source = source[:min(len(source), 2*size)]
		c := New(Options{RawHTML: []RawHTML{Escape, Sanitize}[tried%2]})
		from := hostile.CPU()
		c.HTML(Text{Source: source})
		Inspect(source, true)
		LooseEnds(source)
		cost := (hostile.CPU() - from) * 1_000_000 / time.Duration(len(source))
		f := found{parts, cost}
		if cost > worst.cost {
			worst = f
			t.Logf("%v for a megabyte: %q", cost, parts)
		}
		if len(best) < 20 {
			best = append(best, f)
		} else if i := random.IntN(len(best)); best[i].cost < cost {
			best[i] = f
		}
	}
	t.Logf("%d texts, seed %d", tried, seed)
	if worst.cost > 5*time.Second {
		t.Errorf("%v for a megabyte: %q", worst.cost, worst.parts)
	}
}

// FuzzCost searches for texts whose CPU time grows faster than their length, by repeating a piece of a
// text. A text beyond a limit costs little, and the others are linear.
func FuzzCost(f *testing.F) {
	for _, piece := range []string{"*a b_ ", "[a](b ", "> - a\n", "|a|b|\n|-|-|\n", "# a\n\n[^1]: b\n\n", "<b><div>", "~~~\n`a` \n"} {
		f.Add(piece)
	}
	cost := func(source string) time.Duration {
		least := time.Hour
		for range 3 {
			from := hostile.CPU()
			New(Options{RawHTML: Sanitize}).HTML(Text{Source: source})
			Inspect(source, true)
			LooseEnds(source)
			if least = min(least, hostile.CPU()-from); least < 100*time.Millisecond {
				break
			}
		}
		return least
	}
	const size = 50_000
	f.Fuzz(func(t *testing.T, piece string) {
		if piece == "" || len(piece) > 1000 {
			return
		}
		one, eight := strings.Repeat(piece, 1+size/len(piece)), strings.Repeat(piece, 1+8*size/len(piece))
		// The work that is allowed for any text is in both. Other processes make a step no more than
		// two or three times slower.
		if a, b := cost(one), cost(eight); b > 30*a+time.Second {
			t.Errorf("%v for %d bytes, %v for %d", a, len(one), b, len(eight))
		}
	})
}
