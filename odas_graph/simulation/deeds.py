"""What happens: actions in territories, who takes part in them by affinity, with how much effort, and what of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from odas_graph.network.pairing import Relation, unique
from odas_graph.panel import CONTRIBUTIONS, NEEDS, ROLES, SILENT, Bools, Floats, Ints
from odas_graph.simulation import parameters as told
from odas_graph.simulation.country import Country
from odas_graph.simulation.parameters import FIELDS, INSTITUTIONS, Parameters
from odas_graph.simulation.people import People, choose, happens, pick

# An actor that comes upon an action twice looks for another, so many times; then all near it are taken.
ROUNDS: Final = 4
# Where an actor acts: its commune, its EPCI, its département; near before far.
NEARNESS: Final = (0.4, 0.3, 0.3)
# The number of needs of an action: one for most, three at most, as in the fiches.
NEEDS_OF_AN_ACTION: Final = (0.4, 0.4, 0.2)


@dataclass(frozen=True)
class Deeds:
    """Actions, by commune and level (0 commune, 1 EPCI, 2 département), and participations, by actor then action.

    `site` numbers territories; `need_action` and `need` pair actions with `NEEDS`. `weight` says how near the heart of
    the action the actor stands: effort and luck; `role` is what it does unless it leads; `contact` whether it met
    inhabitants; `brought_row` and `brought` pair participations with `CONTRIBUTIONS`.
    """

    commune: Ints
    level: Ints
    site: Ints
    need_action: Ints
    need: Ints
    actor: Ints
    action: Ints
    effort: Floats
    weight: Floats
    role: Ints
    contact: Bools
    brought_row: Ints
    brought: Ints

    def __len__(self) -> int:
        return len(self.commune)


def deeds(land: Country, folk: People, generator: np.random.Generator, parameters: Parameters) -> Deeds:
    """All that happens in the country."""
    wanted = _how_many(folk, generator, parameters)
    count = max(1, round(int(wanted.sum()) / parameters.actors_per_action))
    commune = generator.integers(len(land.chain), size=count)
    wide = generator.random(count) < parameters.wide_actions
    level = np.where(wide, generator.integers(1, 3, size=count), 0)
    field = generator.integers(len(FIELDS), size=count)
    parts = (_institutions(land, commune, level, generator),
             _others(land, folk, commune, field, wanted, generator, parameters))
    actor, action = unique(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))
    effort = _effort(folk, actor, generator, parameters)
    weight = effort + generator.logistic(size=len(actor))
    official = actor < folk.institutions
    met = np.where(official, parameters.contact_of_institutions, parameters.contact) + effort
    need_action, need = _needs(field, generator)
    brought_row, brought = _brought(folk, actor, effort, generator, parameters)
    return Deeds(commune, level, land.chain[commune, level], need_action, need, actor, action, effort, weight,
                 _roles(weight, official, generator, parameters), happens(generator, met), brought_row, brought)


def _how_many(folk: People, generator: np.random.Generator, parameters: Parameters) -> Ints:
    """How many actions each of the others takes part in: at least one, as many as it does much and spreads it thin."""
    a, b = parameters.more_actions * parameters.unequal, parameters.spread
    others = folk.others
    rate = np.exp(a * folk.engagement[others] + b * folk.thinness[others] - (a ** 2 + b ** 2) / 2)
    return 1 + generator.poisson((parameters.actions_per_actor - 1) * rate)


def _effort(folk: People, actor: Ints, generator: np.random.Generator, parameters: Parameters) -> Floats:
    """The logarithm of what an actor does in an action: what is left of its engagement, spread thin or not."""
    more = (1 - parameters.more_actions) * parameters.unequal
    own = more * folk.engagement - parameters.spread * folk.thinness
    own[:folk.institutions] = parameters.effort_of_institutions
    effort: Floats = own[actor] + parameters.within * generator.standard_normal(len(actor))
    return effort


def _others(land: Country, folk: People, commune: Ints, field: Ints, wanted: Ints, generator: np.random.Generator,
            parameters: Parameters) -> Relation:
    """Participations of those that are no institution, as actors and actions: near, and of their field mostly."""
    pairs, missing = (np.zeros(0, np.int64), np.zeros(0, np.int64)), wanted
    for _ in range(ROUNDS):
        actor = np.repeat(folk.others, missing)
        log_odds = parameters.beyond_its_field + parameters.more_beyond * folk.engagement[actor]
        aside = np.where(happens(generator, log_odds), generator.integers(1, len(FIELDS), size=len(actor)), 0)
        sought = (folk.field[actor] + aside) % len(FIELDS)
        action = np.full(len(actor), SILENT)
        zone = choose(generator, NEARNESS, len(actor))
        for level in range(len(NEARNESS)):
            # Who finds nothing near looks further.
            here = (zone <= level) & (action == SILENT)
            places = land.chain[folk.commune[actor[here]], level]
            action[here] = pick(generator, land.chain[commune, level] * len(FIELDS) + field,
                                places * len(FIELDS) + sought[here])
        found = action != SILENT
        pairs = unique(np.concatenate([pairs[0], actor[found]]), np.concatenate([pairs[1], action[found]]))
        missing = wanted - np.bincount(pairs[0], minlength=len(folk))[folk.institutions:]
    return pairs


def _institutions(land: Country, commune: Ints, level: Ints, generator: np.random.Generator) -> Relation:
    """Participations of the institutions in charge of the place of each action, as institutions and actions."""
    count = len(commune)
    offices, actions = [], []
    for at, sorts in enumerate(INSTITUTIONS):
        for rank, institution in enumerate(sorts):
            joins = np.flatnonzero((level <= at) & (generator.random(count) < institution.joins))
            offices.append(land.first[land.chain[commune[joins], at]] + rank)
            actions.append(joins)
    return np.concatenate(offices), np.concatenate(actions)


def _needs(field: Ints, generator: np.random.Generator) -> Relation:
    """Pairs of actions and needs of their field, each pair once."""
    number = [[NEEDS.index(name) for name in names] for names in FIELDS]
    sizes = np.array([len(names) for names in number])
    table = np.array([names + [SILENT] * (int(sizes.max()) - len(names)) for names in number])
    many = 1 + choose(generator, NEEDS_OF_AN_ACTION, len(field))
    action = np.repeat(np.arange(len(field)), many)
    need = table[field[action], (generator.random(len(action)) * sizes[field[action]]).astype(np.int64)]
    return unique(action, need)


def _roles(weight: Floats, official: Bools, generator: np.random.Generator, parameters: Parameters) -> Ints:
    """What each does, in numbers of `ROLES`: by how near the heart of the action it stands."""
    layer = np.where(weight > parameters.heart, 0, np.where(weight > parameters.near, 1, 2))
    role = np.zeros(len(weight), np.int64)
    tables = [(layer == i, told.ROLES[i]) for i in range(2)]
    tables += [((layer == 2) & ~official, told.ROLES[2]), ((layer == 2) & official, told.ROLES_OF_INSTITUTIONS)]
    for where, table in tables:
        numbers = np.array([ROLES.index(name) for name in table])
        role[where] = numbers[choose(generator, table.values(), int(where.sum()))]
    return role


def _brought(folk: People, actor: Ints, effort: Floats, generator: np.random.Generator,
             parameters: Parameters) -> Relation:
    """Pairs of participations and things brought: the more effort, the more; one's speciality, or what all bring."""
    many = generator.poisson(np.exp(parameters.items + parameters.more_items * effort))
    row = np.repeat(np.arange(len(actor)), many)
    giver = actor[row]
    own = happens(generator, parameters.own_speciality + parameters.more_speciality * folk.engagement[giver])
    numbers = np.array([CONTRIBUTIONS.index(name) for name in told.BROUGHT])
    usual = choose(generator, told.BROUGHT.values(), len(row))
    thing = numbers[np.where(own & (folk.speciality[giver] != SILENT), folk.speciality[giver], usual)]
    return unique(row, thing)
