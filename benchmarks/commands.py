"""The group `paidan bench`: one command for each measurement. Each imports what it needs when it is called."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

LATER = ("scenarios", "days", "chaos", "report")
"""Commands of the contract that are not there yet: refused by name."""

MAX_SEED = 2**63 - 1
MAX_COUNT = 10**7

Seed = Annotated[int, typer.Option("--seed", min=0, max=MAX_SEED, help="Same seed, same answer.")]


class PeerKind(StrEnum):
    """What the days of `peers` are like."""

    tight = "tight"
    loose = "loose"
    rich = "rich"


bench = typer.Typer(
    help="Measure: latency, load, batches, replanning, agreement, replay, peers, public sets, roads.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@bench.command()
def latency(
    seed: Seed = 1,
    rules: Annotated[bool, typer.Option("--rules", help="What each rule and each term costs, instead.")] = False,
) -> None:
    """How long does a decision take, in the engine and over HTTP?"""
    from benchmarks.latency import main as run

    raise typer.Exit(run(seed, rules=rules))


@bench.command()
def near(seed: Seed = 1) -> None:
    """How long does it take to find the best of 100 000 technicians among those who are near?"""
    from benchmarks.near import main as run

    raise typer.Exit(run(seed))


@bench.command()
def replan(
    seed: Seed = 1,
    days: Annotated[int, typer.Option("--days", min=1, max=1000, help="How many.")] = 5,
    orders: Annotated[int, typer.Option("--orders", min=10, max=5000, help="Of each day.")] = 200,
    limit: Annotated[float, typer.Option("--limit", metavar="S", min=0.05, max=600, help="Seconds.")] = 0.3,
) -> None:
    """At noon somebody falls ill and an emergency comes in: how good is the new plan, and whom does it disturb?"""
    from benchmarks.replan import main as run

    raise typer.Exit(run(seed, days, orders, limit))


@bench.command()
def load(  # noqa: PLR0913, PLR0917 - one parameter for each option
    technicians: Annotated[int, typer.Option("--technicians", metavar="N", min=1, max=20_000)] = 1000,
    rate: Annotated[
        list[float] | None, typer.Option("--rate", metavar="R", min=0.1, max=10_000, help="Orders a second: 10.")
    ] = None,
    seconds: Annotated[float, typer.Option("--seconds", metavar="S", min=1, max=86_400, help="At each rate.")] = 20.0,
    hot_spot: Annotated[bool, typer.Option("--hot-spot", help="All orders in one square kilometre.")] = False,
    workers: Annotated[int, typer.Option("--workers", metavar="N", min=1, max=64)] = 1,
    database: Annotated[str | None, typer.Option("--database", metavar="URL", help="Empty; else SQLite.")] = None,
    redis: Annotated[str | None, typer.Option("--redis", metavar="URL", help="Else a Valkey of its own.")] = None,
    seed: Seed = 1,
) -> None:
    """How long from sending an order over HTTP to its decision, while so many a second come?"""
    from benchmarks.load import Load
    from benchmarks.load import main as run

    asked = Load(technicians=technicians, seconds=seconds, hot_spot=hot_spot, workers=workers, seed=seed)
    raise typer.Exit(run(asked, rate or [10.0], database, redis))


@bench.command()
def batch(seed: Seed = 1) -> None:
    """How long does matching 1,000 orders to 5,000 technicians take, and what does it save?"""
    from benchmarks.batch import main as run

    raise typer.Exit(run(seed))


@bench.command()
def agree(
    seed: Seed = 1,
    problems: Annotated[
        int, typer.Option("--problems", "--days", metavar="N", min=1, max=MAX_COUNT, help="How many, from the seed on.")
    ] = 10_000,
    processes: Annotated[int, typer.Option("--processes", metavar="N", min=1, max=1024, help="At once.")] = 2,
    plans: Annotated[
        bool, typer.Option("--plans", help="Whole plans, crews and orders behind others, instead.")
    ] = False,
) -> None:
    """Do the evaluator and the independent checker agree, on random problems that mix every rule?"""
    from benchmarks import agree as of_decisions
    from benchmarks import agree_plans as of_plans

    run = of_plans.main if plans else of_decisions.main
    raise typer.Exit(run(seed, problems, processes))


@bench.command()
def replay(
    seed: Seed = 1,
    decisions: Annotated[
        int, typer.Option("--decisions", metavar="N", min=1, max=MAX_COUNT, help="How many.")
    ] = 10_000,
) -> None:
    """Are stored decisions decided again the same, to the byte, in another process?"""
    from benchmarks.replay import main as run

    raise typer.Exit(run(seed, decisions))


@bench.command()
def peers(  # noqa: PLR0913, PLR0917 - one parameter for each option
    kind: Annotated[PeerKind, typer.Option("--kind", help="Some do not fit, all fit, or all parts.")] = PeerKind.tight,
    orders: Annotated[
        list[int] | None, typer.Option("--orders", metavar="N", min=1, max=10_000, help="Once for each size: 100, 200.")
    ] = None,
    limit: Annotated[
        list[float] | None,
        typer.Option("--limit", metavar="S", min=0.01, max=86_400, help="Once for each time limit: 1."),
    ] = None,
    seeds: Annotated[int, typer.Option("--seeds", metavar="N", min=1, max=1_000, help="Days of each size.")] = 3,
    seed: Seed = 1,
    cores: Annotated[int, typer.Option("--cores", metavar="N", min=1, max=1024, help="For every solver.")] = 1,
    solver: Annotated[
        list[str] | None, typer.Option("--solver", metavar="NAME", help="Once for each solver; all if not given.")
    ] = None,
    csv: Annotated[str | None, typer.Option("--csv", metavar="FILE", help="All rows.")] = None,
    plot: Annotated[str | None, typer.Option("--plot", metavar="FILE", help="Cost over time, .png or .svg.")] = None,
) -> None:
    """How good are Paidan's plans beside those of VROOM, PyVRP, OR-Tools, nearest-first and regret insertion?"""
    from benchmarks.peers.asked import comparison
    from benchmarks.peers.telling import main as run

    asked = comparison(
        kind=kind.value,
        orders=orders or [100, 200],
        limits_s=limit or [1.0],
        seeds=range(seed, seed + seeds),
        cores=cores,
        solvers=solver or [],
        files=[file for file in (csv, plot) if file is not None],
    )
    raise typer.Exit(run(asked, csv, plot))


