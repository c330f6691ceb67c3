"""A world as a panel: the same columns that reading its graph gives."""

from __future__ import annotations

from typing import Final

import numpy as np

from odas_graph import vocab
from odas_graph.network.pairing import is_among, matched, unique
from odas_graph.panel import (
    CIRCLES,
    MOMENTS,
    NO,
    ROLES,
    SILENT,
    SPHERES,
    YES,
    Actions,
    Actors,
    Bools,
    Contacts,
    Ints,
    Panel,
    Participations,
    Ties,
)
from odas_graph.simulation.ties import FOOTINGS
from odas_graph.simulation.world import TYPES, World

FORMAL: Final = np.array([name in vocab.FORMAL for name in FOOTINGS])
LEAD: Final = ROLES.index("porteur")
HEART: Final = ROLES.index("operateur")


def to_panel(world: World) -> Panel:
    """The panel of what was observed."""
    actors, (ties, order) = _actors(world), _ties(world)
    territories = tuple(f"{vocab.ID}territory/{t.iri_slug}" for t in world.land.territories)
    return Panel(
        actors=actors, participations=_participations(world), ties=ties,
        actions=Actions(tuple(f"{vocab.ID}action/{slug}" for slug in world.action_slugs), world.need_action,
                        world.need, np.arange(len(world.site)), world.site),
        contacts=_contacts(world, actors, ties, order), territories=territories,
        held=world.land.held, holder=world.land.holder)


def _actors(world: World) -> Actors:
    folk, types = world.folk, world.actor_types
    own = np.arange(len(folk))
    parent = np.where(folk.parent == SILENT, own, folk.parent)

    def of_types(names: tuple[str, ...], table: dict[str, str]) -> Ints:
        found = np.array([names.index(table[t]) if t in table else SILENT for t in TYPES])[types]
        # A service is of the sphere and the circle of the institution that it is part of.
        return np.where(types == TYPES.index("service"), found[parent], found)

    institution = own < folk.institutions
    wide = np.flatnonzero(folk.wide != SILENT)
    places = unique(np.concatenate([own, wide, world.actor]),
                    np.concatenate([folk.seat, folk.wide[wide], world.site[world.action]]))
    return Actors(tuple(f"{vocab.ID}actor/{slug}" for slug in world.actor_slugs), world.actor_kinds,
                  of_types(SPHERES, vocab.SPHERE), of_types(CIRCLES, vocab.CIRCLE), institution, parent,
                  *places)


def _participations(world: World) -> Participations:
    """Every participation has one role; a lead is lead, and operator too where it would have been one."""
    sets = [(role,) for role in range(len(ROLES))] + [tuple(sorted((LEAD, HEART)))]
    roles = np.where(world.lead, np.where(world.role == HEART, len(ROLES), LEAD), world.role)
    used, where = np.unique(roles, return_inverse=True)
    # The order in which sets of roles are numbered elsewhere: as binary numbers.
    found = sorted(range(len(used)), key=lambda i: sum(1 << role for role in sets[used[i]]))
    place = np.argsort(np.array(found, np.int64))
    return Participations(world.actor, world.action, place[where] if len(where) else where,
                          tuple(sets[used[i]] for i in found), world.contact, world.brought_row, world.brought)


def tie_slugs(world: World) -> list[str]:
    """The kind and the slug of each tie, as its IRI has them."""
    actors, actions = world.actor_slugs, world.action_slugs
    found = []
    for members, many, action, paid in zip(world.members.tolist(), world.many.tolist(), world.told_in.tolist(),
                                           world.paid.tolist(), strict=True):
        names = [actors[i] for i in (members[:many] if paid else sorted(members[:many]))]
        if many > 3:
            names[1:] = [f"et-{many - 1}-autres"]
        found.append(f"{'funding' if paid else 'partnership'}/{actions[action]}--{'--'.join(names)}")
    return found


