"""Looks into the cache of newsboat, which can't mark what was read without a
person. "read" marks all as read; "unread" prints what is not, as feed and id."""

import json
import sqlite3
import sys

what, cache = sys.argv[1:]
with sqlite3.connect(cache) as db:
    if what == "read":
        db.execute("UPDATE rss_item SET unread = 0")
    rows = db.execute("SELECT feedurl, guid FROM rss_item WHERE unread = 1 ORDER BY feedurl, guid").fetchall()
json.dump([" ".join(row) for row in rows], sys.stdout)
