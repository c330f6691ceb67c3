"""The verdict: contribution against recognition, a Pareto front, an order, archetypes; no single opaque score."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from odas_graph.analysis.archetypes import ARCHETYPES, ORDER, Deeds, Sight, is_listed, look, main, signatures
from odas_graph.analysis.bridging import bridging
from odas_graph.analysis.contribution import DECIMALS, percentiles, proximity, standings
from odas_graph.analysis.draws import Draws
from odas_graph.analysis.irreplaceability import irreplaceability, sole_cells
from odas_graph.analysis.recognition import (
    LOCAL_CIRCLES,
    CircleView,
    Interval,
    Recognition,
    recognition,
    views,
)
from odas_graph.analysis.weights import Weights
from odas_graph.panel import CIRCLES, KINDS, SILENT, SPHERES, Bools, Floats, Ints, Panel

if TYPE_CHECKING:
    from odas_graph.analysis.stability import Stability

PUBLIC_KINDS: Final = ("organisation", "collective")


@dataclass(frozen=True)
class Raw:
    """What is counted of m actors in B readings, each B × m: C1 (NaN: unknown), both sides of C2, C3.

    `alone` tells those that alone answer a need, which C3 counts among others.
    """

    proximity: Floats
    separated: Floats
    brokered: Floats
    irreplaceability: Floats
    alone: Bools


@dataclass(frozen=True)
class Scores:
    """B readings of m candidates; arrays are B × m but for `candidates` (m), their numbers in `Panel.actors`.

    `bridging` is the mean standing of its two sides in `raw`; `standings` (× 3) are those of C1, C2, C3 among actors of
    the same kind of whose contribution something is known. `contribution` is the percentile of their weighted sum
    among these, NaN where nothing is known of it. `before` and `after` (× 2) are means over the circles in scope;
    `recognition` is the percentile of the place taken within `before` (the middle, unless a reading says otherwise)
    among documented actors of the kind, else NaN; `coverage` is the share of circles of which a source says what they
    knew before. `signatures` (× archetypes) are those that hold, `archetype` the main one, or SILENT; `rank` counts
    from 1, 0 off the list; `on_front` says that no listed actor has both more contribution and less recognition.
    """

    candidates: Ints
    raw: Raw = field(repr=False)
    bridging: Floats
    standings: Floats
    contribution: Floats
    before: Floats
    after: Floats
    recognition: Floats
    coverage: Floats
    signatures: Bools
    archetype: Ints
    rank: Ints
    on_front: Bools

    @property
    def proximity(self) -> Floats:
        """C1, NaN where no source speaks of contact."""
        return self.raw.proximity

    @property
    def irreplaceability(self) -> Floats:
        """C3, the cells that only its house fills."""
        return self.raw.irreplaceability


@dataclass(frozen=True, slots=True)
class Verdict:
    """The visibility of one actor; figures as in `Scores`, None where they are unknown.

    `contribution` is among the `peers` of its kind besides it of whose contribution something is known (without any,
    it is 0.5 and compares nothing). `separated` and `brokered` are the two sides of C2, `irreplaceability` is C3.
    `archetype` is None for an actor that contributes less than most of its kind and is no matter of invisibility;
    `signatures` are all that hold, the main one first. `rank` is None off the list.
    """

    actor: str
    kind: str
    archetype: str | None
    signatures: tuple[str, ...]
    proximity: float | None
    separated: float
    brokered: float
    bridging: float
    irreplaceability: float
    standings: tuple[float | None, float, float]
    contribution: float | None
    before: Interval
    after: Interval
    coverage: float
    circles: Mapping[str, CircleView]
    peers: int = 0
    recognition: float | None = None
    on_front: bool = False
    rank: int | None = None
    stability: Stability | None = None

    @property
    def gap(self) -> float:
        """C − R, both percentiles, unknowns at mid-interval: the order within the list."""
        return (self.contribution or 0.0) - (self.recognition or 0.0)


def candidates(panel: Panel, kinds: Sequence[str] = PUBLIC_KINDS) -> Ints:
    """The actors to assess, by number: of these kinds, no institution, in one action at least."""
    acting = np.zeros(len(panel.actors), dtype=bool)
    acting[panel.participations.actor] = True
    chosen = np.isin(panel.actors.kind, [KINDS.index(kind) for kind in kinds])
    return np.flatnonzero(acting & chosen & ~panel.actors.institution)


def score(panel: Panel, draws: Draws, *, weights: Weights, scope: Sequence[str] = LOCAL_CIRCLES,
          kinds: Sequence[str] = PUBLIC_KINDS, seen: Recognition | None = None) -> Scores:
    """What each reading says of each candidate; `weights` give the thresholds and the spheres outside the field.

    `seen` is the `recognition` of the same readings, where it is at hand. O(B m log m) beside the measures.
    """
    numbers = candidates(panel, kinds)
    held = bridging(panel, draws)
    raw = Raw(proximity(panel, draws)[:, numbers], held.separated[:, numbers], held.brokered[:, numbers],
              irreplaceability(panel, draws)[:, numbers], _alone(panel, draws)[:, numbers])
    kind = panel.actors.kind[numbers]
    joined, stands, deeds = weigh(raw, kind, outside(panel, numbers, weights), draws.parts)
    sight = seen_by(recognition(panel, draws) if seen is None else seen, numbers, scope, draws.unknown)
    held_by = signatures(deeds, sight, weights.thresholds)
    known = percentiles(np.where(sight.coverage > 0, sight.value, np.nan), kind)
    rank, on_front = _ranks(is_listed(held_by), deeds.share, known)
    return Scores(numbers, raw, joined, stands, deeds.share, sight.before, sight.after, known, sight.coverage, held_by,
                  main(held_by), rank, on_front)


def weigh(raw: Raw, kind: Ints, outside: Bools, parts: Floats) -> tuple[Floats, Floats, Deeds]:
    """Bridging, the standings of the three parts, and what comes of them; `kind` (m) tells who is whose peer.

    An actor of whom nothing is known is nobody's peer, so that a list of names moves nothing.
    """
    silent = is_silent(raw)

    def among(values: Floats) -> Floats:
        return np.where(silent, 0, standings(np.where(silent, np.nan, values), kind))

    joined = mean_of_sides(among(raw.separated), among(raw.brokered))
    stands = np.stack([standings(raw.proximity, kind), among(joined), among(raw.irreplaceability)], axis=-1)
    total, works = add_up(raw, stands, parts)
    strong = np.where(parts[:, None] > 0, stands, 0)
    return joined, stands, Deeds(percentiles(total, kind), works, strong[..., 1], strong[..., 2], raw.alone,
                                 np.broadcast_to(outside, raw.alone.shape))


def is_silent(raw: Raw) -> Bools:
    """Of whom does no source say whether it met inhabitants, while nothing else counts?"""
    found: Bools = np.isnan(raw.proximity) & (raw.separated + raw.brokered + raw.irreplaceability == 0)
    return found


def mean_of_sides(separated: Floats, brokered: Floats) -> Floats:
    """C2 from the standings of its two sides, which count different things."""
    return ((separated + brokered) / 2).round(DECIMALS)


def add_up(raw: Raw, stands: Floats, parts: Floats) -> tuple[Floats, Bools]:
    """The weighted sum of the standings (B × m × 3), NaN where nothing is known, and whether anything counts.

    Silence on contact adds nothing to the sum. A part that weighs nothing is as if it were not known.
    """
    counts = parts > 0
    works = ((raw.proximity > 0) & counts[:, :1] | (raw.separated + raw.brokered > 0) & counts[:, 1:2]
             | (raw.irreplaceability > 0) & counts[:, 2:])
    one, two, three = np.moveaxis(np.nan_to_num(stands) * parts[:, None], -1, 0)
    return np.where(np.isnan(raw.proximity) & ~works, np.nan, (one + two + three).round(DECIMALS)), works


def outside(panel: Panel, numbers: Ints, weights: Weights) -> Bools:
    """Which of these actors are of a sphere outside the social field."""
    found: Bools = np.isin(panel.actors.sphere[numbers], [i for i, one in enumerate(SPHERES) if one in weights.outside])
    return found


def seen_by(seen: Recognition, actors: Ints, scope: Sequence[str], unknown: Floats | None = None) -> Sight:
    """What the circles in scope knew of these actors, B × m; `unknown` as in `Draws`."""
    cells = (slice(None), actors[:, None], np.array([CIRCLES.index(circle) for circle in scope], dtype=np.int64))
    return look(seen.before[cells], seen.after[cells], seen.status[cells], 0.5 if unknown is None else unknown[cells])


def order(scores: Scores) -> Ints:
    """The candidates by place, in the first reading: the list, then the others by contribution, then by IRI."""
    rank, share = scores.rank[0], scores.contribution[0]
    off = rank == 0
    return np.lexsort((np.where(off, -np.nan_to_num(share), 0), np.isnan(share) & off, rank, off))


def verdicts(panel: Panel, scores: Scores, seen: Recognition, places: Iterable[int] | None = None,
             stability: Mapping[int, Stability] | None = None) -> list[Verdict]:
    """The first reading told, of the candidates at `places` in their order: all, in `order`, by default.

    `stability` is that of candidates by number of actor.
    """
    chosen = (order(scores) if places is None else np.array(list(places), dtype=np.int64)).tolist()
    kind = panel.actors.kind[scores.candidates]
    sizes = np.bincount(kind[~np.isnan(scores.contribution[0])], minlength=len(KINDS))
    numbers = scores.candidates[chosen].tolist()
    circles = views(panel, seen, numbers)
    return [_verdict(panel, scores, place, circles[i], max(0, int(sizes[kind[place]]) - 1),
                     (stability or {}).get(numbers[i])) for i, place in enumerate(chosen)]


def _verdict(panel: Panel, scores: Scores, place: int, circles: Mapping[str, CircleView], peers: int,
             stability: Stability | None) -> Verdict:
    number = int(scores.candidates[place])
    close, joins, sole = scores.standings[0, place].tolist()
    archetype, rank = int(scores.archetype[0, place]), int(scores.rank[0, place])
    low, high = scores.before[0, place].tolist()
    least, most = scores.after[0, place].tolist()
    return Verdict(
        actor=panel.actors.iris[number], kind=KINDS[panel.actors.kind[number]],
        archetype=None if archetype == SILENT else ARCHETYPES[archetype],
        signatures=tuple(ARCHETYPES[one] for one in ORDER if scores.signatures[0, place, one]),
        proximity=_known(scores.proximity[0, place]), separated=float(scores.raw.separated[0, place]),
        brokered=float(scores.raw.brokered[0, place]), bridging=float(scores.bridging[0, place]),
        irreplaceability=float(scores.irreplaceability[0, place]), standings=(_known(close), joins, sole),
        contribution=_known(scores.contribution[0, place]), before=(low, high), after=(least, most),
        coverage=float(scores.coverage[0, place]), circles=circles, peers=peers,
        recognition=_known(scores.recognition[0, place]), on_front=bool(scores.on_front[0, place]), rank=rank or None,
        stability=stability)


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _alone(panel: Panel, draws: Draws) -> Bools:
    """B × actors: does its house alone answer a need in a territory, with what each reading leaves in?"""
    left_out, which = np.unique(draws.left_out, return_inverse=True)
    found = np.zeros((len(left_out), len(panel.actors)), dtype=bool)
    rows, none = panel.participations, np.empty(0, dtype=np.int64)
    for row, action in zip(found, left_out.tolist(), strict=True):
        here = rows.action != action
        # What is brought to actions is another matter than needs.
        part = replace(rows, actor=rows.actor[here], action=rows.action[here], roles=rows.roles[here],
                       contact=rows.contact[here], brought_row=none, brought=none)
        row[sole_cells(replace(panel, participations=part)).answerer] = True
    return found[which]


def _ranks(listed: Bools, share: Floats, known: Floats) -> tuple[Ints, Bools]:
    """The rank of each listed actor in its reading, 0 for others, and which stand on the Pareto front.

    Order: the front of contribution up and recognition down, then contribution less recognition, then IRI, as
    candidates come. O(l log l) for l listed in all readings.
    """
    rank, front = np.zeros(listed.shape, dtype=np.int64), np.zeros(listed.shape, dtype=bool)
    reading, place = np.nonzero(listed)
    if not len(reading):
        return rank, front
    more, less = share[reading, place], known[reading, place]
    by_share = np.lexsort((less, -more, reading))
    front[reading[by_share], place[by_share]] = _front(reading[by_share], more[by_share], less[by_share])
    by_rank = np.lexsort((place, (less - more).round(DECIMALS), ~front[reading, place], reading))
    first = np.searchsorted(reading, reading)
    rank[reading[by_rank], place[by_rank]] = np.arange(len(reading)) - first + 1
    return rank, front


def _front(reading: Ints, more: Floats, less: Floats) -> Bools:
    """The rows that no other of their reading beats on one side without yielding on the other.

    Rows come by reading, from the greatest contribution down, then from the least recognition up: a row is beaten where
    one before it was no better known. Equals stand or fall together.
    """
    level = np.unique(less, return_inverse=True)[1]
    # Each reading lies below those before it, so that none of their rows beats its own.
    height = level + (reading[-1] - reading) * (len(level) + 1)
    lowest = np.minimum.accumulate(height)
    starts = np.ones(len(reading), dtype=bool)
    starts[1:] = (reading[1:] != reading[:-1]) | (more[1:] != more[:-1]) | (less[1:] != less[:-1])
    unbeaten = np.ones(len(reading), dtype=bool)
    unbeaten[1:] = height[1:] < lowest[:-1]
    found: Bools = unbeaten[starts][np.cumsum(starts) - 1]
    return found
