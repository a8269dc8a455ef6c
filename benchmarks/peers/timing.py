"""Who serves which orders one after the other, told as a plan: every start as early as the contract's clock allows.

All other solvers answer with sequences, and are told here. Nothing is left out of one: a sequence that cannot be kept
is told all the same, and the checker says what is wrong with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from benchmarks.peers.plain_day import PlainDay
from dispatch.model import Pause, Plan, Problem, Route, Stop

Sequences = Sequence[Sequence[int]]
"""For each technician the numbers of the orders, one after the other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """A sequence as it is driven, in seconds.

    Parameters
    ----------
    starts
        Of each service.
    pause
        Start of the break; ``None`` without one.
    depart, back
        When the way from home begins, and the way home ends.
    missed_s
        By how much windows, break and shift are missed, all added up; 0 if the sequence can be kept.
    late_s
        Seconds after `due`, all added up.
    """

    starts: tuple[int, ...]
    pause: int | None
    depart: int
    back: int
    missed_s: int
    late_s: int


def timed(day: PlainDay, k: int, sequence: Sequence[int]) -> Timed:
    """The sequence as technician `k` drives it, the break in the gap where it does best."""
    if not day.pauses[k, 2]:
        return _driven(day, k, sequence, None)
    ways = (_driven(day, k, sequence, gap) for gap in range(len(sequence) + 1))
    return min(ways, key=lambda way: (way.missed_s, way.late_s, way.back))


def fits(day: PlainDay, k: int, sequence: Sequence[int]) -> bool:
    """Can technician `k` serve these orders in this sequence?"""
    if not all(day.able[i, k] for i in sequence):
        return False
    if (day.loads[list(sequence)].sum(axis=0) > day.capacity[k]).any():
        return False
    return timed(day, k, sequence).missed_s == 0


def _driven(day: PlainDay, k: int, sequence: Sequence[int], gap: int | None) -> Timed:
    """The sequence with the break on the way to stop number `gap`; behind the last one, on the way home."""
    earliest, latest, length_s = (int(number) for number in day.pauses[k])
    clock, place, closes = int(day.opens[k]), int(day.home[k]), int(day.closes[k])
    starts: list[int] = []
    pause, missed_s, late_s = None, 0, 0
    for n, i in enumerate(sequence):
        ready = clock + int(day.travel_s[place, day.place[i]])
        if n == gap:
            pause = max(clock, earliest)
            ready = max(ready, pause) + length_s
        start = max(ready, int(day.earliest[i]))
        missed_s += max(0, start - int(day.latest[i]))
        late_s += max(0, start - int(day.due[i]))
        starts.append(start)
        clock, place = start + int(day.service_s[i]), int(day.place[i])
    back = clock + int(day.travel_s[place, day.home[k]])
    if gap == len(sequence):
        pause = max(clock, earliest)
        back += length_s if pause < back else 0
    if pause is not None:
        missed_s += max(0, pause - latest) + max(0, pause + length_s - closes)
    missed_s += max(0, back - closes)
    depart = _departure(day, k, sequence, starts, pause if gap == 0 else None)
    return Timed(starts=tuple(starts), pause=pause, depart=depart, back=back, missed_s=missed_s, late_s=late_s)


def _departure(day: PlainDay, k: int, sequence: Sequence[int], starts: Sequence[int], pause: int | None) -> int:
    """As late as does not delay the first start, after a break at home or with it on the way."""
    if not sequence:
        return int(day.opens[k])
    departs = starts[0] - int(day.travel_s[day.home[k], day.place[sequence[0]]])
    length_s = int(day.pauses[k, 2])
    return departs - length_s if pause is not None and departs < pause + length_s else departs


def plan_of(problem: Problem, day: PlainDay, sequences: Sequences) -> Plan:
    """Sequences told as a plan; technicians without orders have no route in it."""
    routes = (_route(problem, day, k, sequence) for k, sequence in enumerate(sequences) if len(sequence))
    return Plan(routes=tuple(routes))


def _route(problem: Problem, day: PlainDay, k: int, sequence: Sequence[int]) -> Route:
    driven, instant = timed(day, k, sequence), problem.horizon.instant
    length_s = int(day.pauses[k, 2])
    stops, clock, place = [], driven.depart, int(day.home[k])
    for i, start in zip(sequence, driven.starts, strict=True):
        leg_s = int(day.travel_s[place, day.place[i]])
        arrive = clock + leg_s
        if driven.pause is not None and clock <= driven.pause < arrive:
            arrive += length_s
        clock, place = start + int(day.service_s[i]), int(day.place[i])
        times = instant(arrive), instant(start), instant(clock)
        stops.append(_stop(problem.orders[i].id, leg_s, times))
    pauses = () if driven.pause is None else (Pause(instant(driven.pause), instant(driven.pause + length_s)),)
    return Route(
        technician=problem.technicians[k].id,
        depart=instant(driven.depart),
        back=instant(driven.back),
        stops=tuple(stops),
        breaks=pauses,
    )


def _stop(order: str, leg_s: int, times: tuple[datetime, datetime, datetime]) -> Stop:
    arrive, start, finish = times
    return Stop(order=order, travel_s=leg_s, arrive=arrive, start=start, finish=finish)
