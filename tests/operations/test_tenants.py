"""How technicians travel: settled once, kept while their days rest on it."""

from __future__ import annotations

import pytest

from geo.travel import GreatCircle
from operations import tenants
from operations.engine import write
from operations.errors import ConflictError
from operations.tenants import DEFAULT_TRAVEL, TenantSettings
from scheduling.traffic import NO_TRAFFIC, Period, Traffic
from tests.operations.conftest import SHANGHAI, TENANT, House

NIGHT = Traffic((Period(3 * 3600, 4 * 3600, 2.0),))


def settle(house: House, **wanted: object) -> tenants.Tenant:
    with write(house.engine, TENANT) as connection:
        return tenants.settle(connection, TENANT, TenantSettings(**wanted))  # type: ignore[arg-type]


def test_what_is_not_said_stays_as_it_is(house: House) -> None:
    slower = GreatCircle(speed_kmh=20.0, detour=1.3)
    assert settle(house, travel=slower).travel == slower
    assert settle(house, traffic=NIGHT).traffic == NIGHT
    assert settle(house) == tenants.Tenant(id=TENANT, travel=slower, traffic=NIGHT, timezone=SHANGHAI)
    assert settle(house, traffic=NO_TRAFFIC).traffic == NO_TRAFFIC


def test_travel_is_not_changed_under_days_that_were_planned_with_it(house: House) -> None:
    settle(house, travel=GreatCircle(speed_kmh=20.0, detour=1.3), traffic=NIGHT)
    house.add_technician()
    house.dispatch(house.place().id)
    with pytest.raises(ConflictError, match=r"20 km/h.*2 times as long from 03:00 to 04:00.*30 km/h"):
        settle(house, travel=DEFAULT_TRAVEL)
    with pytest.raises(ConflictError, match="travel by"):
        settle(house, traffic=NO_TRAFFIC)
    assert settle(house, traffic=NIGHT).traffic == NIGHT


def test_hours_of_the_day_need_a_zone(house: House) -> None:
    with write(house.engine, TENANT) as connection:
        tenants.settle(connection, "nowhere", TenantSettings())
        with pytest.raises(ConflictError, match="a time zone must be set"):
            tenants.settle(connection, "nowhere", TenantSettings(traffic=NIGHT))