@bench.command()
def public(  # noqa: PLR0913, PLR0917 - one parameter for each option
    sets: Annotated[
        list[str] | None,
        typer.Option(
            "--set", metavar="NAME", help="Once for each: solomon, homberger200, homberger400, trsp, strsp, hhcrsp."
        ),
    ] = None,
    convention: Annotated[
        str, typer.Option("--convention", metavar="trunc1|sintef", help="Of Solomon's and Homberger's sets.")
    ] = "trunc1",
    instance: Annotated[
        list[str] | None, typer.Option("--instance", metavar="NAME", help="Once for each; all of a set if not given.")
    ] = None,
    limit: Annotated[float, typer.Option("--limit", metavar="S", min=0.01, max=86_400, help="For every solve.")] = 5.0,
    seeds: Annotated[int, typer.Option("--seeds", metavar="N", min=1, max=1_000, help="Of the solvers' dice.")] = 1,
    seed: Seed = 1,
    solver: Annotated[
        list[str] | None,
        typer.Option("--solver", metavar="NAME", help="Once for each: paidan, pyvrp, ortools, regret."),
    ] = None,
    csv: Annotated[str | None, typer.Option("--csv", metavar="FILE", help="All rows.")] = None,
) -> None:
    """How far from the best known plans is Paidan on public sets? Without any option, on six of Solomon's instances."""
    from benchmarks.public.asked import asked_for
    from benchmarks.public.telling import main as run

    asked = asked_for(
        sets=sets or [],
        convention=convention,
        instances=instance or [],
        limit_s=limit,
        seeds=range(seed, seed + seeds),
        solvers=solver or [],
        csv=csv,
    )
    raise typer.Exit(run(asked, csv))


@bench.command()
def roads(  # noqa: PLR0913, PLR0917 - one parameter for each option
    url: Annotated[
        str | None,
        typer.Option("--url", metavar="URL", help="http://…, or file:///….osm.pbf; the public city if not given."),
    ] = None,
    places: Annotated[
        str | None,
        typer.Option("--places", metavar="FILE", help="CSV with lon, lat, population; the public city's if not given."),
    ] = None,
    orders: Annotated[int, typer.Option("--orders", metavar="N", min=10, max=5_000, help="Of a day.")] = 100,
    limit: Annotated[float, typer.Option("--limit", metavar="S", min=0.01, max=86_400, help="For every plan.")] = 2.0,
    seeds: Annotated[int, typer.Option("--seeds", metavar="N", min=1, max=1_000, help="Days.")] = 3,
    seed: Seed = 1,
) -> None:
    """How far off is the great circle from real streets, and what does a plan made by it cost on them?"""
    from benchmarks.roads import asked_for
    from benchmarks.roads import main as run

    asked = asked_for(url=url, places=places, orders=orders, limit_s=limit, seeds=range(seed, seed + seeds))
    raise typer.Exit(run(asked))
