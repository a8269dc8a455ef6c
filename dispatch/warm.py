"""Compile the engine's inner loops once, so that no order waits for it. The machine code stays on disk."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context

import numpy as np

from dispatch.batch import match
from dispatch.decide import decide
from dispatch.evaluator.answers import blank_answers
from dispatch.layout import lay_out
from dispatch.model import Order, Problem, Technician
from dispatch.near.nearby import Nearby
from dispatch.planner import plan
from dispatch.planner.ground import ground_of
from dispatch.planner.nearness import find_all
from dispatch.planner.regions import across
from dispatch.planner.state import search_of
from dispatch.policies import BALANCED
from dispatch.screen import eligible
from geo.places import LatLng, MatrixIndex
from geo.travel import GreatCircle, Matrix
from scheduling.spans import Shift


def warm() -> None:
    """Decide a small order by every path of a service, one after the other: what is compiled already takes no time."""
    screen_and_decide()
    match_batch()
    plan_day()


def warm_in_parallel() -> None:
    """Compile every path, on as many processors as there are: those first that all others build on."""
    for problem in small_problems():
        eligible(problem, "o1")
    paths = (screen_and_decide, plan_day, match_batch, look_near)
    with ProcessPoolExecutor(min(len(paths), os.cpu_count() or 1), get_context("spawn")) as pool:
        for compiling in [pool.submit(path) for path in paths]:
            compiling.result()


def screen_and_decide() -> None:
    """One order by the static rules, and one decided."""
    for problem in small_problems():
        eligible(problem, "o1")
        decide(problem, "o1")


def match_batch() -> None:
    """A batch of one order."""
    for problem in small_problems():
        match(problem)


def plan_day() -> None:
    """A day of one order, and what several searches at once need besides."""
    for problem in small_problems():
        plan(problem, iterations=1)
        p = ground_of(problem)
        find_all(p, search_of(p, 0))
        across(p, 0, 0, p.orders["place"])


def look_near() -> None:
    """One order by the index of places, given out and taken back."""
    for problem in small_problems():
        near = Nearby(lay_out(problem), ["t1"])
        near.best(0, blank_answers(1))
        near.give(0, 0, 0)
        if near.by_rings:
            near.take(0, 0)


def small_problems() -> Iterator[Problem]:
    """One technician and one order, on the sphere and by a matrix."""
    origin = datetime(2026, 3, 2, tzinfo=UTC)
    shifts = (Shift(origin, origin + timedelta(hours=9)),)
    for place, travel in (
        (LatLng(lat=31.2, lng=121.5), GreatCircle(speed_kmh=30.0, detour=1.3)),
        (MatrixIndex(0), Matrix(np.zeros((1, 1), np.int32))),
    ):
        yield Problem(
            origin=origin,
            now=origin,
            travel=travel,
            technicians=(Technician(id="t1", start=place, shifts=shifts),),
            orders=(Order(id="o1", location=place, service_s=600),),
            policy=BALANCED,
        )
