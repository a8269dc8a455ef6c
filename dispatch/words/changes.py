"""What would have to give way so that an order can be served? One relaxation in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from dispatch.decision import Relaxation
from dispatch.words.amounts import distance_text, duration_text
from dispatch.words.languages import Pair, number

CHANGES: Final[Mapping[str, Pair]] = {
    "widen_window": ("widen the window by {by} at both ends", "预约时段前后各放宽 {by}"),
    "enlarge_area": ("let {who} work {by} beyond the area", "{who} 的服务区域外扩 {by}"),
    "lower_level": ("accept {skill} at the level of {who}", "{skill}等级放宽到 {who} 的水平"),
    "call_in_shift": ("call {who} in for {by} more", "请 {who} 多上 {by}的班"),
    "allow_overtime": ("allow {who} {by} more overtime", "让 {who} 多加班 {by}"),
    "ignore_decline": ("ask {who} again, who has declined", "请拒过单的 {who} 再考虑一次"),
}
"""Every change of the contract; `dispatch.relaxing.applying` does them."""

_WITHOUT_EXTENT: Final[Mapping[str, Pair]] = {
    "widen_window": ("widen the window", "放宽预约时段"),
    "enlarge_area": ("let {who} work outside the area", "让 {who} 跨区服务"),
    "call_in_shift": ("call {who} in outside the shift", "请 {who} 班外来一趟"),
    "allow_overtime": ("allow {who} more overtime", "让 {who} 多加一会儿班"),
}
_THEN: Final[Pair] = ("{change}: {who} could then, for {cost} min", "{change}，{who} 就能接，代价 {cost} 分钟")
_ANYBODY: Final[Pair] = ("somebody", "有人")
_A_SKILL: Final[Pair] = ("the skill", "技能")


def relaxation_text(relaxation: Relaxation, lang: str) -> str:
    """A change with who could serve the order then, and for how much: "widen the window by 25 min: t1 could then"."""
    which = number(lang)
    by = None
    if relaxation.by_s is not None:
        by = duration_text(relaxation.by_s, lang)
    elif relaxation.by_m is not None:
        by = distance_text(relaxation.by_m, lang)
    texts = CHANGES if by is not None else {**CHANGES, **_WITHOUT_EXTENT}
    who = relaxation.technician or _ANYBODY[which]
    change = texts[relaxation.change][which].format(by=by, who=who, skill=relaxation.skill or _A_SKILL[which])
    return _THEN[which].format(change=change, who=who, cost=f"{relaxation.cost_min:.2f}")
