"""Where things stand on a map: seeded, still, nothing on top of anything else. Pure functions on a graph.

Each component is drawn by stress majorisation (Gansner, Koren & North 2004, "Graph Drawing by Stress Majorization") and
turned to the shape of the page; the components are packed side by side, then everything is moved apart within the page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import networkx as nx

Array = NDArray[np.float64]
Ints = NDArray[np.int64]
Point = tuple[int, int]
# The width and height of a box, and those of its core.
Room = tuple[float, float, tuple[float, ...]]

# The share of a page that boxes may fill and still leave the eye a way between them.
FULL: Final = 0.5
# Components of so few stay as they were drawn: a pair stands level.
RIGID: Final = 3
# The share beyond which pushing boxes apart within the page takes for ever.
CROWDED: Final = 0.62
# How much of the room of its name each node keeps when all of it does not fit; the smallest is for the shape alone.
SHARES: Final = (1.0, 0.8, 0.6, 0.4, 0.2, 0.0)
# Between two components, so that the eye parts them, in pixels.
GAP: Final = 44.0
# A drawing smaller than its page grows at most this much: far-flung shapes read badly.
GROWTH: Final = 1.5
# Stress falls fast at first; past this many rounds the eye sees no change.
ROUNDS: Final = 150
# A drawing of which no point moves by so many pixels in a round is done.
STILL: Final = 0.2
# How far apart two boxes are that are not looked at in each push, in pixels.
SLACK: Final = 80.0
# Pushes before the page grows by `WIDER`; the page grows until all overlaps are gone, so the loop ends.
PUSHES: Final = 40
WIDER: Final = 1.03


def positions(graph: nx.Graph[str], *, width: float = 900, height: float = 680, seed: int = 0) -> dict[str, Point]:
    """A place for each node, in pixels around the origin, on a page that large or, where too small, of that shape.

    Nodes may carry `width` and `height` (the room of the shape with its name) and `core` (width and height without);
    edges `length` (1 by default: how far apart their ends like to stand). No two boxes overlap; names lose room first.
    The same graph, whatever the order of its nodes, gives the same places.
    """
    order = sorted(graph)
    number = {n: i for i, n in enumerate(order)}
    rooms = tuple((float(d.get("width", 120)), float(d.get("height", 64)), tuple(d.get("core", (36.0, 36.0))))
                  for d in (graph.nodes[n] for n in order))
    links = tuple(sorted((*sorted((number[u], number[v])), float(length))
                         for u, v, length in graph.edges(data="length", default=1.0)))
    return dict(zip(order, _placed(rooms, links, width, height, seed), strict=True))


@lru_cache(maxsize=2048)
def _placed(rooms: tuple[Room, ...], links: tuple[tuple[int, int, float], ...], width: float, height: float,
            seed: int) -> tuple[Point, ...]:
    """The places of nodes by number. The same drawing is asked for in each language, and for each territory that holds
    no more than another."""
    import networkx as nx

    if not rooms:
        return ()
    graph: nx.Graph[str] = nx.Graph()
    for i, (wide, high, core) in enumerate(rooms):
        graph.add_node(f"{i:07}", width=wide, height=high, core=core)
    graph.add_edges_from((f"{u:07}", f"{v:07}", {"length": length}) for u, v, length in links)
    order = sorted(graph)
    boxes = _boxes([graph.nodes[n] for n in order], width * height)
    number = {n: i for i, n in enumerate(order)}
    parts = sorted((sorted(number[n] for n in part) for part in nx.connected_components(graph)),
                   key=lambda part: (-len(part), part[0]))
    # What is tied to nothing stands in rows, as one, with no gap for others.
    lone = [part[0] for part in parts if len(part) == 1]
    if lone:
        boxes[lone] = boxes[lone].max(0)
    parts = [part for part in parts if len(part) > 1] + ([lone] if lone else [])
    found = np.zeros((len(order), 2))
    across = float(np.sqrt(boxes.prod(1).sum() / FULL * width / height))
    drawn = [_rows(boxes[part], across) if part is lone else _component(
        graph, [order[i] for i in part], boxes[part], width / height, np.random.default_rng(seed)) for part in parts]
    for part, placed in zip(parts, _packed(drawn, [boxes[part] for part in parts], width / height), strict=True):
        found[part] = placed
    found = _within_page(found, boxes, np.array([width, height], dtype=float),
                         [part for part in parts if len(part) <= RIGID or part is lone])
    return tuple((round(float(x)), round(float(y))) for x, y in found)


def _boxes(nodes: Sequence[Mapping[str, Any]], area: float) -> Array:
    """The box of each node: as much of the room of its name as the page has for all."""
    full = np.array([[float(n.get("width", 120)), float(n.get("height", 64))] for n in nodes])
    core = np.array([n.get("core", (36.0, 36.0)) for n in nodes], dtype=float)
    core = np.minimum(core, full)
    for share in SHARES:
        boxes = np.asarray(core + share * (full - core))
        if boxes.prod(1).sum() <= FULL * area:
            break
    return boxes


def _component(graph: nx.Graph[str], part: Sequence[str], size: Array, aspect: float,
               rng: np.random.Generator) -> Array:
    if len(part) == 2:
        side = np.array([1.0, 0.0]) if aspect >= 1 else np.array([0.0, 1.0])
        return np.outer([-0.5, 0.5], side) * (float((size.sum(0) / 2 * side).sum()) + 10)
    target = _distances(graph, part, size)
    found = _turned(_majorised(_start(target, rng), target))
    if aspect < 1:
        found = found[:, ::-1]
    spread = np.ptp(found, axis=0) + size.mean(0)
    # A drawing much rounder, or much flatter, than its page is stretched towards it.
    stretch = float(np.clip(np.sqrt(aspect * spread[1] / spread[0]), 0.75, 1.35))
    return _apart(found * np.array([stretch, 1 / stretch]), size)


def _rows(size: Array, across: float) -> Array:
    """Equal boxes in rows, in their order, no wider than `across`."""
    columns = max(1, min(len(size), int(across // size[0, 0])))
    number = np.arange(len(size))
    return np.asarray(np.column_stack([number % columns, number // columns]) * size[0])


def _distances(graph: nx.Graph[str], part: Sequence[str], size: Array) -> Array:
    """How far apart each two would like to stand: lengths of shortest paths, each step as long as its boxes need."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import dijkstra

    number = {n: i for i, n in enumerate(part)}
    edges = [(number[u], number[v], float(length))
             for u, v, length in graph.subgraph(part).edges(data="length", default=1.0) if u != v]
    one, other, length = (np.array(column) for column in zip(*edges, strict=True))
    reach = np.sqrt(size.prod(1))
    steps = coo_array((length * (reach[one] + reach[other]) * 0.62, (one, other)), shape=(len(part), len(part)))
    return np.asarray(dijkstra(steps.tocsr(), directed=False))


