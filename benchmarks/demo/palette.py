"""Colours of the picture, one for each trade, and the plain words that go with them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

TRADE_COLOURS: Mapping[str, str] = MappingProxyType(
    {
        "aircon": "#2f7ed8",
        "appliances": "#8e6bbf",
        "cleaning": "#3fa796",
        "electrics": "#e3a008",
        "gas": "#d9534f",
        "locks": "#6b7a8f",
        "plumbing": "#1fa2b8",
    }
)
"""Colour by skill; readable side by side for most kinds of colour blindness."""

TRADE_WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "en": {
            "aircon": "air conditioning",
            "appliances": "appliances",
            "cleaning": "cleaning",
            "electrics": "electrics",
            "gas": "gas",
            "locks": "locks",
            "plumbing": "plumbing",
        },
        "zh": {
            "aircon": "空调",
            "appliances": "家电",
            "cleaning": "清洁",
            "electrics": "电工",
            "gas": "燃气",
            "locks": "锁具",
            "plumbing": "管道",
        },
    }
)

INK, FAINT, PAPER, LAND = "#22303c", "#8794a1", "#ffffff", "#f4f6f8"
SHIFT, DRIVING, IDLE, HOME = "#e4e9ee", "#33475b", "#c3ccd5", "#22303c"
LEFT_OUT = "#c2185b"


def trade_of(skills: Mapping[str, int]) -> str:
    """The trade by which something is coloured: its highest skill, the first by name of several."""
    known = {skill: level for skill, level in skills.items() if skill in TRADE_COLOURS}
    return max(sorted(known), key=lambda skill: known[skill], default="locks")
