"""A worker process: warmed, one job after the other, none in a child of its own."""

from __future__ import annotations

import logging
import sys
import time
from urllib.parse import urlsplit

from rq import SimpleWorker
from rq.serializers import JSONSerializer

from jobs import queue
from jobs.dispatch_run import Bench, bench
from jobs.settings import SettingsError
from jobs.upkeep import Upkeep
from operations.engine import upgrade
from operations.errors import OperationsError

WORKER_TTL_S = 60
MAINTENANCE_S = 60

QUEUE_WITHIN_S = 10.0
"""How long the queue server may take to answer at the start."""


def main() -> int:
    """Work until a signal ends it. 0 if all went well, 2 with a sentence if it cannot begin."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    try:
        at = bench()
    except SettingsError as fault:
        print(f"paidan worker: {fault}", file=sys.stderr)
        return 2
    try:
        upgrade(at.engine)
        _await_queue(at.queue, at.settings.redis_url)
        _work(at)
    except (SettingsError, OperationsError) as fault:
        print(f"paidan worker: {fault}", file=sys.stderr)
        return 2
    finally:
        at.engine.dispose()
    return 0


def _work(at: Bench) -> None:
    """Take one job after the other until a signal comes."""
    _warm()
    upkeep = Upkeep(at.engine, at.queue, at.settings.lease_s, at.settings.upkeep_s)
    upkeep.start()
    worker = SimpleWorker(
        [queue.NAME],
        connection=queue.open_redis(at.settings.redis_url, timeout_s=None),
        serializer=JSONSerializer,
        worker_ttl=WORKER_TTL_S,
        maintenance_interval=MAINTENANCE_S,
        log_job_description=False,
    )
    worker.log_result_lifespan = False
    worker.work(logging_level="WARNING")
    upkeep.stop()


def _await_queue(up: queue.DispatchQueue, redis_url: str) -> None:
    deadline = time.monotonic() + QUEUE_WITHIN_S
    while not up.is_up():
        if time.monotonic() > deadline:
            raise SettingsError(f"the queue server {_without_password(redis_url)} does not answer")
        time.sleep(0.05)


def _without_password(url: str) -> str:
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


def _warm() -> None:
    """Compile, or load what was compiled before, so that the first order is as fast as any."""
    from dispatch.warm import warm

    warm()


if __name__ == "__main__":
    raise SystemExit(main())
