"""Who serves this order best? Asked again and again, without looking at everybody, while orders are given out.

Gaps are filed by place under cells of H3. A question looks at the rings of cells around the order, the nearest first,
until nothing further out can be better than the best that was found: see `dispatch.near.bounds`. The choice is the one
of `dispatch.evaluator.evaluate` over all technicians, at the same cost to the last bit.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import h3.api.basic_int as h3
import numpy as np

from dispatch.answers import Answers
from dispatch.arrays import NOBODY, Arrays
from dispatch.days import put
from dispatch.evaluator import evaluate
from dispatch.near.filing import Filing
from dispatch.near.levels import COARSEST, FINEST
from dispatch.near.rows import CLOSED, EVERYWHERE, FIRST, LEG, OPEN
from dispatch.near.search import file_in, give, legs_of, look, price_all, unfile_route
from dispatch.objectives import DISTANCE, RESPONSE, TRAVEL

CROWD = 48
"""Places in routes that a cell holds on average, or more, at the resolution that is chosen."""

FIRST_RINGS = 1
"""Rings of cells that are looked at before anything is known."""

ALWAYS_LOOKED_AT = np.array([EVERYWHERE], np.int32)


class Nearby:
    """The days of technicians, filed by place.

    Parameters
    ----------
    p
        The days. Whatever changes them, but `give`, is followed by `renew`.
    ids
        Of the technicians: of equals the first is best.
    resolution
        Of the cells; unless given such that a cell holds some tens of places in routes.
    """

    def __init__(self, p: Arrays, ids: Sequence[str], resolution: int | None = None) -> None:
        self.p = p
        self.by_rings = not p.network.by_matrix and bool(p.weights[[TRAVEL, DISTANCE, RESPONSE]].max() > 0.0)
        """Has distance a price? If not, everybody is looked at."""
        self._filing = Filing(p, FINEST if resolution is None else resolution, ids)
        if self.by_rings:
            if resolution is None:
                self._filing = Filing(p, self._resolution(), ids)
            self._filing.file_all(self._legs(0, len(p.routes)))
            price_all(p, self._filing.near, 0, len(p.routes))

    @property
    def question(self) -> Any:
        """What was asked last and how much was looked at, a record of `QUESTION`."""
        return self._filing.near.question[0]

    def best(self, i: int, answers: Answers) -> int | None:
        """The technician who serves order `i` best; ``None`` if nobody can.

        Parameters
        ----------
        answers
            Where to write. The row of the technician who is returned is filled, those of others may hold anything.
        """
        if not self.by_rings:
            return self._best_of_all(i, answers)
        p, filing = self.p, self._filing
        row = p.network.points[p.orders["place"][i]]
        lat, lng = math.degrees(row["lat_rad"]), float(row["lng_deg"])
        new = i
        if filing.holds_long or not len(filing.levels[0]):
            look(p, filing.near, i, ALWAYS_LOOKED_AT, answers)
            new = NOBODY
        for n, level in enumerate(filing.levels):
            if len(level) and (new == i or filing.near.needed_m[n] >= 0.0):
                self._look_around(n, h3.latlng_to_cell(lat, lng, level.resolution), answers, new)
                new = NOBODY
        best = int(filing.near.question["best"][0])
        return None if best == NOBODY else best

    def give(self, i: int, r: int, position: int) -> bool:
        """Put order `i` into route `r` at a position; is every rule of the clock kept? Room must be left for it."""
        if not self.by_rings:
            return bool(put(self.p, r, position, i))
        p = self.p
        before, beyond = self._ends(r, position)
        place = p.network.points[p.orders["place"][i]]
        leg = self._filing.leg_of(before, place, FIRST if position == 0 else CLOSED)
        if beyond is None:
            next_leg = self._filing.leg_of(place, place, OPEN)
        else:
            next_leg = self._filing.leg_of(place, beyond, CLOSED)
        kept = bool(give(p, self._filing.near, (i, r, position), (leg, next_leg)))
        if not kept:
            self.renew(r)
        return kept

    def renew(self, r: int) -> None:
        """File route `r` anew, after something else has changed it."""
        if not self.by_rings:
            return
        unfile_route(self.p, self._filing.near, r)
        gap = int(self.p.routes[r]["first"]) + r
        points = self.p.network.points
        for n, leg in enumerate(self._legs(r, r + 1)):
            if leg["route"] != NOBODY:
                found = self._filing.leg_of(points[leg["begins"]], points[leg["ends"]], int(leg["kind"]))
                file_in(self.p, self._filing.near, r, gap + n, found)
        row = self.p.technicians[self.p.routes[r]["technician"]]
        price_all(self.p, self._filing.near, int(row["route_first"]), int(row["route_last"]))

    def _look_around(self, n: int, middle: int, answers: Answers, new: int) -> None:
        """Look at the cells of the n-th level around a middle one, until nothing further out can be better.

        Parameters
        ----------
        new
            The order, if nothing was looked at for it yet, else NOBODY.
        """
        level, near = self._filing.levels[n], self._filing.near
        rings, looked = FIRST_RINGS, 0
        while looked < rings:
            cells = level.around(middle, rings)
            look(self.p, near, new, level.everything() if cells is None else cells, answers)
            new = NOBODY
            if cells is None:
                return
            looked, needed_m = rings, float(near.needed_m[n])
            rings = 2 * rings + 1 if needed_m == math.inf else level.rings_to(needed_m)

    def _best_of_all(self, i: int, answers: Answers) -> int | None:
        evaluate(self.p, i, answers)
        able = np.flatnonzero(answers.each["route"] != NOBODY)
        if len(able) == 0:
            return None
        costs = answers.each["cost_min"][able]
        cheapest = able[costs == costs.min()]
        return int(cheapest[self._filing.near.rank[cheapest].argmin()])

    def _resolution(self) -> int:
        """The finest at which a cell with places holds enough of them."""
        points = self.p.network.points
        places = np.unique(np.concatenate([self.p.routes["begins"], self.p.orders["place"][self._held()]]))
        coordinates = [
            (math.degrees(points[n]["lat_rad"]), float(points[n]["lng_deg"]))
            for n in places[:: len(places) // 20_000 + 1]
        ]
        for resolution in range(FINEST, COARSEST, -1):
            cells = {h3.latlng_to_cell(lat, lng, resolution) for lat, lng in coordinates}
            if len(places) >= CROWD * len(cells):
                return resolution
        return COARSEST

    def _held(self) -> Any:
        """Orders that are in routes."""
        rows = [range(int(r["first"]), int(r["first"]) + int(r["count"])) for r in self.p.routes if r["count"]]
        return self.p.stops["order"][np.fromiter((j for row in rows for j in row), np.int64)]

    def _legs(self, first: int, last: int) -> Any:
        """The legs of all gaps of the routes `first` to `last` (exclusive)."""
        legs = np.zeros(int((self.p.routes["room"][first:last].astype(np.int64) + 1).sum()), LEG)
        if last > first:
            legs_of(self.p, first, last, legs)
        return legs

    def _ends(self, r: int, position: int) -> tuple[Any, Any]:
        """The points on both sides of a gap; there is none behind the last of whoever need not go home."""
        p, row = self.p, self.p.routes[r]
        first = int(row["first"])
        before = row["begins"] if position == 0 else p.orders[p.stops[first + position - 1]["order"]]["place"]
        if position < row["count"]:
            beyond = p.orders[p.stops[first + position]["order"]]["place"]
        else:
            beyond = p.technicians[row["technician"]]["end"]
        points = p.network.points
        return points[before], None if beyond == NOBODY else points[beyond]
