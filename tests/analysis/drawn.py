"""Panels and readings drawn by hypothesis: thin and crowded, and silent wherever a source may be."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from odas_graph.analysis.draws import Draws
from odas_graph.panel import CONTRIBUTIONS, KINDS, NEEDS, ORIGINS, ROLES, SILENT, SPHERES, Panel
from tests.analysis.panels import Link, Part, panel

WHO = "abcdefg"
WHAT = "uvwxyz"
# Two towns of one département, one of another; and one that no territory holds.
WHERE = {"t1": ["d1", "r"], "t2": ["d1", "r"], "t3": ["d2", "r"], "d1": ["r"], "d2": ["r"]}
SITES = st.sampled_from(["t1", "t2", "t3", "t4", "d1", "r"])
SHARES = st.sampled_from([0.0, .25, .3, .7, 1.0])


def some(names: str) -> st.SearchStrategy[str]:
    return st.sampled_from(names)


PARTS = st.lists(
    st.builds(Part, some(WHO), some(WHAT), st.sets(st.sampled_from(["porteur", "relais", "financeur", "evaluateur"]),
                                                   max_size=2),
              st.sampled_from([True, False, None]), st.sets(st.sampled_from(CONTRIBUTIONS[:3]), max_size=2)),
    max_size=16, unique_by=lambda part: (part.actor, part.action))
LINKS = st.lists(
    st.builds(lambda members, origin, action, absent: Link(tuple(sorted(members)), None, origin, action, absent),
              st.sets(some(WHO), min_size=1, max_size=4), st.sampled_from([None, None, *ORIGINS]),
              st.none() | some(WHAT), st.sampled_from([False, False, False, True])), max_size=10)


def panels() -> st.SearchStrategy[Panel]:
    return st.builds(
        panel, PARTS, ties=LINKS, holders=st.just(WHERE), actors=st.just(WHO),
        needs=st.dictionaries(some(WHAT), st.sets(st.sampled_from(NEEDS[:2]), max_size=2)),
        sites=st.dictionaries(some(WHAT), st.sets(SITES, max_size=2)), institutions=st.sets(some(WHO), max_size=2),
        houses=st.dictionaries(some(WHO), some(WHO), max_size=3),
        kinds=st.dictionaries(some(WHO), st.sampled_from(KINDS)),
        spheres=st.dictionaries(some(WHO), st.sampled_from([None, *SPHERES[:3]])))


@st.composite
def drawn(draw: st.DrawFn) -> tuple[Panel, Draws]:
    """A panel and a few readings of it."""
    found = draw(panels())
    count = draw(st.integers(1, 4))
    left_out = st.integers(SILENT, len(found.actions) - 1)
    kept = draw(st.none() | st.lists(st.lists(st.booleans(), min_size=len(found.ties), max_size=len(found.ties)),
                                     min_size=count, max_size=count))
    return found, readings(
        [draw(st.lists(SHARES, min_size=len(ROLES), max_size=len(ROLES))) for _ in range(count)],
        left_out=[draw(left_out) for _ in range(count)], kept=kept)


def readings(roles: list[list[float]] | None = None, *, left_out: list[int] | None = None,
             kept: list[list[bool]] | None = None) -> Draws:
    """Readings with these weights of roles (1 for all by default); contact counts 1, none 0.1."""
    left_out = left_out or [SILENT] * len(roles or [0])
    count = len(left_out)
    return Draws(
        np.array(roles or [[1.0] * len(ROLES)] * count), np.tile([.1, 1.0], (count, 1)), np.full((count, 3), 1 / 3),
        np.tile([0, .3, .7, 1.0], (count, 1)), np.array(left_out),
        None if kept is None else np.array(kept, dtype=bool).reshape(count, -1))