def _start(target: Array, rng: np.random.Generator) -> Array:
    """Places on a circle in the order of a walk through near neighbours, a little shaken so that no two are level."""
    count = len(target)
    left, here, walk = set(range(1, count)), 0, [0]
    while left:
        here = min(left, key=lambda other: (target[here, other], other))
        left.remove(here)
        walk.append(here)
    angles = np.empty(count)
    angles[walk] = np.linspace(0, 2 * np.pi, count, endpoint=False)
    radius = float(target.max()) / 2
    return np.column_stack([np.cos(angles), np.sin(angles)]) * radius + rng.normal(0, radius / 50, (count, 2))


def _majorised(start: Array, target: Array) -> Array:
    """The places whose distances come closest to `target`, each pair weighing 1/distance²."""
    with np.errstate(divide="ignore"):
        weight = np.where(target > 0, target ** -2.0, 0.0)
    # The pseudo-inverse of the Laplacian of a graph in which each is tied to each: ones take the place of its kernel.
    level = 1 / len(target)
    inverse = np.linalg.inv(np.diag(weight.sum(1)) - weight + level) - level
    found, wanted = start - start.mean(0), weight * target
    across, down, apart = np.empty_like(target), np.empty_like(target), np.empty_like(target)
    for _round in range(ROUNDS):
        # In place: three such tables fit beside each other where a new one at each step does not.
        np.subtract.outer(found[:, 0], found[:, 0], out=across)
        np.subtract.outer(found[:, 1], found[:, 1], out=down)
        np.multiply(across, across, out=across)
        np.multiply(down, down, out=down)
        np.add(across, down, out=apart)
        np.sqrt(apart, out=apart)
        np.maximum(apart, 1e-9, out=apart)
        ratio = np.divide(wanted, apart, out=apart)
        former, found = found, inverse @ (ratio.sum(1)[:, None] * found - ratio @ found)
        if np.abs(found - former).max() < STILL:
            break
    return np.asarray(found)


def _turned(points: Array) -> Array:
    """The points turned so that they spread most from left to right; of the mirror images, always the same one."""
    centred = points - points.mean(0)
    _values, axes = np.linalg.eigh(centred.T @ centred)
    turned = centred @ axes[:, ::-1]
    return np.asarray(turned * np.where((turned ** 3).sum(0) < 0, -1.0, 1.0))


def _near(points: Array, reach: Array) -> tuple[Ints, Ints]:
    """The pairs that may overlap before a point has moved by half of `SLACK`, each once."""
    x, y = points.T
    one, other = np.nonzero((reach[0] - np.abs(x[:, None] - x) > -SLACK) & (reach[1] - np.abs(y[:, None] - y) > -SLACK))
    kept = one < other
    return one[kept], other[kept]


