"""One failed rule after the other, and how it is told: held against `dispatch.words` and `docs/rules.md`."""

from __future__ import annotations

from typing import Any, NamedTuple


def at(clock: str, day: str = "2026-03-02") -> str:
    return f"{day}T{clock}+08:00"


class Refusal(NamedTuple):
    """A failed rule with its sentence in both languages; the first of a rule stands in the docs as its example."""

    rule: str
    observed: Any
    bound: Any
    english: str
    chinese: str


REFUSALS: list[Refusal] = [
    Refusal("not_active", False, True, "is out of service", "已停止接单"),
    Refusal(
        "skill_missing",
        {"gas": 0, "aircon": 0},
        {"gas": 2, "aircon": 1},
        "lacks gas (level 2), aircon (level 1)",
        "不会gas（2 级）、aircon（1 级）",
    ),
    Refusal(
        "skill_level",
        {"gas": 1},
        {"gas": 2},
        "holds gas (level 1), needed is gas (level 2)",
        "只有gas（1 级），要求gas（2 级）",
    ),
    Refusal(
        "certificate_expired",
        {"gas": at("00:00:00", "2026-03-01")},
        at("08:10:00"),
        "holds a certificate that ends too soon: gas until 2026-03-01 00:00; the earliest start is 08:10",
        "证书到期：gas（2026-03-01 00:00）；而最早 08:10 才能开始",
    ),
    Refusal(
        "certificate_expired",
        at("10:00:00"),
        at("09:00:00"),
        "could start at 10:00 at the earliest, the certificate ends 09:00",
        "最早 10:00 才能开始，证书 09:00 到期",
    ),
    Refusal(
        "outside_area",
        "c1",
        ["north", "east"],
        "works in north, east only, the order is in c1",
        "只服务north、east，订单在c1",
    ),
    Refusal(
        "outside_area",
        {"lat": 31.2, "lng": 121.5},
        ["n"],
        "works in n only, the order is in 31.2000, 121.5000",
        "只服务n，订单在31.2000, 121.5000",
    ),
    Refusal("outside_area", None, ["n"], "works in n only, the order is in none of them", "只服务n，订单在别处"),
    Refusal("outside_area", "c1", [], "works in no area", "没有服务区域"),
    Refusal("forbidden_technician", "t1", ["t1"], "may not serve this order", "被这张订单排除在外"),
    Refusal(
        "not_required_technician",
        "t1",
        ["t2", "t3"],
        "is not one of those asked for: t2, t3",
        "不在指定的师傅之列：t2、t3",
    ),
    Refusal(
        "not_required_technician", "t1", [], "is not one of those asked for: nobody", "不在指定的师傅之列：无人"
    ),
    Refusal("declined_before", "t1", ["t4", "t1"], "has declined this order before", "拒过这张订单"),
    Refusal(
        "tag_missing",
        ["female", "night"],
        ["female", "insured", "night"],
        "does not carry female, night",
        "没有标签：female、night",
    ),
    Refusal("unreachable", None, "a way there and home", "has no way there and home", "到不了，或回不去"),
    Refusal(
        "urgent_for_newcomer",
        3,
        20,
        "is a newcomer with 3 reviews, emergencies are for those with 20",
        "新手，只有 3 条评价，急单要求满 20 条",
    ),
    Refusal(
        "off_shift",
        at("17:00:01"),
        at("17:00:00"),
        "would be done at 17:00:01, the shift ends 17:00",
        "17:00:01 才能收工，17:00 就下班",
    ),
    Refusal(
        "off_shift",
        at("07:50:00"),
        at("08:00:00"),
        "would leave at 07:50, the shift begins 08:00",
        "07:50 就得出发，08:00 才上班",
    ),
    Refusal("off_shift", None, "a shift", "has no shift", "没有班次"),
    Refusal(
        "absent",
        at("12:10:00"),
        at("12:00:00"),
        "is away from 12:00, would be at work at 12:10",
        "12:00 起不在岗，12:10 却要干活",
    ),
    Refusal(
        "time_window",
        at("10:00:00"),
        at("09:00:00", "2026-03-01"),
        "could start at 10:00 at the earliest, the window closes 2026-03-01 09:00",
        "最早 10:00 才能开始，预约时段 2026-03-01 09:00 截止",
    ),
    Refusal(
        "time_window",
        at("08:59:00"),
        at("09:00:00"),
        "would start at 08:59, the window opens 09:00",
        "08:59 就要开始，预约时段 09:00 才到",
    ),
    Refusal("time_window", None, None, "cannot start inside the window", "赶不上预约时段"),
    Refusal(
        "overlap",
        at("10:00:00"),
        at("09:30:00"),
        "could start the next visit at 10:00 at the earliest, it must start by 09:30",
        "下一单最早 10:00 才能开始，最迟须在 09:30 开始",
    ),
    Refusal(
        "overlap",
        at("09:30:00"),
        at("10:00:00"),
        "would start at 09:30, but is not free before 10:00",
        "09:30 就要开始，10:00 才腾得出手",
    ),
    Refusal(
        "break",
        at("13:20:00"),
        at("13:00:00"),
        "could take the break at 13:20 at the earliest, it must begin by 13:00",
        "最早 13:20 才能休息，最迟 13:00 就该休息",
    ),
    Refusal("break", 1, 2, "has no room for the break", "排不下休息"),
    Refusal(
        "overtime",
        at("18:40:00"),
        at("18:30:00"),
        "would be done at 18:40, overtime ends 18:30",
        "18:40 才能收工，加班最晚到 18:30",
    ),
    Refusal(
        "max_orders", 6, 5, "would have 6 orders in the shift, 5 is the most", "当班将有 6 单，上限 5 单"
    ),
    Refusal(
        "max_travel",
        14_700,
        14_400,
        "would drive 4 h 5 min in the shift, 4 h is the most",
        "当班要开车 4 小时 5 分钟，上限 4 小时",
    ),
    Refusal("capacity", 12, 10, "would carry a load of 12, 10 is the most", "要装 12，上限 10"),
    Refusal("crew", 1, 2, "cannot make up the crew", "凑不齐人手"),
    Refusal(
        "order_dependency",
        at("08:49:59"),
        at("08:50:00"),
        "does not keep step with the order before it",
        "与前序订单衔接不上",
    ),
    Refusal("lock", "t2", "t1", "may not, it is locked to t1", "不行，已锁定给 t1"),
    Refusal(
        "lock",
        at("08:16:00"),
        at("08:15:00"),
        "could start at 08:16 at the earliest, the lock says 08:15",
        "最早 08:16 才能开始，已锁定在 08:15",
    ),
    Refusal(
        "lock",
        at("08:16:00"),
        at("08:30:00"),
        "would start at 08:16, the lock says 08:30",
        "08:16 就要开始，已锁定在 08:30",
    ),
    Refusal(
        "frozen",
        at("08:00:00"),
        at("08:30:00"),
        "would begin at 08:00, nothing may before 08:30",
        "08:00 就要动，08:30 之前不能再动",
    ),
    Refusal("frozen", None, at("08:30:00"), "is already under way, cannot be changed", "已在路上，不能再改"),
]  # fmt: skip
