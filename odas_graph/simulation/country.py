"""Real territories, drawn by seed, and the institutions of each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from odas_graph.panel import SILENT, Ints
from odas_graph.simulation.parameters import INSTITUTIONS, Parameters
from odas_graph.territory import COUNTRY, Territory, ancestors, territories, territory


@dataclass(frozen=True)
class Country:
    """Territories, sorted by IRI, with all that holds them; communes, and the institutions of every level.

    `chain` has a row for each commune: its number, that of its EPCI, its département, its région. `held` and `holder`
    pair territories. Institutions bear the numbers from 0, level after level: `first` and `count` give those of each
    territory, `seat` the territory of each, `level` and `rank` its place in `INSTITUTIONS`, `parent` the one that it is
    part of.
    """

    territories: tuple[Territory, ...]
    chain: Ints
    held: Ints
    holder: Ints
    first: Ints
    count: Ints
    seat: Ints
    level: Ints
    rank: Ints
    parent: Ints

    @property
    def institutions(self) -> int:
        """How many institutions there are; they bear the numbers 0 and up."""
        return len(self.seat)


def country(actors: int, generator: np.random.Generator, parameters: Parameters) -> Country:
    """A country for so many actors: communes of a few départements first, of all of them as it grows.

    Every commune is as likely, whatever its population. Past the number of communes there are, each holds more actors.
    """
    wanted = max(1, round(actors / parameters.actors_per_commune))
    communes = [_eligible()[i] for i in _drawn(wanted, generator, parameters)]
    codes = {code for t in communes for code in (t.code, t.epci, t.departement, t.region) if code} | {COUNTRY}
    found = sorted((territory(code) for code in codes), key=lambda t: t.iri_slug)
    number = {t.code: i for i, t in enumerate(found)}
    chain = np.array([[number[t.code], number[t.epci or ""], number[t.departement or ""], number[t.region or ""]]
                      for t in sorted(communes, key=lambda t: t.code)], np.int64)
    pairs = sorted((number[t.code], number[above.code]) for t in found for above in ancestors(t))
    held, holder = np.array(pairs, np.int64).T
    return Country(tuple(found), chain, held, holder, *_institutions(chain, len(found)))


@cache
def _eligible() -> tuple[Territory, ...]:
    """The communes that lie in an EPCI, a département and a région: all but a hundred."""
    return tuple(t for t in territories("commune") if t.epci and t.departement and t.region)


def _drawn(wanted: int, generator: np.random.Generator, parameters: Parameters) -> list[int]:
    """The places of the communes drawn: some communes of an EPCI, some EPCI of a département, département by
    département, then round again."""
    eligible = _eligible()
    departement = _numbers([t.departement for t in eligible], generator)
    epci = _numbers([t.epci for t in eligible], generator)
    luck = generator.random(len(eligible))
    # Within its EPCI (of its département) each commune has a place; every so many places make a round.
    within = _places((departement, epci), luck) // parameters.communes_per_epci
    block = _places((departement,), luck, within, epci) // parameters.communes_per_departement
    order = np.lexsort((luck, epci, within, departement, block))
    found: list[int] = order[:wanted].tolist()
    return found


def _numbers(names: list[str | None], generator: np.random.Generator) -> Ints:
    """The names as numbers in a random order."""
    _, where = np.unique([name or "" for name in names], return_inverse=True)
    numbers: Ints = generator.permutation(int(where.max()) + 1)[where]
    return numbers


def _places(groups: tuple[Ints, ...], luck: np.ndarray, *first: Ints) -> Ints:
    """The place of each item within its group, by `first`, then by luck."""
    order = np.lexsort((luck, *reversed(first), *reversed(groups)))
    keys = np.stack(groups)[:, order]
    starts = np.ones(len(order), bool)
    starts[1:] = (keys[:, 1:] != keys[:, :-1]).any(axis=0)
    at = np.arange(len(order))
    places = np.empty(len(order), np.int64)
    places[order] = at - np.maximum.accumulate(np.where(starts, at, 0))
    return places


def _institutions(chain: Ints, territories_: int) -> tuple[Ints, ...]:
    """First and count by territory; seat, level, rank and parent by institution."""
    first, count = np.full(territories_, SILENT), np.zeros(territories_, np.int64)
    seats, levels, ranks, parents = [], [], [], []
    start = 0
    for level, sorts in enumerate(INSTITUTIONS):
        places = np.unique(chain[:, level])
        first[places] = start + np.arange(len(places)) * len(sorts)
        count[places] = len(sorts)
        seats.append(np.repeat(places, len(sorts)))
        ranks.append(np.tile(np.arange(len(sorts)), len(places)))
        levels.append(np.full(len(places) * len(sorts), level))
        own = np.array([SILENT if s.parent is None else s.parent for s in sorts])
        parents.append(np.where(own == SILENT, SILENT, first[places][:, None] + own).ravel())
        start += len(places) * len(sorts)
    return first, count, *(np.concatenate(column) for column in (seats, levels, ranks, parents))
