"""Relations as two arrays of numbers: naming, matching, merging. Linear in the rows but for one sort."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import repeat

import numpy as np

from odas_graph.panel import SILENT, Bools, Ints

Relation = tuple[Ints, Ints]


def numbered(names: Sequence[str], index: Mapping[str, int]) -> Ints:
    """The number of each name in the index, SILENT where it has none."""
    return np.fromiter(map(index.get, names, repeat(SILENT)), np.int64, len(names))


def index(names: Iterable[str]) -> dict[str, int]:
    """The place of each name among them; the names are distinct."""
    return {name: i for i, name in enumerate(names)}


def known(*columns: Ints) -> tuple[Ints, ...]:
    """The columns without the rows in which one of them is SILENT."""
    keep = np.logical_and.reduce([column != SILENT for column in columns])
    return tuple(column[keep] for column in columns)


def unique(left: Ints, right: Ints) -> Relation:
    """The pairs, each once, sorted; numbers from 0."""
    width = 1 + int(right.max(initial=0))
    keys = _distinct(left * width + right)
    return keys // width, keys % width


def matched(left: Ints, right: Ints) -> Relation:
    """Rows of `left` and `right` that hold the same number, by row of `left`, then of `right`; SILENT matches none."""
    size = int(max(left.max(initial=0), right.max(initial=0))) + 1
    rows = np.flatnonzero(right != SILENT)
    rows = rows[np.argsort(right[rows], kind="stable")]
    counts = np.bincount(right[rows], minlength=size)
    starts = np.cumsum(counts) - counts
    wanted = np.flatnonzero(left != SILENT)
    keys = left[wanted]
    lengths = counts[keys]
    ends = np.cumsum(lengths)
    within = np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - lengths, lengths)
    return np.repeat(wanted, lengths), rows[np.repeat(starts[keys], lengths) + within]


def is_among(left: Ints, right: Ints, pairs: Relation) -> Bools:
    """Is each pair (left, right) one of `pairs`?"""
    width = 1 + int(max(right.max(initial=0), pairs[1].max(initial=0)))
    keys, sought = _distinct(pairs[0] * width + pairs[1]), left * width + right
    if not len(keys):
        return np.zeros(len(sought), bool)
    place = np.minimum(np.searchsorted(keys, sought), len(keys) - 1)
    found: Bools = keys[place] == sought
    return found


def _distinct(keys: Ints) -> Ints:
    # np.unique counts with a hash table, in which such keys collide: 38 s where sorting takes one.
    keys = np.sort(keys)
    first = np.ones(len(keys), bool)
    first[1:] = keys[1:] != keys[:-1]
    return keys[first]
