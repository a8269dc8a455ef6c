"""The only enqueuer: asks a worker to dispatch an order, and waits for the word that it was decided.

The queue holds ids and nothing else; what is true is in the database, so a queue that is lost loses nothing.
"""

from __future__ import annotations

import logging
import re
from enum import Enum

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from rq import Queue
from rq.serializers import JSONSerializer

NAME = "dispatch"
"""Name of the RQ queue."""

RUN = "jobs.dispatch_run.run"
"""Dotted path of what a worker does."""

JOB_TIMEOUT_S = 60
RESULT_TTL_S = 60
FAILURE_TTL_S = 3600

DECIDED_TTL_S = 60
"""How long the word that an order is decided waits for somebody to hear it."""

WORKER_TTL_S = 15
"""After so long without a sign of life a worker is taken for dead."""

_ALIVE = "paidan:worker-alive"

_log = logging.getLogger(__name__)


class Standing(Enum):
    """How it stands with the background job of an attempt."""

    WAITING = "waiting"
    TAKEN = "taken"
    UNKNOWN = "unknown"


def open_redis(redis_url: str, *, timeout_s: float | None) -> redis.Redis:
    """A client that gives up at once when the server is down, but tries once again on a connection gone stale.

    Parameters
    ----------
    timeout_s
        How long one answer may take; ``None`` for commands that wait.
    """
    client = redis.Redis.from_url(
        redis_url,
        socket_timeout=timeout_s,
        socket_connect_timeout=1.0,
        retry=Retry(NoBackoff(), 1),
    )
    client.set_response_callback("CLIENT INFO", _client_info)
    return client


def _client_info(said: bytes, **_: object) -> dict[str, str]:
    """What the server knows of a connection: RQ asks, and the client's own reader stumbles over spaces in a socket."""
    text = said.decode("utf-8", "replace")
    return dict(re.findall(r"([\w-]+)=(.*?)(?= [\w-]+=|\s*$)", text, re.DOTALL))


class DispatchQueue:
    """A queue of orders to dispatch, on a Redis server. Threads may share it; opens no connection yet.

    Parameters
    ----------
    redis_url
        ``redis://``, ``rediss://`` or ``unix://``.
    """

    def __init__(self, redis_url: str) -> None:
        self._redis = open_redis(redis_url, timeout_s=2.0)
        self._patient = open_redis(redis_url, timeout_s=None)
        self._queue = Queue(NAME, connection=self._redis, serializer=JSONSerializer)

    def ask(self, tenant: str, order_id: str, attempt: int = 1) -> bool:
        """Ask for the dispatch of an order whose request is stored. False if the queue server is down.

        Nothing is lost then: upkeep finds the request when the server is back.
        """
        try:
            self._queue.enqueue_call(
                RUN,
                args=(tenant, order_id, attempt),
                job_id=job_id(tenant, order_id, attempt),
                timeout=JOB_TIMEOUT_S,
                result_ttl=RESULT_TTL_S,
                failure_ttl=FAILURE_TTL_S,
                description=order_id,
            )
        except (redis.RedisError, OSError) as fault:
            _log.warning("order %s of %s could not be enqueued: %s", order_id, tenant, fault)
            return False
        return True

    def standing(self, tenant: str, order_id: str, attempt: int) -> Standing:
        """How does it stand with the background job of an attempt?

        Raises
        ------
        redis.RedisError
            If the queue server is down.
        """
        job = job_id(tenant, order_id, attempt)
        if self._redis.lpos(self._queue.key, job) is not None:
            return Standing.WAITING
        return Standing.TAKEN if self._redis.exists(f"rq:job:{job}") else Standing.UNKNOWN

    def tell_decided(self, tenant: str, order_id: str) -> None:
        """Wake whoever waits for the decision of an order; nobody hears it if the queue server is down."""
        key = _decided(tenant, order_id)
        try:
            with self._redis.pipeline(transaction=False) as pipeline:
                pipeline.rpush(key, 1)
                pipeline.expire(key, DECIDED_TTL_S)
                pipeline.execute()
        except (redis.RedisError, OSError) as fault:
            _log.warning("nobody could be told that order %s of %s is decided: %s", order_id, tenant, fault)

    def wait(self, tenant: str, order_id: str, timeout_s: float) -> bool:
        """Wait until the order is decided. False if that took longer, or the queue server is down.

        Holds one connection for as long as it waits. One waiter of an order is woken; the record is the truth.
        """
        try:
            return self._patient.blpop([_decided(tenant, order_id)], timeout=max(0.01, timeout_s)) is not None
        except (redis.RedisError, OSError):
            return False

    def is_up(self) -> bool:
        """Does the queue server answer?"""
        try:
            return bool(self._redis.ping())
        except (redis.RedisError, OSError):
            return False

    def show_worker(self, within_s: float = WORKER_TTL_S) -> None:
        """A worker is ready, and shows itself again within so many seconds."""
        try:
            self._redis.set(_ALIVE, 1, px=round(within_s * 1000))
        except (redis.RedisError, OSError) as fault:
            _log.warning("no sign of life could be given: %s", fault)

    def has_worker(self) -> bool:
        """Has a worker shown a sign of life lately?"""
        try:
            return bool(self._redis.exists(_ALIVE))
        except (redis.RedisError, OSError):
            return False

    def close(self) -> None:
        """Give the connections back."""
        self._redis.close()
        self._patient.close()


def job_id(tenant: str, order_id: str, attempt: int) -> str:
    """Id of the background job of an attempt; every attempt has its own."""
    return f"o-{tenant}-{order_id}-{attempt}"


def _decided(tenant: str, order_id: str) -> str:
    return f"decision:{tenant}:{order_id}"
