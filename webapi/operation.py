"""What a view promises, said beside it; the OpenAPI document and the reading of queries come from the same words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask, g, request

from webapi.bodies import JSON_TYPE, require_type
from webapi.queries import Parameter, read_query

View = TypeVar("View", bound=Callable[..., Any])

_ATTRIBUTE = "operation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One verb on one resource.

    Parameters
    ----------
    answers
        Name of the schema, by status; ``None`` for no body.
    body
        Name of the body's schema; ``None`` if there is no body.
    types
        Media types that the body may have.
    query
        Query parameters; all others are refused.
    headers
        Names of request headers that mean something here, as in `webapi.schemas.headers`.
    problems
        Statuses of problems that follow from what the view does; those that any request may meet are added.
    open
        Answered without a key.
    """

    summary: str
    description: str = ""
    answers: Mapping[int, str | None]
    body: str | None = None
    body_required: bool = True
    types: tuple[str, ...] = (JSON_TYPE,)
    query: tuple[Parameter, ...] = ()
    headers: tuple[str, ...] = ()
    problems: tuple[int, ...] = ()
    open: bool = False


def promises(operation: Operation) -> Callable[[View], View]:
    """Say what a view promises."""

    def attach(view: View) -> View:
        setattr(view, _ATTRIBUTE, operation)
        return view

    return attach


def operation_of(view: Callable[..., Any]) -> Operation | None:
    """What `view` promises, if it says so."""
    return getattr(view, _ATTRIBUTE, None)


def check_requests(app: Flask) -> None:
    """Hold every request against what its view promises, before the view runs."""

    @app.before_request
    def check() -> None:
        view = app.view_functions.get(request.endpoint or "")
        operation = operation_of(view) if view is not None else None
        if operation is None or request.method == "OPTIONS":
            return
        g.query = read_query(operation.query, request.args)
        if operation.body is not None and (operation.body_required or request.get_data()):
            require_type(operation.types)


def query() -> dict[str, Any]:
    """The query parameters of this request, read; defaults where nothing was given."""
    values: dict[str, Any] = g.query
    return values
