"""Routes and prices in few words, for the report of a disagreement."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from dispatch.model import Route


def told(route: Route) -> str:
    """A route on one line: departure, arrival, start and finish of each stop, return, breaks."""
    day = route.depart.date()

    def clock(instant: datetime | None) -> str:
        if instant is None:
            return "?"
        words = instant.strftime("%H:%M:%S") + ("'" if instant.fold else "")
        return words if instant.date() == day else f"{(instant.date() - day).days:+d}d {words}"

    stops = "; ".join(
        f"{stop.order}/{stop.role} {clock(stop.arrive)} {clock(stop.start)}-{clock(stop.finish)}"
        for stop in route.stops
    )
    breaks = ", ".join(f"{clock(pause.start)}-{clock(pause.finish)}" for pause in route.breaks)
    rests = f", breaks {breaks}" if breaks else ""
    return f"[{route.technician}/{route.shift} {day} {clock(route.depart)}: {stops}; {clock(route.back)}{rests}]"


def priced(terms: Mapping[str, float]) -> str:
    """Terms that are not 0, and their sum."""
    parts = " + ".join(f"{name} {minutes:.6g}" for name, minutes in terms.items() if minutes)
    return f"{sum(terms.values()):.9g} = {parts or 0}"
