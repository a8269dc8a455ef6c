"""What households order: services with the skills they need, how long they take and how urgent they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One kind of order.

    Parameters
    ----------
    skills
        Lowest level needed, by name of the skill.
    minutes
        Shortest and longest service, a multiple of five is drawn.
    share
        How often it is ordered, beside the shares of the others.
    urgent
        Part of its orders that are wanted now, 0 to 1; the others are booked for later the same day.
    """

    name: str
    name_zh: str
    skills: Mapping[str, int]
    minutes: tuple[int, int]
    share: float
    urgent: float = 0.4
    priority: int = 3


SERVICES = (
    Service(name="air conditioner cleaning", name_zh="空调清洗", skills={"aircon": 1}, minutes=(30, 50), share=10),
    Service(name="air conditioner repair", name_zh="空调维修", skills={"aircon": 2}, minutes=(30, 55), share=9),
    Service(
        name="air conditioner refit", name_zh="空调移机", skills={"aircon": 3}, minutes=(60, 80), share=2, urgent=0.1
    ),
    Service(
        name="gas leak", name_zh="燃气泄漏", skills={"gas": 3}, minutes=(20, 35), share=3, urgent=1.0, priority=1
    ),
    Service(
        name="gas boiler repair", name_zh="壁挂炉维修", skills={"gas": 2}, minutes=(30, 55), share=6, priority=2
    ),
    Service(
        name="gas water heater fitting",
        name_zh="燃气热水器安装",
        skills={"gas": 1, "plumbing": 1},
        minutes=(40, 60),
        share=4,
        urgent=0.1,
    ),
    Service(
        name="locked out", name_zh="开锁", skills={"locks": 1}, minutes=(10, 20), share=8, urgent=1.0, priority=1
    ),
    Service(
        name="smart lock fitting",
        name_zh="智能锁安装",
        skills={"locks": 2, "electrics": 1},
        minutes=(30, 45),
        share=4,
        urgent=0.1,
    ),
    Service(
        name="burst pipe", name_zh="水管爆裂", skills={"plumbing": 2}, minutes=(25, 45), share=5, urgent=0.9, priority=2
    ),
    Service(name="blocked drain", name_zh="管道疏通", skills={"plumbing": 1}, minutes=(20, 40), share=10, urgent=0.6),
    Service(
        name="no electricity", name_zh="电路跳闸", skills={"electrics": 2}, minutes=(20, 40), share=5, urgent=0.8,
        priority=2,
    ),
    Service(
        name="lamps and sockets", name_zh="灯具插座", skills={"electrics": 1}, minutes=(20, 35), share=8, urgent=0.2,
        priority=4,
    ),
    Service(name="washing machine repair", name_zh="洗衣机维修", skills={"appliances": 2}, minutes=(30, 50), share=7),
    Service(name="refrigerator repair", name_zh="冰箱维修", skills={"appliances": 2}, minutes=(30, 50), share=6),
    Service(
        name="range hood cleaning", name_zh="油烟机清洗", skills={"appliances": 1}, minutes=(35, 50), share=7,
        urgent=0.1, priority=4,
    ),
    Service(
        name="home cleaning", name_zh="家庭保洁", skills={"cleaning": 1}, minutes=(45, 70), share=7, urgent=0.2,
        priority=5,
    ),
    Service(
        name="heat pump repair", name_zh="热泵维修", skills={"aircon": 3, "gas": 3}, minutes=(60, 90), share=0.9,
        urgent=0.3,
    ),
)  # fmt: skip
"""The catalogue. Shares follow what such companies report: cooling, drains and lighting lead, the rare is rare."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trade:
    """What a technician learned first, and what often comes with it.

    Parameters
    ----------
    also
        Skills that some of the trade hold besides.
    share
        How many learned it, beside the shares of the others.
    """

    skill: str
    share: float
    also: tuple[str, ...] = field(default=())


TRADES = (
    Trade(skill="aircon", share=18, also=("electrics", "appliances", "gas")),
    Trade(skill="gas", share=11, also=("plumbing", "aircon", "electrics")),
    Trade(skill="locks", share=8, also=("electrics", "plumbing", "appliances")),
    Trade(skill="plumbing", share=10, also=("gas", "locks", "electrics")),
    Trade(skill="electrics", share=9, also=("locks", "aircon", "appliances")),
    Trade(skill="appliances", share=10, also=("electrics", "aircon", "cleaning")),
    Trade(skill="cleaning", share=7, also=("appliances", "locks", "plumbing")),
)
