"""Routes, and a technician's day, as in a plan file."""

from __future__ import annotations

from typing import Any

from webapi.schemas.primitives import Schema, closed, instant, nullable, ref, whole

_STOP: dict[str, Any] = {
    "order": {"type": "string"},
    "role": whole("Place in the crew.", 0),
    "arrive": instant("When the technician is there."),
    "start": instant("When service starts."),
    "finish": instant("When service ends."),
    "travel_s": whole("Seconds of driving from the stop before.", 0),
    "distance_m": whole("Metres of it.", 0),
}
_BREAK = {"start": instant("When it begins."), "finish": instant("When it ends.")}
_STOPS = {"type": "array", "items": ref("Stop")}
_BREAKS = {"type": "array", "items": ref("Break")}
_ROUTE: dict[str, Any] = {
    "technician": {"type": "string"},
    "shift": whole("Which of the technician's shifts, from 0.", 0),
    "depart": instant("When the technician leaves the start of the shift."),
    "return": instant("When the technician is back; without an end, when the last service ends."),
    "stops": _STOPS,
    "breaks": _BREAKS,
}

_SCHEDULE: dict[str, Any] = {
    **{member: nullable(_ROUTE[member]) for member in ("shift", "depart", "return")},
    "technician": {"type": "string"},
    "date": {"type": "string", "format": "date"},
    "stops": _STOPS,
    "breaks": _BREAKS,
    "routes": {"type": "array", "items": ref("Route"), "description": "One for each shift that has stops."},
}

ROUTES: dict[str, Schema] = {
    "Stop": closed(_STOP, ("order", "role", "arrive", "start", "finish", "travel_s")),
    "Break": closed(_BREAK, ("start", "finish")),
    "Route": closed(_ROUTE, tuple(_ROUTE), description="What a technician does in one shift."),
    "Schedule": closed(
        _SCHEDULE,
        tuple(_SCHEDULE),
        description="A technician's day: a route, and all of them where the day has several shifts.",
    ),
}
