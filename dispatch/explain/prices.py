"""How are prices told so that they add up, and each with the amount and the weight behind it?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Final

from dispatch.model import Cost, Policy, Technician
from dispatch.words import TERMS, UNITS, Pair, amount_text, difference_text, number, number_text

DIGITS: Final = (2, 4, 6)
"""Decimals of a price: the fewest that tell unequal prices apart."""

_COMMA: Final[Pair] = (", ", "，")
_NOTE: Final[Pair] = (" ({note})", "（{note}）")
_PRICED: Final[Pair] = ("{amount} × {weight}", "{amount} × {weight}")
_STARS: Final[Pair] = ("{rating} stars", "{rating} 星")
_SHRUNK: Final[Pair] = (
    "counted as {counted} stars: {rating} by {reviews} reviews, drawn towards {prior}",
    "按 {counted} 星计：{reviews} 条评价 {rating} 星，向 {prior} 星靠拢",
)
_NEWCOMER: Final[Pair] = (
    "a newcomer: the first {free} of a shift are free",
    "新师傅：每班前 {free} 单不计评分",
)


def adding_up(cost: Cost, digits: int = 2) -> dict[str, float]:
    """Terms rounded so that they add up to the rounded total: the largest remainders give way."""
    scale = 10.0**digits
    exact = {name: minutes * scale for name, minutes in cost.terms.items()}
    rounded = {name: round(parts) for name, parts in exact.items()}
    missing = round(cost.total_min * scale) - sum(rounded.values())
    sign = 1 if missing > 0 else -1
    for name in sorted(exact, key=lambda name: sign * (rounded[name] - exact[name]))[: abs(missing)]:
        rounded[name] += sign
    return {name: parts / scale for name, parts in rounded.items()}


def difference(cost: Cost, base: Cost) -> Cost:
    """What one costs more than the other, term by term."""
    names = [name for name in TERMS if name in cost.terms or name in base.terms]
    terms = {name: cost.terms.get(name, 0.0) - base.terms.get(name, 0.0) for name in names}
    return Cost(terms, cost.total_min - base.total_min)


def digits_of(costs: Iterable[Cost]) -> int:
    """How many decimals tell these prices apart?"""
    totals = sorted({cost.total_min for cost in costs} | {0.0})
    # What differs by less than a thousandth of the smallest unit differs by rounding alone.
    gaps = [more - less for less, more in pairwise(totals) if more - less > 1e-9]
    for digits in DIGITS:
        if all(gap >= 0.5 * 10.0**-digits for gap in gaps):
            return digits
    return DIGITS[-1]


def term_notes(cost: Cost, policy: Policy, technician: Technician | None, lang: str) -> dict[str, str]:
    """What stands behind the price of each term, in brackets: amount and weight, and the stars of `technician`."""
    which = number(lang)
    notes = {}
    for name, minutes in cost.terms.items():
        parts = []
        weight = policy.weights.get(name, 1.0)
        if minutes and weight != 1.0 and name in UNITS:
            amount = amount_text(name, minutes / weight, lang)
            parts.append(_PRICED[which].format(amount=amount, weight=number_text(weight)))
        if name == "rating_star" and technician is not None:
            parts.append(stars_text(policy, technician, lang, charged=minutes != 0.0))
        notes[name] = _NOTE[which].format(note=_COMMA[which].join(parts)) if parts else ""
    return notes


def differences(more: Cost, policy: Policy, digits: int, lang: str) -> str:
    """A difference in price, term by term: ``2.1 min more driving, 0.4 stars better = -2.40``."""
    return _COMMA[number(lang)].join(_differences(more, policy, digits, lang))


def stars_text(policy: Policy, technician: Technician, lang: str, *, charged: bool) -> str:
    """The stars that are counted, and how they come from the reviews; or that a newcomer is not charged for them.

    Parameters
    ----------
    charged
        Does an order of this technician pay for stars? What a newcomer's first orders do not.
    """
    which = number(lang)
    counted, rating = policy.rating_of(technician), technician.rating
    free = policy.free_of_rating(technician)
    if free and not charged and counted < 5.0:
        return _NEWCOMER[which].format(free=free)
    if counted == rating:
        return _STARS[which].format(rating=number_text(rating))
    return _SHRUNK[which].format(
        counted=number_text(counted),
        rating=number_text(rating),
        reviews=technician.reviews,
        prior=number_text(policy.rating_prior),
    )


def _differences(more: Cost, policy: Policy, digits: int, lang: str) -> Iterator[str]:
    weights: Mapping[str, float] = policy.weights
    for name, minutes in adding_up(more, digits).items():
        if not minutes:
            continue
        weight = weights.get(name, 0.0)
        if weight == 1.0 and UNITS.get(name) == UNITS["travel_min"]:
            yield difference_text(name, minutes, lang)
        else:
            amount = more.terms[name] / weight if weight else minutes
            yield f"{difference_text(name, amount, lang)} = {minutes:+.{digits}f}"
