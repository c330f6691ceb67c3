"""The signs of a partnership map as strokes on a canvas: lines by kind, the mark of an absence, sheets of paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import atan2, cos, hypot, sin, sqrt
from typing import Final

from odas_graph.plots.canvas import GREY, INK, PAPER, Canvas
from odas_graph.plots.labels import Box
from odas_graph.scene import Item

RED: Final = "#c1121f"
RING: Final = "#b3005e"
BAND: Final = "#e1e3eb"
# Strokes and gaps of lines by footing, in pixels; a written commitment is a whole line.
DASHES: Final = {"informal": (8.0, 5.0), "unknown": (1.6, 4.0)}
FOLD: Final = 8.0
Spot = tuple[float, float]


def bent(one: Spot, other: Spot, bend: float) -> list[Spot]:
    """The points of a line between two ends, drawn aside by `bend` pixels in the middle."""
    dx, dy = other[0] - one[0], other[1] - one[1]
    far = hypot(dx, dy) or 1.0
    x, y = (one[0] + other[0]) / 2 - dy / far * bend * 2, (one[1] + other[1]) / 2 + dx / far * bend * 2
    steps = [i / 16 for i in range(17)]
    return [((1 - t) ** 2 * one[0] + 2 * t * (1 - t) * x + t * t * other[0],
             (1 - t) ** 2 * one[1] + 2 * t * (1 - t) * y + t * t * other[1]) for t in steps]


def dense(path: Sequence[Spot]) -> Iterator[Spot]:
    """Points along a path, six pixels apart at most."""
    for (x1, y1), (x2, y2) in pairwise(path):
        steps = max(1, int(hypot(x2 - x1, y2 - y1) / 6))
        yield from ((x1 + (x2 - x1) * i / steps, y1 + (y2 - y1) * i / steps) for i in range(steps))


def tie_line(canvas: Canvas, edge: Item, path: Sequence[Spot], clear: float = 0.0) -> None:
    """A line by its kind, and a tie by its footing; an arrow stops short of the end by `clear` pixels."""
    kind = edge["kind"]
    if kind == "part":
        canvas.line(path, color=GREY, width=1.1)
    elif kind == "links":
        canvas.line(path, color=GREY, width=1 + 6 * sqrt(edge.get("share", 0.1)))
    elif kind == "absence":
        canvas.line(path, color=BAND, width=7)
        canvas.line(path, color="#80859b", width=1, dash=(2, 3))
    elif kind == "tension":
        canvas.line(list(zigzag(path[0], path[-1])), color=RED, width=2.2)
    else:
        canvas.line(path, color=INK, width=1.9, dash=DASHES.get(edge.get("footing", ""), ()))
    if kind == "funding":
        arrow(canvas, path[-4], path[-1], clear)


def arrow(canvas: Canvas, start: Spot, end: Spot, clear: float) -> None:
    """The head of an arrow that stops short of its end by `clear` pixels."""
    angle = atan2(end[1] - start[1], end[0] - start[0])
    x, y = end[0] - cos(angle) * clear, end[1] - sin(angle) * clear
    canvas.polygon([(x, y), *((x + cos(angle + turn) * 9, y + sin(angle + turn) * 9) for turn in (2.7, -2.7))],
                   fill=INK)


def zigzag(one: Spot, other: Spot) -> Iterator[Spot]:
    """A line that leaps from side to side, seven pixels a leap."""
    dx, dy = other[0] - one[0], other[1] - one[1]
    far = hypot(dx, dy) or 1.0
    steps = max(4, round(far / 7))
    yield one
    for i in range(1, steps):
        side = 5 if i % 2 else -5
        yield one[0] + dx * i / steps - dy / far * side, one[1] + dy * i / steps + dx / far * side
    yield other


def unequal(canvas: Canvas, x: float, y: float) -> None:
    """The mark of a stated absence: unequal, in a disc."""
    canvas.disc(x, y, 8, fill=PAPER, stroke="#555a6e", thick=1.3)
    for x1, y1, x2, y2 in ((-4, -2, 4, -2), (-4, 2, 4, 2), (-3, 5, 3, -5)):
        canvas.line([(x + x1, y + y1), (x + x2, y + y2)], color=INK, width=1.5)


def card(canvas: Canvas, box: Box) -> None:
    """A sheet with a corner folded down."""
    fold = min(FOLD, (box.bottom - box.top) / 3)
    corner = (box.right - fold, box.top), (box.right, box.top + fold)
    rim = [(box.left, box.top), *corner, (box.right, box.bottom), (box.left, box.bottom)]
    canvas.polygon(rim, fill=PAPER)
    canvas.line([*rim, rim[0], rim[1]], color=INK, width=2)
    canvas.line([corner[0], (box.right - fold, box.top + fold), corner[1]], color=INK, width=1.2)


def two_sizes(canvas: Canvas, x: float, y: float) -> None:
    """A small shape beside a large one."""
    canvas.disc(x - 8, y, 3.5, stroke=INK, thick=1.4)
    canvas.disc(x + 5, y, 7.5, stroke=INK, thick=1.4)


def sample(canvas: Canvas, edge: Item, x: float, y: float) -> None:
    """A line of the legend, around its middle."""
    path = [(x - 13 + i * 26 / 16, y) for i in range(17)]
    tie_line(canvas, edge, path)
    if edge["kind"] == "absence":
        unequal(canvas, x, y)
