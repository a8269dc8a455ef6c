"""The command line. Each command imports what it needs when it is called, and not before."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from benchmarks.commands import LATER as LATER_BENCHMARKS
from benchmarks.commands import Seed, bench
from dispatch.backends import BACKENDS, DEFAULT, backend_of
from dispatch.errors import DispatchError, InvalidInputError
from dispatch.files import disk
from dispatch.files.faults import printable
from dispatch.files.given import answer_json, answer_text, both_given, problem_given, require_order
from jobs.commands import db, keys

LATER = ("doctor", "backup", "restore")
"""Commands of the contract that are not there yet: refused by name."""

MAX_TIME_S = 7 * 86_400.0
MAX_ITERATIONS = 10**12

app = typer.Typer(
    name="paidan",
    help="Decides which technician serves which order, when, and why.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.add_typer(bench, name="bench")
app.add_typer(db, name="db")
app.add_typer(keys, name="keys")


class Lang(StrEnum):
    """A language that Paidan speaks."""

    en = "en"
    zh = "zh"


class Clock(StrEnum):
    """Where the service takes its now from."""

    system = "system"
    simulated = "simulated"


ProblemFile = Annotated[str, typer.Argument(metavar="PROBLEM", help="Problem file, or - for standard input.")]
PlanFile = Annotated[str, typer.Argument(metavar="PLAN", help="Plan file, or - for standard input.")]
Output = Annotated[str, typer.Option("-o", "--output", metavar="FILE", help="Where to, - for standard output.")]
OrderId = Annotated[str, typer.Option("--order", metavar="ID", help="Id of the order.")]
Language = Annotated[Lang, typer.Option("--lang", help="Language of the answer.")]


@app.command()
def plan(  # noqa: PLR0913, PLR0917 - one parameter for each option
    problem: ProblemFile,
    output: Output = disk.STANDARD,
    time_limit: Annotated[float, typer.Option("--time-limit", metavar="S", help="Seconds, from end of reading.")] = 10,
    iterations: Annotated[
        int | None,
        typer.Option("--iterations", min=0, max=MAX_ITERATIONS, help="Instead of a time limit."),
    ] = None,
    seed: Seed = 0,
    cores: Annotated[
        int, typer.Option("--cores", min=1, max=1024, help="Searches at once; one with --iterations.")
    ] = 1,
    backend: Annotated[str, typer.Option("--backend", metavar="NAME", help=f"{', '.join(BACKENDS)}.")] = DEFAULT,
) -> None:
    """Optimise: give out all orders of a problem to its technicians."""
    disk.require(backend in BACKENDS, f"--backend: is {backend!r}, must be one of {', '.join(BACKENDS)}")
    disk.require(
        0 < time_limit <= MAX_TIME_S, f"--time-limit: is {time_limit}, must be above 0 and at most {MAX_TIME_S:g}"
    )
    disk.require_writable(output)
    given = problem_given(problem)
    deadline = time.monotonic() + time_limit
    from dispatch.files.plan_file import plan_to_json

    optimise = backend_of(backend)
    left_s = max(0.0, deadline - time.monotonic())
    with _progress(iterations, left_s) as progress:
        found = optimise(given, seed=seed, iterations=iterations, time_limit_s=left_s, cores=cores, progress=progress)
    answer_json(output, plan_to_json(found, given.horizon))
    if given.routes:
        from dispatch.disruption import disruption_of, words_of

        for line in words_of(disruption_of(given, found)):
            typer.echo(line, err=True)


@app.command()
def assign(problem: ProblemFile, order: OrderId, output: Output = disk.STANDARD) -> None:
    """Decide one order against the plan in the problem."""
    disk.require_writable(output)
    given = problem_given(problem)
    require_order(given, order)
    from dispatch.decide import decide
    from dispatch.files.decision_file import decision_to_json

    answer_json(output, decision_to_json(decide(given, order), given.horizon))


@app.command()
def match(problem: ProblemFile, output: Output = disk.STANDARD) -> None:
    """Give out all orders that are not in the plan of the problem together, never dearer than one by one."""
    disk.require_writable(output)
    given = problem_given(problem)
    from dispatch.batch import match as give_out
    from dispatch.files.plan_file import plan_to_json

    answer_json(output, plan_to_json(give_out(given).plan, given.horizon))


@app.command()
def slots(
    problem: ProblemFile,
    order: OrderId,
    length: Annotated[int, typer.Option("--length", metavar="MIN", min=1, max=1440, help="Of a slot, minutes.")] = 60,
    output: Output = disk.STANDARD,
) -> None:
    """Tell the windows in which an order could start, each with who could serve it and the price."""
    disk.require_writable(output)
    given = problem_given(problem)
    require_order(given, order)
    from dispatch.files.slots_file import slots_to_json
    from dispatch.slots import slots as find

    answer_json(output, slots_to_json(given, order, find(given, order, length_s=60 * length)))


@app.command()
def check(
    problem: ProblemFile,
    plan: PlanFile,
    as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON.")] = False,
) -> None:
    """Check a plan against each rule, each stated time and its cost; exit code 1 if it is illegal."""
    given, stated = both_given(problem, plan)
    from dispatch.checker import check as verify

    report = verify(given, stated)
    if as_json:
        answer_json(disk.STANDARD, report.as_json())
    else:
        from dispatch.files.report_text import report_lines

        answer_text("".join(f"{line}\n" for line in report_lines(report)))
    raise typer.Exit(0 if report.legal else 1)


@app.command()
def explain(
    problem: ProblemFile,
    plan: PlanFile,
    order: Annotated[str | None, typer.Option("--order", metavar="ID", help="One order; else the whole plan.")] = None,
    lang: Language = Lang.en,
) -> None:
    """Why this technician, and why none of the others? A whole plan takes 10 ms an order, 30 for each left out."""
    given, stated = both_given(problem, plan)
    if order is not None:
        require_order(given, order)
    from dispatch.explain import explain as tell_why

    answer_text(tell_why(given, stated, order, lang.value) + "\n")


@app.command()
def demo(
    city: Annotated[str, typer.Option("--city", metavar="NAME", help="Any large city of the world.")] = "Shanghai",
    seed: Seed = 1,
    once: Annotated[bool, typer.Option("--once", help="End by itself instead of going on serving.")] = False,
    lang: Language = Lang.en,
) -> None:
    """Watch a day of orders in a city being given out over HTTP, each with its reasons."""
    from benchmarks.demo.run import demo as run

    raise typer.Exit(run(city=city, seed=seed, once=once, lang=lang.value))


@app.command()
def serve(
    host: Annotated[str, typer.Option("--host", metavar="H", help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", metavar="P", min=0, max=65535, envvar="PAIDAN_PORT")] = 8080,
    data: Annotated[str, typer.Option("--data", metavar="DIR", envvar="PAIDAN_DATA_DIR")] = "./.paidan",
    clock: Annotated[Clock, typer.Option("--clock", help="simulated: now = the latest `created` seen.")] = Clock.system,
    workers: Annotated[int, typer.Option("--workers", metavar="N", min=0, max=64, help="Who give orders out.")] = 1,
) -> None:
    """Serve API and workers, all embedded unless PAIDAN_DATABASE_URL and PAIDAN_REDIS_URL are set."""
    from jobs.supervisor import serve as run

    raise typer.Exit(run(host=host, port=port, data=Path(data), clock=clock.value, workers=workers))


@app.command()
def worker() -> None:
    """Work off the queue: one process that gives out orders."""
    from jobs.worker import main as run

    raise typer.Exit(run())


@app.command(hidden=True)
def warm() -> None:
    """Compile the kernels once and keep them."""
    from dispatch.warm import warm_in_parallel

    warm_in_parallel()


def _refuse_later(group: typer.Typer, name: str, path: str) -> None:
    settings = {"ignore_unknown_options": True, "allow_extra_args": True, "help_option_names": []}

    @group.command(name, hidden=True, context_settings=settings, add_help_option=False)
    def refuse() -> None:
        raise disk.UnusableError(f"{path}: not supported yet")


for _name in LATER:
    _refuse_later(app, _name, _name)
for _name in LATER_BENCHMARKS:
    _refuse_later(bench, _name, f"bench {_name}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and answer its exit code: 0 done, 1 an illegal plan, 2 what was given cannot be used."""
    try:
        typer.main.get_command(app).main(args=arguments, prog_name="paidan")
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 2 if ended.code else 0
        return code if disk.flush_output() else code or 2
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        if os.environ.get("PAIDAN_TRACEBACK"):
            raise
        _tell(_messages(error))
    return 2


