"""Who serves this order best? Asked again and again, without looking at everybody, while orders are given out.

Gaps have entries by place under cells of H3. A question looks at the rings of cells around the order, the nearest
first, until nobody further out can be better than the best that was found: see `dispatch.near.bounds`. The choice is
the one of `dispatch.evaluator.evaluate` over all technicians, at the same cost to the last bit.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import h3.api.basic_int as h3
import numpy as np

from dispatch.evaluator.answers import Answers
from dispatch.evaluator.arrays import NOBODY, Arrays
from dispatch.evaluator.days import put
from dispatch.evaluator.evaluate import evaluate
from dispatch.near.entries import enter_all, give, legs_of, strike_route, take_out
from dispatch.near.filing import Filing
from dispatch.near.levels import COARSEST, FIRST_RINGS, Disk, resolution_for
from dispatch.near.middles import middles_of
from dispatch.near.rows import CLOSED, EVERYWHERE, FIRST, KINDS, LEG, OPEN, UNSURE, Near
from dispatch.near.search import look
from dispatch.objectives import DISTANCE, RESPONSE, TRAVEL

LONG = Disk(np.array([EVERYWHERE], np.int32), np.array([1], np.int32), np.array([math.inf]))
"""What is always looked at."""


class Nearby:
    """The days of technicians, with an index by place.

    Parameters
    ----------
    p
        The days. Whatever changes them, but `give` and `take`, is followed by `renew`.
    ids
        Of the technicians, shape (n_technicians,): of equals the first is best.
    resolution
        Of the cells, from 1 to 15; chosen by what is in the routes unless given.

    Raises
    ------
    ValueError
        If there are not as many ids as technicians.
    """

    def __init__(self, p: Arrays, ids: Sequence[str], resolution: int | None = None) -> None:
        if len(ids) != len(p.technicians):
            raise ValueError(f"ids: {len(ids)} are given, there are {len(p.technicians)} technicians")
        self.p = p
        distance_has_a_price = bool(p.weights[[TRAVEL, DISTANCE, RESPONSE]].max() > 0.0)
        self.by_rings = distance_has_a_price and not p.network.by_matrix
        """Are rings of cells looked at? If not, everybody is."""
        if not self.by_rings:
            self._filing = Filing(p, COARSEST, ids)
            return
        legs = self._legs(0, len(p.routes))
        gaps = np.flatnonzero(legs["route"] != NOBODY)
        middles = middles_of(p.network.points[legs["begins"][gaps]], p.network.points[legs["ends"][gaps]])
        self._filing = Filing(p, resolution or resolution_for(*middles), ids)
        buckets = np.full(len(legs), NOBODY, np.int32)
        buckets[gaps] = self._filing.buckets_for(*middles, legs["kind"][gaps])
        profiles = self._filing.near.profile_of[p.routes["technician"][legs["route"][gaps]]]
        turn = gaps[np.argsort(profiles, kind="stable")]  # those of one profile lie together
        enter_all(p, self._filing.near, legs, buckets, turn)
        for level in self._filing.levels:
            level.prepare()

    @property
    def question(self) -> Any:
        """What was asked last and how much was looked at, a record of `dispatch.near.rows.QUESTION`."""
        return self._filing.near.question[0]

    @property
    def index(self) -> Near:
        """The index as it stands; arrays that have grown are new ones."""
        return self._filing.near

    def best(self, i: int, answers: Answers) -> int | None:
        """The technician who serves order `i` best; ``None`` if nobody can.

        Parameters
        ----------
        i
            Row of `Arrays.orders`, of an order that is in no route.
        answers
            Where to write, one row for each technician. That of the technician who is returned is filled, those of
            others may hold anything.
        """
        if not self.by_rings:
            return self._best_of_all(i, answers)
        p, filing = self.p, self._filing
        new = i
        if filing.holds_long or not any(map(len, filing.levels)):
            look(p, filing.near, new, len(filing.levels), *LONG, answers)
            new = NOBODY
        place = p.network.points[p.orders["place"][i]]
        lat, lng = math.degrees(place["lat_rad"]), float(place["lng_deg"])
        for level in filing.levels:
            if len(level):
                cell, rings = h3.latlng_to_cell(lat, lng, level.resolution), FIRST_RINGS
                while look(p, filing.near, new, level.number, *level.disk(cell, rings), answers):
                    rings, new = 2 * rings + 1, NOBODY
                new = NOBODY
        best = int(filing.near.question["best"][0])
        return None if best == NOBODY else best

    def give(self, i: int, r: int, position: int) -> bool:
        """Put order `i` into route `r` before the stop at `position`, and keep the index true.

        Returns
        -------
        bool
            Is every rule of the clock kept? The order is in the route even if not.

        Raises
        ------
        ValueError
            If no room is left in the route: see the `room` of `dispatch.layout.lay_out`.
        """
        room = int(self.p.routes["room"][r])
        if self.p.routes["count"][r] >= room:
            raise ValueError(f"route {r}: has room for {room} stops and holds as many")
        if not self.by_rings:
            return bool(put(self.p, r, position, i))
        p, filing = self.p, self._filing
        before, behind = self._ends(r, position)
        place = p.network.points[p.orders["place"][i]]
        old = filing.near.gaps["bucket"][int(p.routes[r]["first"]) + r + position]
        unsure = filing.near.buckets["group"][old] % KINDS == UNSURE
        kinds = (FIRST if position == 0 else CLOSED, OPEN if behind is None else CLOSED)
        first = filing.bucket_for(before, place, UNSURE if unsure else kinds[0])
        second = filing.bucket_for(place, place if behind is None else behind, UNSURE if unsure else kinds[1])
        kept = bool(give(p, filing.near, (i, r, position), (first, second)))
        if not kept:
            self.renew(r)
        return kept

    def take(self, r: int, position: int) -> None:
        """Take the stop at `position` out of route `r`, and keep the index true."""
        take_out(self.p, self._filing.near, r, position)
        self._enter(r)

    def renew(self, r: int) -> None:
        """Make the index true again after something else has changed route `r`."""
        strike_route(self.p, self._filing.near, r)
        self._enter(r)

    def _enter(self, r: int) -> None:
        """Enter all gaps of a route that are in no bucket yet."""
        if not self.by_rings:
            return
        legs, points = self._legs(r, r + 1), self.p.network.points
        buckets = np.full(len(legs), NOBODY, np.int32)
        for n, leg in enumerate(legs):
            if leg["route"] != NOBODY:
                begins, ends = points[leg["begins"]], points[leg["ends"]]
                buckets[n] = self._filing.bucket_for(begins, ends, int(leg["kind"]), len(legs))
        enter_all(self.p, self._filing.near, legs, buckets, np.flatnonzero(buckets != NOBODY))

    def _best_of_all(self, i: int, answers: Answers) -> int | None:
        evaluate(self.p, i, answers, True)
        able = np.flatnonzero(answers.can())
        if len(able) == 0:
            return None
        costs = answers.each["cost_min"][able]
        cheapest = able[costs == costs.min()]
        return int(cheapest[self._filing.near.rank[cheapest].argmin()])

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
        before = row["begins"] if position == 0 else p.orders["place"][p.stops["order"][first + position - 1]]
        if position < row["count"]:
            behind = p.orders["place"][p.stops["order"][first + position]]
        else:
            behind = p.technicians["end"][row["technician"]]
        points = p.network.points
        return points[before], None if behind == NOBODY else points[behind]
