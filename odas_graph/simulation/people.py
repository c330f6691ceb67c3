"""Who there is: institutions, then the others, each with how much it does and how well it is known, drawn apart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from odas_graph.panel import SILENT, Bools, Floats, Ints
from odas_graph.simulation.country import Country
from odas_graph.simulation.parameters import ASSOCIATIONS, BROUGHT, FIELDS, PART_OF_AN_ASSOCIATION, SORTS, Parameters


@dataclass(frozen=True)
class People:
    """One row an actor, institutions first; what only the others have is SILENT or 0 for institutions.

    `sort` numbers `SORTS`, `commune` the rows of `Country.chain`, `seat` and `wide` its territories (`wide` is where it
    works beyond its commune), `field` numbers `FIELDS`, `speciality` the sorted kinds of things brought. `parent` is
    the actor it is part of. `engagement`, `visibility` and `thinness` are standard normal among the others; the first
    two correlate, the third, how thinly an actor spreads what it does, is apart from both.
    """

    institutions: int
    sort: Ints
    commune: Ints
    seat: Ints
    wide: Ints
    parent: Ints
    engagement: Floats
    visibility: Floats
    thinness: Floats
    field: Ints
    speciality: Ints

    def __len__(self) -> int:
        return len(self.sort)

    @property
    def others(self) -> Ints:
        """The numbers of the actors that are no institution."""
        return np.arange(self.institutions, len(self))


def people(actors: int, land: Country, generator: np.random.Generator, parameters: Parameters) -> People:
    """So many actors in all, the institutions of the country among them."""
    first = land.institutions
    n = actors - first
    sort = choose(generator, [s.share for s in SORTS], n)
    commune = generator.integers(len(land.chain), size=n)
    engagement, apart, thinness = generator.standard_normal((3, n))
    visibility = parameters.correlation * engagement + np.sqrt(1 - parameters.correlation ** 2) * apart
    wide = np.where(np.array([s.wide for s in SORTS])[sort], land.chain[commune, 2], SILENT)
    field, speciality = generator.integers(len(FIELDS), size=n), generator.integers(len(BROUGHT), size=n)
    none, zero = np.full(first, SILENT), np.zeros(first)
    return People(
        institutions=first, sort=np.concatenate([none, sort]), commune=np.concatenate([none, commune]),
        seat=np.concatenate([land.seat, land.chain[commune, 0]]), wide=np.concatenate([none, wide]),
        parent=np.concatenate([land.parent, _parents(sort, commune, first, generator)]),
        engagement=np.concatenate([zero, engagement]), visibility=np.concatenate([zero, visibility]),
        thinness=np.concatenate([zero, thinness]), field=np.concatenate([none, field]),
        speciality=np.concatenate([none, speciality]))


def _parents(sort: Ints, commune: Ints, first: int, generator: np.random.Generator) -> Ints:
    """The association of its commune that a group of volunteers is part of, where there is one."""
    sorts = [s.type for s in SORTS]
    children = np.flatnonzero(sort == sorts.index(PART_OF_AN_ASSOCIATION))
    hosts = np.flatnonzero(np.isin(sort, [sorts.index(name) for name in ASSOCIATIONS]))
    chosen = pick(generator, commune[hosts], commune[children])
    parents = np.full(len(sort), SILENT)
    parents[children] = np.where(chosen == SILENT, SILENT, hosts[chosen] + first if len(hosts) else SILENT)
    return parents


def choose(generator: np.random.Generator, shares: Iterable[float], size: int) -> Ints:
    """Numbers drawn as often as the shares say, which need not sum to 1."""
    edges = np.cumsum(list(shares))
    # The product of the last edge and a number just under 1 may be the edge.
    found: Ints = np.minimum(np.searchsorted(edges, generator.random(size) * edges[-1], side="right"), len(edges) - 1)
    return found


def pick(generator: np.random.Generator, keys: Ints, wanted: Ints) -> Ints:
    """For each key wanted, the place of one item of that key, each as likely; SILENT where there is none."""
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    first, last = np.searchsorted(ordered, wanted, side="left"), np.searchsorted(ordered, wanted, side="right")
    at = first + (generator.random(len(wanted)) * (last - first)).astype(np.int64)
    found = np.full(len(wanted), SILENT)
    there = last > first
    found[there] = order[at[there]]
    return found


def happens(generator: np.random.Generator, log_odds: Floats) -> Bools:
    """Whether each thing happens, by its log-odds (a logistic probability)."""
    return generator.random(len(log_odds)) < 1 / (1 + np.exp(-log_odds))
