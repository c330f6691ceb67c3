"""Too many actors for one drawing: groups by territory and sphere, which open into their parts, down to the actors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise
from math import sqrt
from typing import Final

from odas_graph.drawing import plain
from odas_graph.i18n import gettext as _
from odas_graph.scene import Item, Scene, place_at, place_iri
from odas_graph.territory import COUNTRY, Territory, territory
from odas_graph.territory import label as territory_label
from odas_graph.views import ActorView

# So many groups, and lines, still show a pattern; so many actors at once still bear names.
MOST_GROUPS: Final = 60
MOST_ACTORS: Final = 120
LINES_A_GROUP: Final = 2
LEVELS: Final = ("pays", "region", "departement", "epci", "commune")


@dataclass
class Group:
    """Some actors: those numbered from `first` up to `last`, that one left out; `parts` is empty where they are few."""

    number: int
    up: int | None
    name: str
    place: Territory
    sphere: str
    first: int = 0
    last: int = 0
    parts: list[Group] = field(default_factory=list)
    # Ties that lead out of the group, within the view.
    ties: int = 0

    @property
    def key(self) -> str:
        """Its id on the map and in its table."""
        return f"g{self.number:03}"


class Crowd:
    """The actors of a scene in groups: `roots` stand on the map when it opens.

    `actors` stand in the order of the groups, `groups` each before its parts. `links` counts, for each group that is
    opened (None: the whole map), the ties between two of its parts, or of its actors.
    """

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.actors: list[ActorView] = []
        self.groups: list[Group] = []
        self._places: dict[tuple[str, str], Territory] = {}
        acts = {a.iri: a.territories[0] for a in scene.view.actions if a.territories}
        where = {p.actor: acts[p.action] for p in reversed(scene.view.participations) if p.action in acts}
        country = place_iri(territory(COUNTRY))
        self.home = {a.iri: (a.territories or (where.get(a.iri, country),))[0] for a in scene.view.actors}
        self.roots = self._rooted()
        self.number = {a.iri: n for n, a in enumerate(self.actors)}
        self.paths: list[list[int]] = [[] for _actor in self.actors]
        for group in self.groups:
            for path in self.paths[group.first:group.last]:
                path.append(group.number)
        self.links = self._linked()

    def _place(self, actor: ActorView, level: str) -> Territory:
        key = self.home[actor.iri], level
        if key not in self._places:
            self._places[key] = place_at(*key)
        return self._places[key]

    def _rooted(self) -> list[Group]:
        """Territory × sphere, at the finest level of territory that leaves few enough groups."""
        for level in reversed(LEVELS):
            found: dict[tuple[str, str], list[ActorView]] = {}
            for actor in self.scene.view.actors:
                found.setdefault((self._place(actor, level).code, actor.sphere), []).append(actor)
            if len(found) <= MOST_GROUPS:
                break
        return [self._grown(None, self._name(territory(code), sphere), territory(code), sphere, inside, level)
                for (code, sphere), inside in sorted(found.items())]

    def _name(self, place: Territory, sphere: str) -> str:
        """The name of a group: where the map is of one place, that place goes without saying."""
        return self.scene.word("sphere", sphere) if place == self.scene.view.territory else place.name

    def _grown(self, up: Group | None, name: str, place: Territory, sphere: str, inside: list[ActorView],
               level: str) -> Group:
        """A group with its parts."""
        group = Group(len(self.groups), up.number if up else None, name, place, sphere, len(self.actors))
        self.groups.append(group)
        if len(inside) <= MOST_ACTORS:
            self.actors += inside
        else:
            for part, where, some, now in self._parted(group, inside, level):
                group.parts.append(self._grown(group, part, where, sphere, some, now))
        group.last = len(self.actors)
        return group

    def _parted(self, group: Group, inside: list[ActorView],
                level: str) -> list[tuple[str, Territory, list[ActorView], str]]:
        """The parts of a group: by the next level of territory that parts it, else by type, else by alphabet."""
        for finer in LEVELS[LEVELS.index(level) + 1:]:
            places: dict[str, list[ActorView]] = {}
            for actor in inside:
                places.setdefault(self._place(actor, finer).code, []).append(actor)
            if 1 < len(places) <= MOST_GROUPS:
                return [(territory(code).name, territory(code), some, finer) for code, some in sorted(places.items())]
        types: dict[str, list[ActorView]] = {}
        for actor in inside:
            types.setdefault(actor.type, []).append(actor)
        if len(types) > 1:
            return [(self.scene.word("type-acteur", kind), group.place, some, level)
                    for kind, some in sorted(types.items())]
        return [(f"{plain(some[0].name, 18)} – {plain(some[-1].name, 18)}", group.place, some, level)
                for some in (inside[n:n + MOST_ACTORS] for n in range(0, len(inside), MOST_ACTORS))]

    def _linked(self) -> dict[int | None, Counter[tuple[int, int]]]:
        links: dict[int | None, Counter[tuple[int, int]]] = {None: Counter()}
        for _key, kind, fact in self.scene.facts:
            if kind != "tie":
                continue
            parties = sorted({self.number[iri] for iri in fact.parties if iri in self.number})
            met = {self._meeting(one, other) for one, other in combinations(parties, 2)}
            for where, pair in met:
                links.setdefault(where, Counter())[pair] += 1
            reached = Counter(number for party in parties for number in self.paths[party])
            for number, some in reached.items():
                self.groups[number].ties += some < len(parties)
        return links

    def _meeting(self, one: int, other: int) -> tuple[int | None, tuple[int, int]]:
        """The group whose parts, or actors, the tie between two actors joins, and which two."""
        here: int | None = None
        for this, that in zip(self.paths[one], self.paths[other], strict=False):
            if this != that:
                return here, (min(this, that), max(this, that))
            here = this
        return here, (one, other)

    def stage(self) -> list[Item]:
        """Puts the groups in place of what stands on the scene, and gives the rows of their table."""
        scene, links = self.scene, self.links[None]
        scene.nodes, scene.edges, scene.facts, scene.actors, scene.actions = {}, [], [], [], []
        sizes = group_sizes(self.roots)
        for group in self.roots:
            scene.add(group.key, "group", _("{name}: {n}").format(name=group.name, n=group.last - group.first),
                      sizes[group.number], iri=place_iri(group.place), sphere=group.sphere, group=group.number)
        for (one, other), count in sorted(strongest(links, len(self.roots))):
            scene.edge(self.groups[one].key, self.groups[other].key, "links", count=count)
        # The groups of one territory stand together.
        for this, that in pairwise(self.roots):
            if this.place == that.place:
                scene.edge(this.key, that.key, "near")
        return [{"id": group.key, "place": territory_label(group.place), "sphere": group.sphere,
                 "names": [scene.names[a.iri] for a in self.actors[group.first:group.last]], "links": group.ties}
                for group in self.roots]


def strongest(links: Counter[tuple[int, int]], parts: int) -> list[tuple[tuple[int, int], int]]:
    """The pairs with most ties, so many a part; the others would hide the pattern."""
    return sorted(links.items(), key=lambda item: (-item[1], item[0]))[:LINES_A_GROUP * parts]


def group_sizes(groups: Sequence[Group]) -> dict[int, float]:
    """The radius of each group by its number: the more actors, the larger its area, the largest being alike."""
    most = max((group.last - group.first for group in groups), default=1)
    return {group.number: round(10 + 20 * sqrt((group.last - group.first) / most), 1) for group in groups}
