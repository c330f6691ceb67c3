"""The verdict: contribution against recognition, a Pareto front, an order, an archetype; no single opaque score."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from odas_graph.analysis.contribution import percentiles
from odas_graph.analysis.recognition import CircleView, Interval, mean_interval, middle
from odas_graph.analysis.weights import Weights

LISTED = ("invisible-atteste", "invisible-probable", "revele-par-l-action")


@dataclass(frozen=True, slots=True)
class Candidate:
    """An actor to assess: its C1 (None where no source speaks of contact) and what each circle in scope knew."""

    actor: str
    kind: str
    proximity: float | None
    circles: Mapping[str, CircleView]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The visibility of one actor.

    `contribution` is a percentile (0 to 1) among actors of the same kind whose contact with inhabitants is stated, of
    which there are `peers` besides it (without any, it is 0.5 and compares nothing);
    `before` and `after` are means over the circles in scope, as intervals; `recognition` is the percentile of the
    middle of `before` among documented actors of the same kind; `coverage` is the share of circles of which a source
    says what they knew before the action. `archetype` is None for an actor that contributes less than most of its kind
    and is no matter of invisibility; `rank` is None outside the list of invisible actors; `on_front` says that no
    listed actor has both more contribution and less recognition.
    """

    actor: str
    kind: str
    archetype: str | None
    proximity: float | None
    contribution: float | None
    before: Interval
    after: Interval
    coverage: float
    circles: Mapping[str, CircleView]
    peers: int = 0
    recognition: float | None = None
    on_front: bool = False
    rank: int | None = None

    @property
    def gap(self) -> float:
        """C − R, both percentiles, unknowns at mid-interval: the order within the list."""
        return (self.contribution or 0.0) - (self.recognition or 0.0)


def verdicts(candidates: Sequence[Candidate], scope: Sequence[str], weights: Weights) -> list[Verdict]:
    """One verdict a candidate, the list of invisible actors first in order, then the others by IRI.

    Order: Pareto front on (contribution up, recognition before down), then contribution less recognition, then IRI.
    """
    shares = _by_kind({c.actor: (c.kind, c.proximity) for c in candidates if c.proximity is not None})
    sizes = Counter(c.kind for c in candidates if c.actor in shares)
    found = [replace(_verdict(c, shares.get(c.actor), scope, weights), peers=max(0, sizes[c.kind] - 1))
             for c in candidates]
    known = _by_kind({v.actor: (v.kind, middle(v.before)) for v in found if v.coverage})
    found = [replace(v, recognition=known.get(v.actor)) for v in found]
    listed = [v for v in found if v.archetype in LISTED]
    front = _front(listed)
    listed = sorted((replace(v, on_front=v.actor in front) for v in listed),
                    key=lambda v: (not v.on_front, -v.gap, v.actor))
    ranked = [replace(v, rank=i) for i, v in enumerate(listed, 1)]
    others = sorted((v for v in found if v.archetype not in LISTED),
                    key=lambda v: (v.contribution is None, -(v.contribution or 0.0), v.actor))
    return ranked + others


def _by_kind(values: Mapping[str, tuple[str, float]]) -> dict[str, float]:
    """The percentile of each value among those of the same kind."""
    shares: dict[str, float] = {}
    for kind in {kind for kind, _ in values.values()}:
        shares |= percentiles({actor: value for actor, (own, value) in values.items() if own == kind})
    return shares


def _front(listed: Sequence[Verdict]) -> set[str]:
    """The actors that no other surpasses in one of contribution and lack of recognition without yielding in the other.

    One pass from the greatest contribution down: an actor stands on the front if all that contribute more were better
    known, and none that contributes as much was less known.
    """
    front: set[str] = set()
    least = float("inf")
    for _, group in groupby(sorted(listed, key=_contribution, reverse=True), key=_contribution):
        equals = list(group)
        lowest = min(v.recognition or 0.0 for v in equals)
        if lowest < least:
            front |= {v.actor for v in equals if (v.recognition or 0.0) == lowest}
            least = lowest
    return front


def _contribution(verdict: Verdict) -> float:
    return verdict.contribution or 0.0


def _verdict(candidate: Candidate, share: float | None, scope: Sequence[str], weights: Weights) -> Verdict:
    views = [candidate.circles[c] for c in scope]
    before, after = mean_interval(v.before for v in views), mean_interval(v.after for v in views)
    coverage = sum(v.is_documented for v in views) / len(views) if views else 0.0
    archetype = _archetype(candidate.proximity, share, views, weights)
    return Verdict(candidate.actor, candidate.kind, archetype, candidate.proximity, share, before, after, coverage,
                   candidate.circles)


def _archetype(score: float | None, share: float | None, views: Sequence[CircleView], weights: Weights) -> str | None:
    limits = weights.thresholds
    if score is None or share is None:
        return "donnees-insuffisantes"
    # Among actors that never met inhabitants themselves, not to be the last is no contribution.
    high = score > 0 and share >= limits["contribution-forte"]
    # Invisibility has an addressee: what the other circles knew does not undo what a source states of one.
    if high and any(v.status == "absence-attestee" for v in views):
        return "invisible-atteste"
    before = mean_interval(v.before for v in views)
    if before[1] - before[0] > limits["largeur-maximale"] or not any(v.is_documented for v in views):
        return "donnees-insuffisantes"
    low = middle(before) < limits["reconnaissance-faible"]
    if not (high and low):
        return "pilier-reconnu" if high else None
    # Rounded: 0.3 / 6 misses 0.05 by the last bit.
    if round(sum(v.gain for v in views) / len(views), 9) >= limits["revelation"]:
        return "revele-par-l-action"
    return "invisible-probable"


def relisted(verdict: Verdict, circles: Mapping[str, CircleView], scope: Sequence[str], weights: Weights) -> bool:
    """Would the actor still be on the list if its circles were these?"""
    return _archetype(verdict.proximity, verdict.contribution, [circles[c] for c in scope], weights) in LISTED
