"""A day as it is told to OR-Tools: visits, vehicles, and what lies between them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dispatch.backends.routing.vehicles import Vehicle, vehicles_of
from dispatch.backends.routing.visits import Visit, visits_of
from dispatch.backends.routing.ways import Ways
from dispatch.evaluator.arrays import NOBODY, Arrays
from dispatch.objectives import CHANGED, LEVEL, NOT_PREFERRED

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Day:
    """What is to be planned, in seconds from the origin.

    Parameters
    ----------
    pair_min
        Minutes that it costs on top that a vehicle serves a visit, shape (n_visits, n_vehicles); ``None`` if no such
        price is asked for.
    loads
        Shape (n_visits, n_dimensions).
    """

    p: Arrays
    visits: tuple[Visit, ...]
    vehicles: tuple[Vehicle, ...]
    ways: Ways
    pair_min: npt.NDArray[np.float64] | None
    loads: Numbers

    @classmethod
    def of(cls, p: Arrays, able: npt.NDArray[np.bool_], must: Collection[int] = ()) -> Day:
        """The day whose frozen stops stand in the routes of `p`, and no others.

        Parameters
        ----------
        able
            Who passes every static rule, shape (n_orders, n_technicians).
        must
            Numbers of orders that may not be left out.
        """
        vehicles = vehicles_of(p)
        firsts = ((int(row["first"]), int(row["count"])) for row in p.routes)
        taken = {int(i) for first, count in firsts for i in p.stops["order"][first : first + count]}
        visits = visits_of(p, able, vehicles, must, taken)
        return cls(
            p=p,
            visits=visits,
            vehicles=vehicles,
            ways=Ways(p, visits, vehicles),
            pair_min=pair_prices_min(p, visits, vehicles),
            loads=p.loads[[visit.order for visit in visits]],
        )

    @property
    def closes(self) -> int:
        """The last second at which anybody may work."""
        return max(vehicle.closes for vehicle in self.vehicles)


def pair_prices_min(
    p: Arrays, visits: tuple[Visit, ...], vehicles: tuple[Vehicle, ...]
) -> npt.NDArray[np.float64] | None:
    """Minutes for skill beyond what is needed, for who is not preferred, and for who is another than in force."""
    weights = p.weights[[LEVEL, NOT_PREFERRED, CHANGED]]
    if not weights.any():
        return None
    found = np.zeros((len(visits), len(p.technicians)))
    for n, visit in enumerate(visits):
        row = p.orders[visit.order]
        needs = p.needs[int(row["need_first"]) : int(row["need_last"])]
        liked = p.names[int(row["preferred_first"]) : int(row["preferred_last"])]
        planned = int(row["planned_technician"])
        everybody = np.arange(len(p.technicians))
        over = p.levels[:, needs["skill"]].sum(axis=1, dtype=np.int64) - int(needs["level"].sum())
        disliked = ~np.isin(everybody, liked) if len(liked) else np.zeros(len(everybody), np.bool_)
        changed = (everybody != planned) & (planned != NOBODY)
        found[n] = weights @ np.array([over, disliked, changed], np.float64)
    return found[:, [vehicle.technician for vehicle in vehicles]]
