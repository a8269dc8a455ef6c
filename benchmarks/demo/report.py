"""The tables that the demo prints: key figures side by side, and the orders that were left with the reason of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rich.table import Table

from benchmarks.client import Json
from benchmarks.demo.day import CityDay
from benchmarks.demo.figures import Figures, Latency
from benchmarks.demo.over_http import Answer
from benchmarks.demo.texts import Texts, texts
from dispatch.model import Order
from dispatch.words import reason_text, rule_text
from scheduling.spans import Window

_SEQUENCE_RULES = ("off_shift", "absent", "time_window", "overlap", "max_orders", "frozen")
_MOST_LEFT, _MOST_RULES = 8, 3


@dataclass(frozen=True, slots=True)
class Column:
    """One way to give out the day, and how it did.

    Parameters
    ----------
    latency
        ``None`` where nothing went over HTTP.
    """

    name: str
    figures: Figures
    latency: Latency | None = None


def figures_table(columns: Sequence[Column], lang: str) -> Table:
    """Key figures, a row for each and a column for each way to give out the day."""
    words = texts(lang)
    table = Table(title=words.table_title.format(orders=columns[0].figures.orders), title_justify="left")
    table.add_column("")
    for column in columns:
        table.add_column(column.name, justify="right", style="bold" if column.latency else "")
    for label, cells in figure_rows(columns, lang):
        table.add_row(label, *cells)
    return table


def figure_rows(columns: Sequence[Column], lang: str) -> list[tuple[str, list[str]]]:
    """Label and cells of each row."""
    words, all_figures = texts(lang), [column.figures for column in columns]
    reasons = sorted({reason for figures in all_figures for reason in figures.left})
    return [
        (words.row_served, [_share(f.served, f.orders) for f in all_figures]),
        (words.row_on_time, [_share(f.on_time, f.served) for f in all_figures]),
        (words.row_travel, [f"{f.travel_min_per_order:.1f}" for f in all_figures]),
        (words.row_utilisation, [f"{f.utilisation * 100.0:.1f} %" for f in all_figures]),
        (words.row_customers, [f"{f.part_with_customers * 100.0:.1f} %" for f in all_figures]),
        (words.row_stars, [_optional(f.stars, ".2f") for f in all_figures]),
        (words.row_response, [_optional(None if f.response_s is None else f.response_s / 60.0, ".0f")
                              for f in all_figures]),
        *(
            (words.row_left.format(reason=reason_text(reason, lang)), [str(f.left.get(reason, 0)) for f in all_figures])
            for reason in reasons
        ),
        (words.row_latency, [_latency(column.latency) for column in columns]),
    ]  # fmt: skip


def left_tables(day: CityDay, answers: Sequence[Answer], lang: str) -> list[Table]:
    """The orders that were left: a table for each reason, each order with the rules that stood in the way."""
    words, by_reason = texts(lang), dict[str, list[Answer]]()
    for answer in answers:
        if answer.decision["outcome"] == "unassigned":
            by_reason.setdefault(answer.decision["reason"], []).append(answer)
    tables = []
    for reason, left in sorted(by_reason.items(), key=lambda item: (len(item[1]), item[0])):
        title = words.left_title.format(count=len(left), reason=reason_text(reason, lang))
        table = Table(*words.left_columns, title=title, title_justify="left")
        for order, decision in ((answer.order, answer.decision) for answer in left[:_MOST_LEFT]):
            where = f"{where_of(order, lang)}, {_window(order.windows)}"
            table.add_row(order.id, what_of(day, order, lang), where, _rules(decision, words, lang))
        if len(left) > _MOST_LEFT:
            table.add_row("", words.left_more.format(count=len(left) - _MOST_LEFT))
        tables.append(table)
    return tables


def what_of(day: CityDay, order: Order, lang: str) -> str:
    """The name of the service that was ordered."""
    service = day.services[day.orders.index(order)]
    return service.name_zh if lang == "zh" else service.name


def where_of(order: Order, lang: str) -> str:
    """The name of the place at which the order lies."""
    address: Mapping[str, str] = order.address
    return address["place_zh" if lang == "zh" else "place"]


def _rules(decision: Json, words: Texts, lang: str) -> str:
    """Which rules stood in the way of how many: of those who may serve it, if there are any; else of everybody."""
    counts = Counter(rule["rule"] for rejected in decision["rejected"] for rule in rejected["rules"])
    counts.update(decision["rejected_counts"])
    if decision["reason"] != "no_eligible_technician":
        counts = Counter({rule: n for rule, n in counts.items() if rule in _SEQUENCE_RULES})
    told = (f"{n} × {rule_text(rule, lang)}" for rule, n in counts.most_common(_MOST_RULES))
    return words.comma.join(told)


def _window(windows: Sequence[Window]) -> str:
    return ", ".join(f"{window.start:%H:%M}–{window.end:%H:%M}" for window in windows)


def _share(part: int, whole: int) -> str:
    return f"{part} ({part / whole * 100.0:.1f} %)" if whole else "0"


def _optional(value: float | None, form: str) -> str:
    return "–" if value is None else format(value, form)


def _latency(latency: Latency | None) -> str:
    return "–" if latency is None else f"{latency.p50_ms:.0f} / {latency.p99_ms:.0f}"
