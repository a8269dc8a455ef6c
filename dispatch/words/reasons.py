"""Why does an order stay unassigned?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from dispatch.words.languages import Pair, number

REASONS: Final[Mapping[str, Pair]] = {
    "no_eligible_technician": ("nobody may serve it", "没有符合条件的师傅"),
    "does_not_fit": ("it fits into nobody's day", "谁的日程都排不下"),
    "not_worth_it": ("it costs more than leaving it out", "派出比不派更不划算"),
    "predecessor_unserved": ("the order that must come before it is left out", "前序订单没派出，只好不派"),
}


def reason_text(code: str, lang: str) -> str:
    """Why an order stays unassigned, in words."""
    return REASONS[code][number(lang)]
