"""Who is tied to whom: institutions to those they know, partners to partners; and who was a stranger to whom.

What an institution knew before comes from visibility alone; what partners have in common comes from effort alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from odas_graph.panel import ORIGINS, SILENT, Bools, Ints
from odas_graph.simulation import parameters as told
from odas_graph.simulation.country import Country
from odas_graph.simulation.deeds import Deeds
from odas_graph.simulation.parameters import INSTITUTIONS, Parameters
from odas_graph.simulation.people import People, choose, happens, pick
from odas_graph.vocab import CODES

FOOTINGS: Final = CODES["formalisation"]
# A round table has so many seats.
SEATS: Final = 8
OLD: Final[tuple[tuple[str, float], ...]] = (("preexistant", 0.85), ("renforce", 0.15))
# Of the fiches' ties with a stated origin: 16, 3, 15 and 9.
AMONG_PARTNERS: Final[tuple[tuple[str, float], ...]] = (
    ("preexistant", 0.37), ("renforce", 0.07), ("ne-de-l-action", 0.35), ("envisage", 0.21))


@dataclass(frozen=True)
class Bonds:
    """Ties, one row each: members as a padded table (SILENT in empty seats), footing (`FOOTINGS`) and origin.

    `action` is that in which the tie was made or used, SILENT for what an institution knew before, which is of no one
    action; `paid` holds for a payment by the first member to the second.
    """

    members: Ints
    action: Ints
    footing: Ints
    origin: Ints
    paid: Bools

    def __len__(self) -> int:
        return len(self.action)


@dataclass(frozen=True)
class Strangers:
    """Pairs of an actor and an institution in charge of its territory that did not know it before."""

    institution: Ints
    actor: Ints


def bonds(land: Country, folk: People, acts: Deeds, generator: np.random.Generator,
          parameters: Parameters) -> tuple[Bonds, Strangers]:
    """All ties, and all pairs of strangers."""
    seats = _seats_of_institutions(land, folk)
    known = _known(folk, seats, generator, parameters)
    who, column = np.nonzero(known)
    before = _before(land, folk, seats[who, column], folk.others[who], generator, parameters)
    found = [before, _born(land, folk, acts, seats, known, generator, parameters),
             _among_partners(folk, acts, generator, parameters), _round_tables(acts, generator, parameters)]
    who, column = np.nonzero(~known)
    everything = Bonds(*(np.concatenate([getattr(b, name) for b in found])
                         for name in ("members", "action", "footing", "origin", "paid")))
    return everything, Strangers(seats[who, column], folk.others[who])


def _seats_of_institutions(land: Country, folk: People) -> Ints:
    """A row for each of the others: the institutions in charge of its commune, level after level."""
    chain = land.chain[folk.commune[folk.others]]
    return np.stack([land.first[chain[:, level]] + rank
                     for level, sorts in enumerate(INSTITUTIONS) for rank in range(len(sorts))], axis=1)


def _known(folk: People, seats: Ints, generator: np.random.Generator, parameters: Parameters) -> Bools:
    """Whether each of those institutions knew the actor before: from visibility, and how near it is, alone."""
    nearness = np.array([institution.nearness for sorts in INSTITUTIONS for institution in sorts])
    log_odds = nearness + parameters.insight * folk.visibility[folk.others][:, None]
    return happens(generator, log_odds.ravel()).reshape(seats.shape)


def _before(land: Country, folk: People, institution: Ints, actor: Ints, generator: np.random.Generator,
            parameters: Parameters) -> Bonds:
    written = happens(generator, parameters.written + parameters.more_written * folk.visibility[actor])
    payer = np.array([s.type in told.PAYERS for sorts in INSTITUTIONS for s in sorts])[_column(land, institution)]
    paid = written & payer & (generator.random(len(actor)) < parameters.paid)
    return Bonds(_pairs(institution, actor), np.full(len(actor), SILENT), _footing(written, generator),
                 _origin(OLD, len(actor), generator), paid)


def _born(land: Country, folk: People, acts: Deeds, seats: Ints, known: Bools, generator: np.random.Generator,
          parameters: Parameters) -> Bonds:
    """Strangers that met an institution in an action and stayed in touch: from having met alone."""
    official = acts.actor < folk.institutions
    order = np.argsort(acts.action[official], kind="stable")
    institution, where = acts.actor[official][order], acts.action[official][order]
    rows = np.flatnonzero(~official)
    first = np.searchsorted(where, acts.action[rows], side="left")
    many = np.searchsorted(where, acts.action[rows], side="right") - first
    row = np.repeat(rows, many)
    at = np.repeat(first, many) + np.arange(len(row)) - np.repeat(np.cumsum(many) - many, many)
    office, actor = institution[at], acts.actor[row]
    column = _column(land, office)
    own = actor - folk.institutions
    strange = ~((seats[own, column] == office) & known[own, column])
    chosen = np.flatnonzero(strange & (generator.random(len(row)) < parameters.born))
    generator.shuffle(chosen)
    # Two that met in several actions became acquainted in one of them.
    chosen = chosen[_first(office[chosen], actor[chosen])]
    written = happens(generator, np.full(len(chosen), parameters.written))
    return Bonds(_pairs(office[chosen], actor[chosen]), acts.action[row[chosen]], _footing(written, generator),
                 np.full(len(chosen), ORIGINS.index("ne-de-l-action")), np.zeros(len(chosen), bool))


def _column(land: Country, institution: Ints) -> Ints:
    """The place of institutions in a row of `_seats_of_institutions`."""
    starts = np.cumsum([0, *(len(sorts) for sorts in INSTITUTIONS)])
    column: Ints = starts[land.level[institution]] + land.rank[institution]
    return column


def _among_partners(folk: People, acts: Deeds, generator: np.random.Generator, parameters: Parameters) -> Bonds:
    """Ties of those that are no institution: with who stands at the heart of the action, and with one another."""
    rows = np.flatnonzero(acts.actor >= folk.institutions)
    rows = rows[np.lexsort((-acts.weight[rows], acts.action[rows]))]
    action = acts.action[rows]
    starts = np.searchsorted(action, action, side="left")
    lead, other = rows[starts], rows[pick(generator, action, action)]
    found: list[tuple[Ints, Ints, Ints]] = []
    for partner, base in ((lead, parameters.tie_to_lead), (other, parameters.tie)):
        log_odds = base + parameters.more_ties * (acts.effort[rows] + acts.effort[partner])
        tied = happens(generator, log_odds) & (rows != partner)
        one, two = acts.actor[rows[tied]], acts.actor[partner[tied]]
        found.append((action[tied], np.minimum(one, two), np.maximum(one, two)))
    where, one, two = (np.concatenate(columns) for columns in zip(*found, strict=True))
    once = _first(where, one, two)
    written = happens(generator, np.full(len(once), parameters.written))
    return Bonds(_pairs(one[once], two[once]), where[once], _footing(written, generator),
                 _origin(AMONG_PARTNERS, len(once), generator), np.zeros(len(once), bool))


def _round_tables(acts: Deeds, generator: np.random.Generator, parameters: Parameters) -> Bonds:
    """Coordinations of three or more around an action, institutions among them; they are born of the action."""
    order = np.lexsort((-acts.weight, acts.action))
    action = acts.action[order]
    seat = np.arange(len(action)) - np.searchsorted(action, action, side="left")
    table = np.full((len(acts), SEATS), SILENT)
    seated = seat < SEATS
    table[action[seated], seat[seated]] = acts.actor[order][seated]
    held = np.flatnonzero((table[:, 2] != SILENT) & (generator.random(len(acts)) < parameters.coordination))
    written = happens(generator, np.full(len(held), parameters.written))
    return Bonds(table[held], held, _footing(written, generator),
                 np.full(len(held), ORIGINS.index("ne-de-l-action")), np.zeros(len(held), bool))


def _first(*columns: Ints) -> Ints:
    """The first of each set of equal rows, by the order of their values."""
    order = np.lexsort(tuple(reversed(columns)))
    different = np.ones(len(order), bool)
    different[1:] = np.logical_or.reduce([column[order][1:] != column[order][:-1] for column in columns])
    return order[different]


def _pairs(one: Ints, two: Ints) -> Ints:
    table = np.full((len(one), SEATS), SILENT)
    table[:, 0], table[:, 1] = one, two
    return table


def _footing(written: Bools, generator: np.random.Generator) -> Ints:
    footing = np.zeros(len(written), np.int64)
    for where, table in ((written, told.WRITTEN), (~written, told.UNWRITTEN)):
        numbers = np.array([FOOTINGS.index(name) for name in table])
        footing[where] = numbers[choose(generator, table.values(), int(where.sum()))]
    return footing


def _origin(shares: tuple[tuple[str, float], ...], size: int, generator: np.random.Generator) -> Ints:
    numbers = np.array([ORIGINS.index(name) for name, _share in shares])
    found: Ints = numbers[choose(generator, [share for _name, share in shares], size)]
    return found
