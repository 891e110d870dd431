// Package fault lets tests kill the program, or make it fail, just before one of its changes to a
// disk, a bucket or a repository. Only a program that is built with the tag "fault" does so; in
// others, the functions do nothing.
package fault

// Do calls change, unless Before returns an error.
func Do(kind string, change func() error) error {
	if err := Before(kind); err != nil {
		return err
	}
	return change()
}
