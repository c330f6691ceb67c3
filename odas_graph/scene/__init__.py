"""What stands on the picture of a view: shapes and lines with their room, whoever draws them, and the words for them.

A map on a screen and a figure on paper show the same: the same shapes, sizes and lines, at places that
`layout.positions` finds in the same graph.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import combinations, product
from math import sqrt
from typing import TYPE_CHECKING, Any, Final

from odas_graph.drawing import LONG, SHORT, plain
from odas_graph.errors import UnknownTerritoryError
from odas_graph.i18n import gettext as _
from odas_graph.territory import COUNTRY, Territory, ancestors, territory
from odas_graph.views import ActionView, DisputeView, MapView, Proof, TieView
from odas_graph.vocab import ID

if TYPE_CHECKING:
    import networkx as nx

# The address of the page of an actor, an action or a territory by IRI; None where it has none.
Link = Callable[[str], str | None]
Item = dict[str, Any]

# Above so many nodes a drawing is a ball of wool: `crowd.Crowd` puts groups in their place.
MOST_NODES: Final = 300
# In a région or the country, more single-lead initiatives than this are folded, one shape a département.
MOST_INITIATIVES: Final = 12
# How far apart the ends of a line like to stand, taking part in an action being 1.
LENGTHS: Final = {"tie": 1.2, "funding": 1.2, "tension": 1.4, "absence": 1.4, "near": 0.4}
KNOT: Final = 0.9
_LEADS: Final = frozenset({"porteur", "copilote", "operateur"})


class Scene:
    """What stands on one map: nodes, edges, and the rows of its tables, which bear the same ids.

    Nodes by id: `kind` (action, actor, bundle, knot), `label`, `size` (radius in pixels), `sphere` and, by kind, codes.
    Edges: `from`, `to`, `kind` (part, tie, funding, tension, absence), `length`, `row` (the id of the fact), codes.
    Without `fold`, initiatives of which the source gives only the lead stand one by one whatever their number.
    """

    def __init__(self, view: MapView, lang: str, link: Link, *, fold: bool = True) -> None:
        self.view, self.lang, self.link = view, lang, link
        self.nodes: dict[str, Item] = {}
        self.edges: list[Item] = []
        self.sources = {iri: number for number, iri in enumerate(view.sources, 1)}
        self.leads = {p.action: p.actor for p in view.participations}
        self.names = {a.iri: plain(a.name) for a in view.actors}
        self.names |= {a.iri: self.title(a) for a in view.actions}
        self.detailed, self.bundles = self._folded(fold)
        hidden = {a.iri for a in self.detailed} | {a.iri for _code, inside in self.bundles for a in inside}
        self.actions = [a for a in view.actions if a.iri not in hidden]
        self.ids = {a.iri: f"c{n}" for n, a in enumerate(self.actions)}
        self.parts = [p for p in view.participations if p.action in self.ids and p.actor in self.names]
        shown = {iri for fact in view.facts for iri in fact.parties} | {p.actor for p in self.parts}
        self.actors = [a for a in view.actors if a.iri in shown]
        self.ids |= {a.iri: f"a{n}" for n, a in enumerate(self.actors)}
        stated: tuple[tuple[str, str, Sequence[TieView | DisputeView]], ...] = (
            ("t", "tie", view.ties), ("x", "tension", view.tensions), ("v", "absence", view.absences))
        self.facts = [(f"{letter}{n}", kind, fact) for letter, kind, group in stated for n, fact in enumerate(group)]
        self._fill()

    def _folded(self, fold: bool) -> tuple[list[ActionView], list[tuple[str, list[ActionView]]]]:
        """Collected initiatives that a fiche on the map says more of; and, on a wide map, the others by département."""
        view = self.view
        inside: dict[str, set[str]] = {a.iri: set() for a in view.actions}
        for part in view.participations:
            inside[part.action].add(part.actor)
        detailed = [a for a in view.actions if a.detailed_by in inside and inside[a.iri] <= inside[a.detailed_by]]
        busy = {fact.action for fact in view.facts} | {a.iri for a in detailed}
        alone = [a for a in view.actions if a.stage == "recueillie" and len(inside[a.iri]) == 1
                 and a.iri not in busy and a.territories]
        wide = view.territory is None or view.territory.kind in ("pays", "region")
        if not fold or not wide or len(alone) <= MOST_INITIATIVES:
            return detailed, []
        places: dict[str, list[ActionView]] = {}
        for action in alone:
            places.setdefault(place_at(action.territories[0], "departement").code, []).append(action)
        return detailed, sorted(places.items())

    def _fill(self) -> None:
        self.deeds = Counter(p.actor for p in self.parts)
        weight: Counter[str] = Counter()
        codes = {a.iri: {"roles": set[str](), "needs": set[str](), "phases": set[str]()} for a in self.actors}
        about = {a.iri: a for a in self.actions}
        for part in self.parts:
            weight[part.actor] += 2 if _LEADS & set(part.roles) else 1
            codes[part.actor]["roles"].update(part.roles)
            codes[part.actor]["needs"].update(about[part.action].needs)
            codes[part.actor]["phases"].update(about[part.action].phases)
        for action in self.actions:
            self.add(self.ids[action.iri], "action", self.title(action, SHORT), 15, iri=action.iri,
                     sphere="action", needs=list(action.needs), phases=list(action.phases))
        for actor in self.actors:
            more = {name: sorted(found) for name, found in codes[actor.iri].items()}
            self.add(self.ids[actor.iri], "actor", plain(actor.name, SHORT), actor_size(weight[actor.iri]),
                     iri=actor.iri, sphere=actor.sphere, ring=is_ringed(actor), type=actor.type, **more)
        for number, (code, inside) in enumerate(self.bundles):
            place = territory(code)
            self.add(f"b{number:02}", "bundle", _("{place}: {n}").format(place=place.name, n=len(inside)),
                     round(15 + 1.5 * sqrt(len(inside)), 1), sphere="bundle", mark=place.insee, iri=place_iri(place))
            for action in inside:
                if self.leads[action.iri] in self.ids:
                    self.edge(self.ids[self.leads[action.iri]], f"b{number:02}", "part", length=1.4)
        for part in self.parts:
            self.edge(self.ids[part.actor], self.ids[part.action], "part", roles=list(part.roles))
        for key, kind, fact in self.facts:
            self._fact(key, kind, fact)
        self.weight = weight

    def _fact(self, key: str, kind: str, fact: TieView | DisputeView) -> None:
        parties = [self.ids[iri] for iri in fact.parties if iri in self.ids]
        more: Item = {"row": key}
        if isinstance(fact, TieView):
            more |= {"footing": footing(fact), "forms": list(fact.formalisation), "origin": fact.origin or ""}
            if fact.funder in self.ids and fact.beneficiary in self.ids:
                self.edge(self.ids[fact.funder], self.ids[fact.beneficiary], "funding", **more)
                return
        else:
            more |= {"moment": fact.moment or ""}
            unaware = {self.ids[iri] for iri in fact.unaware if iri in self.ids}
            if unaware and unaware < set(parties):
                for one, other in product(sorted(unaware), [p for p in parties if p not in unaware]):
                    self.edge(one, other, kind, **more)
                return
        if len(parties) > 2 and kind == "tie":
            self.add(key, "knot", "", 4.5, row=key)
            for party in parties:
                self.edge(party, key, kind, **more | {"length": KNOT})
            return
        for one, other in combinations(parties, 2):
            self.edge(one, other, kind, **more)

    def add(self, key: str, kind: str, label: str, size: float, *, iri: str | None = None, **more: Any) -> None:
        """Adds a node, with its page where it has one."""
        href = self.href(iri)
        if href:
            more["href"] = href
        self.nodes[key] = {"kind": kind, "label": label, "size": size, **more}

    def href(self, iri: str | None) -> str | None:
        """The page of a thing; None where it has none, or where the address could run anything."""
        href = self.link(iri) if iri else None
        return href if href and re.match(r"(?i)^(https?://|[^:]*$)", href.strip()) else None

    def edge(self, one: str, other: str, kind: str, **more: Any) -> None:
        """Adds an edge; `length` in `more` overrides how far apart the ends of its kind would like to stand."""
        self.edges.append({"from": one, "to": other, "kind": kind, "length": LENGTHS.get(kind, 1.0), **more})

    def title(self, action: ActionView, limit: int = LONG) -> str:
        """The title of an action; an initiative that the source names only by its lead says so."""
        title = plain(action.title.within(self.lang), limit)
        if action.stage == "recueillie" and title == self.names.get(self.leads.get(action.iri, "")):
            return _("Collected initiative")
        return title

    def amount(self, euros: Decimal) -> str:
        """An amount with its thousands parted as the language does."""
        text = f"{euros:,.2f}".removesuffix(".00")
        return text.translate({ord(","): "\u202f", ord("."): ","}) if self.lang == "fr" else text

    def word(self, scheme: str, slug: str) -> str:
        """The label of a code."""
        return self.view.word(scheme, slug, self.lang)

    def words(self, scheme: str, slugs: Iterable[str]) -> str:
        """The labels of codes, in a row."""
        return ", ".join(self.word(scheme, slug) for slug in slugs)

    def letters(self, sphere: str) -> str:
        """The letters that a sphere bears on its shape."""
        return self.word("sphere", sphere)[:2].capitalize()

    def proof(self, places: Sequence[Proof]) -> list[tuple[int, str]]:
        """Where the sources say it: number of the source (0 for one without title), and heading, page, row."""
        found = []
        for place in places:
            parts = [plain(place.section)] if place.section else []
            parts += [_("p. {n}").format(n=place.page)] if place.page else []
            parts += [_("row {n}").format(n=place.row)] if place.row else []
            found.append((self.sources.get(place.source, 0), ", ".join(parts)))
        return list(dict.fromkeys(found))


def room_graph(nodes: Mapping[str, Item], edges: Iterable[Item], card: tuple[int, int] = (0, 0),
               small_card: tuple[int, int] = (0, 0)) -> nx.Graph[str]:
    """Nodes and edges as `layout.positions` wants them, with the room each takes with its name.

    That of an action holds its title: `card` at best, `small_card` at least, width and height in pixels.
    """
    import networkx as nx

    graph: nx.Graph[str] = nx.Graph()
    for key, node in nodes.items():
        side = 2.3 * node["size"] + (16 if node.get("ring") else 6)
        (width, height), core = {"action": (card, small_card), "knot": ((26, 26), (26, 26)),
                                 "bundle": ((112, 72), (52, 48))}.get(node["kind"], ((124, 74), (side, side)))
        graph.add_node(key, width=width, height=height, core=core)
    for edge in edges:
        known = graph.get_edge_data(edge["from"], edge["to"], {"length": 9.0})
        graph.add_edge(edge["from"], edge["to"], length=min(known["length"], edge["length"]))
    return graph


def actor_size(weight: int) -> float:
    """The radius of an actor by what it does: its actions, those where it leads counted twice; past 16, no larger."""
    return round(11 + 3.2 * sqrt(min(weight, 16)), 1)


def is_ringed(actor: Any) -> bool:
    """Is it on the list of invisible actors?"""
    return actor.visibility is not None and actor.visibility.rank is not None


def footing(tie: TieView) -> str:
    """On what a tie stands: formal, informal (oral, or stated to be none), unknown."""
    return "unknown" if tie.formal is None else "formal" if tie.formal else "informal"


def counted(number: int, one: str, many: str, lang: str) -> str:
    """`one` or `many` as the language has it, the number written in."""
    single = number == 1 or (lang == "fr" and number == 0)
    return (one if single else many).format(n=number)


def place_at(iri: str, level: str) -> Territory:
    """The territory of that level which holds the territory of this IRI; itself above that level, else the country."""
    try:
        here = territory(iri.removeprefix(f"{ID}territory/"))
    except UnknownTerritoryError:
        return territory(COUNTRY)
    return next((t for t in (here, *ancestors(here)) if t.kind == level), here)


def place_iri(place: Territory) -> str:
    """The IRI of a territory."""
    return f"{ID}territory/{place.iri_slug}"
