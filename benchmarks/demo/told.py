"""Which decision is worth telling in full? One where whoever was nearest did not get the order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from benchmarks.demo.over_http import Answer
from benchmarks.demo.texts import texts
from benchmarks.demo.thumb import Moment, point, whereabouts
from dispatch.explain import tell
from dispatch.words import refusal_text
from geo.places import haversine_m

_FIRST_RANKS = 4
"""Candidates up to this rank are told by name."""


def most_instructive(moments: Sequence[Moment]) -> Moment:
    """The moment at which the nearest technician could have come and would have cost most more than the chosen.

    Where there is none: one at which many could have come.
    """
    scored = [(_contrast(moment), len(moment.decision.candidates), -i) for i, moment in enumerate(moments)]
    return moments[-max(scored)[2]]


def told(moment: Moment, lang: str) -> str:
    """The decision in words, and what became of whoever was nearest."""
    text = tell(moment.decision, moment.problem, lang)
    nearest = _nearest_fate(moment, lang)
    return f"{text}\n{nearest}" if nearest else text


def agrees(moment: Moment, answer: Answer) -> bool:
    """Did the service give the same answer: the same technician at the same instant, or the same reason?"""
    chosen, theirs = moment.decision.chosen, answer.decision
    if moment.decision.order != answer.order.id or moment.decision.outcome != theirs["outcome"]:
        return False
    if chosen is None:
        return bool(moment.decision.reason == theirs["reason"])
    same_start = datetime.fromisoformat(theirs["start"]) == chosen.start
    return same_start and answer.technicians == chosen.technicians


def nearest_of(moment: Moment) -> tuple[str, float]:
    """Id of the technician who is nearest to the order at that moment, and the metres as the crow flies."""
    order = next(one for one in moment.problem.orders if one.id == moment.decision.order)
    ways = [
        (haversine_m(whereabouts(moment.problem, technician), point(order.location)), technician.id)
        for technician in moment.problem.technicians
    ]
    metres, technician = min(ways)
    return technician, metres


def _contrast(moment: Moment) -> float:
    """Minutes that the nearest would have cost more; -1 where they were chosen, or could not, or come far behind."""
    chosen = moment.decision.chosen
    if chosen is None or len(moment.decision.candidates) < _FIRST_RANKS:
        return -1.0
    nearest, _ = nearest_of(moment)
    for candidate in moment.decision.candidates[1:_FIRST_RANKS]:
        if candidate.technicians == (nearest,):
            return candidate.cost.total_min - chosen.cost.total_min
    return -1.0


def _nearest_fate(moment: Moment, lang: str) -> str:
    words, (nearest, metres) = texts(lang), nearest_of(moment)
    km = metres / 1000.0
    for candidate in moment.decision.candidates:
        if candidate.technicians == (nearest,):
            if candidate.rank == 1:
                return ""
            more = candidate.cost.total_min - moment.decision.candidates[0].cost.total_min
            return words.nearest_dearer.format(who=nearest, km=km, more=more)
    for rejection in moment.decision.rejected:
        if rejection.technician == nearest:
            why = refusal_text(rejection.rules[0], lang, moment.problem.now.date())
            return words.nearest_cannot.format(who=nearest, km=km, why=why)
    return ""
