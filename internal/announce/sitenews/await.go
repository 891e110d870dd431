package sitenews

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"statuary/internal/announce"
	"statuary/internal/diag"
)

// Limits of looking at pages.
const (
	lookEvery = 5 * time.Second
	maxPage   = 8 << 20
	maxLooks  = 20 // pages that are looked at, the newest news first
)

// await returns when the pages of incidents show the news, so that nobody is led to an old page.
func (n *news) await(ctx context.Context, list []announce.News) error {
	ctx, cancel := context.WithTimeout(ctx, n.Wait)
	defer cancel()
	client := n.Client
	if client == nil {
		client = &http.Client{Timeout: 30 * time.Second}
	}
	done := map[string]bool{}
	warned := false
	for k := len(list) - 1; k >= 0 && len(done) < maxLooks; k-- {
		page, id, _ := strings.Cut(n.address(n.texts[n.anyLanguage()], list[k]), "#")
		if done[page+id] {
			continue
		}
		for {
			problem := look(ctx, client, page, id)
			if problem == nil {
				break
			}
			if !warned {
				warned = true
				n.Waiting("the published pages")
			}
			select {
			case <-time.After(min(lookEvery, n.Wait/10)):
				continue
			case <-ctx.Done():
			}
			if !errors.Is(ctx.Err(), context.DeadlineExceeded) {
				return ctx.Err()
			}
			return &diag.Error{
				Text: fmt.Sprintf("%s does not show the news after %s: %v; nothing was announced", page, n.Wait, problem),
				Hint: "publish the site first; a cache in front of it may need longer, see --wait",
			}
		}
		done[page+id] = true
	}
	return nil
}

// anyLanguage returns the language that pages are looked at in: that of the site if a channel has it.
func (n *news) anyLanguage() string {
	if n.texts[""] != nil {
		return ""
	}
	for language := range n.texts {
		return language
	}
	return ""
}

// look returns why a page does not show the element with an id.
func look(ctx context.Context, client *http.Client, page, id string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, page, nil)
	if err != nil {
		return err
	}
	req.Header.Set("Cache-Control", "no-cache")
	req.Header.Set("User-Agent", "Statuary")
	resp, err := client.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("the server answers %d", resp.StatusCode)
	}
	data, err := io.ReadAll(io.LimitReader(resp.Body, maxPage))
	if err != nil {
		return err
	}
	if text := string(data); id != "" && !strings.Contains(text, `id="`+id+`"`) && !strings.Contains(text, "id="+id) {
		return errors.New("it is an older version of the page")
	}
	return nil
}
