"""What is over-represented in a cluster: territories, spheres and needs that its members share more than others do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from odas_graph.cooperation.perimeter import COUNTRY
from odas_graph.panel import NEEDS, SILENT, SPHERES, Bools, Floats, Ints, Panel

# Fewer members than this that share something say nothing of a cluster.
MIN_COUNT: Final = 3
# The false discovery rate, over all that was tried (Benjamini & Hochberg 1995, J. R. Stat. Soc. B 57, p. 289–300).
LEVEL: Final = 0.05
SCHEMES: Final = ("territory", "sphere", "need")


@dataclass(frozen=True, slots=True)
class Feature:
    """What `inside` of the `size` members share, as `whole` of the `total` actors do: those of whom it is known at all.

    `lift` is the first share over the second. `p` is the hypergeometric probability that as many or more share it in a
    draw of as many actors, `q` that after all that was tried; both None where even the greatest count could not have
    come under `LEVEL`: then a small probability is out of reach, and none is given.
    """

    scheme: str
    code: str
    inside: int
    size: int
    whole: int
    total: int
    p: float | None
    q: float | None = None

    @property
    def lift(self) -> float:
        """How many times more often members share it than actors do."""
        return (self.inside / self.size) / (self.whole / self.total)

    @property
    def proven(self) -> bool:
        """Whether it holds after all that was tried."""
        return self.q is not None and self.q <= LEVEL


@dataclass(frozen=True)
class Traits:
    """Pairs of actor and trait, sorted, each once; `names` says of each trait its scheme and its code."""

    names: tuple[tuple[str, str], ...]
    actor: Ints
    trait: Ints


def traits(panel: Panel) -> Traits:
    """The territories (with all that hold them, the country left out), the sphere and the needs of each actor.

    Needs are those of the actions that it takes part in, or that a tie of its is stated within. O(rows).
    """
    actors, actions, parts, ties = panel.actors, panel.actions, panel.participations, panel.ties
    t, n = len(panel.territories), len(panel.actors)
    above = _join(np.stack([actors.place_territory, actors.place_actor]), np.stack([panel.held, panel.holder]))
    where = np.concatenate([np.stack([actors.place_actor, actors.place_territory]), above], axis=1)
    if COUNTRY in panel.territories:
        where = where[:, where[1] != panel.territories.index(COUNTRY)]
    spheres = np.stack([np.flatnonzero(actors.sphere != SILENT), actors.sphere[actors.sphere != SILENT]])
    tied = ~ties.absent[ties.member_tie] & (ties.action[ties.member_tie] != SILENT)
    at = np.concatenate([np.stack([parts.action, parts.actor]),
                         np.stack([ties.action[ties.member_tie[tied]], ties.member[tied]])], axis=1)
    needs = _join(at, np.stack([actions.need_action, actions.need]))
    first = np.array([0, t, t + len(SPHERES)])
    rows = np.concatenate([np.stack([kind[0], kind[1] + start])
                           for kind, start in zip((where, spheres, needs), first, strict=True)], axis=1)
    names = (*(("territory", iri) for iri in panel.territories), *(("sphere", slug) for slug in SPHERES),
             *(("need", slug) for slug in NEEDS))
    keys = np.unique(rows[0] * len(names) + rows[1]) if n else np.zeros(0, np.int64)
    return Traits(names, *np.divmod(keys, len(names)))


def _join(left: Ints, right: Ints) -> Ints:
    """Pairs (b, c) for all pairs (a, b) of the left and (a, c) of the right."""
    order = np.argsort(right[0], kind="stable")
    keys, values = right[0][order], right[1][order]
    low, high = np.searchsorted(keys, left[0], "left"), np.searchsorted(keys, left[0], "right")
    count = high - low
    ahead = np.cumsum(count) - count
    places = np.arange(int(count.sum())) - np.repeat(ahead - low, count)
    return np.stack([np.repeat(left[1], count), values[places]])


def over_represented(found: Traits, actors: Ints, labels: Ints, clusters: int) -> list[list[Feature]]:
    """For each cluster, what its members share more than `actors` do, the surest first; `labels` says whose is whose.

    A trait is tried for a cluster where `MIN_COUNT` of its members could share it and the least probability that these
    numbers allow is at most `LEVEL` (Tarone 1990, Biometrics 46, p. 515–522; Gilbert 2005, Appl. Stat. 54,
    p. 143–158): the probability is then one of as many as were tried. Others are kept, without a probability, where
    `MIN_COUNT` share it and more often than actors do. O(rows log rows), and a distribution for each pair of sizes.
    """
    kinds = np.array([SCHEMES.index(name) for name, _ in found.names], np.int64)
    label = np.full(int(max(actors.max(initial=-1), found.actor.max(initial=-1))) + 1, SILENT)
    label[actors] = labels
    known = label[found.actor] != SILENT
    actor, trait = found.actor[known], found.trait[known]
    whole = np.bincount(trait, minlength=len(found.names))
    has = np.unique(actor * len(SCHEMES) + kinds[trait])  # each actor once in each scheme that it has a trait of
    total = np.bincount(has % len(SCHEMES), minlength=len(SCHEMES))
    size = np.bincount(label[has // len(SCHEMES)] * len(SCHEMES) + has % len(SCHEMES),
                       minlength=clusters * len(SCHEMES)).reshape(clusters, len(SCHEMES))
    keys, inside = np.unique(label[actor] * len(found.names) + trait, return_counts=True)
    cluster, of = np.divmod(keys, len(found.names))
    here, all_of, common = size[cluster, kinds[of]], total[kinds[of]], whole[of]
    testable = _testable(here, common, all_of)
    probability = np.where(testable, _tail(inside, all_of, common, here), np.nan)
    corrected = np.full(len(keys), np.nan)
    corrected[testable] = _corrected(probability[testable], _tried(kinds, whole, size, total))
    listed: list[list[Feature]] = [[] for _ in range(clusters)]
    for i in np.flatnonzero((inside >= MIN_COUNT) & (inside * all_of > common * here)).tolist():
        surely = (float(probability[i]), float(corrected[i])) if testable[i] else (None, None)
        listed[int(cluster[i])].append(Feature(*found.names[int(of[i])], int(inside[i]), int(here[i]), int(common[i]),
                                               int(all_of[i]), *surely))
    return [sorted(features, key=lambda f: (not f.proven, f.q if f.q is not None else 2.0, -f.lift, f.scheme, f.code))
            for features in listed]


def _testable(size: Ints, whole: Ints, total: Ints) -> Bools:
    """Whether so many members could share a trait of so many actors, and that be as improbable as `LEVEL`."""
    most = np.minimum(size, whole)
    return (most >= MIN_COUNT) & (_tail(most, total, whole, size) <= LEVEL)


def _tried(kinds: Ints, whole: Ints, size: Ints, total: Ints) -> int:
    """How many pairs of cluster and trait are testable, shared by anybody or not: by sizes, of which there are few."""
    count = 0
    for kind in range(len(SCHEMES)):
        sizes, clusters = np.unique(size[:, kind], return_counts=True)
        wholes, traits_ = np.unique(whole[kinds == kind], return_counts=True)
        of = _testable(*np.broadcast_arrays(sizes[:, None], wholes[None, :], total[kind]))
        count += int((of * np.outer(clusters, traits_)).sum())
    return count


def _tail(count: Ints, total: Ints, whole: Ints, size: Ints) -> Floats:
    """The probability that at least `count` of `size` drawn from `total` are of the `whole`."""
    from scipy.stats import hypergeom

    found: Floats = hypergeom.sf(count - 1, total, whole, size)
    return np.nan_to_num(found, nan=1.0)


def _corrected(p: Floats, tried: int) -> Floats:
    """The least false discovery rate at which each is held, of so many tried; those not given are above all given."""
    order = np.argsort(p, kind="stable")
    share = p[order] * tried / np.arange(1, len(p) + 1)
    found = np.empty(len(p))
    found[order] = np.minimum(np.minimum.accumulate(share[::-1])[::-1], 1.0)
    return found


def telling(features: Sequence[Feature], level: dict[str, int]) -> list[Feature]:
    """The features worth saying: of the territories that the same members share, the finest (least `level`) alone."""
    found: list[Feature] = []
    for feature in features:
        if feature.scheme == "territory" and any(
                other.scheme == "territory" and other.inside == feature.inside
                and (other.whole, level.get(other.code, 9), other.code) < (
                    feature.whole, level.get(feature.code, 9), feature.code) for other in features):
            continue
        found.append(feature)
    return found

