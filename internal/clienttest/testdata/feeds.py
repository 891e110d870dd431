"""Prints what feedparser makes of feeds. The arguments are their addresses."""

import json
import sys

import feedparser


def read(url):
    d = feedparser.parse(url)
    return {
        "bozo": str(d.bozo_exception) if d.bozo else "",
        "version": d.version,
        "title": d.feed.get("title", ""),
        "self": [link.href for link in d.feed.get("links", []) if link.rel == "self"],
        "entries": [
            {"id": e.id, "title": e.title, "link": e.link, "published": list(e.published_parsed)[:6], "text": (e.get("content") or [e.get("summary_detail")])[0].value}
            for e in d.entries
        ],
    }


json.dump([read(url) for url in sys.argv[1:]], sys.stdout)
