package builder

import (
	"io"
	"io/fs"

	"statuary/internal/history"
	"statuary/internal/incident"
	"statuary/internal/pages"
	"statuary/internal/thirdparty"
)

// thirdPartyData reads the statuses of the components of other services. Without the file, none is
// known.
func (b *Builder) thirdPartyData(r *Result, p *parts) thirdparty.Data {
	if len(p.config.ThirdParty) == 0 {
		return nil
	}
	f, err := b.Site.Open(thirdparty.File)
	if err != nil {
		return nil // if it is there, unreadable reports it
	}
	defer f.Close()
	if info, err := f.Stat(); err != nil || info.Mode()&fs.ModeType != 0 {
		return nil
	}
	src, err := io.ReadAll(io.LimitReader(f, thirdparty.MaxSize+1))
	if err != nil {
		return nil
	}
	data, problems := thirdparty.Parse(src)
	for n := range problems {
		problems[n].Warning, problems[n].Rule = true, "third-party"
	}
	r.Problems = append(r.Problems, problems...)
	return data
}

// thirdPartyNow returns the components of other services as they are known at the time of the history.
func thirdPartyNow(p *parts, h *history.History) (list []pages.ThirdParty) {
	for _, c := range p.config.ThirdParty {
		t := pages.ThirdParty{ID: c.ID, Name: c.Name, About: c.Description, Page: c.Page, Host: thirdparty.Host(c.Page)}
		if s, _, ok := p.others.Of(c, h.Now); ok {
			t.Known, t.Changed = true, s.Changed
			t.Status, _ = incident.ComponentStatusNamed(s.Status)
		}
		list = append(list, t)
	}
	return list
}

// noteThirdParty sets the time of the next change to that at which a status is no longer known, if it
// is earlier.
func (r *Result) noteThirdParty(p *parts, h *history.History) {
	for _, c := range p.config.ThirdParty {
		if _, until, ok := p.others.Of(c, h.Now); ok && until.Before(r.Next) {
			r.Next = until.In(p.config.Zone)
		}
	}
}
