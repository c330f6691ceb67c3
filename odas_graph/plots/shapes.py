"""The shapes of a partnership map with their names, and where names stand beside them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Final, NamedTuple

from odas_graph.plots.canvas import SMALL, measured
from odas_graph.plots.labels import Box
from odas_graph.plots.signs import Spot
from odas_graph.scene import Item

LINE: Final = 14.0
# A name stands beside its shape; further off, at the end of a thin line, only where it finds no room.
_DISTANCES: Final = (0.0, 22.0, 48.0)
_SIDES: Final = ((0, 1), (0, -1), (1, 0), (-1, 0), (1, 1), (-1, 1), (1, -1), (-1, -1))


class Shape(NamedTuple):
    """One shape: where it stands, how large it is, its name in lines; `card` is the box of the title of an action."""

    key: str
    node: Item
    x: float
    y: float
    lines: Sequence[str]
    card: Box | None

    @property
    def radius(self) -> float:
        """Half of how wide the shape is."""
        return float(self.node["size"])

    @property
    def clear(self) -> float:
        """How far from its middle the head of an arrow stops."""
        return self.radius * 1.25 + 6 if self.node.get("ring") else self.radius * 1.05 + 2

    @property
    def box(self) -> Box:
        """What no name may cover."""
        reach = self.radius * 1.25 + 6 if self.node.get("ring") else self.radius * 1.15 + 2
        return self.card or Box(self.x - reach, self.y - reach, self.x + reach, self.y + reach)


class Name(NamedTuple):
    """Where a name stands, and how far from the side of its shape."""

    far: float
    box: Box


def beside(named: Sequence[Shape], taken: Sequence[Box], points: Sequence[Spot], page: Box) -> dict[str, Name]:
    """Where names stand, first come first served: beside their shape, on the side where the fewest lines pass."""
    import numpy as np

    found: dict[str, Name] = {}
    full = np.array(list(taken), dtype=float).reshape(-1, 4)
    xs, ys = np.array(points, dtype=float).reshape(-1, 2).T
    for shape in named:
        width, height = max(measured(line, SMALL) for line in shape.lines), LINE * len(shape.lines)
        own = shape.box
        left, top, right, bottom = full[(full != own).any(1)].T
        spots = []
        for order, (far, (across, down)) in enumerate(product(_DISTANCES, _SIDES)):
            x = shape.x + across * (far + (own.right - own.left + width) / 2 + 2) * (0.75 if down else 1)
            y = shape.y + down * (far + (own.bottom - own.top + height) / 2 + 1) * (0.85 if across and down else 1)
            box = Box(x - width / 2 - 2, y - height / 2, x + width / 2 + 2, y + height / 2)
            if page.holds(box) and not ((box.left < right) & (left < box.right) & (box.top < bottom)
                                        & (top < box.bottom)).any():
                crossed = int(((box.left < xs) & (xs < box.right) & (box.top < ys) & (ys < box.bottom)).sum())
                spots.append((far, crossed, order, box))
        if spots:
            far, _crossed, _order, box = min(spots)
            full = np.vstack([full, box])
            found[shape.key] = Name(far, box)
    return found
