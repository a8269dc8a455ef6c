"""The main job: a city's day given out order by order over HTTP, and told in a table, in words and in a picture."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from types import FrameType
from typing import Never

from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from benchmarks.client import Client, ClientError
from benchmarks.demo.comparing import IllegalPlanError, checked, compare
from benchmarks.demo.day import DATE, CityDay, DaySize, make_day
from benchmarks.demo.figures import latency_of
from benchmarks.demo.over_http import Answer, Names, give_out, put_on_books, read_plan
from benchmarks.demo.picture import Scene, draw
from benchmarks.demo.places import UnknownCityError, WorldMissingError, find_city
from benchmarks.demo.progress import Bar
from benchmarks.demo.report import Column, figures_table, left_tables, what_of, where_of
from benchmarks.demo.service import Running, ServiceError, fresh_folder, pick_port, running
from benchmarks.demo.texts import texts
from benchmarks.demo.thumb import Moment, whole_day
from benchmarks.demo.told import agrees, most_instructive, told
from dispatch.model import Plan, Problem
from dispatch.policies import BALANCED
from geo.travel import GreatCircle

TRAVEL = GreatCircle(30.0, 1.3)
"""How technicians travel: 30 km/h on ways 1.3 times as long as the crow flies."""

INTERRUPTED = 130
"""Exit code after Ctrl-C in the middle of the day, as shells have it."""

_PLAIN_WIDTH = 120
_LAST_PORT = 65_535


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What to play, and how.

    Parameters
    ----------
    once
        End when the day is told, instead of going on serving.
    port
        Where to listen; ``PAIDAN_PORT`` or 8080 if ``None``. A port that is taken gives way to a free one.
    root
        Folder for data and picture; ``PAIDAN_DATA_DIR`` or ``./.paidan`` if ``None``.
    """

    city: str = "Shanghai"
    seed: int = 1
    once: bool = False
    lang: str = "en"
    port: int | None = None
    size: DaySize = field(default_factory=DaySize)
    root: Path | None = None

    @property
    def folder(self) -> Path:
        """Where data and picture go."""
        return self.root or Path(os.environ.get("PAIDAN_DATA_DIR") or ".paidan")

    @property
    def wanted_port(self) -> int:
        """Where to listen if nobody does yet.

        Raises
        ------
        ValueError
            If ``PAIDAN_PORT`` is no port.
        """
        if self.port is not None:
            return self.port
        given = os.environ.get("PAIDAN_PORT") or "8080"
        if not given.isdecimal() or not int(given) <= _LAST_PORT:
            raise ValueError(f"PAIDAN_PORT is {given!r}, must be a number from 0 to {_LAST_PORT}")
        return int(given)


@dataclass(frozen=True, slots=True)
class Played:
    """A day that was given out over HTTP, and the plan read back in the end."""

    problem: Problem
    answers: Sequence[Answer]
    plan: Plan


def demo(city: str = "Shanghai", seed: int = 1, once: bool = False, lang: str = "en", port: int | None = None) -> int:
    """Play a day and tell it; says with which exit code to end."""
    return play_wish(Wish(city=city, seed=seed, once=once, lang=lang, port=port))


def play_wish(wish: Wish, console: Console | None = None) -> int:
    """As `demo`, with all that can be wished for."""
    console = console or _console()
    before = signal.signal(signal.SIGTERM, _interrupt)
    try:
        if find_spec("matplotlib") is None:
            raise ServiceError("the demo needs matplotlib for its picture: pip install 'paidan[demo]'")
        day = make_day(find_city(wish.city), wish.seed, wish.size)
        return _play_and_serve(wish, day, console)
    except KeyboardInterrupt:
        console.print(texts(wish.lang).stopped)
        return INTERRUPTED
    except (UnknownCityError, WorldMissingError, ValueError) as fault:
        return _complain(fault, 2)
    except (ServiceError, ClientError, IllegalPlanError, OSError) as fault:
        return _complain(fault, 1)
    finally:
        signal.signal(signal.SIGTERM, before)


def _play_and_serve(wish: Wish, day: CityDay, console: Console) -> int:
    words, begun = texts(wish.lang), time.monotonic()
    name = day.city.name_zh if wish.lang == "zh" else day.city.name
    console.print(
        words.heading.format(
            city=name, date=DATE, technicians=len(day.technicians), orders=len(day.orders), seed=day.seed
        ),
        style="bold",
    )
    with fresh_folder(wish.folder) as (folder, lock):
        port = pick_port(wish.wanted_port)
        if port != wish.wanted_port != 0:
            console.print(words.port_taken.format(taken=wish.wanted_port, port=port))
        console.print(words.starting, style="dim")
        with running(folder, port, lock, _settings(day)) as service:
            _tell_all(wish, day, service, console)
            if not wish.once:
                return _serve_on(service, wish.lang, console)
    console.print(words.ended.format(seconds=time.monotonic() - begun))
    return 0


