"""The HTTP server around the application: waitress, whose own refusals are problem details too."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import Flask
from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer, create_server
from waitress.task import ErrorTask

from webapi.answers import dumps
from webapi.app import BODY_LIMIT_BYTES, THREADS
from webapi.problems import PROBLEM_TYPE, Problem

SPILL_BYTES = 64 * BODY_LIMIT_BYTES
"""Bodies up to this size are read to their end before they are refused, as few clients hear what is said earlier."""

CODES = {400: "malformed_request", 413: "too_large", 431: "too_large"}


class ProblemTask(ErrorTask):  # type: ignore[misc]
    """Answers a request that is no HTTP, or too large to be read."""

    def execute(self) -> None:
        """Send problem details and hang up. What waitress calls not implemented is the caller's fault too."""
        fault = self.request.error
        status = fault.code if fault.code in CODES else 500 if fault.code == 500 else 400
        code = CODES.get(status, "internal_error")
        body = dumps(Problem(status=status, code=code, detail=str(fault.body)).to_json())
        self.status = f"{status} {HTTPStatus(status).phrase}"
        self.response_headers.append(("Content-Type", PROBLEM_TYPE))
        self.content_length = len(body)
        self.set_close_on_finish()
        self.write(body)


class ProblemChannel(HTTPChannel):  # type: ignore[misc]
    """A connection on which also waitress speaks in problem details."""

    error_task_class = ProblemTask


def listen(app: Flask, host: str, port: int) -> Any:
    """The server, listening; its `run` answers requests until ``SystemExit`` is raised in it.

    Raises
    ------
    OSError
        If the address is not to be had.
    """
    listeners: dict[int, Any] = {}
    server = create_server(
        app,
        map=listeners,
        host=host,
        port=port,
        threads=THREADS,
        ident=None,
        max_request_body_size=SPILL_BYTES,
        clear_untrusted_proxy_headers=True,
    )
    for listener in listeners.values():
        if isinstance(listener, BaseWSGIServer):
            listener.channel_class = ProblemChannel
    return server