def _pushes(points: Array, reach: Array, near: tuple[Ints, Ints]) -> Array | None:
    """One step away from each overlap along the side that costs least; None where nothing overlaps.

    `reach` holds how near each two may come sideways and in height; `near` the pairs to look at.
    """
    x, y = points.T
    one, other = near
    over_x = reach[0, one, other] - np.abs(x[one] - x[other])
    over_y = reach[1, one, other] - np.abs(y[one] - y[other])
    too_near = (over_x > 0.5) & (over_y > 0.5)
    one, other = one[too_near], other[too_near]
    if not one.size:
        return None
    by_x, by_y = over_x[too_near], over_y[too_near]
    # Two on one point part in the order of their numbers.
    side_x, side_y = np.where(x[one] > x[other], 0.4, -0.4), np.where(y[one] > y[other], 0.4, -0.4)
    step = np.column_stack([np.where(by_x <= by_y, by_x * side_x, 0.0), np.where(by_x <= by_y, 0.0, by_y * side_y)])
    number, both = np.concatenate([one, other]), np.concatenate([step, -step])
    return np.column_stack([np.bincount(number, both[:, side], len(points)) for side in (0, 1)])


def _apart(points: Array, size: Array, page: Array | None = None, rigid: Sequence[Sequence[int]] = ()) -> Array:
    """The points pushed until no two boxes overlap, on the page while they find room there; `rigid` move as one."""
    found, limit = points.copy(), page
    reach = (size[:, None] + size[None]).transpose(2, 0, 1) / 2
    attempt, seen, near = 0, found.copy(), _near(found, reach)
    while True:
        if np.abs(found - seen).max(initial=0.0) > SLACK / 2:
            seen, near = found.copy(), _near(found, reach)
        push = _pushes(found, reach, near)
        if push is None:
            return found
        attempt += 1
        for part in rigid:
            push[part] = push[part].sum(0)
        found += push
        if attempt % PUSHES == 0:
            # No room: a wider page, or a wider drawing.
            found = _spread(found, np.array([WIDER, WIDER]), rigid)
            limit = None if limit is None else limit * WIDER
        if limit is not None:
            half = np.maximum((limit - size) / 2, 0.0)
            back = np.clip(found, -half, half) - found
            for part in rigid:
                back[part] = back[part][np.abs(back[part]).argmax(0), [0, 1]]
            found += back


def _spread(points: Array, scale: Array, rigid: Sequence[Sequence[int]]) -> Array:
    """The points drawn apart from the origin, each of `rigid` in one piece."""
    centre = points.copy()
    for part in rigid:
        centre[part] = points[part].mean(0)
    return np.asarray(centre * scale + points - centre)


def _extent(points: Array, size: Array) -> tuple[Array, Array]:
    return (points - size / 2).min(0), (points + size / 2).max(0)


def _packed(drawn: Sequence[Array], sizes: Sequence[Array], aspect: float) -> list[Array]:
    """The components in rows, the largest first, of the width that comes closest to the shape of the page."""
    corners = [_extent(points, size) for points, size in zip(drawn, sizes, strict=True)]
    extent = [high - low + GAP for low, high in corners]
    least, most = max(float(w) for w, _h in extent), sum(float(w) for w, _h in extent)

    def page_needed(spots: list[Array]) -> float:
        width, height = np.max([spot + size for spot, size in zip(spots, extent, strict=True)], axis=0)
        return float(max(width, height * aspect))

    spots = min((_in_rows(extent, float(limit)) for limit in np.linspace(least, most, 24)), key=page_needed)
    return [points - low + spot for points, (low, _high), spot in zip(drawn, corners, spots, strict=True)]


def _in_rows(extent: Sequence[Array], limit: float) -> list[Array]:
    """The corner of each box, in rows no wider than `limit`; low boxes stand on one another beside a high one."""
    spots: list[Array] = []
    left = top = column = filled = row = 0.0
    for width, height in (map(float, size) for size in extent):
        if spots and (filled + height > row or left + width > limit + 1):
            left, column, filled = left + column, 0.0, 0.0
        if spots and left and left + width > limit + 1:
            left, top, column, filled, row = 0.0, top + row, 0.0, 0.0, 0.0
        spots.append(np.array([left, top + filled]))
        column, filled = max(column, width), filled + height
        row = max(row, filled)
    return spots


def _within_page(points: Array, size: Array, page: Array, rigid: Sequence[Sequence[int]]) -> Array:
    """The whole drawing on the page: grown to use it, or pressed into it, then freed of overlaps."""
    low, high = _extent(points, size)
    found = points - (low + high) / 2
    # Where the boxes alone would crowd the page, a larger one of the same shape.
    page = page * max(1.0, float(np.sqrt(size.prod(1).sum() / (CROWDED * page.prod()))))
    room, used = page - size.max(0), np.maximum(np.ptp(points, axis=0), 1.0)
    # Each way on its own: a page is filled, or a flat drawing pressed, without pushing out the other way.
    found = _apart(_spread(found, np.clip(room / used, 0.2, GROWTH), rigid), size, page, rigid)
    low, high = _extent(found, size)
    return np.asarray(found - (low + high) / 2)
