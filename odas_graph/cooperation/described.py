"""Clusters in words: who is in them and how surely, what they share, whether chance alone would part them so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np

from odas_graph.analysis.communities import SEEDS, Clusters, clusters
from odas_graph.analysis.graphs import Arrays, from_columns
from odas_graph.cooperation.features import Feature, over_represented, telling, traits
from odas_graph.cooperation.names import Names, place_name, read_names
from odas_graph.cooperation.perimeter import Web, members, pairs, perimeter, web
from odas_graph.cooperation.reference import Against, against, placed
from odas_graph.errors import UsageError
from odas_graph.i18n import gettext as _
from odas_graph.network import Facts
from odas_graph.panel import KINDS, Floats, Ints, Panel
from odas_graph.store import GraphStore
from odas_graph.territory import KINDS as LEVELS
from odas_graph.territory import territory as _territory
from odas_graph.vocab import ID

# A member that was with less than this share of its mates, in a run, is not sure to be one of them.
SURE: Final = 0.75
# Draws that say how far chance parts a network.
DRAWS: Final = 100
# A cluster is named after what at least this share of its members have, where it is known of half of them.
MOST: Final = 2 / 3


@dataclass(frozen=True, slots=True)
class Member:
    """A member and its places over the runs: `stability` with its mates, `outside` with others (`communities`)."""

    iri: str
    stability: float
    outside: float

    @property
    def sure(self) -> bool:
        """Whether it hardly ever was elsewhere."""
        return self.stability >= SURE and self.outside <= 1 - SURE


@dataclass(frozen=True)
class Group:
    """A cluster: its name, its actors and actions (surest first), what they share.

    `structure` sets the modularity of the component against chance; None where the whole component is this cluster.
    """

    number: int
    name: str
    stability: float
    component: int
    actors: tuple[Member, ...]
    actions: tuple[Member, ...]
    features: tuple[Feature, ...] = field(repr=False)
    structure: Against | None

    @property
    def told_apart(self) -> bool:
        """Whether it is a component of its own, or parted from the others of its more than chance does."""
        return self.structure is None or self.structure.verdict == "above"


@dataclass(frozen=True)
class Described:
    """The clusters, the largest first; `pairs` and `alone` are those of two or one that no tie leads out of."""

    web: Web
    names: Names
    territory: str | None
    groups: tuple[Group, ...]
    pairs: tuple[tuple[str, str], ...]
    alone: tuple[str, ...]
    modularity: float
    runs: int
    unlisted: int

    def to_dict(self) -> dict[str, Any]:
        """All of it as JSON has it; natural persons are counted and not listed."""
        def member(one: Member) -> dict[str, Any]:
            return {"id": one.iri, "label": self.names.of(one.iri), "type": self.names.type(one.iri),
                    "stability": one.stability, "outside": one.outside, "sure": one.sure}

        return {
            "network": self.web.name, "territory": self.territory, "actors": len(self.web.actors),
            "actions": len(self.web.actions), "ties": self.web.count, "runs": self.runs,
            "modularity": self.modularity,
            "clusters": [{
                "number": g.number, "name": g.name, "stability": g.stability, "component": g.component,
                "size": len(g.actors) + len(g.actions), "told_apart": g.told_apart,
                "structure": None if g.structure is None else {
                    "modularity": g.structure.observed, "low": g.structure.low, "high": g.structure.high,
                    "p": g.structure.p, "draws": g.structure.draws},
                "members": [member(m) for m in (*g.actors, *g.actions) if not self.names.hidden(m.iri)],
                "persons_not_listed": sum(self.names.hidden(m.iri) for m in g.actors),
                "features": [{"scheme": f.scheme, "code": f.code, "label": feature_name(f, self.names),
                              "inside": f.inside, "size": f.size, "whole": f.whole, "total": f.total,
                              "lift": f.lift, "p": f.p, "q": f.q, "proven": f.proven} for f in g.features]}
                for g in self.groups],
            "pairs": [[self.names.of(iri) for iri in pair] for pair in self.pairs],
            "alone": [self.names.of(iri) for iri in self.alone if not self.names.hidden(iri)],
            "persons_not_listed": self.unlisted}


@dataclass(frozen=True)
class Parting:
    """The clusters of a network, in numbers: no language in it.

    `structure` sets the modularity of each component that falls into parts against chance, by number; `features` is
    what is over-represented in each cluster; `inner` counts the ties of each node within its own.
    """

    web: Web
    territory: str | None
    clusters: Clusters[str] = field(repr=False)
    structure: Mapping[int, Against]
    features: Sequence[Sequence[Feature]] = field(repr=False)
    inner: Ints = field(repr=False)


def part(panel: Panel, network: str = "ties", *, territory: str | None = None, seeds: int = SEEDS, draws: int = DRAWS,
         seed: int = 0, advance: Callable[[int], Any] = lambda _draws: None) -> Parting:
    """The clusters of a network (`ties`, `affiliation`).

    Each component that falls into parts is set against `draws` networks of its size (`reference.placed`), parted in the
    same way: it has structure where its modularity is above 95 % of theirs; without draws, nothing is set against
    chance. `advance` is called with the number of draws done, of `draws` for each such component. UsageError for
    another network.
    """
    if network not in ("ties", "affiliation"):
        raise UsageError(_("Clusters are those of the networks ties and affiliation; “{network}” leads from actors to "
                           "circles of institutions.").format(network=network))
    here = perimeter(panel, territory)
    graph = web(panel, network, here)
    found = clusters(graph.arrays, seeds, weight="weight")
    parted = [number for number, count in Counter(c.component for c in found).items() if count > 1]
    structure = {number: _structure(panel, graph, found, number, members(panel, here, network), draws, seed, advance)
                 for number in sorted(parted)} if draws else {}
    arrays = graph.arrays
    labels = np.fromiter((found.of[iri] for iri in arrays.nodes), np.int64, arrays.n)
    features = over_represented(traits(panel), graph.actors, labels[:len(graph.actors)], len(found))
    inside = labels[arrays.sources] == labels[arrays.targets]
    return Parting(graph, territory, found, structure, features,
                   np.bincount(arrays.sources[inside], minlength=arrays.n))


def describe_clusters(source: GraphStore | Facts | Names, panel: Panel, network: str = "ties", *, persons: bool = False,
                      parting: Parting | None = None, **options: Any) -> Described:
    """The clusters of a network in the words of the language in force; `options` are those of `part`.

    `parting` is what was found before, if it was: to tell it in another language takes no second search. Names that
    were read already say themselves whether persons are named.
    """
    found = parting or part(panel, network, **options)
    graph = found.web
    names = source if isinstance(source, Names) else read_names(source, persons=persons)
    told = _Told(found, names)
    groups: list[Group] = []
    twos: list[tuple[str, str]] = []
    alone: list[str] = []
    parted = {number for number, count in Counter(c.component for c in found.clusters).items() if count > 1}
    for number, cluster in enumerate(found.clusters):
        nodes = told.in_order(cluster.members)
        if len(nodes) > 2 or cluster.component in parted:
            groups.append(told.group(len(groups) + 1, number, nodes))
        elif len(nodes) == 2:
            twos.append((nodes[0], nodes[1]))
        else:
            alone.append(nodes[0])
    return Described(graph, names, found.territory, tuple(told.unlike(groups)), tuple(sorted(twos)),
                     tuple(sorted(alone)), found.clusters.modularity, found.clusters.runs,
                     0 if names.persons else int((panel.actors.kind[graph.actors] == KINDS.index("person")).sum()))


class _Told:
    """Names for clusters."""

    def __init__(self, found: Parting, names: Names) -> None:
        self.found, self.names = found, names
        arrays = found.web.arrays
        self.place = dict(zip(arrays.nodes, range(arrays.n), strict=True))

    def in_order(self, nodes: Collection[str]) -> list[str]:
        """The surest first, then by name."""
        stability, names = self.found.clusters.stability, self.names
        return sorted(nodes, key=lambda iri: (-stability[iri], names.of(iri), iri))

    def is_actor(self, iri: str) -> bool:
        return self.place[iri] < len(self.found.web.actors)

    def group(self, number: int, cluster: int, nodes: Sequence[str]) -> Group:
        """A cluster with its name; `cluster` is its place among all."""
        found, whole = self.found.clusters, self.found.clusters[cluster]
        features = self.found.features[cluster]
        levels = _levels(features)
        shared = telling(features, levels)
        ranked = [Member(iri, found.stability[iri], found.outside[iri]) for iri in nodes]
        return Group(number, self.name(shared, levels, nodes), whole.stability, whole.component,
                     tuple(m for m in ranked if self.is_actor(m.iri)),
                     tuple(m for m in ranked if not self.is_actor(m.iri)), tuple(shared),
                     self.found.structure.get(whole.component))

    def name(self, features: Sequence[Feature], levels: Mapping[str, int], nodes: Sequence[str]) -> str:
        """The theme and the place that most members share (the finest), or the member with most ties among them."""
        actors = sum(map(self.is_actor, nodes))

        def best(*schemes: str) -> str | None:
            fit = [f for f in features if f.scheme in schemes and f.proven and f.inside >= MOST * f.size
                   and 2 * f.size >= actors]
            found = min(fit, key=lambda f: (levels.get(f.code, 0), -f.inside / f.size, -f.lift, f.code), default=None)
            return None if found is None else feature_name(found, self.names)

        theme, where = best("need", "sphere"), best("territory")
        if theme and where:
            return f"{theme[0].upper()}{theme[1:]} – {where}"
        middle = self.around(nodes)
        if theme or where:
            said = theme or where or ""
            return f"{said[0].upper()}{said[1:]} – {middle}"
        return middle[0].upper() + middle[1:]

    def around(self, nodes: Sequence[str]) -> str:
        """The member with most ties within the cluster."""
        named = [iri for iri in nodes if not self.names.hidden(iri)]
        middle = min(named, key=lambda iri: (-int(self.found.inner[self.place[iri]]), self.names.of(iri), iri),
                     default=None)
        return _("around {name}").format(name=self.names.of(middle)) if middle else _("persons")

    def unlike(self, groups: Sequence[Group]) -> list[Group]:
        """The groups, those of one name told apart by whom they stand around, then by their number."""
        count = Counter(g.name for g in groups)
        found = [g if count[g.name] == 1 else replace(g, name=f"{g.name} – " + self.around(
            [m.iri for m in (*g.actors, *g.actions)])) for g in groups]
        count = Counter(g.name for g in found)
        return [g if count[g.name] == 1 else replace(g, name=f"{g.name} ({g.number})") for g in found]


def _levels(features: Sequence[Feature]) -> dict[str, int]:
    return {f.code: LEVELS.index(_territory(f.code.removeprefix(f"{ID}territory/")).kind)
            for f in features if f.scheme == "territory"}


def feature_name(feature: Feature, names: Names) -> str:
    """What the members share, in words."""
    if feature.scheme == "territory":
        return place_name(feature.code)
    return names.word({"sphere": "sphere", "need": "problematique"}[feature.scheme], feature.code)


def _structure(panel: Panel, graph: Web, found: Clusters[str], component: int, rows: tuple[Ints, Ints], draws: int,
               seed: int, advance: Callable[[int], Any]) -> Against:
    """The modularity of a component, as it is parted, against that of draws of its size parted alike."""
    nodes = {iri for cluster in found if cluster.component == component for iri in cluster.members}
    own = np.array([iri in nodes for iri in graph.arrays.nodes[:len(graph.actors)]], dtype=bool)
    team, member = rows
    kept = np.isin(member, graph.actors[own])
    team, actor = team[kept], np.searchsorted(graph.actors[own], member[kept])
    number = np.unique(team, return_inverse=True)[1]
    count = int(own.sum())
    share = (None if graph.name == "affiliation"
             else 1.0 / (np.bincount(panel.ties.member_tie, minlength=len(panel.ties))[team] - 1))
    labels = _labels_of(graph, found, own, team)
    seen = _modularity(_built(number, actor, count, share), labels)
    generator = np.random.default_rng(seed)
    drawn = []
    for _draw in range(draws):
        arrays = _built(number, placed(number, count, 1, generator)[0], count, share)
        parts = clusters(arrays, 1, weight="weight").of
        drawn.append(_modularity(arrays, np.fromiter(parts.values(), np.int64, arrays.n)))
        advance(1)
    return against(seen, np.asarray(drawn))


def _labels_of(graph: Web, found: Clusters[str], own: Any, team: Ints) -> Ints:
    """The cluster of each node of `_built`: the actors of the component, then its actions."""
    iris = [graph.arrays.nodes[i] for i in np.flatnonzero(own).tolist()]
    if graph.name == "affiliation":
        where = len(graph.actors) + np.searchsorted(graph.actions, np.unique(team))
        iris += [graph.arrays.nodes[i] for i in where.tolist()]
    return np.fromiter((found.of[iri] for iri in iris), np.int64, len(iris))


def _built(team: Ints, actor: Ints, actors: int, share: Floats | None) -> Arrays[int]:
    """Actors with those they share a team with, by weight; or, without `share`, with the teams themselves."""
    if share is None:
        return from_columns(range(actors + int(team.max()) + 1), actor, actors + team)
    one, other = pairs(team)
    return from_columns(range(actors), actor[one], actor[other], share[one])


def _modularity(arrays: Arrays[int], labels: Ints) -> float:
    """Newman & Girvan's, of the whole graph (2004, Phys. Rev. E 69, 026113)."""
    total = float(arrays.weights.sum())
    within = float(arrays.weights[labels[arrays.sources] == labels[arrays.targets]].sum())
    strength = np.bincount(labels[arrays.sources], arrays.weights)
    return within / total - float(((strength / total) ** 2).sum())
