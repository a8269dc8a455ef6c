"""The shapes that go over the wire, as JSON Schema. The codecs read them; tests hold the two together."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from webapi.schemas.decisions import DECISIONS
from webapi.schemas.envelopes import ENVELOPES, page_of
from webapi.schemas.events import EVENTS
from webapi.schemas.orders import ORDERS
from webapi.schemas.records import RECORDS
from webapi.schemas.routes import ROUTES
from webapi.schemas.technicians import TECHNICIANS

Schema = Mapping[str, Any]

_LISTED = ("Order", "Technician", "Area", "Skill", "Policy", "Event")

COMPONENTS: Schema = MappingProxyType(
    {
        **ORDERS,
        **TECHNICIANS,
        **RECORDS,
        **DECISIONS,
        **EVENTS,
        **ROUTES,
        **ENVELOPES,
        **{f"{name}Page": page_of(name) for name in _LISTED},
    }
)
"""Every schema by its name in the OpenAPI document."""
