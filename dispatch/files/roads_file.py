"""Travel of kind ``osrm``: the ways between all places of a problem, asked for when everything else has been read."""

from __future__ import annotations

from collections.abc import Sequence

from dispatch.files.pace import check_pace
from dispatch.files.reading import Record
from dispatch.model import Problem, Technician
from dispatch.on_roads import Ask, on_roads
from geo.errors import InvalidTravelError, RoadsError
from geo.travel import Roads


def ask_for_roads(
    record: Record, problem: Problem, technicians: Sequence[tuple[Record, Technician]], roads: Ask
) -> Problem | None:
    """The problem with ways along its roads, if it asks for those; ``None`` and a fault if nobody tells them.

    Parameters
    ----------
    problem
        In WGS-84.
    roads
        Who is asked.
    """
    if not isinstance(problem.travel, Roads):
        return problem
    if not record.is_sound:
        return None
    try:
        found = on_roads(problem, problem.travel.url, roads)
    except (InvalidTravelError, RoadsError) as error:
        record.faults.add("/travel/url", "value", str(error))
        return None
    check_pace(record, found.travel, problem.traffic, technicians)
    return found
