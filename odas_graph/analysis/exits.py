"""What would take an actor off the list: the verdict given again on facts a little changed, never guessed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Final

import numpy as np

from odas_graph.analysis.archetypes import Deeds, is_listed, look, signatures
from odas_graph.analysis.contribution import percentiles, standings
from odas_graph.analysis.draws import Draws
from odas_graph.analysis.recognition import KNOWN, LOCAL_CIRCLES, Codes, Recognition
from odas_graph.analysis.verdict import Raw, Scores, add_up, is_silent, mean_of_sides, outside, weigh
from odas_graph.analysis.weights import ENTRIES, Weights
from odas_graph.panel import CIRCLES, Bools, Floats, Ints, Panel

PARTS: Final = ENTRIES["composantes"]
# What each part of contribution is counted by: columns of `_Peers`.
_COLUMNS: Final = ("proximity", "separated", "brokered", "irreplaceability")
_OF_PART: Final = ((0,), (1, 2), (3,))


@dataclass(frozen=True, slots=True)
class Exits:
    """What would take an actor off the list, one change at a time; nothing for an actor that is not on it.

    `circles`: one agreement older than the action, recorded with an institution of that circle. `parts`: one part of
    its contribution withdrawn (`proximite`: no source says any more whether it met inhabitants; `passage`: what it
    joins is joined without it; `irremplacabilite`: others bring and answer what it alone does), all else unchanged.
    """

    circles: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()


def exits(panel: Panel, draws: Draws, scores: Scores, seen: Recognition, places: Iterable[int], *, weights: Weights,
          scope: Sequence[str] = LOCAL_CIRCLES, parts: bool = True) -> list[Exits]:
    """What would take the candidates at `places` off the list of the first reading, in their order.

    `draws`, `seen`, `scope` and `weights` are those of `scores`. Contribution looks at no tie with an institution, so
    that an agreement changes nothing but what its circle knew: O(circles) each. A part withdrawn moves the standings
    of all the kind: O(m) each for m candidates, O(m log m) where bridging moves; where `parts` is false, none is.
    """
    chosen = np.array(list(places), dtype=np.int64)
    found = [Exits()] * len(chosen)
    rows = np.flatnonzero(scores.rank[0, chosen] > 0)
    trial = _Trial(panel, draws, scores, seen, np.array([CIRCLES.index(c) for c in scope], dtype=np.int64), weights)
    agreed = trial.agreed(chosen[rows])
    withdrawn = trial.withdrawn(chosen[rows]) if parts else np.zeros((len(rows), len(PARTS)), dtype=bool)
    for i, row in enumerate(rows.tolist()):
        found[row] = Exits(tuple(circle for j, circle in enumerate(scope) if agreed[i, j]),
                           tuple(part for j, part in enumerate(PARTS) if withdrawn[i, j]))
    return found


@dataclass(frozen=True)
class _Trial:
    """The first reading, to be judged again with one thing changed for one actor at a time."""

    panel: Panel
    draws: Draws
    scores: Scores
    seen: Recognition
    circles: Ints
    weights: Weights

    def agreed(self, places: Ints) -> Bools:
        """Places × circles: would a formal tie of before take it off the list, where there is no tie of before?"""
        # A copy of what the circles knew for each circle that an agreement is recorded with.
        shape = len(places), len(self.circles)
        place, circle = np.repeat(places, shape[1]), np.tile(np.arange(shape[1]), shape[0])
        before, after, status = self._knew(place)
        row = np.arange(len(place))
        known = status[row, circle] == KNOWN
        before[row, circle] = after[row, circle] = self.draws.recognition[0, -1]
        status[row, circle] = KNOWN
        deeds = Deeds(**{column.name: getattr(self._deeds, column.name)[0, place] for column in fields(Deeds)})
        leaves: Bools = ~known & ~self._listed(deeds, before, after, status)
        return leaves.reshape(shape)

    def withdrawn(self, places: Ints) -> Bools:
        """Places × parts: would it leave the list without that part of its contribution, where it has it?"""
        deeds = [self._without(place, part) for place in places.tolist() for part in range(len(PARTS))]
        if not deeds:
            return np.zeros((0, len(PARTS)), dtype=bool)
        changed = Deeds(**{column.name: np.array([getattr(one, column.name) for one in deeds])
                           for column in fields(Deeds)})
        leaves = ~self._listed(changed, *self._knew(np.repeat(places, len(PARTS))))
        return leaves.reshape(len(places), len(PARTS))

    def _knew(self, places: Ints) -> tuple[Floats, Floats, Codes]:
        """What the circles in scope knew of these candidates, a copy."""
        cells = (0, self.scores.candidates[places][:, None], self.circles)
        return self.seen.before[cells], self.seen.after[cells], self.seen.status[cells]

    def _listed(self, deeds: Deeds, before: Floats, after: Floats, status: Codes) -> Bools:
        return is_listed(signatures(deeds, look(before, after, status), self.weights.thresholds))

    @cached_property
    def _raw(self) -> Raw:
        """The counts of the first reading."""
        return Raw(**{column.name: getattr(self.scores.raw, column.name)[:1] for column in fields(Raw)})

    @cached_property
    def _kind(self) -> Ints:
        return self.panel.actors.kind[self.scores.candidates]

    @cached_property
    def _deeds(self) -> Deeds:
        beyond = outside(self.panel, self.scores.candidates, self.weights)
        return weigh(self._raw, self._kind, beyond, self.draws.parts[:1])[2]

    @cached_property
    def _peers(self) -> dict[int, _Peers]:
        return {kind: _Peers.of(self._raw, self._kind, kind) for kind in np.unique(self._kind).tolist()}

    def _without(self, place: int, part: int) -> Deeds:
        """What the actor does without that part, as one row; as it is where it has nothing of that part."""
        own = {column.name: getattr(self._deeds, column.name)[0, place] for column in fields(Deeds)}
        peers = self._peers[int(self._kind[place])]
        me = int(np.searchsorted(peers.places, place))
        if np.nan_to_num(peers.counts[list(_OF_PART[part]), me]).any():
            changed, stands = peers.without(me, part)
            total, works = add_up(changed, stands, self.draws.parts[:1])
            strong = np.where(self.draws.parts[0] > 0, stands[0, me], 0)
            own |= {"share": percentile(total[0], me), "works": works[0, me], "joins": strong[1], "sole": strong[2],
                    "alone": own["alone"] and part != 2}
        return Deeds(**own)


@dataclass(frozen=True)
class _Peers:
    """The candidates of a kind: their `places` among all, `_COLUMNS` × k counts and percentiles.

    Counts of those of whom nothing is known are NaN.
    """

    places: Ints
    counts: Floats
    shares: Floats

    @classmethod
    def of(cls, raw: Raw, kinds: Ints, kind: int) -> _Peers:
        """Those of one kind, from the counts of one reading."""
        places = np.flatnonzero(kinds == kind)
        silent = is_silent(raw)
        counts = np.stack([np.where(silent, np.nan, getattr(raw, name))[0, places] for name in _COLUMNS])
        return cls(places, counts, percentiles(counts, np.zeros(len(places), dtype=np.int64)))

    @cached_property
    def stands(self) -> Floats:
        """The standings of the counts, 0 where they are unknown."""
        return np.nan_to_num(np.where(self.counts == 0, 0, self.shares))

    @cached_property
    def joined(self) -> Floats:
        """The standing of C2."""
        return _standing_of(self.stands[1], self.stands[2], self.counts[1])

    def without(self, me: int, part: int) -> tuple[Raw, Floats]:
        """The counts (1 × k) and the standings (1 × k × 3) if one that has something of that part had nothing of it."""
        counts = self.counts.copy()
        counts[list(_OF_PART[part]), me] = np.nan if part == 0 else 0
        if np.isnan(counts[0, me]) and not counts[1:, me].any():
            counts[:, me] = np.nan
        moved = [not np.array_equal(one[me], own[me], equal_nan=True)
                 for one, own in zip(counts, self.counts, strict=True)]
        close, apart, between, sole = (self._standings(column, counts[column], me) if moved[column] else
                                       self.stands[column] for column in range(len(_COLUMNS)))
        joined = _standing_of(apart, between, counts[1]) if moved[1] or moved[2] else self.joined
        some = np.nan_to_num(counts)
        raw = Raw(counts[:1], some[1:2], some[2:3], some[3:], np.zeros((1, len(sole)), dtype=bool))
        return raw, np.stack([close, joined, sole], axis=-1)[None]

    def _standings(self, column: int, values: Floats, me: int) -> Floats:
        """`standings` of a column in which one value has changed, 0 where they are unknown.

        A percentile counts the others that are less, and half of those alike: one term of the count changes for each.
        """
        before, shares = self.counts[column], self.shares[column]
        others = np.count_nonzero(~np.isnan(before)) - 1
        left = np.count_nonzero(~np.isnan(values)) - 1
        counted = (shares * others * 2).round() / 2 - _less(before[me], before) + _less(values[me], before)
        found = counted / left if left > 0 else np.full(len(values), 0.5)
        found[me] = percentile(values, me)
        found[np.isnan(values) | (values == 0)] = 0
        return found


def percentile(values: Floats, me: int) -> float:
    """`percentiles` of one value among all of a row: 0.5 for a lone one, NaN for NaN."""
    others = np.count_nonzero(~np.isnan(values)) - 1
    if np.isnan(values[me]):
        return float("nan")
    below, same = np.count_nonzero(values < values[me]), np.count_nonzero(values == values[me]) - 1
    return float((below + same / 2) / others) if others else 0.5


def _standing_of(apart: Floats, between: Floats, known: Floats) -> Floats:
    """The standing of C2 from those of its sides, 0 where nothing is known."""
    mean = np.where(np.isnan(known), np.nan, mean_of_sides(apart, between))
    found: Floats = np.nan_to_num(standings(mean[None], np.zeros(len(mean), dtype=np.int64)))[0]
    return found


def _less(one: float, others: Floats) -> Floats:
    """What one value counts in the percentile of each other: 1 where it is less, ½ where alike, 0 for NaN."""
    found: Floats = np.where(one < others, 1.0, np.where(one == others, 0.5, 0.0))
    return found
