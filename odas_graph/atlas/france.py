"""The map of France by département: one shape a département, coloured and numbered by how many actions are known."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final, NamedTuple

from odas_graph.atlas.site import OVERSEAS, departements
from odas_graph.resources import data_dir

# One hue, darker for more (ColorBrewer "Blues" is of the same make), told apart in grey too; 0 is white.
DARK, LIGHT = "#1b1b2f", "#ffffff"
STEPS: Final = ((0, "#ffffff", DARK), (1, "#c6dbef", DARK), (2, "#6baed6", DARK), (4, "#2171b5", LIGHT),
                (8, "#08306b", LIGHT))
FRAME: Final = (6130, 5850)
TILE: Final = 560
# Drawn again beside, larger: x, y and width.
CROWDED: Final = ("75", "92", "93", "94")
INSET: Final = (4750, 80, 1250)


class Shape(NamedTuple):
    """A département on the map: outline, where its number stands, colours; overseas ones are tiles."""

    code: str
    name: str
    outline: str
    x: int
    y: int
    fill: str
    ink: str
    known: int
    tile: bool


def shapes(counts: Mapping[str, int]) -> tuple[Shape, ...]:
    """The départements in the order of their codes; `counts` gives the actions by code."""
    found = []
    for territory in departements():
        known = counts.get(territory.code, 0)
        fill, ink = next((fill, ink) for least, fill, ink in reversed(STEPS) if known >= least)
        tile = territory.code in OVERSEAS
        if tile:
            place = OVERSEAS.index(territory.code)
            x, y = 60 + place % 2 * (TILE + 90), 3500 + place // 2 * (TILE + 90)
            outline, middle = f"M{x} {y}h{TILE}v{TILE}h-{TILE}z", (x + TILE // 2, y + TILE // 2)
        elif territory.code in _outlines():
            outline = _outlines()[territory.code]
            middle = _middle(outline)
        else:
            continue
        found.append(Shape(territory.code, territory.name, outline, *middle, fill, ink, known, tile))
    return tuple(found)


def inset(found: tuple[Shape, ...]) -> tuple[tuple[Shape, ...], str]:
    """Paris and its neighbours, too small for a number, and the SVG transform that draws them again at the side."""
    small = tuple(s for s in found if s.code in CROWDED)
    points = [point for shape in small for ring in _rings(shape.outline) for point in ring]
    left, top = min(x for x, _ in points), min(y for _, y in points)
    wide = max(x for x, _ in points) - left
    scale = INSET[2] / wide
    return small, f"translate({INSET[0]} {INSET[1]}) scale({scale:.3f}) translate({-left} {-top})"


@cache
def _outlines() -> dict[str, str]:
    with (data_dir() / "territories" / "contours.csv").open(encoding="utf-8", newline="") as stream:
        return {row["code"]: row["contour"] for row in csv.DictReader(stream)}


def _rings(outline: str) -> Iterator[list[tuple[int, int]]]:
    """The corners of each ring of an outline."""
    for ring in outline.split("z")[:-1]:
        start, steps = ring[1:].split("l")
        x, y = map(int, start.split())
        points = [(x, y)]
        numbers = [int(n) for n in steps.replace("-", " -").split()]
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            points.append((x, y))
        yield points


def _middle(outline: str) -> tuple[int, int]:
    """The centroid of the largest ring, weighed by area: inside, for shapes as round as these."""
    best = (0.0, 0.0, 0.0)
    for points in _rings(outline):
        area = cx = cy = 0
        for (ax, ay), (bx, by) in zip(points, [*points[1:], points[0]], strict=True):
            cross = ax * by - bx * ay
            area, cx, cy = area + cross, cx + (ax + bx) * cross, cy + (ay + by) * cross
        if abs(area) > best[0]:
            best = (abs(area), cx / (3 * area), cy / (3 * area))
    return round(best[1]), round(best[2])
