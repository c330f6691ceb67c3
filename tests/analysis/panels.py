"""Small panels made by hand: columns as `network.panel` fills them, from a few words."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from odas_graph.panel import (
    CIRCLES,
    CONTRIBUTIONS,
    KINDS,
    MOMENTS,
    NEEDS,
    NO,
    ORIGINS,
    ROLES,
    SILENT,
    SPHERES,
    YES,
    Actions,
    Actors,
    Contacts,
    Ints,
    Panel,
    Participations,
    Ties,
)


class Part(NamedTuple):
    """An actor in an action; a plain tuple does as well."""

    actor: str
    action: str
    roles: Collection[str] = ("porteur",)
    contact: bool | None = None
    brought: Collection[str] = ()


class Link(NamedTuple):
    """A tie between these actors, or a stated absence; a plain tuple of actors is a tie on which no more is said."""

    members: tuple[str, ...]
    formal: bool | None = None
    origin: str | None = None
    action: str | None = None
    absent: bool = False


class Known(NamedTuple):
    """Whether an institution knew an actor: a tie, or absence, of its own between the two, and the fact on it.

    `partners` says how many the tie holds, whoever they are; `tie` numbers one of `ties` if it is that.
    """

    actor: str
    institution: str
    circle: str
    formal: bool | None = None
    origin: str | None = None
    absent: bool = False
    partners: int = 2
    moment: str | None = None
    unaware: bool = False
    action: str | None = None
    tie: int | None = None


def panel(participations: Sequence[Sequence[Any]] = (), *, ties: Sequence[Link | tuple[str, ...]] = (),
          contacts: Sequence[Sequence[Any]] = (), needs: Mapping[str, Sequence[str]] | None = None,
          sites: Mapping[str, str | Sequence[str]] | None = None,
          holders: Mapping[str, Sequence[str]] | None = None, places: Mapping[str, str | Sequence[str]] | None = None,
          institutions: Collection[str] = (), houses: Mapping[str, str] | None = None,
          kinds: Mapping[str, str] | None = None, spheres: Mapping[str, str | None] | None = None,
          circles: Mapping[str, str] | None = None, actors: Collection[str] = ()) -> Panel:
    """The panel of these rows: `Part`, `Link`, `Known` or tuples in their order; IRIs are the names given.

    Actors are those of the rows, of `houses`, of `institutions` and of `actors`; each is an organisation of the sphere
    of associations and a house of its own unless said otherwise. An institution is of the circle that `circles` or
    a contact gives it. `needs` and `sites` are those of actions; `holders` lists all that holds a territory.
    Contacts are as given: neither competence nor house is looked at. Ties come in the order given, those of
    contacts after them, absences last.
    """
    needs, sites, holders, places = needs or {}, sites or {}, holders or {}, places or {}
    houses, kinds, spheres = houses or {}, kinds or {}, spheres or {}
    rows = sorted(Part(*row) for row in participations)
    facts = [Known(*row) for row in contacts]
    links = [link if isinstance(link, Link) else Link(link) for link in ties]
    owned = [Link((f.actor, f.institution), f.formal, f.origin, f.action, f.absent) for f in facts if f.tie is None]
    own = iter(range(len(links), len(links) + len(owned)))
    tie_of = [next(own) if f.tie is None else f.tie for f in facts]
    order = sorted(range(len(links + owned)), key=lambda i: (links + owned)[i].absent)
    stated = [(links + owned)[i] for i in order]
    place_of = {i: place for place, i in enumerate(order)}
    of_circle = dict(circles or {}) | {f.institution: f.circle for f in facts}
    who = sorted({r.actor for r in rows} | {m for link in stated for m in link.members} | set(institutions)
                 | set(actors) | set(houses) | set(houses.values()))
    what = sorted({r.action for r in rows} | set(needs) | set(sites) | {k.action for k in stated if k.action})
    at = {action: _several(sites[action]) for action in sites}
    based = {(actor, place) for actor in who for place in _several(places.get(actor, ()))}
    based |= {(r.actor, place) for r in rows for place in at.get(r.action, ())}
    where = sorted({p for _, p in based} | {p for found in at.values() for p in found} | set(holders)
                   | {h for above in holders.values() for h in above})
    actor, action, territory = _numbers(who), _numbers(what), _numbers(where)
    sets = sorted({tuple(sorted(ROLES.index(role) for role in r.roles)) for r in rows})
    known = sorted(zip(facts, (place_of[i] for i in tie_of), strict=True),
                   key=lambda fact: (fact[0].actor, CIRCLES.index(fact[0].circle), fact[0].absent, fact[1],
                                     fact[0].institution))
    needed = [(action[one], NEEDS.index(need)) for one in sorted(needs) for need in sorted(needs[one])]
    sited = [(action[one], territory[place]) for one in sorted(at) for place in sorted(at[one])]
    brought = [(i, CONTRIBUTIONS.index(slug)) for i, r in enumerate(rows) for slug in sorted(r.brought)]
    members = [(i, actor[m]) for i, link in enumerate(stated) for m in sorted(link.members)]
    held = [(territory[one], territory[above]) for one in sorted(holders) for above in sorted(holders[one])]
    return Panel(
        Actors(tuple(who), _column(KINDS.index(kinds.get(one, "organisation")) for one in who),
               _column(_code(SPHERES, spheres.get(one, "association")) for one in who),
               _column(_code(CIRCLES, of_circle.get(one)) for one in who),
               np.array([one in institutions for one in who], dtype=bool),
               _column(actor[houses.get(one, one)] for one in who),
               *_pairs(sorted((actor[one], territory[place]) for one, place in based))),
        Actions(tuple(what), *_pairs(needed), *_pairs(sited)),
        Participations(_column(actor[r.actor] for r in rows), _column(action[r.action] for r in rows),
                       _column(sets.index(tuple(sorted(ROLES.index(role) for role in r.roles))) for r in rows),
                       tuple(sets), _column(_yes(r.contact) for r in rows), *_pairs(brought)),
        Ties(tuple(f"tie-{i:03}" for i in range(len(stated))), np.array([k.absent for k in stated], dtype=bool),
             _column(_yes(k.formal) for k in stated), _column(_code(ORIGINS, k.origin) for k in stated),
             _column(SILENT if k.action is None else action[k.action] for k in stated), *_pairs(members)),
        Contacts(_column(actor[f.actor] for f, _ in known), _column(CIRCLES.index(f.circle) for f, _ in known),
                 _column(actor[f.institution] for f, _ in known), _column(tie for _, tie in known),
                 _column(f.partners for f, _ in known), _column(_code(MOMENTS, f.moment) for f, _ in known),
                 np.array([f.unaware for f, _ in known], dtype=bool)),
        tuple(where), *_pairs(held))


def _several(names: str | Sequence[str]) -> tuple[str, ...]:
    return (names,) if isinstance(names, str) else tuple(names)


def _numbers(names: Sequence[str]) -> dict[str, int]:
    return {name: i for i, name in enumerate(names)}


def _code(codes: Sequence[str], slug: str | None) -> int:
    return SILENT if slug is None else codes.index(slug)


def _yes(answer: bool | None) -> int:
    return SILENT if answer is None else YES if answer else NO


def _column(values: Any) -> Ints:
    return np.array(list(values), dtype=np.int64)


def _pairs(rows: Sequence[tuple[int, int]]) -> tuple[Ints, Ints]:
    found = np.array(rows, dtype=np.int64).reshape(-1, 2)
    return found[:, 0].copy(), found[:, 1].copy()
