"""``/health``: is the process alive, and can it do its work? Answered without a key."""

from __future__ import annotations

from flask import Blueprint, Response

from operations import tenants
from operations.errors import OperationsError
from webapi.answers import Answer
from webapi.operation import Operation, promises
from webapi.problems import RETRY_SOON, Problem
from webapi.service import reading, service

health = Blueprint("health", __name__, url_prefix="/health")


@health.get("/live")
@promises(Operation(summary="Is the process alive?", answers={200: "Health"}, open=True))
def live() -> Response:
    """It answers, so it is."""
    return Answer(body={"status": "ok", "checks": {}}).response()


@health.get("/ready")
@promises(
    Operation(
        summary="Can the service do its work?",
        description="Looks at the database, the queue server and the heartbeat of a worker; 503 if one is not well.",
        answers={200: "Health"},
        problems=(503,),
        open=True,
    )
)
def ready() -> Response:
    """Look at all that an order needs on its way."""
    queue_is_up = service().queue.is_up()
    checks = {
        "database": _database(),
        "queue": "ok" if queue_is_up else "the queue server does not answer",
        "worker": _worker(queue_is_up),
    }
    unwell = [f"{part}: {found}" for part, found in checks.items() if found != "ok"]
    if not unwell:
        return Answer(body={"status": "ok", "checks": checks}).response()
    return Problem(
        status=503, code="not_ready", detail="; ".join(unwell), details={"checks": checks}, headers=RETRY_SOON
    ).response()


def _database() -> str:
    try:
        with reading() as connection:
            tenants.get(connection, service().settings.tenant)
    except OperationsError as fault:
        return str(fault)
    return "ok"


def _worker(queue_is_up: bool) -> str:
    if not queue_is_up:
        return "not known while the queue server does not answer"
    return "ok" if service().queue.has_worker() else "no worker has shown a sign of life"
