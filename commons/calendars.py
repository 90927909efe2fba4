"""iCalendar (RFC 5545) of things that happen at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Response
from icalendar import Calendar, Event, vText

from commons import clock


@dataclass(frozen=True)
class Appointment:
    """Something at a time; a higher `sequence` replaces what a calendar holds under `uid`."""

    uid: str
    title: str
    starts_at: datetime
    minutes: int
    url: str
    place: str = ""
    text: str = ""
    cancelled: bool = False
    sequence: int = 0


def calendar(name: str, appointments: Sequence[Appointment]) -> Response:
    """The appointments as a calendar that can be subscribed to."""
    made = Calendar()
    made.add("prodid", "-//Goalpost//EN")
    made.add("version", "2.0")
    made.add("x-wr-calname", vText(name))  # the library escapes no name that is not its own
    for each in appointments:
        made.add_component(_event(each))
    made.add_missing_timezones()
    response = Response(made.to_ical(), mimetype="text/calendar")
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _event(each: Appointment) -> Event:
    event = Event()
    event.add("uid", each.uid)
    event.add("summary", each.title)
    event.add("dtstamp", clock.now())
    event.add("dtstart", clock.to_site(each.starts_at))
    event.add("dtend", clock.to_site(each.starts_at + timedelta(minutes=each.minutes)))
    event.add("url", each.url)
    if each.place:
        event.add("location", each.place)
    event.add("description", each.text)
    event.add("sequence", each.sequence)
    event.add("status", "CANCELLED" if each.cancelled else "CONFIRMED")
    return event
