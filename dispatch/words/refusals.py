"""Why can a technician not serve an order? One failed rule as a sentence, with what was seen and what is allowed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from dispatch.decision import FailedRule
from dispatch.words.amounts import duration_text, instant_text
from dispatch.words.languages import COMMA, LANGS, Pair, number
from dispatch.words.rules import RULES, SENTENCES

_ELSEWHERE: Final[Pair] = ("none of them", "别处")
_NOBODY: Final[Pair] = ("nobody", "无人")
_LEVEL: Final[Pair] = ("{skill} (level {level})", "{skill}（{level} 级）")
_UNTIL: Final[Pair] = ("{skill} until {expires}", "{skill}（{expires}）")


def refusal_text(failed: FailedRule, lang: str, day: date | None = None) -> str:
    """Why a technician cannot, with what was seen and what is allowed: "lacks gas (level 2)".

    Parameters
    ----------
    failed
        As in a decision.
    day
        Instants of this day are told by their time alone.
    """
    which = number(lang)
    sentence = SENTENCES.get(_variant(failed)) or RULES.get(failed.rule, (failed.rule, failed.rule))
    return sentence[which].format(
        observed=_told(failed, failed.observed, which, day), bound=_told(failed, failed.bound, which, day)
    )


def _variant(failed: FailedRule) -> str:
    """Which sentence: some rules read differently before their bound and after it, or with nothing seen."""
    if failed.rule == "outside_area" and failed.bound == []:
        return "outside_area nowhere"
    if failed.rule == "frozen" and failed.observed is None:
        return "frozen gone"
    observed, bound = _instant(failed.observed), _instant(failed.bound)
    if observed is not None and bound is not None:
        # Compared as instants: two datetimes of one zone are compared by the clock on the wall.
        side = f"{failed.rule} {'early' if observed.timestamp() < bound.timestamp() else 'late'}"
        if side in SENTENCES:
            return side
    return failed.rule


def _told(failed: FailedRule, value: Any, which: int, day: date | None) -> str:
    instant = _instant(value)
    match value:
        case str() if instant is not None:
            text = instant_text(instant, day)
        case int() if failed.rule == "max_travel":
            text = duration_text(value, LANGS[which])
        case {"lat": lat, "lng": lng} if failed.rule == "outside_area":
            text = f"{lat:.4f}, {lng:.4f}"
        case dict():
            text = COMMA[which].join(_skill(skill, held, which, day) for skill, held in value.items())
        case list():
            text = COMMA[which].join(map(str, value)) or _NOBODY[which]
        case None:
            text = _ELSEWHERE[which] if failed.rule == "outside_area" else "—"
        case _:
            text = str(value)
    return text


def _skill(skill: str, held: Any, which: int, day: date | None) -> str:
    """A skill with its level, or with the end of its certificate."""
    expires = _instant(held)
    if expires is None:
        return _LEVEL[which].format(skill=skill, level=held)
    return _UNTIL[which].format(skill=skill, expires=instant_text(expires, day))


def _instant(value: Any) -> datetime | None:
    if not isinstance(value, str) or "T" not in value:
        return None
    try:
        instant = datetime.fromisoformat(value)
    except ValueError:
        return None
    return instant if instant.tzinfo is not None else None
