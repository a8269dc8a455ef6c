"""Why does a technician not get the order? The failed rules, with what was seen and what is allowed."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dispatch.decision import FailedRule, Rejection
from dispatch.evaluator.answers import (
    CAPACITY,
    LOCK,
    MAX_ORDERS,
    MAX_TRAVEL,
    SEQUENCE_RULES,
    UNREACHABLE,
    Answers,
)
from dispatch.evaluator.arrays import ALWAYS, NOBODY, Arrays
from dispatch.evaluator.driving import base_s
from dispatch.evaluator.kernel import compiled_entry
from dispatch.evaluator.windows import window_end
from dispatch.model import Problem
from dispatch.rules import STATIC_RULES
from scheduling.instants import format_instant

STATIC_CODES = tuple(rule.CODE for rule in STATIC_RULES)


class Asked(NamedTuple):
    """A question about order `i`, and what the evaluator answered."""

    problem: Problem
    p: Arrays
    i: int
    answers: Answers


def nearest_first(asked: Asked, technicians: Sequence[int]) -> list[int]:
    """Technicians by the way from their start to the order; those without a way last, equals in order of ids."""
    ways = np.empty(len(asked.problem.technicians), np.int64)
    measure_ways(asked.p, asked.i, ways)
    return sorted(technicians, key=lambda k: (ways[k], asked.problem.technicians[k].id))


@compiled_entry
def measure_ways(p: Arrays, i: int, ways: npt.NDArray[np.int64]) -> None:
    """Write the seconds from each technician's start to order `i` into `ways`; ALWAYS where there is no way."""
    for k in range(p.technicians.shape[0]):
        seconds = base_s(p, p.technicians[k].start, p.orders[i].place)
        ways[k] = ALWAYS if seconds < 0.0 else math.ceil(seconds)


def refusal(asked: Asked, k: int) -> Rejection:
    """Every static rule that technician `k` fails; if none, the sequence rules at the place that fails by least."""
    technician = asked.problem.technicians[k]
    failed = []
    for bit, rule in enumerate(STATIC_RULES):
        if int(asked.answers.static[k]) >> bit & 1:
            observed, bound = rule.observe(asked.problem, asked.problem.orders[asked.i], technician)
            failed.append(FailedRule(rule=rule.CODE, observed=observed, bound=bound))
    broken = 0 if failed else int(asked.answers.each["sequence"][k])
    failed.extend(sequence_failure(asked, k, bit) for bit in range(len(SEQUENCE_RULES)) if broken >> bit & 1)
    return Rejection(technician=technician.id, rules=tuple(failed) or (without_shift(asked),))


def without_shift(asked: Asked) -> FailedRule:
    """What stands in the way of a technician who has not one shift to look at: the past, or the lack of a shift."""
    closes = window_end(asked.p, asked.i)
    if closes < asked.p.now:
        observed, bound = instant_text(asked.problem, asked.p.now), instant_text(asked.problem, closes)
        return FailedRule(rule="time_window", observed=observed, bound=bound)
    return FailedRule(rule="off_shift", observed=None, bound="a shift")


def sequence_failure(asked: Asked, k: int, bit: int) -> FailedRule:
    """A sequence rule with what was seen and what is allowed: counts, seconds and loads as numbers, else instants."""
    code = SEQUENCE_RULES[bit]
    observed, bound = int(asked.answers.observed[k, bit]), int(asked.answers.bound[k, bit])
    if bit in (MAX_ORDERS, MAX_TRAVEL, CAPACITY):
        return FailedRule(rule=code, observed=observed, bound=bound)
    locked_to = int(asked.p.orders[asked.i]["lock_technician"])
    if bit == LOCK and locked_to not in (NOBODY, k):
        names = asked.problem.technicians
        return FailedRule(rule=code, observed=names[k].id, bound=names[locked_to].id)
    if bit == UNREACHABLE:
        return FailedRule(rule=code, observed=None, bound="a way there and home")
    return FailedRule(
        rule=code, observed=instant_text(asked.problem, observed), bound=instant_text(asked.problem, bound)
    )


def instant_text(problem: Problem, second: int) -> str | None:
    """An instant as text; ``None`` where a day that is already broken leaves none."""
    if abs(second) >= ALWAYS // 2:
        return None
    return format_instant(problem.horizon.instant(int(second)))


def count_rules(asked: Asked, technicians: Sequence[int]) -> dict[str, int]:
    """How many of these technicians fail each rule."""
    rows = list(technicians)
    static = asked.answers.static[rows]
    sequence = asked.answers.each["sequence"][rows][static == 0]
    counts: Counter[str] = Counter()
    for codes, bits in ((STATIC_CODES, static), (SEQUENCE_RULES, sequence)):
        for bit, code in enumerate(codes):
            counts[code] += int(np.count_nonzero(bits & (1 << bit)))
    counts[without_shift(asked).rule] += int(np.count_nonzero(sequence == 0))
    return {code: count for code, count in sorted(counts.items()) if count > 0}
