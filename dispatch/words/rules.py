"""What is each work rule called, and how is it told that somebody fails it?

`STATIC`, `SEQUENCE` and `PLAN_FILE` hold every code of the contract, by the kind of the rule, with short words that
stand behind a count (``12 × lacks a skill``). `SENTENCES` stand behind a technician's name, with ``{observed}`` and
``{bound}``; a key of two words is a variant that `dispatch.words.refusals` chooses.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from dispatch.words.languages import Pair, number

STATIC: Final[Mapping[str, Pair]] = {
    "not_active": ("out of service", "已停止接单"),
    "skill_missing": ("lacks a skill", "缺少技能"),
    "skill_level": ("skill level too low", "技能等级不够"),
    "certificate_expired": ("certificate expired", "证书过期"),
    "outside_area": ("works in another area", "不在服务区域"),
    "forbidden_technician": ("not wanted for this order", "被订单排除"),
    "not_required_technician": ("not one of those asked for", "不是指定的师傅"),
    "declined_before": ("has declined it before", "拒过此单"),
    "tag_missing": ("lacks a tag", "缺少标签"),
    "unreachable": ("no way there or home", "无路可达"),
    "urgent_for_newcomer": ("too new for an emergency", "新手不接急单"),
}
"""Rules about an order and a technician alone, whatever else they do."""

SEQUENCE: Final[Mapping[str, Pair]] = {
    "off_shift": ("does not fit into the shift", "超出班次"),
    "absent": ("away", "不在岗"),
    "time_window": ("cannot start inside the window", "赶不上预约时段"),
    "overlap": ("would be late for the next visit", "赶不上下一单"),
    "break": ("no room for the break", "排不下休息"),
    "overtime": ("too much overtime", "加班超限"),
    "max_orders": ("has enough orders already", "单量已满"),
    "max_travel": ("too much driving", "开车时间超限"),
    "capacity": ("no room for the load", "装不下"),
    "crew": ("the crew does not come together", "凑不齐人手"),
    "order_dependency": ("out of step with the order before it", "与前序订单衔接不上"),
    "lock": ("locked otherwise", "已被锁定"),
    "frozen": ("already under way or frozen", "已出发或已冻结"),
}
"""Rules about the place in a day."""

PLAN_FILE: Final[Mapping[str, Pair]] = {
    "duplicate_order": ("given out twice", "重复派出"),
    "unknown_id": ("not in the problem", "题目中没有"),
    "timing": ("times do not follow from each other", "时间前后不符"),
    "cost_mismatch": ("cost is not what it says", "费用不符"),
    "wrong_problem": ("belongs to another problem", "不是这道题的方案"),
}
"""What only a plan that is given can break."""

RULES: Final[Mapping[str, Pair]] = {**STATIC, **SEQUENCE, **PLAN_FILE}

SENTENCES: Final[Mapping[str, Pair]] = {
    "not_active": ("is out of service", "已停止接单"),
    "skill_missing": ("lacks {bound}", "不会{bound}"),
    "skill_level": ("holds {observed}, needed is {bound}", "只有{observed}，要求{bound}"),
    "certificate_expired": (
        "holds a certificate that ends too soon: {observed}; the earliest start is {bound}",
        "证书到期：{observed}；而最早 {bound} 才能开始",
    ),
    "certificate_expired late": (
        "could start at {observed} at the earliest, the certificate ends {bound}",
        "最早 {observed} 才能开始，证书 {bound} 到期",
    ),
    "outside_area": ("works in {bound} only, the order is in {observed}", "只服务{bound}，订单在{observed}"),
    "outside_area nowhere": ("works in no area", "没有服务区域"),
    "forbidden_technician": ("may not serve this order", "被这张订单排除在外"),
    "not_required_technician": ("is not one of those asked for: {bound}", "不在指定的师傅之列：{bound}"),
    "declined_before": ("has declined this order before", "拒过这张订单"),
    "tag_missing": ("does not carry {observed}", "没有标签：{observed}"),
    "unreachable": ("has no way there and home", "到不了，或回不去"),
    "urgent_for_newcomer": (
        "is a newcomer with {observed} reviews, emergencies are for those with {bound}",
        "新手，只有 {observed} 条评价，急单要求满 {bound} 条",
    ),
    "off_shift": ("has no shift", "没有班次"),
    "off_shift early": ("would leave at {observed}, the shift begins {bound}", "{observed} 就得出发，{bound} 才上班"),
    "off_shift late": ("would be done at {observed}, the shift ends {bound}", "{observed} 才能收工，{bound} 就下班"),
    "absent": (
        "is away from {bound}, would be at work at {observed}",
        "{bound} 起不在岗，{observed} 却要干活",
    ),
    "time_window": ("cannot start inside the window", "赶不上预约时段"),
    "time_window early": (
        "would start at {observed}, the window opens {bound}",
        "{observed} 就要开始，预约时段 {bound} 才到",
    ),
    "time_window late": (
        "could start at {observed} at the earliest, the window closes {bound}",
        "最早 {observed} 才能开始，预约时段 {bound} 截止",
    ),
    "overlap": (
        "could start the next visit at {observed} at the earliest, it must start by {bound}",
        "下一单最早 {observed} 才能开始，最迟须在 {bound} 开始",
    ),
    "overlap early": (
        "would start at {observed}, but is not free before {bound}",
        "{observed} 就要开始，{bound} 才腾得出手",
    ),
    "break": ("has no room for the break", "排不下休息"),
    "break late": (
        "could take the break at {observed} at the earliest, it must begin by {bound}",
        "最早 {observed} 才能休息，最迟 {bound} 就该休息",
    ),
    "overtime": ("would have too much overtime", "加班超限"),
    "overtime late": (
        "would be done at {observed}, overtime ends {bound}",
        "{observed} 才能收工，加班最晚到 {bound}",
    ),
    "max_orders": (
        "would have {observed} orders in the shift, {bound} is the most",
        "当班将有 {observed} 单，上限 {bound} 单",
    ),
    "max_travel": (
        "would drive {observed} in the shift, {bound} is the most",
        "当班要开车 {observed}，上限 {bound}",
    ),
    "capacity": ("would carry a load of {observed}, {bound} is the most", "要装 {observed}，上限 {bound}"),
    "crew": ("cannot make up the crew", "凑不齐人手"),
    "order_dependency": ("does not keep step with the order before it", "与前序订单衔接不上"),
    "lock": ("may not, it is locked to {bound}", "不行，已锁定给 {bound}"),
    "lock early": ("would start at {observed}, the lock says {bound}", "{observed} 就要开始，已锁定在 {bound}"),
    "lock late": (
        "could start at {observed} at the earliest, the lock says {bound}",
        "最早 {observed} 才能开始，已锁定在 {bound}",
    ),
    "frozen": ("would begin at {observed}, nothing may before {bound}", "{observed} 就要动，{bound} 之前不能再动"),
    "frozen gone": ("is already under way, cannot be changed", "已在路上，不能再改"),
}


def rule_text(code: str, lang: str) -> str:
    """A rule in short words.

    Raises
    ------
    KeyError
        If there is no such rule.
    """
    return RULES[code][number(lang)]
