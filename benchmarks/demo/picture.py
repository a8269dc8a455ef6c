"""The day in one picture: left the routes on a plain map, right what each technician did when."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.demo.day import CityDay
from benchmarks.demo.figures import Figures
from benchmarks.demo.palette import DRIVING, FAINT, HOME, IDLE, INK, LEFT_OUT, PAPER, SHIFT, TRADE_COLOURS
from benchmarks.demo.picture_map import draw_map
from benchmarks.demo.picture_timeline import draw_timeline
from benchmarks.demo.texts import texts
from dispatch.model import Plan, Problem

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_INCHES, _DPI = (16.0, 9.0), 110
_CJK_FONTS = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "WenQuanYi Micro Hei",
    "PingFang SC",
    "Microsoft YaHei",
    "SimHei",
)


@dataclass(frozen=True, slots=True)
class Scene:
    """What the picture shows: a day, the plan it ended with, and its key figures."""

    day: CityDay
    problem: Problem
    plan: Plan
    figures: Figures


def draw(scene: Scene, path: Path, lang: str = "en") -> Path:
    """Draw the day into a PNG file and return its path.

    The words are Chinese only if that is asked for and a font with Chinese letters is installed.
    """
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib.figure import Figure

    font = _chinese_font() if lang == "zh" else None
    spoken = lang if font else "en"
    with mpl.rc_context({"font.family": [font, "DejaVu Sans"] if font else ["DejaVu Sans"]}):
        figure = Figure(figsize=_INCHES, dpi=_DPI, facecolor=PAPER)
        grid = figure.add_gridspec(1, 2, width_ratios=(0.82, 1.2), left=0.012, right=0.988, top=0.87, bottom=0.105,
                                   wspace=0.075)  # fmt: skip
        draw_map(figure.add_subplot(grid[0]), scene.day, scene.problem, scene.plan, spoken)
        draw_timeline(figure.add_subplot(grid[1]), scene.problem, scene.plan, spoken)
        _write_around(figure, scene, spoken)
        path.parent.mkdir(parents=True, exist_ok=True)
        _save(figure, path)
    return path


def _chinese_font() -> str | None:
    """A font with Chinese letters, if one is installed."""
    from matplotlib import font_manager

    installed = {font.name for font in font_manager.fontManager.ttflist}
    return next((name for name in _CJK_FONTS if name in installed), None)


def _write_around(figure: Figure, scene: Scene, lang: str) -> None:
    """Title, figures, legend and credit."""
    words, figures, city = texts(lang), scene.figures, scene.day.city
    name = city.name_zh if lang == "zh" else city.name
    figure.text(0.014, 0.945, words.picture_title.format(city=name), fontsize=21, fontweight="bold", color=INK)
    told = words.picture_figures.format(
        orders=figures.orders,
        served=figures.served,
        technicians=len(scene.day.technicians),
        minutes=figures.travel_min_per_order,
        utilisation=figures.utilisation * 100.0,
    )
    figure.text(0.014, 0.905, told, fontsize=12.5, color=FAINT)
    _legend(figure, lang)
    figure.text(0.988, 0.018, f"Paidan · {words.credit}", fontsize=8.5, color=FAINT, ha="right")


def _legend(figure: Figure, lang: str) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    words = texts(lang)
    patches: list[Patch | Line2D] = [
        Patch(facecolor=colour, label=words.trades[trade]) for trade, colour in TRADE_COLOURS.items()
    ]
    patches += [
        Line2D([], [], color=DRIVING, linewidth=2.2, label=words.driving),
        Line2D([], [], color=IDLE, linewidth=4.5, label=words.waiting),
        Patch(facecolor=SHIFT, label=words.shift),
        Line2D([], [], color=HOME, marker="s", markersize=5, linestyle="none", label=words.home),
        Line2D([], [], color=LEFT_OUT, marker="x", markersize=7, markeredgewidth=2, linestyle="none",
               label=words.left_out),
    ]  # fmt: skip
    figure.legend(
        handles=patches, loc="lower left", bbox_to_anchor=(0.008, 0.006), ncols=6, frameon=False, fontsize=9.5,
        labelcolor=INK, handlelength=1.3, columnspacing=1.6,
    )  # fmt: skip


def _save(figure: Figure, path: Path) -> None:
    """Write the figure with 256 colours: a third of the size, and the eye sees no difference."""
    from PIL import Image

    drawn = BytesIO()
    figure.savefig(drawn, format="png")
    picture = Image.open(drawn).convert("RGB")
    picture.quantize(colors=256, dither=Image.Dither.NONE).save(path, format="PNG", optimize=True)
