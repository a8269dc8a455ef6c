"""Upkeep: what was asked for and never came to a decision is asked for again.

Runs in a thread of each worker process. The database says what is still to be done; the queue is only looked at to
leave alone what waits there in line.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import redis
from sqlalchemy import Engine

from jobs.queue import WORKER_TTL_S, DispatchQueue, Standing
from operations import audit, dispatch_requests, events, idempotency, orders
from operations.dispatch_requests import DispatchRequest
from operations.engine import read, write
from operations.errors import OperationsError

MAX_ATTEMPTS = 10
"""After so many attempts that came to no end an order is left to people, with the reason kept."""

SETTLING_S = 2.0
"""So long after an order was stored its enqueueing may still be on the way."""

KEYS_KEPT = timedelta(hours=24)
"""How long answers under an idempotency key are kept."""

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Upkeep:
    """Looks after the requests of one database and one queue.

    Parameters
    ----------
    lease_s
        After so long without a decision a background job that was taken is held for dead.
    period_s
        Seconds between two looks.
    """

    engine: Engine
    queue: DispatchQueue
    lease_s: float
    period_s: float
    _stop: threading.Event = field(default_factory=threading.Event)
    _forgotten_at: datetime | None = None

    def start(self) -> None:
        """Go on until `stop`, in a thread; the first look asks for whatever the queue does not know."""
        threading.Thread(target=self._run, name="upkeep", daemon=True).start()

    def stop(self) -> None:
        """End after the look that is under way."""
        self._stop.set()

    def _run(self) -> None:
        settling_s = 0.0
        while True:
            self.queue.show_worker(max(WORKER_TTL_S, 3 * self.period_s))
            try:
                self.look(datetime.now(UTC), settling_s)
                settling_s = SETTLING_S
            except (OperationsError, redis.RedisError, OSError) as fault:
                _log.warning("upkeep: %s", fault)
            except Exception:
                _log.exception("upkeep")
            if self._stop.wait(self.period_s):
                return

    def look(self, wall: datetime, settling_s: float = SETTLING_S) -> int:
        """Ask again for every request that was lost; says for how many.

        Parameters
        ----------
        wall
            Now, by the machine's clock.
        settling_s
            Requests younger than this are left alone.
        """
        self._forget_keys(wall)
        with read(self.engine) as connection:
            pending = dispatch_requests.pending_before(connection, wall - timedelta(seconds=settling_s))
        return sum(self._look_at(request, wall) for request in pending)

    def _look_at(self, request: DispatchRequest, wall: datetime) -> bool:
        standing = self.queue.standing(request.tenant, request.order_id, request.attempt)
        if standing is Standing.WAITING:
            return False
        if standing is Standing.TAKEN and wall - request.leased_at < timedelta(seconds=self.lease_s):
            return False
        if standing is Standing.TAKEN and request.attempt >= MAX_ATTEMPTS:
            self._give_up(request, wall)
            return False
        attempt = request.attempt + 1
        with write(self.engine, request.tenant) as connection:
            if not dispatch_requests.renew(connection, request, attempt=attempt):
                return False
        _log.warning("order %s of %s: attempt %d", request.order_id, request.tenant, attempt)
        return self.queue.ask(request.tenant, request.order_id, attempt)

    def _give_up(self, request: DispatchRequest, wall: datetime) -> None:
        """Leave the order to people, with the reason that the last attempt gave."""
        told = {"attempts": request.attempt, "trouble": request.trouble}
        with write(self.engine, request.tenant) as connection:
            if not dispatch_requests.give_up(connection, request):
                return
            tenant, order_id = request.tenant, request.order_id
            decision_id = orders.get(connection, tenant, order_id).decision_id
            standing = orders.Standing("unassigned", "dispatch_failed", decision_id)
            orders.move(connection, tenant, order_id, standing, was="unassigned")
            events.append(connection, tenant, events.Happening(order_id, "order.given_up", wall, told))
            stamp = audit.Stamp("upkeep", wall, request.trouble)
            audit.note(connection, tenant, stamp, ("order.given_up", order_id), told)
        _log.error("order %s of %s is given up after %d attempts", order_id, tenant, request.attempt)

    def _forget_keys(self, wall: datetime) -> None:
        """Drop old answers, once an hour."""
        if self._forgotten_at is not None and wall - self._forgotten_at < timedelta(hours=1):
            return
        with write(self.engine, None) as connection:
            idempotency.forget(connection, wall - KEYS_KEPT)
        self._forgotten_at = wall
