"""A worker process: warmed, one job after the other, none in a child of its own."""

from __future__ import annotations

import logging
import sys

from rq import SimpleWorker
from rq.serializers import JSONSerializer

from jobs import queue
from jobs.dispatch_run import bench
from jobs.settings import SettingsError
from jobs.upkeep import Upkeep
from operations.engine import upgrade
from operations.errors import OperationsError

WORKER_TTL_S = 60
MAINTENANCE_S = 60


def main() -> int:
    """Work until a signal ends it. 0 if all went well, 2 with a sentence if it cannot begin."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    try:
        at = bench()
        upgrade(at.engine)
    except (SettingsError, OperationsError) as fault:
        print(f"paidan worker: {fault}", file=sys.stderr)
        return 2
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
    at.engine.dispose()
    return 0


def _warm() -> None:
    """Compile, or load what was compiled before, so that the first order is as fast as any."""
    from dispatch.warm import warm

    warm()


if __name__ == "__main__":
    raise SystemExit(main())
