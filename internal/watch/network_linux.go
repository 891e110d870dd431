package watch

import "golang.org/x/sys/unix"

// networkNames are the names of file systems that other machines can write to, by their numbers in
// linux/magic.h and in the sources of their drivers.
var networkNames = map[uint32]string{
	unix.NFS_SUPER_MAGIC:  "NFS",
	unix.SMB_SUPER_MAGIC:  "SMB",
	unix.CIFS_SUPER_MAGIC: "CIFS",
	unix.SMB2_SUPER_MAGIC: "SMB",
	unix.V9FS_MAGIC:       "9P",
	unix.AFS_SUPER_MAGIC:  "AFS",
	unix.CEPH_SUPER_MAGIC: "Ceph",
	0x786f4256:            "VirtualBox shared folders",
}

// networkFS returns the name of the network file system of a folder, or "" if it is on another file
// system.
func networkFS(dir string) string {
	var s unix.Statfs_t
	if unix.Statfs(dir, &s) != nil {
		return ""
	}
	return networkNames[uint32(s.Type)]
}