def absence_slugs(world: World) -> list[str]:
    """The slug of each stated absence, as its IRI has it."""
    actors, actions = world.actor_slugs, world.action_slugs
    return [f"{actions[action]}--{actors[min(one, two)]}--{actors[max(one, two)]}"
            for one, two, action in zip(world.absence_institution.tolist(), world.absence_actor.tolist(),
                                        world.absence_action.tolist(), strict=True)]


def _ties(world: World) -> tuple[Ties, Ints]:
    """Ties then absences, each by IRI; and the order in which they stand, in numbers of both together."""
    kept = np.array(tie_slugs(world), dtype=np.str_), np.array(absence_slugs(world), dtype=np.str_)
    order = np.concatenate([np.argsort(kept[0], kind="stable"), len(kept[0]) + np.argsort(kept[1], kind="stable")])
    absences = len(kept[1])
    silent = np.full(absences, SILENT)
    members = _all_members(world)[order]
    formal = np.where(world.paid, YES, np.where(
        world.footing == SILENT, SILENT, np.where(FORMAL[world.footing], YES, NO)))
    rows, _ = seated = np.nonzero(members != SILENT)
    member = np.sort(np.where(members == SILENT, np.iinfo(np.int64).max, members), axis=1)[seated]
    iris = [f"{vocab.ID}{slug}" for slug in kept[0].tolist()]
    iris += [f"{vocab.ID}absent-tie/{slug}" for slug in kept[1].tolist()]
    return Ties(
        tuple(iris[i] for i in order.tolist()), np.arange(len(order)) >= len(kept[0]),
        np.concatenate([formal, silent])[order], np.concatenate([world.origin, silent])[order],
        np.concatenate([np.where(world.outside, SILENT, world.told_in), world.absence_action])[order], rows,
        member), order


def _all_members(world: World) -> Ints:
    pairs = np.full((len(world.absence_actor), world.members.shape[1]), SILENT)
    pairs[:, 0], pairs[:, 1] = world.absence_institution, world.absence_actor
    return np.concatenate([world.members, pairs])


def _contacts(world: World, actors: Actors, ties: Ties, order: Ints) -> Contacts:
    """Each pair of a tie of which one is an institution of a circle, competent where the other is or acts."""
    members, many = _all_members(world)[order], np.bincount(ties.member_tie, minlength=len(ties))
    found = []
    for i in range(members.shape[1]):
        held = np.flatnonzero(many > i)
        for j in range(members.shape[1]):
            rows = held[(many[held] > j) & (i != j)]
            one, office = members[rows, i], members[rows, j]
            # Of an absence, only the institution did not know the other.
            told = (actors.circle[office] != SILENT) & (~ties.absent[rows] | (j == 0))
            found.append(np.stack([one, office, rows], axis=1)[told])
    one, office, rows = np.concatenate(found).T
    kept = ~_same_house(world, one, office) & _competent(world, actors, one, office)
    one, office, rows = one[kept], office[kept], rows[kept]
    absent = ties.absent[rows]
    sorted_ = np.lexsort((office, rows, absent, actors.circle[office], one))
    one, office, rows, absent = one[sorted_], office[sorted_], rows[sorted_], absent[sorted_]
    return Contacts(one, actors.circle[office], office, rows, many[rows],
                    np.where(absent, MOMENTS.index("avant"), SILENT), absent)


def _same_house(world: World, one: Ints, other: Ints) -> Bools:
    """Is one of the two part of the other?"""
    same: Bools = (world.folk.parent[one] == other) | (world.folk.parent[other] == one)
    return same


def _competent(world: World, actors: Actors, actor: Ints, office: Ints) -> Bools:
    """Does a place of the actor lie in the territory of the institution, or hold it?"""
    land, own = world.land, (actors.place_actor, actors.place_territory)
    one, other = matched(own[1], land.held)
    seat = world.folk.seat[office]
    found = is_among(actor, seat, (np.concatenate([own[0], own[0][one]]),
                                   np.concatenate([own[1], land.holder[other]])))
    row, other = matched(seat, land.held)
    found[row[is_among(actor[row], land.holder[other], own)]] = True
    return found
