package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"statuary/internal/builder"
	"statuary/internal/diag"
	"statuary/internal/follow"
	"statuary/internal/preview"
	"statuary/internal/serve"
)

type serveFlags struct {
	siteFlags
	port   int
	bind   string
	hosts  []string
	open   bool
	public bool
	poll   bool
}

const defaultPort = 8080

func (a *app) serveCommand() *cobra.Command {
	var f serveFlags
	c := &cobra.Command{
		Use:   "serve",
		Short: "Preview the site in a browser with live reload",
		Long: `Preview the site on this machine, and build it again on every change.

Pages are rendered when they are requested. Open pages reload by themselves and
keep their scroll position. Errors are shown here and in the browser, over the
last good version of the page, until they are fixed; the pages that nobody
requests are rendered in the background to find their errors. Without --public,
only a cache is written to disk (.statuary/cache). Ctrl-C stops the server.`,
		Args: arguments(0),
	}
	f.add(c)
	c.Flags().IntVar(&f.port, "port", defaultPort, "port to listen on; 0 chooses a free one")
	c.Flags().StringVar(&f.bind, "bind", "127.0.0.1", "address to listen on; anything but loopback exposes the preview to your network")
	c.Flags().StringSliceVar(&f.hosts, "host", nil, "additional host name of the preview, besides localhost; may be repeated")
	c.Flags().StringVar(&f.basePath, "base-path", "", "path of the home page (default: that of base_url)")
	c.Flags().BoolVar(&f.open, "open", false, "open the home page in a browser")
	c.Flags().BoolVar(&f.public, "public", false, "also write the site to public/")
	f.addAllowEmpty(c)
	c.Flags().BoolVar(&f.poll, "poll", false, "poll for changes instead of waiting for events, as network drives and container mounts need")
	c.RunE = running(func(ctx context.Context) error {
		return a.serve(ctx, f, c.Flags().Changed("port"))
	})
	return c
}

func (a *app) serve(ctx context.Context, f serveFlags, portGiven bool) error {
	ip := net.ParseIP(f.bind)
	if ip == nil {
		return usagef("--bind %q is not an address such as 127.0.0.1", f.bind)
	}
	if f.port < 0 || f.port > 65535 {
		return usagef("--port %d is not a port: ports are from 0 to 65535", f.port)
	}
	b, folder, err := a.builderOf(f.siteFlags, true)
	if err != nil {
		return err
	}
	defer folder.Close()
	b.Progress = nil
	if err := b.NoSite(); err != nil {
		return err
	}
	f.cached = true
	b.Cache = a.openCache(f.siteFlags)
	// The path of the home page is in the settings. If they are invalid, it is the root
	// until the server is restarted.
	root := "/"
	if c, _ := b.Settings(); c != nil {
		root = c.Root
	}
	listener, err := a.listen(f, portGiven)
	if err != nil {
		return err
	}
	return a.serveOn(ctx, f, b, folder, listener, ip, root)
}

// serveOn serves the preview and follows the site until the context is done or
// the server fails.
func (a *app) serveOn(ctx context.Context, f serveFlags, b *builder.Builder, folder *follow.Folder, listener net.Listener, ip net.IP, root string) error {
	s := serve.New(serve.Options{Root: root, Hosts: f.hosts, AnyIP: !ip.IsLoopback(), Share: !f.drafts})
	server := &http.Server{Handler: s, ReadHeaderTimeout: 10 * time.Second, WriteTimeout: time.Minute, IdleTimeout: 2 * time.Minute}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	failed := make(chan error, 1)
	go func() {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			failed <- err
		}
		cancel()
	}()
	defer server.Close()
	a.printAddress(f, ip, listener.Addr().(*net.TCPAddr), root)
	p := &preview.Preview{Builder: b, Server: s}
	if f.public {
		p.Public = filepath.Join(folder.Path, "public")
	}
	loop := &follow.Loop{
		Folder: folder, Builder: b, Poll: f.poll, FixedTime: f.now != "", Log: followLog{a, s.ShowProblems},
		Check: p.Check, Early: true,
		Build: func(ctx context.Context) (*builder.Result, string, error) {
			result, report, err := p.Build(ctx)
			done := count(result.Changed, "file") + " changed"
			if f.public {
				done += ", " + changed(report)
			}
			return result, done, err
		},
	}
	p.Settled = loop.Settled
	err := loop.Run(ctx)
	select {
	case failure := <-failed:
		return fmt.Errorf("the server failed: %w", failure)
	default:
		return err
	}
}

// listen listens on the port, or on any free one if the default port is in use and --port
// is not given.
func (a *app) listen(f serveFlags, given bool) (net.Listener, error) {
	listener, err := net.Listen("tcp", net.JoinHostPort(f.bind, strconv.Itoa(f.port)))
	inUse := errors.Is(err, syscall.EADDRINUSE)
	switch {
	case err == nil:
		return listener, nil
	case given && inUse:
		return nil, &diag.Error{Text: fmt.Sprintf("port %d is in use", f.port), Hint: "choose another with --port, or any free one with --port 0"}
	case given:
		return nil, err
	}
	listener, other := net.Listen("tcp", net.JoinHostPort(f.bind, "0"))
	if other != nil {
		return nil, other
	}
	reason := err.Error()
	if inUse {
		reason = fmt.Sprintf("port %d is in use", f.port)
	}
	fmt.Fprintf(a.stderr, "statuary: %s, serving on port %d\n", reason, listener.Addr().(*net.TCPAddr).Port)
	return listener, nil
}

// printAddress prints the address of the preview, and opens it with --open.
func (a *app) printAddress(f serveFlags, ip net.IP, at *net.TCPAddr, root string) {
	host := ip.String()
	if ip.IsUnspecified() {
		host = "localhost"
	}
	url := "http://" + net.JoinHostPort(host, strconv.Itoa(at.Port)) + root
	fmt.Fprintf(a.stdout, "serving %s (Ctrl-C stops)\n", url)
	if !ip.IsLoopback() {
		fmt.Fprintf(a.stderr, "statuary: everyone who can reach %s can read the preview", at)
		if f.drafts {
			fmt.Fprint(a.stderr, ", including drafts")
		}
		fmt.Fprintln(a.stderr)
	}
	if f.open {
		if err := openBrowser(url); err != nil {
			fmt.Fprintf(a.stderr, "statuary: cannot open the browser: %v\n", err)
		}
	}
}

// openBrowser opens an address in the default browser.
func openBrowser(url string) error {
	switch runtime.GOOS {
	case "darwin":
		return exec.Command("open", url).Start()
	case "windows":
		return exec.Command("rundll32", "url.dll,FileProtocolHandler", url).Start()
	}
	return exec.Command("xdg-open", url).Start()
}
