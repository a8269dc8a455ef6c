"""What codes mean, in words that a dispatcher would use, English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from dispatch.decision import FailedRule

LANGS: Final = ("en", "zh")

RULES: Final[Mapping[str, tuple[str, str]]] = {
    "not_active": ("out of service", "已停用"),
    "skill_missing": ("lacks a skill", "缺少技能"),
    "skill_level": ("skill level too low", "技能等级不够"),
    "outside_area": ("works in another area", "不在服务区域"),
    "forbidden_technician": ("not wanted for this order", "订单不要此师傅"),
    "not_required_technician": ("not one of those asked for", "不是指定的师傅"),
    "unreachable": ("no way there or home", "无路可达"),
    "off_shift": ("does not fit into the shift", "超出班次"),
    "absent": ("away", "不在岗"),
    "time_window": ("cannot start inside the window", "赶不上时间窗"),
    "overlap": ("would be late for the next visit", "赶不上下一单"),
    "max_orders": ("has enough orders already", "单量已满"),
    "frozen": ("already under way", "已出发，不能再改"),
    "duplicate_order": ("given out twice", "重复派出"),
    "unknown_id": ("not in the problem", "题目中没有"),
    "timing": ("times do not follow from each other", "时间前后不符"),
    "cost_mismatch": ("cost is not what it says", "费用不符"),
    "wrong_problem": ("belongs to another problem", "不是这道题的方案"),
}
"""Short words for a rule: ``12 × lacks a skill``."""

REASONS: Final[Mapping[str, tuple[str, str]]] = {
    "no_eligible_technician": ("nobody may serve it", "没有符合条件的师傅"),
    "does_not_fit": ("it fits into nobody's day", "谁的日程都排不下"),
    "not_worth_it": ("it costs more than leaving it out", "派出比不派更不划算"),
}

TERMS: Final[Mapping[str, tuple[str, str]]] = {
    "travel_min": ("driving", "行驶"),
    "waiting_min": ("waiting", "空等"),
    "rating_star": ("stars short of five", "距五星的差距"),
    "response_min": ("the customer's wait since the call", "客户下单后的等待"),
    "unserved": ("orders left out", "未派的订单"),
}

_SENTENCES: Final[Mapping[str, tuple[str, str]]] = {
    "not_active": ("is out of service", "已停用"),
    "skill_missing": ("lacks {bound}", "不会{bound}"),
    "skill_level": ("holds {observed}, needed is {bound}", "技能为{observed}，需要{bound}"),
    "outside_area": ("works in {bound} only, the order is in {observed}", "只服务{bound}，订单在{observed}"),
    "outside_area nowhere": ("works in no area", "没有服务区域"),
    "forbidden_technician": ("may not serve this order", "订单不要此师傅"),
    "not_required_technician": ("is not one of those asked for: {bound}", "不在指定的师傅之列：{bound}"),
    "unreachable": ("has no way there and home", "到不了，或回不去"),
    "off_shift": ("has no shift", "没有班次"),
    "off_shift early": ("would leave at {observed}, the shift begins {bound}", "{observed} 就得出发，{bound} 才上班"),
    "off_shift late": ("would be done at {observed}, the shift ends {bound}", "{observed} 才能收工，{bound} 就下班"),
    "absent": (
        "is away from {bound}, would be at work at {observed}",
        "{bound} 起不在岗，{observed} 却要干活",
    ),
    "time_window": ("cannot start inside the window", "赶不上时间窗"),
    "time_window early": ("would start at {observed}, the window opens {bound}", "{observed} 到，{bound} 才可开始"),
    "time_window late": (
        "could start at {observed} at the earliest, the window closes {bound}",
        "最早 {observed} 才能开始，时间窗 {bound} 截止",
    ),
    "overlap": (
        "could start the next visit at {observed} at the earliest, it must start by {bound}",
        "下一单最早 {observed} 才能开始，最迟须在 {bound} 开始",
    ),
    "max_orders": (
        "would have {observed} orders in the shift, {bound} is the most",
        "当班将有 {observed} 单，上限 {bound} 单",
    ),
    "frozen": ("would have to leave at {observed}, it is {bound} already", "须在 {observed} 出发，现在已是 {bound}"),
}
_ELSEWHERE = ("none of them", "别处")
_NOBODY = ("nobody", "无人")
_LEVEL = ("{skill} (level {level})", "{skill}（{level} 级）")
_COMMA = (", ", "、")


def rule_text(code: str, lang: str) -> str:
    """A rule in short words.

    Raises
    ------
    KeyError
        If there is no such rule.
    ValueError
        If `lang` is neither ``"en"`` nor ``"zh"``; so in every function here.
    """
    return RULES[code][number(lang)]


def reason_text(code: str, lang: str) -> str:
    """Why an order stays unassigned, in words."""
    return REASONS[code][number(lang)]


def term_text(code: str, lang: str) -> str:
    """A cost term in words."""
    return TERMS[code][number(lang)]


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
    sentence = _SENTENCES.get(_variant(failed), RULES.get(failed.rule, (failed.rule, failed.rule)))[which]
    return sentence.format(
        observed=_told(failed, failed.observed, which, day), bound=_told(failed, failed.bound, which, day)
    )


def instant_text(instant: datetime, day: date | None = None) -> str:
    """An instant as on a clock, with its date unless it is of `day`; seconds only where there are some."""
    clock = instant.strftime("%H:%M:%S" if instant.second else "%H:%M")
    return clock if instant.date() == day else f"{instant.date().isoformat()} {clock}"


def number(lang: str) -> int:
    """Which of a pair of texts is of a language."""
    if lang not in LANGS:
        raise ValueError(f"lang is {lang!r}, must be {' or '.join(map(repr, LANGS))}")
    return LANGS.index(lang)


def _variant(failed: FailedRule) -> str:
    """Some rules read differently: those of the clock before their bound and after it."""
    if failed.rule == "outside_area" and failed.bound == []:
        return "outside_area nowhere"
    observed, bound = _instant(failed.observed), _instant(failed.bound)
    if failed.rule not in ("off_shift", "time_window") or observed is None or bound is None:
        return failed.rule
    return f"{failed.rule} {'early' if observed < bound else 'late'}"


def _told(failed: FailedRule, value: Any, which: int, day: date | None) -> str:
    instant = _instant(value)
    if instant is not None:
        return instant_text(instant, day)
    if isinstance(value, dict) and value.keys() == {"lat", "lng"}:
        return f"{value['lat']:.4f}, {value['lng']:.4f}"
    if isinstance(value, dict):
        return _COMMA[which].join(_LEVEL[which].format(skill=skill, level=level) for skill, level in value.items())
    if isinstance(value, list):
        return _COMMA[which].join(map(str, value)) or _NOBODY[which]
    if value is None:
        return _ELSEWHERE[which] if failed.rule == "outside_area" else "—"
    return str(value)


def _instant(value: Any) -> datetime | None:
    if not isinstance(value, str) or "T" not in value:
        return None
    try:
        instant = datetime.fromisoformat(value)
    except ValueError:
        return None
    return instant if instant.tzinfo is not None else None
