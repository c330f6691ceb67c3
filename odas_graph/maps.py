"""Partnership maps: what a view holds, drawn by pyvis and wrapped in our own page, one file that asks for nothing else.

pyvis holds nodes, edges and options, and brings vis-network. Its templates stay out: each of them loads files from
another server, has neither language nor title, and writes names unescaped.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from functools import cache
from itertools import combinations, pairwise, product
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from odas_graph.errors import UnknownTerritoryError
from odas_graph.i18n import gettext as _
from odas_graph.i18n import in_language
from odas_graph.resources import package_file
from odas_graph.territory import COUNTRY, ancestors
from odas_graph.territory import label as territory_label
from odas_graph.territory import territory as _territory
from odas_graph.views import ActionView, DisputeView, MapView, Proof, TieView
from odas_graph.vocab import ID

if TYPE_CHECKING:
    import jinja2
    import networkx as nx

Link = Callable[[str], str | None]
Item = dict[str, Any]

# Above so many nodes a drawing is a ball of wool and groups are shown; so many groups, and lines, still show a pattern.
MOST_NODES: Final = 300
MOST_GROUPS: Final = 120
LINES_A_GROUP: Final = 2
# In a région or the country, more single-lead initiatives than this are folded, one shape a département.
MOST_INITIATIVES: Final = 12
# A name on the map, a name in a table: long enough for every real one, short enough to stay readable.
SHORT: Final = 80
LONG: Final = 240
# The pages that places are computed for (a desk, a desk for a large map, a phone), in pixels, and the room that the
# title of an action takes on them, at best and at least.
DESK: Final = ({"width": 800, "height": 610}, (206, 66), (164, 68))
LARGE: Final = ({"width": 800, "height": 930}, (206, 94), (200, 92))
PHONE: Final = ({"width": 470, "height": 720}, (200, 100), (200, 100))
# Above this many nodes the frame of the map is higher than a screen.
MANY: Final = 90
# How far apart the ends of a line like to stand, taking part in an action being 1.
LENGTHS: Final = {"tie": 1.2, "funding": 1.2, "tension": 1.4, "absence": 1.4, "near": 0.4}
KNOT: Final = 0.9
_LEADS: Final = frozenset({"porteur", "copilote", "operateur"})


class Style(NamedTuple):
    """How a sphere is drawn: SVG path in a square of −1 to 1, fill, colour of the letters, how far they stand lower."""

    path: str
    fill: str
    ink: str = "#111"
    drop: float = 0.0


_BADGE: Final = "M" + "L".join(f"{x} {y}" for x, y in (
    (0, -1.2), (.33, -.8), (.85, -.85), (.8, -.33), (1.2, 0), (.8, .33), (.85, .85), (.33, .8), (0, 1.2), (-.33, .8),
    (-.85, .85), (-.8, .33), (-1.2, 0), (-.8, -.33), (-.85, -.85), (-.33, -.8))) + "Z"
# Okabe & Ito (2008), "Color Universal Design": told apart whatever the eye; shape and letters say the same.
STYLES: Final[dict[str, Style]] = {
    "etat": Style("M-.95-.95H.95V.95H-.95Z", "#0072B2", "#fff"),
    "collectivite": Style("M-.58-1.02H.58L1.17 0L.58 1.02H-.58L-1.17 0Z", "#56B4E9"),
    "protection-sociale": Style("M0-1.25L1.25 0L0 1.25L-1.25 0Z", "#CC79A7"),
    "sante": Style("M-.5-1.1H.5V-.5H1.1V.5H.5V1.1H-.5V.5H-1.1V-.5H-.5Z", "#D55E00"),
    "logement": Style("M0-1.2L1.1-.35V.95H-1.1V-.35Z", "#E69F00", drop=.18),
    "education": Style("M0-1.3L1.35.95H-1.35Z", "#BBBBBB", drop=.36),
    "economie": Style("M-.45-1.05H.45L1.05-.45V.45L.45 1.05H-.45L-1.05.45V-.45Z", "#222222", "#fff"),
    "association": Style("M1.05 0A1.05 1.05 0 1 1-1.05 0A1.05 1.05 0 1 1 1.05 0Z", "#009E73"),
    "habitants": Style(_BADGE, "#F0E442"),
    "action": Style("M-1.1-.8H.65L1.1-.35V.8H-1.1Z", "#FFFFFF"),
    "bundle": Style("M-1.1-.6H.8V.85H-1.1ZM-.8-.6V-.9H1.1V.5H.8", "#FFFFFF"),
}


def draw(view: MapView, *, lang: str = "fr", link: Link | None = None) -> str:
    """The map of a view as one HTML page that sends no request; the same view gives the same bytes.

    `link` gives the address of the page of an actor, an action or a territory by IRI, or None where it has none.
    """
    with in_language(lang):
        return _page(_Scene(view, lang, link or (lambda _iri: None)))


def plain(text: str, limit: int = LONG) -> str:
    """A text without control or bidirectional characters, white space folded, cut at `limit` with an ellipsis."""
    text = re.sub(r"[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]", "", text[:8 * limit])
    text = re.sub(r"\s+", " ", "".join(c if c.isprintable() else " " for c in text)).strip()
    return text if len(text) <= limit else text[:limit - 1].rstrip() + "…"


def counted(number: int, one: str, many: str, lang: str) -> str:
    """`one` or `many` as the language has it, the number written in."""
    single = number == 1 or (lang == "fr" and number == 0)
    return (one if single else many).format(n=number)


class _Scene:
    """What stands on one map: nodes, edges, and the rows of its tables, which bear the same ids."""

    def __init__(self, view: MapView, lang: str, link: Link) -> None:
        self.view, self.lang, self.link = view, lang, link
        self.nodes: dict[str, Item] = {}
        self.edges: list[Item] = []
        self.sources = {iri: number for number, iri in enumerate(view.sources, 1)}
        self.leads = {p.action: p.actor for p in view.participations}
        self.names = {a.iri: plain(a.name) for a in view.actors}
        self.names |= {a.iri: self.title(a) for a in view.actions}
        self.detailed, self.bundles = self._folded()
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

    def _folded(self) -> tuple[list[ActionView], list[tuple[str, list[ActionView]]]]:
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
        if not wide or len(alone) <= MOST_INITIATIVES:
            return detailed, []
        places: dict[str, list[ActionView]] = {}
        for action in alone:
            places.setdefault(_place(action.territories[0], "departement"), []).append(action)
        return detailed, sorted(places.items())

    def _fill(self) -> None:
        needs = {a.iri: a.needs for a in self.actions}
        weight: Counter[str] = Counter()
        roles: dict[str, set[str]] = {a.iri: set() for a in self.actors}
        aims: dict[str, set[str]] = {a.iri: set() for a in self.actors}
        for part in self.parts:
            weight[part.actor] += 2 if _LEADS & set(part.roles) else 1
            roles[part.actor].update(part.roles)
            aims[part.actor].update(needs[part.action])
        for action in self.actions:
            self.add(self.ids[action.iri], "action", self.title(action, SHORT), 15, iri=action.iri,
                     sphere="action", needs=list(action.needs))
        for actor in self.actors:
            ring = actor.visibility is not None and actor.visibility.rank is not None
            self.add(self.ids[actor.iri], "actor", plain(actor.name, SHORT),
                     round(11 + 3.2 * min(weight[actor.iri], 16) ** 0.5, 1), iri=actor.iri, sphere=actor.sphere,
                     ring=ring, type=actor.type, roles=sorted(roles[actor.iri]), needs=sorted(aims[actor.iri]))
        for number, (code, inside) in enumerate(self.bundles):
            place = _territory(code)
            self.add(f"b{number:02}", "bundle", _("{place}: {n}").format(place=place.name, n=len(inside)),
                     round(15 + 1.5 * len(inside) ** 0.5, 1), sphere="bundle", mark=place.insee, iri=_place_iri(code))
            for action in inside:
                if self.leads[action.iri] in self.ids:
                    self.edge(self.ids[self.leads[action.iri]], f"b{number:02}", "part", length=1.4)
        for part in self.parts:
            self.edge(self.ids[part.actor], self.ids[part.action], "part", roles=list(part.roles))
        for key, kind, fact in self.facts:
            self._fact(key, kind, fact)

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
        """Adds a node; its page only where the address cannot run anything."""
        href = self.link(iri) if iri else None
        if href and re.match(r"(?i)^(https?://|[^:]*$)", href.strip()):
            more["href"] = href
        self.nodes[key] = {"kind": kind, "label": label, "size": size, **more}

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

    def proof(self, places: Sequence[Proof]) -> list[str]:
        """Where the sources say it: number of the source, heading, page, row."""
        found = []
        for place in places:
            parts = [plain(place.section)] if place.section else []
            parts += [_("p. {n}").format(n=place.page)] if place.page else []
            parts += [_("row {n}").format(n=place.row)] if place.row else []
            found.append(f"[{self.sources.get(place.source, '?')}] {', '.join(parts)}".rstrip())
        return list(dict.fromkeys(found))

    def graph(self, card: tuple[int, int], small_card: tuple[int, int]) -> nx.Graph[str]:
        """The nodes and edges as the layout wants them, with the room each takes; that of an action holds its title."""
        import networkx as nx

        graph: nx.Graph[str] = nx.Graph()
        for key, node in self.nodes.items():
            side = 2.3 * node["size"] + (16 if node.get("ring") else 6)
            (width, height), core = {"action": (card, small_card), "knot": ((26, 26), (26, 26)),
                                     "bundle": ((112, 72), (52, 48))}.get(node["kind"], ((124, 74), (side, side)))
            graph.add_node(key, width=width, height=height, core=core)
        for edge in self.edges:
            known = graph.get_edge_data(edge["from"], edge["to"], {"length": 9.0})
            graph.add_edge(edge["from"], edge["to"], length=min(known["length"], edge["length"]))
        return graph


def footing(tie: TieView) -> str:
    """On what a tie stands: formal, informal (oral, or stated to be none), unknown."""
    return "unknown" if tie.formal is None else "formal" if tie.formal else "informal"


def _place(iri: str, level: str) -> str:
    """The code of the territory of that level which holds the territory of this IRI; its own above that level."""
    try:
        here = _territory(iri.removeprefix(f"{ID}territory/"))
    except UnknownTerritoryError:
        return COUNTRY
    return next((t.code for t in (here, *ancestors(here)) if t.kind == level), here.code)


def _place_iri(code: str) -> str:
    return f"{ID}territory/{_territory(code).iri_slug}"


def _grouped(scene: _Scene) -> list[Item]:
    """Replaces the actors of too large a scene by groups, territory × sphere, and says what each holds.

    The finest level of territory that stays under the limit is taken; the actions leave the drawing, and so do the
    weakest links between groups.
    """
    acts = {a.iri: a.territories[0] for a in scene.view.actions if a.territories}
    where = {p.actor: acts[p.action] for p in reversed(scene.view.participations) if p.action in acts}
    home = {a.iri: (a.territories or (where.get(a.iri, _place_iri(COUNTRY)),))[0] for a in scene.view.actors}
    for level in ("commune", "departement", "region", "pays"):
        of = {a.iri: (_place(home[a.iri], level), a.sphere) for a in scene.view.actors}
        if len(set(of.values())) <= MOST_GROUPS:
            break
    keys = {pair: f"g{n:03}" for n, pair in enumerate(sorted(set(of.values())))}
    inside: dict[str, list[str]] = {key: [] for key in keys.values()}
    for actor in scene.view.actors:
        inside[keys[of[actor.iri]]].append(scene.names[actor.iri])
    links: Counter[tuple[str, str]] = Counter()
    for _key, kind, fact in scene.facts:
        if kind == "tie":
            links.update(combinations(sorted({keys[of[iri]] for iri in fact.parties if iri in of}), 2))
    scene.nodes, scene.edges, scene.facts, scene.actors, scene.actions = {}, [], [], [], []
    rows: list[Item] = []
    for (code, sphere), key in keys.items():
        count = len(inside[key])
        scene.add(key, "group", _("{place}: {n}").format(place=_territory(code).name, n=count),
                  round(10 + 2 * min(count, 100) ** 0.5, 1), iri=_place_iri(code), sphere=sphere)
        rows.append({"id": key, "place": territory_label(_territory(code)), "sphere": sphere, "names": inside[key],
                     "links": sum(n for pair, n in links.items() if key in pair)})
    for (one, other), count in sorted(links.most_common(LINES_A_GROUP * len(keys))):
        scene.edge(one, other, "links", count=count)
    # The groups of one territory stand together.
    for this, that in pairwise(keys):
        if this[0] == that[0]:
            scene.edge(keys[this], keys[that], "near")
    return rows


@cache
def _template() -> jinja2.Template:
    import jinja2

    # Not under the caller's control, and read from the package: a name in a template stays a name.
    environment = jinja2.Environment(
        autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined,
        loader=jinja2.FileSystemLoader(package_file("templates/map.html.j2").parent))
    environment.globals["_"] = _
    return environment.get_template("map.html.j2")


@cache
def _vis() -> str:
    """The vis-network that pyvis brings; its style sheet is for tools of its own that we do not use."""
    import pyvis

    [found] = sorted(Path(pyvis.__path__[0]).glob("lib/vis-9.1.*/vis-network.min.js"))
    return found.read_text("utf-8").replace("</script", "<\\/script")


def _digest(text: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


def _network(scene: _Scene) -> Item:
    """Nodes, edges and options as vis-network wants them, held by pyvis, with the places computed beforehand."""
    from pyvis.network import Network

    from odas_graph.layout import positions

    wide, high = (positions(scene.graph(card, small), **page) for page, card, small in (
        LARGE if len(scene.nodes) > MANY else DESK, PHONE))
    network = Network(directed=True, cdn_resources="in_line")
    for key, node in scene.nodes.items():
        (x, y), (px, py) = wide[key], high[key]
        # Shapes, names and lines are painted by map.js: pyvis has no shape for half of the spheres.
        more = node | {"label": node["label"] or " "}
        network.add_node(key, shape="custom", color="#ffffff", x=x, y=y, px=px, py=py, **more)
    for number, edge in enumerate(edge for edge in scene.edges if edge["kind"] != "near"):
        more = {k: v for k, v in edge.items() if k not in ("from", "to", "length")}
        network.add_edge(edge["from"], edge["to"], id=f"e{number}", hidden=True, arrows="", **more)
    network.set_options(json.dumps({
        "physics": {"enabled": False, "solver": "barnesHut", "stabilization": False,
                    "barnesHut": {"gravitationalConstant": -9000, "springLength": 110, "avoidOverlap": 0.4}},
        "interaction": {"hover": False, "keyboard": False, "zoomView": False, "selectable": False},
        "layout": {"improvedLayout": False}, "edges": {"smooth": False}}))
    return {"nodes": network.nodes, "edges": network.edges, "options": network.options}


def _page(scene: _Scene) -> str:
    rows = _grouped(scene) if len(scene.nodes) > MOST_NODES else []
    styles = {name: style._asdict() | {"letters": scene.word("sphere", name)[:2].capitalize()}
              for name, style in STYLES.items()}
    script, style = (package_file(f"templates/map.{kind}").read_text("utf-8") for kind in ("js", "css"))
    policy = (f"default-src 'none'; script-src {_digest(_vis())} {_digest(script)}; style-src {_digest(style)}; "
              "img-src data: blob:; base-uri 'none'; form-action 'none'")
    from markupsafe import Markup

    return _template().render(
        scene=scene, view=scene.view, styles=styles, large=len(scene.nodes) > MANY, lang=scene.lang, policy=policy,
        groups=rows, plain=plain, counted=counted, counts=_counts(scene),
        place=lambda code: territory_label(_territory(code)),
        territory=territory_label(scene.view.territory) if scene.view.territory else _("all territories"),
        data={**_network(scene), "styles": styles},
        vis=Markup(_vis()), script=Markup(script), css=Markup(style))  # noqa: S704 - files of packages, no data


def _counts(scene: _Scene) -> Item:
    """The figures of the summary."""
    ties = [fact for _key, kind, fact in scene.facts if isinstance(fact, TieView)]
    kinds = Counter(kind for _key, kind, _fact in scene.facts)
    linked = Counter(iri for tie in ties for iri in tie.parties)
    most = sorted(linked.items(), key=lambda item: (-item[1], scene.names.get(item[0], "")))[:3]
    return {"ties": len(ties), "tensions": kinds["tension"], "absences": kinds["absence"],
            "footing": Counter(footing(tie) for tie in ties), "origin": Counter(tie.origin or "" for tie in ties),
            "linked": [(scene.names[iri], n) for iri, n in most if n > 1],
            "ringed": [plain(a.name) for a in scene.actors if a.visibility and a.visibility.rank],
            "spheres": Counter(a.sphere for a in scene.actors),
            "types": Counter((a.sphere, a.type) for a in scene.actors),
            "roles": Counter(r for n in scene.nodes.values() for r in n.get("roles", ())),
            "needs": Counter(need for a in scene.actions for need in a.needs),
            "forms": Counter(form for tie in ties for form in tie.formalisation)}
