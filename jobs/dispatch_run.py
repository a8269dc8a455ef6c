"""What a worker does with an order: consider, decide, check, keep; and again if the day has changed meanwhile."""

from __future__ import annotations

import functools
import logging
from dataclasses import dataclass, field

from sqlalchemy import Engine

from jobs.queue import DispatchQueue
from jobs.settings import Settings
from operations import clock, dispatch_requests, dispatching
from operations.engine import open_engine, read, write
from operations.errors import OperationsError
from operations.memory import Memory

MAX_ROUNDS = 5
"""So often is a stale decision made again at once; after that it is left to upkeep."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Bench:
    """What a worker process works with."""

    settings: Settings
    engine: Engine
    queue: DispatchQueue
    memory: Memory = field(default_factory=Memory)


@functools.cache
def bench() -> Bench:
    """The one of this process, from the environment."""
    settings = Settings.from_environment()
    # A decision that a power cut takes back is made again: its request is open again with it.
    engine = open_engine(settings.database_url, durable=False)
    return Bench(settings, engine, DispatchQueue(settings.redis_url))


def run(tenant: str, order_id: str, attempt: int) -> str:
    """The background job: give an order out, if that is still asked for.

    Returns
    -------
    ``kept``, ``already_decided``, or ``stale`` if the day changed `MAX_ROUNDS` times.
    """
    at = bench()
    try:
        outcome = give_out(at, tenant, order_id, attempt)
    except Exception as fault:
        _note_trouble(at.engine, tenant, order_id, f"{type(fault).__name__}: {fault}")
        raise
    if outcome is not dispatching.Outcome.STALE:
        at.queue.tell_decided(tenant, order_id)
    return outcome.value


def give_out(at: Bench, tenant: str, order_id: str, attempt: int) -> dispatching.Outcome:
    """Consider, decide, check and keep, until it is kept or somebody else has done so."""
    for _ in range(MAX_ROUNDS):
        with read(at.engine) as connection:
            if dispatch_requests.pending_of(connection, tenant, order_id) is None:
                return dispatching.Outcome.ALREADY_DECIDED
            now = clock.now(connection, tenant, at.settings.clock)
            snapshot, decision = dispatching.weigh(connection, tenant, order_id, now, at.memory)
        verdict = dispatching.judge(snapshot, decision)
        with write(at.engine, tenant) as connection:
            outcome = dispatching.commit(connection, verdict, attempt, now)
        if outcome is not dispatching.Outcome.STALE:
            return outcome
    return dispatching.Outcome.STALE


def _note_trouble(engine: Engine, tenant: str, order_id: str, trouble: str) -> None:
    try:
        with write(engine, tenant) as connection:
            request = dispatch_requests.pending_of(connection, tenant, order_id)
            if request is not None:
                dispatch_requests.note_trouble(connection, request, trouble)
    except OperationsError as fault:
        _log.warning("trouble with order %s of %s could not be kept: %s", order_id, tenant, fault)