def _messages(error: Exception) -> Sequence[str]:
    """What went wrong, one sentence for each fault."""
    match error:
        case disk.UnusableError():
            return error.messages
        case InvalidInputError():
            return [str(fault) for fault in error.faults]
        case DispatchError():
            told = str(error)
        case ModuleNotFoundError():
            told = f"needs {error.name}, which is not installed: pip install 'paidan[service]' or, for the demo, [demo]"
        case MemoryError():
            told = "does not fit into the memory of this machine"
        case OSError():
            told = f"{error.filename or 'output'}: {error.strerror or error}"
        case _:
            told = f"internal error, please report it (PAIDAN_TRACEBACK=1 shows where): {type(error).__name__}: {error}"
    return [told]


def _tell(messages: Sequence[str]) -> None:
    """Print one line on standard error for each message, whatever characters are in it."""
    for message in messages:
        with contextlib.suppress(OSError, ValueError):
            print(f"paidan: {printable(message)}", file=sys.stderr)


@contextlib.contextmanager
def _progress(iterations: int | None, time_limit_s: float) -> Iterator[Callable[[float, int, int], None] | None]:
    """A bar on standard error that a planner can move, or nothing if nobody looks at a terminal there."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    began = time.monotonic()
    told = "{task.fields[best]:.1f} min · {task.fields[served]} served · {task.fields[done]} iterations"
    columns = (TextColumn("planning"), BarColumn(), TextColumn(told), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=iterations or time_limit_s, best=0.0, served=0, done=0)

        def move(best_min: float, served: int, done: int) -> None:
            spent = done if iterations is not None else time.monotonic() - began
            bar.update(task, completed=spent, best=best_min, served=served, done=done)

        yield move


if __name__ == "__main__":
    sys.exit(main())
