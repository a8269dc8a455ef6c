from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from benchmarks.demo.day import DaySize, make_day
from benchmarks.demo.figures import figures_of
from benchmarks.demo.palette import TRADE_COLOURS, trade_of
from benchmarks.demo.picture import Scene, draw
from benchmarks.demo.places import find_city
from benchmarks.demo.run import TRAVEL
from benchmarks.demo.services import SERVICES, TRADES
from benchmarks.demo.thumb import best_insertion, plan_of, play, whole_day
from dispatch.model import Plan
from dispatch.policies import BALANCED


def scene(city: str, size: DaySize, *, empty: bool = False) -> Scene:
    day = make_day(find_city(city), 1, size)
    problem = whole_day(day, TRAVEL, BALANCED)
    plan = Plan(routes=()) if empty else plan_of(play(problem, best_insertion))
    return Scene(day, problem, plan, figures_of(problem, plan))


@pytest.mark.parametrize(("city", "lang"), [("Shanghai", "en"), ("Shanghai", "zh"), ("Reykjavik", "en")])
def test_the_picture_is_a_png_of_sensible_size(tmp_path: Path, city: str, lang: str) -> None:
    path = draw(scene(city, DaySize(technicians=20, orders=50)), tmp_path / "deep" / "day.png", lang)
    with Image.open(path) as picture:
        assert picture.format == "PNG"
        assert picture.size == (1760, 990)
        assert len(picture.convert("RGB").getcolors(maxcolors=1 << 20) or ()) > 50  # and not a blank sheet
    assert 20_000 < path.stat().st_size < 400_000


def test_a_day_in_which_nothing_happens_is_drawn_too(tmp_path: Path) -> None:
    nothing = scene("Shanghai", DaySize(technicians=1, orders=1), empty=True)
    assert draw(nothing, tmp_path / "day.png").stat().st_size > 5_000


def test_the_same_day_gives_the_same_picture(tmp_path: Path) -> None:
    same = scene("Shanghai", DaySize(technicians=5, orders=10))
    assert draw(same, tmp_path / "a.png").read_bytes() == draw(same, tmp_path / "b.png").read_bytes()


def test_every_skill_has_a_colour() -> None:
    skills = {skill for service in SERVICES for skill in service.skills} | {trade.skill for trade in TRADES}
    assert skills == set(TRADE_COLOURS)
    assert trade_of({"gas": 2, "aircon": 1}) == "gas"
    assert trade_of({"plumbing": 1, "gas": 1}) == "gas"  # the first by name of equals
