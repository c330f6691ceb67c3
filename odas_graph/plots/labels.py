"""Where names stand beside their marks, so that none covers another, a mark, or the edge of the figure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from math import cos, sin, tau
from typing import Final, NamedTuple

# Directions to try, best to read first: right, left, then above and below on either side.
_DIRECTIONS: Final = ((1, 0), (-1, 0), (1, -1), (1, 1), (-1, -1), (-1, 1), (0, -1), (0, 1))
# How far from the mark, in pixels: past the last a name no longer seems to belong to it, line or not.
_DISTANCES: Final = (5.0, 14.0, 28.0, 46.0, 68.0)
# The air around a name.
_MARGIN: Final = 2.0


class Box(NamedTuple):
    """A rectangle, by its left, top, right and bottom."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Do the two share any inside?"""
        return (self.left < other.right and other.left < self.right
                and self.top < other.bottom and other.top < self.bottom)

    def holds(self, other: Box) -> bool:
        """Is the other wholly inside?"""
        return (self.left <= other.left and self.top <= other.top
                and self.right >= other.right and self.bottom >= other.bottom)

    def grown(self, margin: float) -> Box:
        """The rectangle with this much more on every side."""
        return Box(self.left - margin, self.top - margin, self.right + margin, self.bottom + margin)


class Label(NamedTuple):
    """A name to place: the middle and radius of its mark, and the room the name takes."""

    x: float
    y: float
    radius: float
    width: float
    height: float


def around(x: float, y: float, radius: float) -> Box:
    """The square around a mark."""
    return Box(x - radius, y - radius, x + radius, y + radius)


def placed(labels: Sequence[Label], bounds: Box, obstacles: Sequence[Box] = ()) -> list[Box | None]:
    """Where each name stands, first come first served; None for one that finds no free place near its mark.

    No place returned meets another, an obstacle or the mark of a label, or leaves the bounds. O(n²) in labels and
    obstacles, forty places tried for each.
    """
    taken = [*obstacles, *(around(label.x, label.y, label.radius) for label in labels)]
    found: list[Box | None] = []
    for label in labels:
        place = next((box for box in _candidates(label) if bounds.holds(box)
                      and not any(box.grown(_MARGIN).meets(other) for other in taken)), None)
        found.append(place)
        if place is not None:
            taken.append(place)
    return found


def _candidates(label: Label) -> Iterator[Box]:
    for distance in _DISTANCES:
        for right, down in _DIRECTIONS:
            # On a slant the corner of the name, not its middle, is nearest.
            reach = label.radius + distance if not (right and down) else 0.75 * (label.radius + distance)
            x, y = label.x + right * reach, label.y + down * reach
            left = x - label.width * (1 - right) / 2
            top = y - label.height * (1 - down) / 2
            yield Box(left, top, left + label.width, top + label.height)


def apart(points: Sequence[tuple[float, float]], gap: float, bounds: Box) -> list[tuple[float, float]]:
    """The points, each as near to its place as leaves `gap` between any two, within the bounds.

    First come first served; one that finds no room within ten gaps stays where it is. O(n²).
    """
    moved: list[tuple[float, float]] = []
    for x, y in points:
        near = ((x + across, y + down) for across, down in _spiral(gap))
        free = (place for place in near if bounds.holds(around(*place, 0.0))
                and all((place[0] - a) ** 2 + (place[1] - b) ** 2 >= gap * gap for a, b in moved))
        moved.append(next(free, (x, y)))
    return moved


def column(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Heights in one column, in order, `gap` apart at least, each as near to the one wanted as the others allow.

    `wanted` is sorted. Runs that would overlap are set around their mean; where there is no room for all between `low`
    and `high`, the last go beyond. O(n).
    """
    runs: list[tuple[float, int]] = []  # the first height of a run, and how many stand in it
    for height in wanted:
        run = (max(height, low), 1)
        while runs and runs[-1][0] + gap * runs[-1][1] > run[0]:
            first, count = runs.pop()
            # Where the run would begin if each stood where it wants to, on average.
            start = (first * count + (run[0] - gap * count) * run[1]) / (count + run[1])
            run = (max(start, low), count + run[1])
        runs.append((max(low, min(run[0], high - gap * (run[1] - 1))), run[1]))
    heights = [first + gap * i for first, count in runs for i in range(count)]
    # A run pushed up from the edge must not meet the one above it.
    for i in reversed(range(len(heights) - 1)):
        heights[i] = min(heights[i], heights[i + 1] - gap)
    return heights


@cache
def _spiral(gap: float) -> tuple[tuple[float, float], ...]:
    """Steps away from a place, the nearest first: rings of points a quarter of the gap apart, up to ten gaps."""
    steps = [(0.0, 0.0)]
    for ring in range(1, 41):
        count = 6 * ring
        steps += [(ring * gap / 4 * cos(tau * i / count), ring * gap / 4 * sin(tau * i / count)) for i in range(count)]
    return tuple(steps)
