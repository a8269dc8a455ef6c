"""The problem as arrays: the shape in which the compiled evaluator reads it.

Times are seconds since the problem's origin, places are indexes, ids are positions in `Problem.orders` (i) and
`Problem.technicians` (k). A *route* (r) is one shift of one technician. Lists of different length lie behind one
another in one array, and their owner holds ``first`` and ``last`` (exclusive).

The second and further roles of a crew have rows of `orders` of their own, behind those of all orders.

Of technicians, routes and stops comes first what is read of all of them: lines of memory are fetched as a whole.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Records = npt.NDArray[Any]

NEVER = np.iinfo(np.int64).min // 4
"""An instant before all others; also `ORDER.created` of an order whose creation nobody knows."""

ALWAYS = np.iinfo(np.int64).max // 4
"""An instant after all others, and a number that nothing exceeds."""

N_RULES = 12
"""Rules of the clock and of the sequence: see `dispatch.evaluator.answers.SEQUENCE_RULES`."""

NOBODY = -1
"""In an index: there is none."""


def listed(*names: str) -> list[tuple[str, type]]:
    """Fields of an owner of lists: where each begins and ends."""
    return [(f"{name}_{end}", np.int32) for name in names for end in ("first", "last")]


ORDER = np.dtype(
    [
        ("place", np.int32),
        ("service_s", np.int64),
        ("setup_s", np.int64),
        ("created", np.int64),
        ("due", np.int64),  # ALWAYS: never late
        ("lateness_weight", np.float64),
        ("unserved_min", np.float64),  # what it costs to leave it out; 0 for a crew's further roles
        ("price_min", np.float64),  # the same of its whole order, whatever the role
        ("lock_from", np.int64),  # a lock on its time: bounds of the start, both included
        ("lock_until", np.int64),
        ("lock_technician", np.int32),  # NOBODY: not locked to anybody
        ("kept", np.bool_),  # locked into the plan: it may not be left out
        ("planned_start", np.int64),  # in the plan in force; NEVER if it is not in it
        ("planned_technician", np.int32),
        *listed("window", "need", "tag", "forbidden", "declined", "preferred"),
        *listed("required"),  # first is NOBODY: anybody may
        ("reached", np.bool_),  # a way leads in from some other order's place
        ("left", np.bool_),  # a way leads on to some other order's place
    ],
    align=True,
)
TECHNICIAN = np.dtype(
    [
        *listed("route"),
        *listed("absence"),
        ("start", np.int32),
        ("end", np.int32),  # NOBODY: the day ends at the last order
        ("free_of_rating", np.int32),  # roles in each shift for which no star is lost: the newcomer's quota
        ("active", np.bool_),
        ("speed_factor", np.float64),
        ("service_factor", np.float64),
        ("max_orders", np.int64),  # ALWAYS: any number
        ("max_travel_s", np.int64),  # ALWAYS: any number
        ("stars_lost", np.float64),  # 5 minus the shrunk rating
        ("seen", np.int32),  # where they were seen; NOBODY if nobody knows
        ("fixed_min", np.float64),  # price of each used shift
        *listed("tag"),
        *listed("area"),  # first is NOBODY: works anywhere
    ],
    align=True,
)
ROUTE = np.dtype(
    [
        ("technician", np.int32),
        ("first", np.int32),  # of its room in `stops`
        ("count", np.int32),
        ("fixed", np.int32),  # leading stops that are frozen; as laid out, how many may be
        ("begins", np.int32),  # place: the technician's start, or position
        *listed("break"),
        ("break_fixed", np.int32),  # leading breaks that are frozen
        ("legal", np.bool_),
        ("as_told", np.bool_),  # no stop starts later than it must
        ("starts", np.int64),  # start of the shift; not before the origin
        ("opens", np.int64),  # the same, or instant of the position
        ("closes", np.int64),  # end of the shift, with the overtime that is allowed
        ("reach_s", np.float64),  # seconds from its beginning to its furthest place, without traffic
        ("longest_s", np.float64),  # of its longest way
        ("idle_s", np.int64),  # by which waiting may fall though nothing is done in it
        ("waiting_s", np.int64),
        ("travel_s", np.int64),
        ("travel_least_s", np.int64),  # in the lightest traffic
        ("travel_most_s", np.int64),  # in the heaviest
        ("setup_most_s", np.int64),  # the longest setup of its orders
        ("overtime_s", np.int64),
        ("moved_s", np.int64),
        ("room", np.int32),
        ("ends", np.int64),  # of the shift
        ("depart", np.int64),
        ("back", np.int64),
        ("depart_anew", np.int64),  # as the clock would have it; the plan in force may state it otherwise
        ("back_anew", np.int64),
        ("travel_anew_s", np.int64),
        ("home_way_s", np.float64),  # as STOP.way_s: from the last stop to the end; 0 without an end
        ("home_s", np.int64),
        ("distance_m", np.int64),
        ("setup_s", np.int64),
        ("service_s", np.int64),
        ("lateness", np.float64),  # late seconds times their weights
        ("late_max_s", np.int64),
        ("response_s", np.int64),
    ],
    align=True,
)
STOP = np.dtype(
    [
        ("order", np.int32),
        ("place", np.int32),  # of its order
        ("latest", np.int64),  # start after which the rest of the route certainly no longer fits
        ("way_s", np.float64),  # seconds from the stop before, or from the start, without traffic; below 0: no way
        ("leg_s", np.int64),  # the same as driven; 0 where there is no way
        ("metres", np.int32),
        ("told", np.int64),  # it starts no earlier: what the plan in force says, else NEVER
        ("until", np.int64),  # it starts no later: lock and certificates
        ("setup_s", np.int64),
        ("service_s", np.int64),  # by this technician
        ("start", np.int64),
        ("safe", np.int64),  # start up to which the rest of it certainly fits; NEVER if nobody knows of one
        ("least_beyond_s", np.int64),  # seconds of driving behind it, in the lightest traffic
        ("late_max_beyond", np.int64),  # largest lateness behind it
        ("travel_to", np.int64),  # totals of the route up to here, this stop included
        ("setup_to", np.int64),
        ("lateness_to", np.float64),
        ("late_max_to", np.int64),
        ("response_to", np.int64),
        ("moved_to", np.int64),
    ],
    align=True,
)
GAP = np.dtype(
    [
        ("free", np.int64),  # from then on, and not before, somebody can set off to what is put in
        ("clear", np.int64),  # until then no absence is in the way of who sets off at `free`
        ("enter_by", np.int64),  # who reaches what follows later, from somewhere else, breaks a rule
        ("done_by", np.int64),  # who is done with what is put in by then, ...
        ("reached_by", np.int64),  # ... and at what follows by then, keeps every rule; NEVER if that is not certain
        ("setup_next_s", np.int32),  # seconds of setup that what follows then needs
        ("before", np.int32),  # place from which what is put in is driven to
        ("behind", np.int32),  # place that follows; NOBODY if the day may end anywhere
        ("leg_s", np.int32),  # of the way from the one to the other, as driven; 0 if nobody drives it yet
        ("miss_s", np.int32),  # by how much the order that is asked about misses the rules there, at the least
    ],
    align=True,
)
"""What is certain of an order put in between two stops, or between the last and the end. See `evaluator.bounds`."""

BREAK = np.dtype(
    [
        ("earliest", np.int64),
        ("latest", np.int64),
        ("duration_s", np.int64),
        ("gap", np.int32),  # it lies before the stop of this position, or behind the last
        ("start", np.int64),
        ("anew", np.int64),  # its start as the clock would have it
        ("trial_gap", np.int32),  # the same for the trial that goes on
        ("trial_start", np.int64),
        ("best_gap", np.int32),
    ],
    align=True,
)
POINT = np.dtype([("lat_rad", np.float64), ("lng_deg", np.float64), ("cos_lat", np.float64)], align=True)
TURN = np.dtype([("begins", np.int64), ("factor", np.float64)], align=True)
SPAN = np.dtype([("opens", np.int64), ("closes", np.int64)], align=True)
PROFILE = np.dtype([("technician", np.int32), ("failed", np.uint32)], align=True)
NEED = np.dtype([("skill", np.int32), ("level", np.int32)], align=True)
TRIAL = np.dtype(
    [
        ("miss_s", np.int64),  # by how much the rules are missed; 0 if none is
        ("miss_most_s", np.int64),  # from how much on nobody is interested any more
        ("broken", np.uint32),  # which: a bit each
        ("at_stop", np.int32),  # where the run ended
        ("at_break", np.int32),  # the break that came too late
        ("late_at", np.int64),  # when the stop before that was done
        ("movable", np.int32),  # the first break whose gap is sought
        ("from_place", np.int32),  # the way that was asked for last: see `dispatch.evaluator.bounds.way_to`
        ("to_place", np.int32),
        ("way_s", np.float64),
        ("unsure", np.bool_),  # a place was passed over that may fit
        ("places", np.uint64),  # of the route that is looked at, a bit each: see `dispatch.evaluator.outlook`
        ("alone", np.bool_),  # no other stop is moved, and no break lies outside of the route's hours
        ("start", np.int64),  # of the order that is tried
        ("depart", np.int64),
        ("back", np.int64),
        ("travel_s", np.int64),
        ("setup_s", np.int64),
        ("service_s", np.int64),
        ("waiting_s", np.int64),
        ("overtime_s", np.int64),
        ("lateness", np.float64),
        ("late_max_s", np.int64),
        ("response_s", np.int64),
        ("moved_s", np.int64),
        ("peak_s", np.int64),  # largest lateness of a stop in the whole plan
        ("peak_route", np.int32),  # the route it is in
        ("peak_elsewhere_s", np.int64),  # the largest in all other routes
        ("seen", np.int64, (N_RULES,)),  # of each rule that is broken
        ("bounds", np.int64, (N_RULES,)),
    ],
    align=True,
)


class Network(NamedTuple):
    """Travel between places, shape (n_places,) or (n_places, n_places).

    With `by_matrix` seconds are looked up (-1: no way), else worked out from latitude and longitude. `distances_m` has
    shape (0, 0) if nobody knows or asks. Of `turns`, each tells from when on driving takes so many times as long; the
    smallest and the largest of these factors are `least_factor` and `most_factor`.
    """

    by_matrix: bool
    points: Records
    speed_ms: float
    detour: float
    durations_s: npt.NDArray[np.int32]
    distances_m: npt.NDArray[np.int32]
    turns: Records
    least_factor: float
    most_factor: float


class Arrays(NamedTuple):
    """Everything that the evaluator reads.

    It writes `routes`, `stops`, `gaps`, `breaks`, `carried`, `worked_s`, `late_max_s`.

    Parameters
    ----------
    gaps
        Of each route one more than it has room for stops, behind one another; `dispatch.evaluator.bounds.gap_at` finds
        them.
    now, frozen
        Before the one nothing departs, before the other nothing new starts.
    profiles, profile_of
        Technicians of one *profile* are alike for most static rules: see `dispatch.rules`. One technician of each
        profile, with the rules that fail for the order that is asked about; and the profile of each technician.
    levels, expires
        Of each technician's skills, shape (n_technicians, n_skills): level held (0 = none), and the instant from which
        it no longer counts; `expires` has shape (0, 0) if nobody has a certificate.
    in_area
        Shape (n_orders, n_areas).
    names
        Areas, tags and technicians that orders and technicians name, as numbers; their rows point into it.
    loads, capacity, carried
        Of orders, technicians and routes, each by dimension.
    worked_s
        Seconds of driving, setup and service of each technician over all routes.
    late_max_s
        The largest lateness in each route, once more: whoever seeks the largest of all need not read the whole routes.
    trial
        One record: what the trial that goes on has found.
    totals
        Of the place under trial, one for each term.
    """

    now: int
    frozen: int
    network: Network
    orders: Records
    technicians: Records
    profiles: Records
    profile_of: npt.NDArray[np.int32]
    routes: Records
    stops: Records
    gaps: Records
    breaks: Records
    windows: Records
    absences: Records
    needs: Records
    levels: npt.NDArray[np.int16]
    expires: npt.NDArray[np.int64]
    in_area: npt.NDArray[np.bool_]
    names: npt.NDArray[np.int32]
    loads: npt.NDArray[np.int64]
    capacity: npt.NDArray[np.int64]
    carried: npt.NDArray[np.int64]
    weights: npt.NDArray[np.float64]
    worked_s: npt.NDArray[np.int64]
    late_max_s: npt.NDArray[np.int64]
    trial: Records
    totals: npt.NDArray[np.float64]
