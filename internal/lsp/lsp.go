// Package lsp is a language server: editors that speak the Language Server Protocol show
// the problems that statuary check reports while a site is written, also in texts that
// are not saved yet. In YAML front matter it completes keys, values and the ids of
// components, and explains keys.
package lsp

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"log"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/sourcegraph/jsonrpc2"

	"statuary/internal/config"
	"statuary/internal/content"
	"statuary/internal/diag"
	"statuary/internal/entrytext"
	"statuary/internal/schema"
)

// debounce is how long the server waits after a change before it checks the site.
const debounce = 150 * time.Millisecond

// Options of a server.
type Options struct {
	// Dir is the site's folder. If it is empty, the server uses the folder that the
	// editor has open, or the nearest folder above it with a config.toml.
	Dir string
	// Open returns the check of the site in a folder. The function over replaces the
	// files that are being edited.
	Open    func(dir string, over func(fs.FS) fs.FS) (Check, error)
	Now     func() time.Time
	Version string
}

// Check checks a site. It returns the site's settings, or nil if they can't be read, and
// all problems.
type Check func(context.Context) (*config.Config, diag.List, error)

// Serve serves an editor until it sends exit. It returns an error if the connection ends
// before that.
func Serve(ctx context.Context, stream io.ReadWriteCloser, o Options) error {
	s := &server{
		Options: o, buffers: &buffers{texts: map[string]buffer{}}, uris: map[string]string{}, published: map[string][]diagnostic{},
		problems: map[string]diag.List{}, wake: make(chan struct{}, 1),
	}
	conn := jsonrpc2.NewConn(ctx, jsonrpc2.NewBufferedStream(stream, jsonrpc2.VSCodeObjectCodec{}),
		jsonrpc2.HandlerWithError(s.handle).SuppressErrClosed(), jsonrpc2.SetLogger(log.New(io.Discard, "", 0)))
	ctx, stop := context.WithCancel(ctx)
	var done sync.WaitGroup
	done.Go(func() { s.follow(ctx, conn) })
	<-conn.DisconnectNotify()
	stop()
	done.Wait()
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.shutdown {
		return errors.New("the editor closed the connection without a shutdown request")
	}
	return nil
}

type server struct {
	Options
	buffers *buffers
	wake    chan struct{} // holds a value while a check is requested

	mu        sync.Mutex
	dir       string // of the site; empty if there is none
	check     Check
	config    *config.Config
	uris      map[string]string       // of the open files as the editor writes them, by path in the site
	published map[string][]diagnostic // by URI
	problems  map[string]diag.List    // by URI, what published was made of
	shutdown  bool                    // the editor has asked to shut down
}

func (s *server) handle(ctx context.Context, conn *jsonrpc2.Conn, r *jsonrpc2.Request) (any, error) {
	var p textParams
	if r.Params != nil && strings.HasPrefix(r.Method, "textDocument/") {
		if err := json.Unmarshal(*r.Params, &p); err != nil {
			return nil, &jsonrpc2.Error{Code: jsonrpc2.CodeInvalidParams, Message: err.Error()}
		}
	}
	switch r.Method {
	case "initialize":
		return s.initialize(r)
	case "initialized", "textDocument/didSave", "workspace/didChangeWatchedFiles":
		s.requestCheck()
	case "textDocument/didOpen":
		s.edit(p.TextDocument.URI, p.TextDocument.Text)
	case "textDocument/didChange":
		if n := len(p.ContentChanges); n > 0 {
			s.edit(p.TextDocument.URI, p.ContentChanges[n-1].Text)
		}
	case "textDocument/didClose":
		s.close(p.TextDocument.URI)
	case "textDocument/completion":
		if h, text, ok := s.helper(p.TextDocument.URI); ok {
			return append([]completionItem{}, h.complete(text, p.Position)...), nil
		}
	case "textDocument/hover":
		if h, text, ok := s.helper(p.TextDocument.URI); ok {
			if said := h.explain(text, p.Position); said != "" {
				v := hover{}
				v.Contents.Kind, v.Contents.Value = "markdown", said
				return v, nil
			}
		}
	case "textDocument/codeAction":
		return s.fixes(p.TextDocument.URI, p.Range), nil
	case "shutdown":
		s.mu.Lock()
		s.shutdown = true
		s.mu.Unlock()
	case "exit":
		return nil, conn.Close()
	default:
		if !r.Notif {
			return nil, &jsonrpc2.Error{Code: jsonrpc2.CodeMethodNotFound, Message: "unknown method " + r.Method}
		}
	}
	return nil, nil
}

