"""What is each cost term called, in what is it counted, and how is it told that somebody has more or less of it?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from dispatch.words.amounts import number_text
from dispatch.words.languages import Pair, number

TERMS: Final[Mapping[str, Pair]] = {
    "travel_min": ("driving", "行驶"),
    "distance_km": ("kilometres", "里程"),
    "waiting_min": ("waiting", "空等"),
    "lateness_min": ("lateness", "迟到"),
    "lateness_max_min": ("the worst lateness", "最久的一次迟到"),
    "overtime_min": ("overtime", "加班"),
    "rating_star": ("stars short of five", "距五星的差距"),
    "overqualified_level": ("more skill than needed", "大材小用"),
    "response_min": ("the customer's wait since the call", "客户下单后的等待"),
    "not_preferred": ("not whom the customer prefers", "不是客户想要的师傅"),
    "workload_balance": ("work heaped on few", "忙闲不均"),
    "technician_changed": ("another technician than planned", "换了师傅"),
    "time_moved_min": ("moved appointments", "改了时间"),
    "fixed_cost": ("shifts put to use", "动用班次"),
    "unserved": ("orders left out", "未派的订单"),
}
"""In the order in which the contract adds them up."""

UNITS: Final[Mapping[str, Pair]] = {
    "travel_min": ("min", "分钟"),
    "distance_km": ("km", "公里"),
    "waiting_min": ("min", "分钟"),
    "lateness_min": ("min", "分钟"),
    "lateness_max_min": ("min", "分钟"),
    "overtime_min": ("min", "分钟"),
    "rating_star": ("stars", "星"),
    "overqualified_level": ("levels", "级"),
    "response_min": ("min", "分钟"),
    "not_preferred": ("times", "次"),
    "workload_balance": ("h²", "小时²"),
    "technician_changed": ("times", "次"),
    "time_moved_min": ("min", "分钟"),
}
"""In what the weight of a term is told; terms that have no weight are priced in minutes as they are."""

_MORE: Final[Mapping[str, Pair]] = {
    "travel_min": ("{} min more driving", "多开 {} 分钟"),
    "distance_km": ("{} km further", "多跑 {} 公里"),
    "waiting_min": ("{} min more waiting", "多空等 {} 分钟"),
    "lateness_min": ("{} min more lateness", "多迟到 {} 分钟"),
    "lateness_max_min": ("the worst lateness {} min longer", "最久的迟到再多 {} 分钟"),
    "overtime_min": ("{} min more overtime", "多加班 {} 分钟"),
    "rating_star": ("{} stars worse", "低 {} 星"),
    "overqualified_level": ("{} levels more skill than needed", "技能多余 {} 级"),
    "response_min": ("the customer waits {} min longer", "客户多等 {} 分钟"),
    "not_preferred": ("not whom the customer prefers", "不是客户想要的师傅"),
    "workload_balance": ("work spread less evenly", "忙闲更不均"),
    "technician_changed": ("another technician than planned", "要换师傅"),
    "time_moved_min": ("appointments moved {} min further", "时间多改 {} 分钟"),
    "fixed_cost": ("a shift put to use", "多动用一个班次"),
    "unserved": ("orders left out", "有订单派不出"),
}
_LESS: Final[Mapping[str, Pair]] = {
    "travel_min": ("{} min less driving", "少开 {} 分钟"),
    "distance_km": ("{} km less", "少跑 {} 公里"),
    "waiting_min": ("{} min less waiting", "少空等 {} 分钟"),
    "lateness_min": ("{} min less lateness", "少迟到 {} 分钟"),
    "lateness_max_min": ("the worst lateness {} min shorter", "最久的迟到少 {} 分钟"),
    "overtime_min": ("{} min less overtime", "少加班 {} 分钟"),
    "rating_star": ("{} stars better", "高 {} 星"),
    "overqualified_level": ("{} levels less skill than needed", "技能少余 {} 级"),
    "response_min": ("the customer waits {} min less", "客户少等 {} 分钟"),
    "not_preferred": ("whom the customer prefers", "是客户想要的师傅"),
    "workload_balance": ("work spread more evenly", "忙闲更均匀"),
    "technician_changed": ("the technician as planned", "不用换师傅"),
    "time_moved_min": ("appointments moved {} min less", "时间少改 {} 分钟"),
    "fixed_cost": ("no shift put to use", "不用多动班次"),
    "unserved": ("fewer orders left out", "少漏订单"),
}


def term_text(code: str, lang: str) -> str:
    """A cost term in words."""
    return TERMS[code][number(lang)]


def amount_text(code: str, amount: float, lang: str) -> str:
    """How much of a term there is, in the unit of its weight: ``0.4 stars``."""
    unit = UNITS[code][number(lang)]
    one = unit.endswith("s") and number_text(amount) == "1"
    return f"{number_text(amount)} {unit[:-1] if one else unit}"


def difference_text(code: str, amount: float, lang: str) -> str:
    """How much more of a term one has than another, less if `amount` is below 0: ``0.4 stars better``."""
    told = number_text(abs(amount))
    text = (_LESS if amount < 0 else _MORE)[code][number(lang)].format(told)
    if lang == "en" and told == "1":
        return text.replace("1 stars ", "1 star ").replace("1 levels ", "1 level ")
    return text
