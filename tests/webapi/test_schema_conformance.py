"""The document is true: requests made from it are answered as it says, never with a fault of ours (schemathesis)."""

from __future__ import annotations

import pytest
import schemathesis
from _pytest.mark import ParameterSet
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from jobs.settings import Settings
from tests.webapi.conftest import ORDER, TECHNICIAN, Running
from webapi.app import create_app

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    unsupported_method,
]

BOUNDED = settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def operations() -> list[ParameterSet]:
    """Verb, path and mode for all that the document promises; what takes nothing cannot be asked wrongly."""
    app = create_app(Settings.from_environment({"PAIDAN_DATA_DIR": "nowhere"}))
    found = []
    for path, verbs in app.test_client().get("/openapi.json").json["paths"].items():
        for verb, operation in verbs.items():
            found.append((verb, path, GenerationMode.POSITIVE))
            if "requestBody" in operation or "parameters" in operation:
                found.append((verb, path, GenerationMode.NEGATIVE))
    return [pytest.param(*asked, id=f"{asked[0]} {asked[1]} {asked[2].value}") for asked in found]


@pytest.fixture(scope="module")
def headers(running: Running) -> dict[str, str]:
    """The key of a tenant with a technician and an order, so that some ids lead somewhere."""
    api = running.tenant()
    api.post("/v1/technicians", {**TECHNICIAN, "external_id": "0"})
    api.post("/v1/orders", {**ORDER, "external_id": "0"}, Prefer="wait=30")
    return {"Authorization": f"Bearer {api.key}"}


@pytest.mark.parametrize(("verb", "path", "mode"), operations())
def test_the_service_does_as_its_document_says(
    running: Running, headers: dict[str, str], verb: str, path: str, mode: GenerationMode
) -> None:
    schema = schemathesis.openapi.from_wsgi("/openapi.json", running.app)
    schema.config.generation.update(with_security_parameters=False)
    operation = schema[path][verb]

    @BOUNDED
    @given(case=operation.as_strategy(generation_mode=mode))
    def holds(case: Case) -> None:
        if mode is GenerationMode.POSITIVE:
            case.headers.pop("Idempotency-Key", None)  # a key that comes again would answer for all bodies
        case.call_and_validate(headers=headers, checks=CHECKS)

    holds()
