"""Distances between nodes, from 64 sources at a time: each bit of a word is a source (Then et al. 2014, "The More the
Merrier: Efficient Multi-Source Graph Traversal", PVLDB 8(4), p. 449–460).

Ties are of length 1: weights say how strong a tie is, not how long.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from odas_graph.analysis.graphs import Arrays, Floats, Ints

Words = NDArray[np.uint64]

WORD: Final = 64


def levels(arrays: Arrays[Any], ends: Ints) -> Iterator[tuple[int, Words]]:
    """For each distance from 1 up, the nodes that reach at most 64 `ends` at just that distance, one bit an end.

    Distances follow the arcs from the node to the end. O(m) time a level.
    """
    reached = np.zeros(arrays.n, np.uint64)
    reached[ends] = np.uint64(1) << np.arange(len(ends), dtype=np.uint64)
    front = reached.copy()
    # `reduceat` has no empty runs, so the nodes without arcs are left out.
    rows = np.flatnonzero(arrays.degrees)
    starts = arrays.pointers[rows]
    distance = 0
    while len(rows):
        distance += 1
        new = np.zeros(arrays.n, np.uint64)
        new[rows] = np.bitwise_or.reduceat(front[arrays.targets], starts)
        new &= ~reached
        if not new.any():
            return
        yield distance, new
        reached |= new
        front = new


def sums(arrays: Arrays[Any], ends: Ints | None = None) -> tuple[Floats, Ints, Ints]:
    """For each node, over the `ends` it reaches (all nodes by default): Σ 1/d, Σ d, and how many there are.

    O(n m / 64) time times the longest distance, O(n) memory, exact.
    """
    n = arrays.n
    inverse, total, count = np.zeros(n), np.zeros(n, np.int64), np.zeros(n, np.int64)
    wanted = np.arange(n) if ends is None else ends
    for start in range(0, len(wanted), WORD):
        for distance, new in levels(arrays, wanted[start:start + WORD]):
            found = ones(new)
            inverse += found / distance
            total += found * distance
            count += found
    return inverse, total, count


def distances(arrays: Arrays[Any], sources: Ints) -> NDArray[np.int32]:
    """The distance from each of the sources (rows) to each node; −1 where there is no way."""
    found = np.full((len(sources), arrays.n), -1, np.int32)
    found[np.arange(len(sources)), sources] = 0
    for start in range(0, len(sources), WORD):
        part = found[start:start + WORD]
        for distance, new in levels(arrays.reversed, sources[start:start + WORD]):
            bits = np.unpackbits(new.astype("<u8").view(np.uint8).reshape(-1, 8), axis=1, bitorder="little")
            part[bits[:, :len(part)].T.astype(bool)] = distance
    return found


def _ones_by_halves(words: Words) -> Ints:
    """The bits set in each word, where numpy is too old to count them: Warren (2012), Hacker's Delight, 5–1."""
    half, quarter, eighth = (np.uint64(mask) for mask in (0x5555555555555555, 0x3333333333333333, 0x0F0F0F0F0F0F0F0F))
    one, two, four = (np.uint64(shift) for shift in (1, 2, 4))
    words = words - ((words >> one) & half)
    words = (words & quarter) + ((words >> two) & quarter)
    words = (words + (words >> four)) & eighth
    return ((words * np.uint64(0x0101010101010101)) >> np.uint64(56)).astype(np.int64)


def _ones(words: Words) -> Ints:
    return np.bitwise_count(words).astype(np.int64)


ones: Final[Callable[[Words], Ints]] = _ones if hasattr(np, "bitwise_count") else _ones_by_halves
