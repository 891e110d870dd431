package channels

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/wneessen/go-mail"

	"statuary/internal/announce"
)

// A message to a list is one SMTP transaction for each address, in the order of their digests. A mark is
// a number between the digests of two addresses, so the ledger contains no address and no digest of one.
// Addresses may be added and removed between two runs.

// markEvery and markAfter are how many addresses may be served, and how long that may take, until the
// mark is stored. So many messages, at most, are repeated if a run is killed.
const (
	markEvery = 50
	markAfter = 30 * time.Second
)

// maxRefused is the number of addresses in a row after which the server, and not the addresses, is
// thought to be the reason that messages are refused.
const maxRefused = 20

// markOf returns the digest of an address.
func markOf(address string) uint64 {
	sum := sha256.Sum256([]byte("statuary\x00" + strings.ToLower(address)))
	return binary.BigEndian.Uint64(sum[:])
}

// sendList sends a message to each address behind the mark. Errors contain no addresses, since the ledger
// and the logs of CI may be public.
func (e *email) sendList(ctx context.Context, m *announce.Message, id string) error {
	list := e.list
	if mark, err := strconv.ParseUint(m.Mark, 16, 64); err == nil {
		for len(list) > 0 && markOf(list[0]) <= mark {
			list = list[1:]
		}
	}
	refused, code := 0, 0       // addresses that did not take the message, and the last reply
	marked, at := 0, time.Now() // addresses before the stored mark
	inRow := 0
	stop := func(done int, text string) error {
		if err := setMark(m, list, done); err != nil {
			return err
		}
		return &failure{text: fmt.Sprintf("%s; %d of %d messages were sent", text, done-refused, len(list))}
	}
	for n, to := range list {
		if ctx.Err() != nil {
			return stop(n-inRow, "interrupted")
		}
		reply, err := e.sendOne(ctx, m, id, to)
		switch {
		case err != nil:
			return stop(n-inRow, err.Error())
		case reply > 0:
			code = reply
			if inRow++; inRow == maxRefused || inRow == len(list) {
				return stop(n+1-inRow, fmt.Sprintf("the SMTP server refused %d addresses in a row (%d)", inRow, code))
			}
			continue
		}
		refused, inRow = refused+inRow, 0
		if done := n + 1; done-marked >= markEvery || time.Since(at) > markAfter {
			if err := setMark(m, list, done); err != nil {
				return err
			}
			marked, at = done, time.Now()
		}
	}
	if refused += inRow; refused > 0 {
		return &announce.Refused{Text: fmt.Sprintf("the SMTP server refused %d of %d addresses (%d)", refused, len(list), code)}
	}
	return nil
}

// setMark stores that the first addresses of a list are done.
func setMark(m *announce.Message, list []string, done int) error {
	if done == 0 || done == len(list) || m.SetMark == nil {
		return nil
	}
	last, next := markOf(list[done-1]), markOf(list[done])
	return m.SetMark(strconv.FormatUint(last+(next-last)/2, 16))
}

// sendOne sends a message to one address, and tries again on a new connection. It returns the reply of
// the server if it refuses the address, and an error if it takes no messages at all.
func (e *email) sendOne(ctx context.Context, m *announce.Message, id, to string) (reply int, err error) {
	for try := 0; ; try++ {
		one, err := e.letter(m, id, to)
		if err != nil {
			return 0, errors.New("an address of the list is not valid")
		}
		err = e.client.Send(one)
		if err == nil || one.IsDelivered() {
			return 0, nil
		}
		var problem *mail.SendError
		known := errors.As(err, &problem)
		switch {
		case known && problem.ErrorCode() >= 500 && problem.Reason == mail.ErrSMTPMailFrom:
			return 0, fmt.Errorf("the SMTP server refused the sender (%d)", problem.ErrorCode())
		case known && problem.ErrorCode() >= 500:
			return problem.ErrorCode(), nil
		case try > 0 && known && problem.ErrorCode() > 0:
			return problem.ErrorCode(), nil
		case try > 0:
			return 0, errors.New("the SMTP server closed the connection")
		}
		_ = e.client.Close() // it is replaced
		if err := e.client.DialWithContext(ctx); err != nil {
			return 0, errors.New("cannot connect to the SMTP server again")
		}
	}
}
