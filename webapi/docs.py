"""``/openapi.json`` and ``/docs``: what can be asked, for programs and for people. No outside request is made."""

from __future__ import annotations

import json
import re
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from flask import Blueprint, Response, current_app, render_template
from markupsafe import Markup, escape

from webapi.answers import dumps
from webapi.document import document_of
from webapi.operation import Operation, promises

docs = Blueprint("docs", __name__, template_folder="templates")

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
"""The page may load nothing at all (Content-Security-Policy)."""


@docs.get("/openapi.json")
@promises(Operation(summary="This document", answers={200: "Document"}, open=True))
def document() -> Response:
    """The OpenAPI document."""
    return Response(dumps(_document()), mimetype="application/json")


@docs.get("/docs")
@promises(Operation(summary="This document, to be read", answers={200: None}, open=True))
def page() -> Response:
    """The document as a page."""
    text = render_template("docs.html", document=_document())
    return Response(text, mimetype="text/html", headers={"Content-Security-Policy": POLICY})


@docs.app_template_filter("prose")
def prose(text: str) -> Markup:
    """Text with ``words between backticks`` set as code."""
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(text))))


@docs.app_template_filter("pretty")
def pretty(data: Any) -> str:
    """JSON to be read."""
    return json.dumps(data, ensure_ascii=False, indent=2)


@docs.app_template_filter("kind")
def kind(schema: dict[str, Any]) -> str:
    """The type of a schema, and its bounds, in a few words."""
    if "enum" in schema:
        return " | ".join(json.dumps(value, ensure_ascii=False) for value in schema["enum"])
    if "const" in schema:
        return json.dumps(schema["const"])
    types = schema.get("type", "any")
    words = types if isinstance(types, str) else " | ".join(types)
    words += f" ({schema['format']})" if "format" in schema else ""
    low, high = schema.get("minimum"), schema.get("maximum")
    if low is not None and high is not None:
        words += f", {low:g} to {high:g}"
    elif low is not None:
        words += f", at least {low:g}"
    return words + (f", default {json.dumps(schema['default'])}" if "default" in schema else "")


def _document() -> dict[str, Any]:
    made: dict[str, Any] = current_app.extensions.setdefault("openapi", {})
    if not made:
        made.update(document_of(current_app, _version()))
    return made


def _version() -> str:
    try:
        return version("paidan")
    except PackageNotFoundError:
        return "0"
