package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"
	"time"
)

// grace is how long a command may take to end by itself after a signal: to close a preview, and to tell
// other publishers that it has stopped. It may be rendering a text or waiting for a disk, which
// nothing can end early; no file is incomplete when the process ends.
const grace = 700 * time.Millisecond

// exitSignal is added to the number of a signal that ended a command, as shells do.
const exitSignal = 128

// interruptible runs work until it returns or the process gets a signal to end. The first signal
// cancels the context, and work has the time grace to return; the second ends the wait. While editing
// is set, an interrupt is ignored: the terminal sends it to the editor as well.
func interruptible(editing *atomic.Bool, grace time.Duration, stderr io.Writer, work func(context.Context) int) int {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	defer signal.Stop(signals)
	done := make(chan int, 1)
	go func() { done <- work(ctx) }()
	var first os.Signal
	var late <-chan time.Time
	for {
		select {
		case status := <-done:
			return status
		case s := <-signals:
			if s == os.Interrupt && editing.Load() {
				continue
			}
			if first == nil {
				first = s
				cancel()
				late = time.After(grace)
				continue
			}
		case <-late:
		}
		fmt.Fprintln(stderr, "statuary: interrupted")
		if n, ok := first.(syscall.Signal); ok {
			return exitSignal + int(n)
		}
		return exitProblems
	}
}