// initialize finds the site and opens it.
func (s *server) initialize(r *jsonrpc2.Request) (any, error) {
	var p initializeParams
	if r.Params != nil {
		_ = json.Unmarshal(*r.Params, &p) // an editor may have no folder open
	}
	start := s.Dir
	if start == "" {
		for _, f := range p.WorkspaceFolders {
			if start == "" {
				start, _ = pathOf(f.URI)
			}
		}
	}
	if start == "" {
		start, _ = pathOf(p.RootURI)
	}
	start, err := filepath.Abs(start)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for dir := start; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, config.File)); err == nil {
			s.dir = dir
			break
		}
		if s.Dir != "" || dir == filepath.Dir(dir) {
			break // not a site; no error, since editors start servers for any file
		}
	}
	if s.dir != "" {
		if s.check, err = s.Open(s.dir, s.buffers.overlay); err != nil {
			return nil, err
		}
	}
	return map[string]any{"capabilities": capabilities, "serverInfo": map[string]string{"name": "statuary", "version": s.Version}}, nil
}

// pathInSite returns the path of a file in the site's folder.
func (s *server) pathInSite(uri string) (string, bool) {
	file, ok := pathOf(uri)
	s.mu.Lock()
	dir := s.dir
	s.mu.Unlock()
	if !ok || dir == "" {
		return "", false
	}
	rel, err := filepath.Rel(dir, file)
	if err != nil || !filepath.IsLocal(rel) {
		// The editor may name a folder by a symbolic link to it.
		site, e1 := filepath.EvalSymlinks(dir)
		folder, e2 := filepath.EvalSymlinks(filepath.Dir(file))
		rel, err = filepath.Rel(site, filepath.Join(folder, filepath.Base(file)))
		if errors.Join(err, e1, e2) != nil || !filepath.IsLocal(rel) {
			return "", false
		}
	}
	return filepath.ToSlash(rel), true
}

func (s *server) edit(uri, text string) {
	if name, ok := s.pathInSite(uri); ok {
		s.mu.Lock()
		s.uris[name] = uri
		s.mu.Unlock()
		s.buffers.set(name, text)
		s.requestCheck()
	}
}

func (s *server) close(uri string) {
	if name, ok := s.pathInSite(uri); ok {
		s.buffers.drop(name)
		s.requestCheck()
	}
}

// requestCheck requests a check, unless one is waiting.
func (s *server) requestCheck() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// follow checks the site again after each change, one check at a time.
func (s *server) follow(ctx context.Context, conn *jsonrpc2.Conn) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.wake:
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(debounce):
		}
		select { // this check includes what changed in the meantime
		case <-s.wake:
		default:
		}
		s.mu.Lock()
		check := s.check
		s.mu.Unlock()
		if check == nil {
			continue
		}
		c, problems, err := check(ctx)
		if err != nil {
			_ = conn.Notify(ctx, "window/logMessage", map[string]any{"type": severityError, "message": err.Error()})
			continue
		}
		for _, p := range s.changedProblems(c, problems) {
			_ = conn.Notify(ctx, "textDocument/publishDiagnostics", p) // Serve notices the end of the connection
		}
	}
}

// helper returns the helper of an open file, and its text.
func (s *server) helper(uri string) (h helper, text string, ok bool) {
	name, ok := s.pathInSite(uri)
	if !ok || path.Ext(name) != ".md" {
		return h, "", false
	}
	kind := ""
	switch {
	case strings.HasPrefix(name, content.Incidents+"/"):
		kind = "incident"
	case strings.HasPrefix(name, content.Pages+"/"):
		kind = "page"
	}
	buffer, open := s.buffers.get(name)
	if kind == "" || !open {
		return h, "", false
	}
	h.now = s.Now()
	s.mu.Lock()
	if c := s.config; c != nil {
		h.components, h.now, h.site, h.service, h.language = c.Components, h.now.In(c.Zone), c.SiteName(), c.Title, c.Language
		if _, language, ok := content.Translates(name, c.Languages); ok {
			h.language = language
		}
	}
	if kind == "incident" {
		h.templates, _ = entrytext.Load(os.DirFS(s.dir)) // the check reports problems
	}
	s.mu.Unlock()
	var err error
	h.schema, err = schema.Of(kind, h.components)
	return h, string(buffer.data), err == nil
}
