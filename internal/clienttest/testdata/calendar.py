"""Prints what icalendar makes of calendars: their names, how often they want to
be asked for, and their events. The arguments are files."""

import datetime
import json
import sys

import icalendar


def moment(event, name):
    t = event.decoded(name)
    return t.astimezone(datetime.timezone.utc).isoformat()


def text(component, name):
    return str(component[name])


def read(path):
    with open(path, "rb") as f:
        calendar = icalendar.Calendar.from_ical(f.read())
    broken = [e for c in calendar.walk() for e in c.errors]
    return {
        "name": text(calendar, "X-WR-CALNAME"),
        "method": text(calendar, "METHOD"),
        "refresh": [calendar["REFRESH-INTERVAL"].params["VALUE"], calendar["REFRESH-INTERVAL"].to_ical().decode()],
        "errors": [str(e) for e in broken],
        "events": [
            {
                "uid": text(e, "UID"),
                "sequence": int(e["SEQUENCE"]),
                "summary": text(e, "SUMMARY"),
                "description": text(e, "DESCRIPTION"),
                "status": text(e, "STATUS"),
                "start": moment(e, "DTSTART"),
                "end": moment(e, "DTEND"),
                "stamp": moment(e, "DTSTAMP"),
            }
            for e in calendar.walk("VEVENT")
        ],
    }


json.dump([read(path) for path in sys.argv[1:]], sys.stdout)
