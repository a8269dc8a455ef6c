"""Waiting for the decision of an order, for as long as the caller would (``Prefer: wait=N``, RFC 7240)."""

from __future__ import annotations

import logging
import re
import time

from flask import request
from sqlalchemy import Connection

from operations import decisions, orders
from operations.errors import OperationsError
from operations.orders import OrderRecord
from webapi.answers import Answer, of_record
from webapi.codecs import decision_json, order_json
from webapi.service import reading, service, tenant, zone

MAX_WAIT_S = 60
"""Nobody is let wait longer; who asks for more waits this long."""

logger = logging.getLogger("paidan.webapi")

_WAIT = re.compile(r'wait\s*=\s*"?([0-9]{1,9})"?', re.IGNORECASE | re.ASCII)


def accepted(connection: Connection, record: OrderRecord) -> Answer:
    """An order whose dispatch has been asked for, and where it is found."""
    body = order_json(record, zone(connection))
    return of_record(body, record.revision, status=202, location=f"/v1/orders/{record.id}")


def preferred_wait_s() -> int:
    """Seconds for which the caller would wait, at most `MAX_WAIT_S`; 0 if nothing sensible is said.

    A preference that cannot be understood is passed over, as the RFC asks.
    """
    for preference in ",".join(request.headers.getlist("Prefer")).split(","):
        wanted = _WAIT.fullmatch(preference.split(";")[0].strip())
        if wanted is not None:
            return min(int(wanted[1]), MAX_WAIT_S)
    return 0


def give_out(answer: Answer, wait_s: int) -> Answer:
    """Ask a worker for the dispatch of the order that `answer` tells of, and wait for its decision.

    A queue that is down changes nothing: upkeep finds the order, and the answer stays what it is. So it does when
    the decision is not there in time, or when too many wait already: each holds a thread of the server.
    """
    order_id, running = answer.body["id"], service()
    asked = running.queue.ask(tenant(), order_id)
    if not asked or not wait_s or not running.waiters.acquire(blocking=False):
        return answer
    try:
        return _await_decision(order_id, wait_s, answer.body["decision_id"]) or answer
    except OperationsError as fault:
        logger.warning("the decision of order %s could not be read: %s", order_id, fault)
        return answer
    finally:
        running.waiters.release()


def _await_decision(order_id: str, wait_s: int, before: str | None) -> Answer | None:
    """The order with a decision other than the one `before`; ``None`` if there is none in time."""
    deadline = time.monotonic() + wait_s
    while (left_s := deadline - time.monotonic()) > 0 and service().queue.wait(tenant(), order_id, left_s):
        with reading() as connection:
            record = orders.get(connection, tenant(), order_id)
            if record.decision_id is None or record.decision_id == before:
                continue
            told_in = zone(connection)
            decision = decisions.get(connection, tenant(), record.decision_id)
            body = {**order_json(record, told_in), "decision": decision_json(decision, told_in)}
        decided = of_record(body, record.revision, location=f"/v1/orders/{order_id}")
        return decided.having(Preference_Applied=f"wait={wait_s}")
    return None
