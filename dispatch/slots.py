"""When could an order start, with whom, at what price? Its windows cut into slots, each decided by itself.

A slot is offered if somebody can serve the order starting in it; whoever books it gets what was told. Slots begin and
end on the clock of the problem's zone (at each full hour, say), but not before `now` nor outside the order's windows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from dispatch.asking import Question
from dispatch.decision import Candidate
from dispatch.errors import TooLargeError
from dispatch.model import Order, Problem
from dispatch.open_orders import require_open
from dispatch.relaxing.narrowing import narrowed
from dispatch.relaxing.variants import bare, order_of, with_order
from dispatch.screen import eligible
from scheduling.horizon import Horizon
from scheduling.spans import Window

HOUR_S = 3_600
DAY_S = 86_400
MIN_LENGTH_S = 60

MAX_SLOTS = 5_000
"""How many slots are decided at most for one question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A window in which an order could start.

    Parameters
    ----------
    start, end
        Both included.
    candidates
        Who could, cheapest first, at most `MAX_CANDIDATES`: each with the start that they would be given and its price.
    worth_it
        Does the cheapest cost no more than leaving the order out? If not, a decision would not give it out.
    """

    start: datetime
    end: datetime
    candidates: tuple[Candidate, ...]
    worth_it: bool

    @property
    def cost_min(self) -> float:
        """Price of the cheapest, minutes."""
        return self.candidates[0].cost.total_min


def slots(
    problem: Problem, order_id: str, *, length_s: int = HOUR_S, between: Window | None = None, routes: int = 0
) -> tuple[Slot, ...]:
    """The slots in which an order could start, earliest first.

    Parameters
    ----------
    problem
        If the order is already in the plan, it is asked about as if it were not.
    length_s
        How long a slot is, seconds by the clock on the wall, `MIN_LENGTH_S` to a day; counted from each midnight.
    between
        Only slots in this window; all windows of the order, or all shifts if it has none, if ``None``.
    routes
        For how many of each slot's candidates the day is told as it would be.

    Raises
    ------
    UnknownOrderError
        If the problem holds no order of that id.
    NotSupportedError
        If the order takes a crew, or comes after another.
    FrozenError
        If it is under way or frozen in the plan in force.
    TooLargeError
        If there are more than `MAX_SLOTS` to decide.
    ValueError
        If `length_s` is out of its bounds.
    """
    if not MIN_LENGTH_S <= length_s <= DAY_S:
        raise ValueError(f"length_s is {length_s}, must lie between {MIN_LENGTH_S} and {DAY_S}")
    order = order_of(problem, order_id)
    require_open(problem, order)
    part = narrowed(problem, order_id, eligible(bare(problem, order), order_id))
    pieces = _pieces(part, order, length_s, between)
    if not pieces:
        return ()
    instant = part.horizon.instant
    found = []
    question = Question(with_order(part, replace(order, windows=(Window(part.now, part.now),))), order_id)
    for begins, ends in pieces:
        best = question.best([(begins, ends)], routes)
        if best:
            worth_it = best[0].cost.total_min <= order.price_unserved_min
            found.append(Slot(start=instant(begins), end=instant(ends), candidates=best, worth_it=worth_it))
    return tuple(found)


def _pieces(problem: Problem, order: Order, length_s: int, between: Window | None) -> list[tuple[int, int]]:
    """The slots to decide, seconds of the horizon: those in which anybody is at work."""
    second = problem.horizon.second
    shifts = _joined(
        (second(shift.start), second(shift.end) + shift.max_overtime_s)
        for technician in problem.technicians
        for shift in technician.shifts
    )
    found: list[tuple[int, int]] = []
    for begins, ends in _openings(problem, order, shifts, between):
        worked = [(max(begins, opens), min(ends, closes)) for opens, closes in shifts]
        worked = [(opens, closes) for opens, closes in worked if opens <= closes]
        many = len(found) + sum(closes - opens for opens, closes in worked) // length_s
        if many > MAX_SLOTS:
            raise TooLargeError(
                f"slots of {length_s} s: {many}, must be at most {MAX_SLOTS}: ask for longer ones, or narrow "
                f"the windows of order {order.id!r}"
            )
        turns = [begins, *_marks(problem.horizon, worked, length_s, (begins, ends)), ends]
        pieces = pairwise(turns)
        found += [each for each in pieces if any(opens <= each[1] and each[0] <= closes for opens, closes in worked)]
    return found


def _openings(
    problem: Problem, order: Order, shifts: list[tuple[int, int]], between: Window | None
) -> Iterator[tuple[int, int]]:
    """When may the order start, as far as its windows, the present and the question go?"""
    second = problem.horizon.second
    windows = [(second(window.start), second(window.end)) for window in order.windows]
    if not order.windows and shifts:
        windows = [(shifts[0][0], shifts[-1][1])]
    soonest = [problem.now, problem.frozen_before, None if between is None else between.start]
    soonest_s = max(second(instant) for instant in soonest if instant is not None)
    for opens, closes in _joined(windows):
        begins, ends = max(opens, soonest_s), closes if between is None else min(closes, second(between.end))
        if begins <= ends:
            yield begins, ends


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in order, those that overlap or touch made one."""
    found: list[tuple[int, int]] = []
    for begins, ends in sorted(set(spans)):
        if found and begins <= found[-1][1]:
            found[-1] = found[-1][0], max(ends, found[-1][1])
        else:
            found.append((begins, ends))
    return found


def _marks(horizon: Horizon, worked: Sequence[tuple[int, int]], length_s: int, inside: tuple[int, int]) -> list[int]:
    """The seconds inside a span at which the clock on the wall shows midnight or whole lengths after it.

    Those of the days on which anybody is at work; of an hour that the clock shows twice, both.
    """
    days = {day for opens, closes in worked for day in _days(horizon, opens, closes)}
    walls = {datetime.combine(day, time()) + timedelta(seconds=n) for day in days for n in range(0, DAY_S, length_s)}
    walls |= {datetime.combine(day, time()) + timedelta(days=1) for day in days}
    found = set()
    for wall in walls:
        for fold in (0, 1):
            second = horizon.second(wall.replace(tzinfo=horizon.told_in, fold=fold))
            if inside[0] < second < inside[1] and horizon.instant(second).replace(tzinfo=None, fold=0) == wall:
                found.add(second)  # a time that is left out when clocks are put forward is none
    return sorted(found)


def _days(horizon: Horizon, opens: int, closes: int) -> Iterator[date]:
    first, last = horizon.instant(opens).date(), horizon.instant(closes).date()
    return (first + timedelta(days=n) for n in range((last - first).days + 1))
