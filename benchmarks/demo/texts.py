"""What the demo says, in English and in Chinese. Words for rules and reasons are the engine's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from benchmarks.demo.palette import TRADE_WORDS
from benchmarks.demo.places import CREDIT


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """All sentences and words of the demo in one language."""

    heading: str
    port_taken: str
    starting: str
    staffing: str
    giving_out: str
    served_so_far: str
    orders_per_s: str
    comparing: str
    table_title: str
    paidan: str
    nearest: str
    insertion: str
    row_served: str
    row_on_time: str
    row_travel: str
    row_customers: str
    row_utilisation: str
    row_stars: str
    row_response: str
    row_left: str
    row_latency: str
    table_note: str
    left_title: str
    left_none: str
    left_columns: tuple[str, str, str, str]
    left_more: str
    told_title: str
    nearest_dearer: str
    nearest_cannot: str
    replayed: str
    replay_differs: str
    picture: str
    credit: str
    address: str
    serving: str
    stopped: str
    ended: str
    picture_title: str
    picture_figures: str
    driving: str
    waiting: str
    shift: str
    home: str
    left_out: str
    out_of_service: str
    comma: str
    trades: Mapping[str, str]


_ENGLISH = Texts(
    heading="A day in {city}, {date}: {technicians} technicians, {orders} orders, seed {seed}.",
    port_taken="Port {taken} is taken; this service listens on {port} instead.",
    starting="Starting the service (API, worker, queue, database) …",
    staffing="Putting technicians on the books",
    giving_out="Giving out orders over HTTP",
    served_so_far="served",
    orders_per_s="orders/s",
    comparing="Playing the same day by rules of thumb",
    table_title="The same {orders} orders, in the same order",
    paidan="Paidan ({policy})",
    nearest="nearest technician first",
    insertion="first come, least extra driving",
    row_served="served",
    row_on_time="on time, inside the window",
    row_travel="driving for each order, min",
    row_customers="  of which with customers",
    row_utilisation="working time in use",
    row_stars="mean stars of who came",
    row_response="wanted now: call to door, min",
    row_left="left: {reason}",
    row_latency="decision over HTTP, p50 / p99, ms",
    table_note="Every plan above passed the independent checker.",
    left_title="Orders left, {count}: {reason}",
    left_none="No order was left.",
    left_columns=("order", "what", "where and when", "why not"),
    left_more="… and {count} more",
    told_title="One decision in full: order {order}, {what}, {where}",
    nearest_dearer="Nearest at that moment was {who}, {km:.1f} km away; that would have cost {more:.2f} min more.",
    nearest_cannot="Nearest at that moment was {who}, {km:.1f} km away, who {why}.",
    replayed="The engine, asked again in this process, gave the same {count} answers as the service.",
    replay_differs="The engine, asked again in this process, answered {differ} of {count} orders differently.",
    picture="Picture: {path}",
    credit=CREDIT,
    address="The service goes on at {address} (documentation at {address}/docs). For instance:",
    serving="Serving until Ctrl-C.",
    stopped="Stopped.",
    ended="Done in {seconds:.0f} s; the service has stopped.",
    picture_title="A day in {city}, given out order by order",
    picture_figures="{served} of {orders} orders served by {technicians} technicians · "
    "{minutes:.1f} min of driving for each order · {utilisation:.0f} % of the working time in use",
    driving="driving",
    waiting="waiting",
    shift="on shift",
    home="home of a technician",
    left_out="order left out",
    out_of_service="out of service",
    comma=", ",
    trades=TRADE_WORDS["en"],
)

_CHINESE = Texts(
    heading="{city}的一天，{date}：{technicians} 名师傅，{orders} 张订单，随机种子 {seed}。",
    port_taken="端口 {taken} 已被占用，服务改用 {port}。",
    starting="正在启动服务（接口、工作进程、队列、数据库）……",
    staffing="登记师傅",
    giving_out="通过 HTTP 逐单派出",
    served_so_far="已派",
    orders_per_s="单/秒",
    comparing="用经验规则重演同一天",
    table_title="同样的 {orders} 张订单，同样的先后",
    paidan="派单（{policy}）",
    nearest="就近派单",
    insertion="先到先插，行程最少",
    row_served="已服务",
    row_on_time="准时（在客户时间窗内）",
    row_travel="每单行程，分钟",
    row_customers="工时中服务客户",
    row_utilisation="工时利用率（行驶和服务）",
    row_stars="上门师傅平均星级",
    row_response="即时单：从来电到上门，分钟",
    row_left="未派：{reason}",
    row_latency="端到端决策 p50 / p99，毫秒",
    table_note="以上每个方案都通过了独立校验。",
    left_title="未派 {count} 单：{reason}",
    left_none="所有订单均已派出。",
    left_columns=("订单", "服务", "地点和时间窗", "原因"),
    left_more="……另有 {count} 单",
    told_title="完整讲述一次决策：订单 {order}，{what}，{where}",
    nearest_dearer="当时离得最近的是 {who}，相距 {km:.1f} 公里，但要多花 {more:.2f} 分钟。",
    nearest_cannot="当时离得最近的是 {who}，相距 {km:.1f} 公里，但{why}。",
    replayed="引擎在本进程内重做一遍，{count} 个答案与服务完全一致。",
    replay_differs="引擎在本进程内重做一遍，{count} 单中有 {differ} 单答案不同。",
    picture="图片：{path}",
    credit="地名与人口：GeoNames（geonames.org），CC BY 4.0",
    address="服务继续运行于 {address}（文档在 {address}/docs）。例如：",
    serving="持续服务，按 Ctrl-C 结束。",
    stopped="已停止。",
    ended="用时 {seconds:.0f} 秒，服务已停止。",
    picture_title="{city}的一天，逐单派出",
    picture_figures="{orders} 单中服务 {served} 单 · {technicians} 名师傅 · "
    "每单行程 {minutes:.1f} 分钟 · 工时利用率 {utilisation:.0f} %",
    driving="行驶",
    waiting="等待",
    shift="当班",
    home="师傅住处",
    left_out="未派订单",
    out_of_service="停用",
    comma="，",
    trades=TRADE_WORDS["zh"],
)


def texts(lang: str) -> Texts:
    """The texts of a language: ``"en"`` or ``"zh"``.

    Raises
    ------
    ValueError
        If it is another.
    """
    if lang not in ("en", "zh"):
        raise ValueError(f"lang is {lang!r}, must be 'en' or 'zh'")
    return _CHINESE if lang == "zh" else _ENGLISH
