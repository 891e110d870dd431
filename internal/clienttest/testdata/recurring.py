"""Prints the events that recurring_ical_events finds in a calendar in a span of
days, in the order of their beginnings; and the offsets of the zone that stands in
the calendar itself. The arguments are a file, the first day and the last."""

import datetime
import json
import sys

import icalendar
import recurring_ical_events


def utc(t):
    return t.astimezone(datetime.timezone.utc).isoformat()


with open(sys.argv[1], "rb") as f:
    calendar = icalendar.Calendar.from_ical(f.read())
first, last = (datetime.datetime.fromisoformat(day + "T00:00:00+00:00") for day in sys.argv[2:4])

zones = {}
for zone in calendar.walk("VTIMEZONE"):
    described = zone.to_tz()
    offsets = []
    t = first.replace(tzinfo=None)
    while t < last.replace(tzinfo=None):
        offsets.append(int(described.fromutc(t).utcoffset().total_seconds()) // 60)
        t += datetime.timedelta(days=1)
    zones[str(zone["TZID"])] = offsets

events = [
    {
        "uid": str(e["UID"]),
        "start": utc(e["DTSTART"].dt),
        "end": utc(e["DTEND"].dt),
        "status": str(e["STATUS"]),
        "description": str(e["DESCRIPTION"]),
    }
    for e in recurring_ical_events.of(calendar).between(first, last)
]
json.dump({"events": sorted(events, key=lambda e: (e["start"], e["uid"])), "zones": zones}, sys.stdout)