def _tell_all(wish: Wish, day: CityDay, service: Running, console: Console) -> None:
    """Give the day out, and tell all there is to tell about it."""
    words = texts(wish.lang)
    played = _give_out(day, service, wish.lang, console)
    column = Column(
        words.paidan.format(policy=BALANCED.name),
        checked(played.problem, played.plan, "paidan"),
        latency_of([answer.seconds for answer in played.answers]),
    )
    with Bar(console, words.comparing, 3 * len(day.orders)) as bar:
        comparison = compare(played.problem, wish.lang, bar.step)
    console.print()
    console.print(figures_table([column, *comparison.columns], wish.lang))
    console.print(words.table_note, style="dim")
    tables: Sequence[Table | str] = left_tables(day, played.answers, wish.lang) or [words.left_none]
    for table in tables:
        console.print()
        console.print(table)
    _tell_one(day, played, comparison.moments, wish.lang, console)
    file_name = f"demo-{'-'.join(day.city.name.lower().split())}-{day.seed}.png"
    path = draw(Scene(day, played.problem, played.plan, column.figures), wish.folder / file_name, wish.lang)
    console.print()
    console.print(words.picture.format(path=path), soft_wrap=True)
    console.print(words.credit, style="dim")


def _give_out(day: CityDay, service: Running, lang: str, console: Console) -> Played:
    words, names = texts(lang), Names()
    problem = whole_day(day, TRAVEL, BALANCED)
    answers: list[Answer] = []
    with Client(service.address, service.key) as client:
        try:
            with Bar(console, words.staffing, len(day.technicians)) as bar:
                for _ in put_on_books(client, day, names):
                    bar.step()
            with Bar(console, words.giving_out, len(day.orders), words) as bar:
                for answer in give_out(client, day, names):
                    answers.append(answer)
                    bar.step(served=answer.decision["outcome"] == "assigned")
            return Played(problem, answers, read_plan(client, day, names, answers))
        except ClientError as fault:
            if service.process.poll() is None:
                raise
            raise ServiceError(f"the service died:\n{service.last_words()}") from fault


def _tell_one(day: CityDay, played: Played, moments: Sequence[Moment], lang: str, console: Console) -> None:
    """Tell one decision in full, and whether the engine here agrees with the service on all of them."""
    words = texts(lang)
    moment = most_instructive(moments)
    order = next(one for one in day.orders if one.id == moment.decision.order)
    title = words.told_title.format(order=order.id, what=what_of(day, order, lang), where=where_of(order, lang))
    console.print()
    console.print(Panel(Text(told(moment, lang)), title=title, title_align="left", expand=False))
    differ = sum(not agrees(moment, answer) for moment, answer in zip(moments, played.answers, strict=True))
    form = words.replay_differs if differ else words.replayed
    console.print(form.format(count=len(moments), differ=differ), style="dim")


def _serve_on(service: Running, lang: str, console: Console) -> int:
    """Go on serving until Ctrl-C, or until the service dies."""
    words = texts(lang)
    path = f"{service.address}/v1/orders?state=unassigned"
    try:
        console.print()
        console.print(words.address.format(address=service.address), soft_wrap=True)
        console.print(f"  curl -H 'Authorization: Bearer {service.key}' '{path}'", soft_wrap=True, highlight=False)
        console.print(words.serving, style="bold")
        service.process.wait()
    except KeyboardInterrupt:
        console.print(words.stopped)
        return 0
    return _complain(ServiceError(f"the service died:\n{service.last_words()}"), 1)


def _settings(day: CityDay) -> dict[str, str]:
    """How the service is told where it is and how fast its technicians are."""
    return {
        "PAIDAN_TIMEZONE": day.city.zone,
        "PAIDAN_SPEED_KMH": f"{TRAVEL.speed_kmh:g}",
        "PAIDAN_DETOUR": f"{TRAVEL.detour:g}",
    }


def _console() -> Console:
    return Console() if sys.stdout.isatty() else Console(width=_PLAIN_WIDTH)


def _complain(fault: Exception, code: int) -> int:
    for line in str(fault).splitlines():
        print(f"paidan: {line}", file=sys.stderr)
    return code


def _interrupt(_signal: int, _frame: FrameType | None) -> Never:
    raise KeyboardInterrupt
