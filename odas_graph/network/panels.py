"""Facts to the panel: all that contribution and recognition count, as columns of numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from odas_graph.network.pairing import Relation, index, is_among, matched, numbered, unique
from odas_graph.network.people import ActorNode
from odas_graph.network.reading import Coded, Facts
from odas_graph.panel import (
    CIRCLES,
    CONTRIBUTIONS,
    KINDS,
    MOMENTS,
    NEEDS,
    ORIGINS,
    ROLES,
    SILENT,
    SPHERES,
    Actions,
    Actors,
    Bools,
    Contacts,
    Floats,
    Ints,
    Panel,
    Participations,
    Ties,
)
from odas_graph.store import GraphStore


def facts(source: GraphStore | Facts) -> Facts:
    """The facts of a store, or the facts given."""
    return source if isinstance(source, Facts) else Facts(source)


def panel(source: GraphStore | Facts) -> Panel:
    """All that the store says of actors, actions and ties, as columns; linear in the facts but for sorting.

    Codes of other schemes are left out; a tie stated within an action without a label in French has no action.
    """
    read = facts(source)
    nodes = list(read.actors.values())
    territories, own, sites, (held, holder) = _places(read, nodes)
    action, site = sites
    parts = read.parts
    one, other = matched(parts.action, action)
    places = unique(np.concatenate([own[0], parts.actor[one]]), np.concatenate([own[1], site[other]]))
    actors = Actors(
        tuple(read.actors), _codes((n.kind for n in nodes), KINDS), _codes((n.sphere for n in nodes), SPHERES),
        _codes((n.circle for n in nodes), CIRCLES), np.array([n.institution for n in nodes], bool),
        numbered([n.house for n in nodes], read.number), *places)
    need_action, need = read.actions.needs.within(NEEDS)
    roles, role_sets = _role_sets(parts.roles, len(parts.actor))
    ties = _ties(read)
    brought_row, brought = parts.brought.within(CONTRIBUTIONS)
    return Panel(
        actors, Actions(read.actions.iris, need_action, need, action, site),
        Participations(parts.actor, parts.action, roles, role_sets, parts.contact, brought_row, brought), ties,
        _contacts(read, actors, ties, own, (held, holder)), territories, held, holder)


def tie_edges(panel: Panel) -> tuple[Ints, Ints, Floats]:
    """The network of ties as columns: pairs of actors (sources before targets), sorted, and their weights.

    A tie of n actors gives each pair 1/(n−1) (Newman 2001, eq. 2); absences give nothing. The same edges and weights
    as `ties`, in time and memory linear in the pairs that ties hold.
    """
    stated = ~panel.ties.absent[panel.ties.member_tie]
    tie, member = panel.ties.member_tie[stated], panel.ties.member[stated]
    sizes = np.bincount(tie, minlength=len(panel.ties))
    one, other = matched(tie, tie)
    pairs = member[one] < member[other]
    one, other = one[pairs], other[pairs]
    width = max(len(panel.actors), 1)
    edges, edge = np.unique(member[one] * width + member[other], return_inverse=True)
    weights = np.bincount(edge, 1 / (sizes[tie[one]] - 1), len(edges)).astype(np.float64)
    return edges // width, edges % width, weights


def _codes(slugs: Iterable[str | None], scheme: Sequence[str]) -> Ints:
    found = index(scheme)
    return np.array([SILENT if slug is None else found.get(slug, SILENT) for slug in slugs], np.int64)


def _places(read: Facts, nodes: Sequence[ActorNode]) -> tuple[tuple[str, ...], Relation, Relation, Relation]:
    """The territories, then pairs of numbers: actors and their own, actions and theirs, held and holder."""
    held, holder = read.within
    territories = tuple(sorted({*held, *holder, *(place for _, place in read.actions.sites),
                                *(place for node in nodes for place in node.territories)}))
    number = index(territories)
    own = [(i, number[place]) for i, node in enumerate(nodes) for place in node.territories]
    sites = [(action, number[place]) for action, place in read.actions.sites]
    return (territories, unique(*_columns(own)), unique(*_columns(sites)),
            unique(numbered(held, number), numbered(holder, number)))


def _columns(pairs: Sequence[tuple[int, int]]) -> Relation:
    columns = np.array(pairs, np.int64).reshape(-1, 2).T
    return columns[0], columns[1]


def _role_sets(roles: Coded, rows: int) -> tuple[Ints, tuple[tuple[int, ...], ...]]:
    """For each row the number of its set of roles, and the sets."""
    row, role = roles.within(ROLES)
    masks = np.zeros(rows, np.int64)
    np.bitwise_or.at(masks, row, np.left_shift(np.int64(1), role))
    sets, number = np.unique(masks, return_inverse=True)
    return number, tuple(tuple(i for i in range(len(ROLES)) if int(mask) >> i & 1) for mask in sets)


def _ties(read: Facts) -> Ties:
    ties, absences = read.ties, read.absences
    formal = np.concatenate([ties.formal, np.full(len(absences.iris), SILENT, np.int64)])
    return Ties(
        ties.iris + absences.iris, np.arange(len(formal)) >= len(ties.iris), formal,
        _codes(ties.origins + absences.origins, ORIGINS), _codes(ties.actions + absences.actions, read.actions.iris),
        np.concatenate([ties.tie, absences.tie + len(ties.iris)]), np.concatenate([ties.actor, absences.actor]))


def _contacts(read: Facts, actors: Actors, ties: Ties, own: Relation, within: Relation) -> Contacts:
    """Each fact in which an actor meets, or is said not to meet, an institution that is competent where it is."""
    ties_, absences = read.ties, read.absences
    one, other = matched(ties.member_tie, ties.member_tie)
    keep = (one != other) & (actors.circle[ties.member[other]] != SILENT)
    actor, institution, tie = ties.member[one[keep]], ties.member[other[keep]], ties.member_tie[one[keep]]
    # An absence counts for those who did not know, where the source says who.
    says_who = np.concatenate([np.zeros(len(ties_.iris), bool), absences.says_who])
    unaware = is_among(tie, institution, (absences.unaware[0] + len(ties_.iris), absences.unaware[1]))
    keep = ~says_who[tie] | unaware
    # One of the two is part of the other: knowing it says nothing.
    keep &= ~is_among(actor, institution, read.kin) & ~is_among(institution, actor, read.kin)
    keep &= _are_competent(actor, institution, actors, own, within)
    actor, institution, tie, unaware = actor[keep], institution[keep], tie[keep], unaware[keep]
    circle = actors.circle[institution]
    moments = _codes(ties_.moments + absences.moments, MOMENTS)
    sizes = np.concatenate([ties_.sizes, absences.sizes])
    order = np.lexsort((institution, tie, ties.absent[tie], circle, actor))
    return Contacts(actor[order], circle[order], institution[order], tie[order], sizes[tie[order]],
                    moments[tie[order]], unaware[order])


def _are_competent(actor: Ints, institution: Ints, actors: Actors, own: Relation, within: Relation) -> Bools:
    """Does a territory of the institution hold one where the actor is, or lie in it? Where either is not known: yes."""
    width = max(len(actors), 1)
    pairs, which = np.unique(actor * width + institution, return_inverse=True)
    actor, institution = pairs // width, pairs % width
    asked = np.isin(actors.place_actor, actor)
    places = actors.place_actor[asked], actors.place_territory[asked]
    found = ~np.isin(actor, places[0]) | ~np.isin(institution, own[0])
    # Places are looked for among the territories of institutions, which are few, and not the other way round.
    for theirs, ours in ((own, _with_holders(places, within)), (_with_holders(own, within), places)):
        one, other = matched(institution, theirs[0])
        found[one[is_among(actor[one], theirs[1][other], ours)]] = True
    return found[which]


def _with_holders(places: Relation, within: Relation) -> Relation:
    one, other = matched(places[1], within[0])
    return unique(np.concatenate([places[0], places[0][one]]), np.concatenate([places[1], within[1][other]]))
