"""The OpenAPI 3.1 document, made of what the views promise: a view that promises nothing is not there."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

from webapi.bodies import JSON_TYPE
from webapi.operation import Operation, operation_of
from webapi.problems import PROBLEM_TYPE
from webapi.queries import Parameter
from webapi.schemas import COMPONENTS
from webapi.schemas.headers import REQUEST_HEADERS, RESPONSE_HEADERS

INTRODUCTION = """Paidan decides which technician serves which order, when, and why.

Instants are RFC 3339 with offset, in whole seconds; durations are integer seconds (`…_s`), distances metres (`…_m`);
places are degrees in WGS-84; costs are minutes of driving. Wherever an id is asked for, an external id serves as well:
in paths written `ext:…`. Every fault is answered as problem details (RFC 9457)."""

VERBS = ("GET", "POST", "PUT", "PATCH", "DELETE")
ALWAYS = (400, 401, 403, 422, 503)
"""Problems that any request with a key may meet."""


def document_of(app: Flask, version: str) -> dict[str, Any]:
    """The document of all views of the application that promise something."""
    paths: dict[str, dict[str, Any]] = {}
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        operation = operation_of(app.view_functions[rule.endpoint])
        if operation is not None:
            verb = next(verb for verb in VERBS if verb in (rule.methods or ()))
            path = re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", r"{\1}", rule.rule)
            paths.setdefault(path, {})[verb.lower()] = _operation(operation, rule)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Paidan",
            "version": version,
            "description": INTRODUCTION,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "security": [{"bearer": []}],
        "tags": [{"name": name} for name in app.blueprints],
        "paths": paths,
        "components": {
            "schemas": dict(COMPONENTS),
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer", "description": "The key that `paidan serve` prints."}
            },
        },
    }


def _operation(operation: Operation, rule: Rule) -> dict[str, Any]:
    blueprint, _, view = rule.endpoint.partition(".")
    described: dict[str, Any] = {
        "operationId": f"{blueprint}_{view}",
        "tags": [blueprint],
        "summary": operation.summary,
    }
    if operation.description:
        described["description"] = operation.description
    parameters = [
        *(_path_parameter(name) for name in sorted(rule.arguments)),
        *(_query_parameter(parameter) for parameter in operation.query),
        *({"name": name, "in": "header", "required": False, **REQUEST_HEADERS[name]} for name in operation.headers),
    ]
    if parameters:
        described["parameters"] = parameters
    if operation.body is not None:
        content = {kind: {"schema": _schema(operation.body)} for kind in operation.types}
        described["requestBody"] = {"required": operation.body_required, "content": content}
    if operation.open:
        described["security"] = []
    described["responses"] = _responses(operation, rule)
    return described


def _path_parameter(name: str) -> dict[str, Any]:
    texts = {
        "decision_id": "Id of a decision, such as `d1`.",
    }
    return {
        "name": name,
        "in": "path",
        "required": True,
        "description": texts.get(name, "The id, or `ext:` and the external id."),
        "schema": {"type": "string", "minLength": 1, "maxLength": 204},
    }


def _query_parameter(parameter: Parameter) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "in": "query",
        "required": parameter.required,
        "description": parameter.description,
        "schema": dict(parameter.schema),
    }


def _responses(operation: Operation, rule: Rule) -> dict[str, Any]:
    answers = {str(status): _answer(status, schema, operation) for status, schema in operation.answers.items()}
    problems = set(operation.problems) | ({422} if operation.open else set(ALWAYS))
    if rule.arguments:
        problems.add(404)
    if operation.body is not None:
        problems |= {413, 415, 507}
    if "Idempotency-Key" in operation.headers:
        problems |= {409, 507}
    if "If-Match" in operation.headers:
        problems |= {412}
    if "If-None-Match" in operation.headers:
        answers["304"] = {"description": HTTPStatus.NOT_MODIFIED.phrase}
    return answers | {str(status): _problem(status) for status in sorted(problems)}


def _answer(status: int, schema: str | None, operation: Operation) -> dict[str, Any]:
    members = COMPONENTS[schema].get("properties", {}) if schema is not None else {}
    names = []
    if "revision" in members:
        names.append("ETag")
    if status in (201, 202) and "id" in members:
        names.append("Location")
    if "Idempotency-Key" in operation.headers:
        names.append("Idempotent-Replayed")
    if "Prefer" in operation.headers:
        names.append("Preference-Applied")
    answer: dict[str, Any] = {"description": HTTPStatus(status).phrase}
    if names:
        answer["headers"] = {name: RESPONSE_HEADERS[name] for name in names}
    if schema is not None:
        answer["content"] = {JSON_TYPE: {"schema": _schema(schema)}}
    elif status == 200:
        answer["content"] = {"text/html": {"schema": {"type": "string"}}}
    return answer


def _problem(status: int) -> dict[str, Any]:
    problem: dict[str, Any] = {
        "description": HTTPStatus(status).phrase,
        "content": {PROBLEM_TYPE: {"schema": _schema("Problem")}},
    }
    header = {401: "WWW-Authenticate", 503: "Retry-After", 507: "Retry-After"}.get(status)
    if header is not None:
        problem["headers"] = {header: RESPONSE_HEADERS[header]}
    return problem


def _schema(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}
