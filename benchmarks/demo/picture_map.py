"""The left half of the picture: routes of technicians on a plain map with the places named."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.demo.day import CityDay
from benchmarks.demo.palette import FAINT, HOME, INK, LAND, LEFT_OUT, PAPER, TRADE_COLOURS, trade_of
from benchmarks.demo.places import City
from dispatch.model import Plan, Problem
from geo.places import LatLng, Place, haversine_m

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_SCALES_KM = (1, 2, 5, 10, 20, 50)


def draw_map(axes: Axes, day: CityDay, problem: Problem, plan: Plan, lang: str) -> None:
    """Draw homes, routes, orders and the names of places; orders that were left out are crossed."""
    _frame(axes, problem)
    _draw_routes(axes, problem, plan)
    _draw_orders(axes, problem, plan)
    _name_places(axes, day.city, lang)
    _draw_scale(axes)


def _frame(axes: Axes, problem: Problem) -> None:
    """Bounds that hold all addresses and fill the axes, one kilometre as long to the north as to the east."""
    points = [_xy(order.location) for order in problem.orders] + [_xy(one.start) for one in problem.technicians]
    xs, ys = np.array(points).T
    x, y = (xs.min() + xs.max()) / 2.0, (ys.min() + ys.max()) / 2.0
    squeeze = math.cos(math.radians(y))
    box = axes.get_window_extent()
    tall = max(ys.max() - ys.min(), (xs.max() - xs.min()) * squeeze * box.height / box.width, 0.02) * 1.07
    wide = tall * box.width / box.height / squeeze
    axes.set_xlim(x - wide / 2.0, x + wide / 2.0)
    axes.set_ylim(y - tall / 2.0, y + tall / 2.0)
    axes.set_facecolor(LAND)
    axes.set_xticks([])
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_visible(False)


def _draw_routes(axes: Axes, problem: Problem, plan: Plan) -> None:
    places = {order.id: order.location for order in problem.orders}
    technicians = {technician.id: technician for technician in problem.technicians}
    for route in plan.routes:
        technician = technicians[route.technician]
        way: list[Place] = [technician.start, *(places[stop.order] for stop in route.stops)]
        if technician.end is not None:
            way.append(technician.end)
        xs, ys = zip(*(_xy(place) for place in way), strict=True)
        colour = TRADE_COLOURS[trade_of(technician.skills)]
        axes.plot(xs, ys, color=colour, linewidth=1.15, alpha=0.55, solid_joinstyle="round", zorder=2)
    homes = np.array([_xy(technician.start) for technician in problem.technicians])
    axes.scatter(homes[:, 0], homes[:, 1], s=17, marker="s", color=HOME, linewidths=0, zorder=4)


def _draw_orders(axes: Axes, problem: Problem, plan: Plan) -> None:
    served = {stop.order for route in plan.routes for stop in route.stops}
    for trade, colour in TRADE_COLOURS.items():
        points = [_xy(o.location) for o in problem.orders if o.id in served and trade_of(o.skills) == trade]
        xs, ys = np.reshape(points, (-1, 2)).T
        axes.scatter(xs, ys, s=21, color=colour, edgecolors=PAPER, linewidths=0.6, zorder=3)
    missed = [_xy(order.location) for order in problem.orders if order.id not in served]
    xs, ys = np.reshape(missed, (-1, 2)).T
    axes.scatter(xs, ys, s=48, marker="x", color=LEFT_OUT, linewidths=2.0, zorder=5)


def _name_places(axes: Axes, city: City, lang: str) -> None:
    """Name the largest places, each beside its point where its name covers no other; else not at all."""
    from matplotlib.patheffects import withStroke

    taken: list[_Box] = []
    for place in city.places:
        name = place.name_zh if lang == "zh" else place.name
        size = min(7.5 + 1.6 * math.log10(1.0 + place.population / 50_000.0), 12.0)
        x, y = axes.transAxes.inverted().transform(axes.transData.transform(_xy(place.at)))
        box = _free_box((float(x), float(y)), _extent(axes, name, size), taken)
        if box is None or not 0.0 < box[0] < box[2] < 1.0 or not 0.0 < box[1] < box[3] < 1.0:
            continue
        taken.append(box)
        axes.text(
            (box[0] + box[2]) / 2.0, (box[1] + box[3]) / 2.0, name, transform=axes.transAxes, ha="center", va="center",
            fontsize=size, fontweight="bold", color=INK, zorder=6,
            path_effects=[withStroke(linewidth=3.0, foreground=PAPER, alpha=0.85)],
        )  # fmt: skip


_Box = tuple[float, float, float, float]
"""West, south, east and north of a name, as parts of the axes."""


def _extent(axes: Axes, name: str, size: float) -> tuple[float, float]:
    """Width and height of a name in parts of the axes; a Chinese letter is as wide as it is high."""
    box = axes.get_window_extent()
    figure = axes.get_figure(root=True)
    pixels = size / 72.0 * (figure.dpi if figure is not None else 72.0)
    letters = sum(1.05 if letter > "\u2e80" else 0.68 for letter in name)
    return letters * pixels / box.width, 1.25 * pixels / box.height


def _free_box(at: tuple[float, float], extent: tuple[float, float], taken: list[_Box]) -> _Box | None:
    """Where a name covers no other: above its point, else below, right, left or on it."""
    width, height = extent
    for east, north in ((0.0, 0.65), (0.0, -0.65), (0.55, 0.0), (-0.55, 0.0), (0.0, 0.0)):
        x, y = at[0] + east * width, at[1] + north * height
        box = (x - width / 2.0, y - height / 2.0, x + width / 2.0, y + height / 2.0)
        if all(box[2] < b[0] or b[2] < box[0] or box[3] < b[1] or b[3] < box[1] for b in taken):
            return box
    return None


def _draw_scale(axes: Axes) -> None:
    """A bar of a round number of kilometres, about a sixth of the map's width."""
    west, east = axes.get_xlim()
    south, north = axes.get_ylim()
    lat = south + (north - south) * 0.03
    width_km = haversine_m(LatLng(lat=lat, lng=west), LatLng(lat=lat, lng=east)) / 1000.0
    length = max((km for km in _SCALES_KM if km <= width_km / 5.0), default=_SCALES_KM[0])
    left = west + (east - west) * 0.025
    right = left + (east - west) * length / width_km
    axes.plot([left, right], [lat, lat], color=INK, linewidth=2.0, solid_capstyle="butt", zorder=7)
    axes.text((left + right) / 2.0, lat + (north - south) * 0.008, f"{length} km", fontsize=8.5, color=FAINT,
              ha="center", va="bottom", zorder=7)  # fmt: skip


def _xy(place: Place) -> tuple[float, float]:
    """Longitude as x, latitude as y."""
    if not isinstance(place, LatLng):
        raise TypeError(f"{place} has no coordinates and cannot be drawn")
    return place.lng, place.lat
