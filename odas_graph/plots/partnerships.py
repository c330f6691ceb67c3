"""Who works with whom, as a still picture for paper: the shapes, letters, colours and lines of the maps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Final

from odas_graph.i18n import gettext as _
from odas_graph.i18n import in_language
from odas_graph.layout import positions
from odas_graph.plots.canvas import INK, SMALL, Canvas, Picture, cut, measured, sheet, wrapped
from odas_graph.plots.frame import BULLET, Frame, Sign
from odas_graph.plots.labels import Box
from odas_graph.plots.shapes import LINE, Name, Shape, beside
from odas_graph.plots.signs import RING, Spot, bent, card, dense, sample, tie_line, two_sizes, unequal
from odas_graph.scene import MOST_NODES, Item, Scene, counted, footing
from odas_graph.scene.crowd import Crowd
from odas_graph.territory import label
from odas_graph.views import MapView, TieView

if TYPE_CHECKING:
    import networkx as nx

Sheet = Callable[[float], AbstractContextManager[Canvas]]
WIDTH: Final = 900
# Past so many shapes no name is read on a sheet of A4; so many of them at most are actions.
MOST_SHAPES: Final = 60
MOST_ACTIONS: Final = 24
# The drawing alone, in pixels: what is left of a sheet of A4 beside title and legend, and a strip for very few.
HIGHEST: Final = 930.0
LOWEST: Final = 260.0
# The share of the drawing that shapes with their names fill, where the sheet has room for that.
FULL: Final = 0.32
NAME_WIDTH: Final = 116.0
NAME_LINES: Final = 3
CARD_WIDTH: Final = 158.0
CARD_LINES: Final = 4
# Behind names: lines that pass there are only just seen.
VEIL: Final = "#ffffffd9"
ROUNDS: Final = 4
_ORDER: Final = ("absence", "part", "links", "tie", "funding", "tension")


def picture(view: MapView, lang: str, sheet: Sheet = sheet) -> Picture:
    """The map of a view as SVG and PNG, with its legend; its description says the same in words.

    Above `MOST_SHAPES` shapes it shows the actions with most actors and the actors with most lines, and says how many
    it leaves out; above `scene.MOST_NODES` it shows groups of actors. The same view gives the same bytes. `sheet` is
    what it is drawn on: `strokes.light_sheet` where many are.
    """
    with in_language(lang):
        scene = Scene(view, lang, lambda _iri: None)
        drawing = _Drawing(scene, sheet)
        if len(scene.nodes) > MOST_NODES:
            drawing.group()
        return drawing.picture()


class _Drawing:
    def __init__(self, scene: Scene, sheet: Sheet) -> None:
        self.scene, self.sheet, self.grouped, self.nameless = scene, sheet, False, 0
        self.counts, self.told = self._counts(), list(self._words())
        self.stand(_kept(scene))

    def group(self) -> None:
        """Puts groups, territory × sphere, in the place of actors and actions."""
        self.scene = Scene(self.scene.view, self.scene.lang, self.scene.link, fold=False)
        Crowd(self.scene).stage()
        self.grouped = True
        links = [edge for edge in self.scene.edges if edge["kind"] == "links"]
        most = max((edge["count"] for edge in links), default=1)
        self.scene.edges = [edge | {"share": edge["count"] / most} for edge in links]
        self.stand(set(self.scene.nodes))

    def stand(self, kept: set[str]) -> None:
        """Says which nodes of the scene stand on the picture."""
        scene, self.kept = self.scene, kept
        self.nodes = {key: node for key, node in scene.nodes.items() if key in self.kept}
        self.edges = [e for e in scene.edges if e["from"] in self.kept and e["to"] in self.kept]
        self.lines = {key: _lines(node) for key, node in self.nodes.items()}

    def picture(self) -> Picture:
        place = self.scene.view.territory
        with self.sheet(WIDTH) as canvas:
            page = Frame(canvas, _("Who works with whom: {place}").format(
                place=label(place) if place else _("all territories")))
            page.paragraph(self.counts, size=SMALL)
            self._draw(page)
            self._legend(page)
            told = [*self._left_out(), _("What no source states is not drawn: an absent line is no proof that two "
                                         "actors do not work together.")]
            page.caption(told)
            return page.finish([self.counts, *self.told, *told])

    # --- where things stand ------------------------------------------------------------------------------------------

    def _draw(self, page: Frame) -> None:
        graph = self._graph()
        area = sum(d["width"] * d["height"] for _n, d in graph.nodes(data=True))
        wide = page.right - page.left
        high = min(HIGHEST, max(LOWEST, area / FULL / wide))
        places = positions(graph, width=wide, height=high)
        # Boxes that found no room made the page larger: it is brought back, names keep their size.
        xs, ys = [[p[i] for p in places.values()] for i in (0, 1)]
        scale = min(1.0, wide / (max(xs, default=0) - min(xs, default=0) + 120),
                    HIGHEST / (max(ys, default=0) - min(ys, default=0) + 70))
        top = page.y + 6
        middle = (max(xs, default=0) + min(xs, default=0)) / 2
        shapes = {}
        for key, node in self.nodes.items():
            x = page.left + wide / 2 + (places[key][0] - middle) * scale
            y = top + 34 + (places[key][1] - min(ys)) * scale
            shapes[key] = self._shape(key, node, x, y, Box(page.left, top, page.right, 1e6))
        bottom = max((shape.box.bottom for shape in shapes.values()), default=top) + 3 * LINE
        self._paint(page.canvas, shapes, Box(page.left, top, page.right, bottom))
        page.y = bottom + 8

    def _graph(self) -> nx.Graph[str]:
        import networkx as nx

        graph: nx.Graph[str] = nx.Graph()
        for key, node in self.nodes.items():
            lines, size = self.lines[key], 2.3 * float(node["size"]) + (14 if node.get("ring") else 4)
            name = max((measured(line, SMALL, node["kind"] == "action") for line in lines), default=0.0)
            if node["kind"] == "action":
                width, height = name + 34, LINE * len(lines) + 30
                core = (width, height)
            else:
                width, height = max(size, name) + 14, size + LINE * len(lines) + 12
                core = (size, size)
            graph.add_node(key, width=width, height=height, core=core)
        for edge in self.edges:
            known = graph.get_edge_data(edge["from"], edge["to"], {"length": 9.0})
            graph.add_edge(edge["from"], edge["to"], length=min(known["length"], edge["length"]))
        return graph

    def _shape(self, key: str, node: Item, x: float, y: float, page: Box) -> Shape:
        lines = self.lines[key]
        if node["kind"] != "action":
            return Shape(key, node, x, y, lines, None)
        half = max((measured(line, SMALL, True) for line in lines), default=10.0) / 2 + 9
        high = len(lines) * LINE / 2 + 6
        x = min(max(x, page.left + half), page.right - half)
        return Shape(key, node, x, y, lines, Box(x - half, y - high, x + half, y + high))

    # --- painting ----------------------------------------------------------------------------------------------------

    def _paint(self, canvas: Canvas, shapes: dict[str, Shape], page: Box) -> None:
        paths = [(edge, path) for edge, path in self._paths(shapes)]
        for kind in _ORDER:
            for edge, path in paths:
                if edge["kind"] == kind:
                    tie_line(canvas, edge, path, shapes[edge["to"]].clear)
        taken = [shape.box for shape in shapes.values()]
        for edge, path in paths:
            if edge["kind"] == "absence":
                x, y = path[len(path) // 2]
                unequal(canvas, x, y)
                taken.append(Box(x - 8, y - 8, x + 8, y + 8))
        for shape in sorted(shapes.values(), key=lambda s: s.node["kind"] != "knot"):
            self._node(canvas, shape)
        self._names(canvas, shapes, [path for _edge, path in paths], taken, page)

    def _paths(self, shapes: dict[str, Shape]) -> Iterator[tuple[Item, list[Spot]]]:
        """Each line as points; those between the same two ends are bent apart."""
        twins: dict[frozenset[str], list[Item]] = {}
        for edge in self.edges:
            twins.setdefault(frozenset((edge["from"], edge["to"])), []).append(edge)
        for group in twins.values():
            for number, edge in enumerate(group):
                one, other = shapes[edge["from"]], shapes[edge["to"]]
                bend = (number - (len(group) - 1) / 2) * 24 * (1 if edge["from"] < edge["to"] else -1)
                yield edge, bent((one.x, one.y), (other.x, other.y), bend)

    def _node(self, canvas: Canvas, shape: Shape) -> None:
        node, radius = shape.node, shape.radius
        if node["kind"] == "knot":
            canvas.disc(shape.x, shape.y, radius, fill=INK)
        elif shape.card:
            card(canvas, shape.card)
            for number, line in enumerate(shape.lines):
                canvas.text(shape.x, shape.y + (number - (len(shape.lines) - 1) / 2) * LINE + 0.36 * SMALL, line,
                            size=SMALL, anchor="middle", bold=True)
        else:
            if node.get("ring"):
                canvas.disc(shape.x, shape.y, radius * 1.25 + 4, stroke=RING, thick=3)
            letters = node.get("mark") or self.scene.letters(node["sphere"])
            canvas.mark(node["sphere"], shape.x, shape.y, radius, letters)

    def _names(self, canvas: Canvas, shapes: dict[str, Shape], paths: Sequence[list[Spot]], taken: Sequence[Box],
               page: Box) -> None:
        """Each name beside its shape; those that found no room are served first the next time round."""
        points = [point for path in paths for point in dense(path)]
        named = sorted((s for s in shapes.values() if s.lines and not s.card), key=lambda s: (-s.radius, s.key))
        best: dict[str, Name] = {}
        for _round in range(ROUNDS):
            found = beside(named, taken, points, page)
            if len(found) > len(best):
                best = found
            if len(best) == len(named):
                break
            named.sort(key=lambda shape: shape.key in found)
        self.nameless = len(named) - len(best)
        for key, (far, box) in best.items():
            shape, middle = shapes[key], (box.left + box.right) / 2
            if far:
                nearest = min(max(shape.x, box.left), box.right), min(max(shape.y, box.top), box.bottom)
                canvas.line([(shape.x, shape.y), nearest], color=INK, width=0.8)
                self._node(canvas, shape)
            canvas.rect(box.left, box.top, box.right - box.left, box.bottom - box.top, fill=VEIL)
            for number, line in enumerate(shape.lines):
                canvas.text(middle, box.top + LINE * (number + 0.5) + 0.36 * SMALL, line, size=SMALL, anchor="middle")

    # --- in words ----------------------------------------------------------------------------------------------------

    def _legend(self, page: Frame) -> None:
        canvas, scene = page.canvas, self.scene
        kinds = {node["kind"] for node in self.nodes.values()}
        lines = {e["footing"] if e["kind"] == "tie" else e["kind"] for e in self.edges}
        if "funding" in lines:
            lines.add("formal")
        spheres = {node["sphere"] for node in self.nodes.values() if node["kind"] in ("actor", "group")}
        ringed = any(node.get("ring") for node in self.nodes.values())

        def mark(sphere: str) -> Sign:
            return lambda x, y: canvas.mark(sphere, x, y, BULLET, "" if sphere == "bundle" else scene.letters(sphere))

        def stroke(kind: str) -> Sign:
            edge: Item = {"kind": kind if kind in _ORDER else "tie", "footing": kind}
            return lambda x, y: sample(canvas, edge, x, y)

        entries: list[tuple[Sign, str, bool]] = [
            (mark(s), scene.word("sphere", s), s in spheres) for s in STYLE_ORDER]
        entries += [
            (lambda x, y: two_sizes(canvas, x, y), _("the larger, the more actors in the group"), "group" in kinds),
            (stroke("links"), _("ties between two groups; the thicker, the more (the fewest are not drawn)"),
             "links" in lines),
            (lambda x, y: two_sizes(canvas, x, y), _("the larger, the more actions, and the greater the role: lead, "
                                                      "co-lead and operator count twice"), "actor" in kinds),
            (lambda x, y: card(canvas, Box(x - 11, y - 7, x + 11, y + 7)), _("action"), "action" in kinds),
            (mark("bundle"), _("collected initiatives of a département"), "bundle" in kinds),
            (lambda x, y: canvas.disc(x, y, 9, stroke=RING, thick=2.4),
             _("does much, is little known to institutions: list of invisible actors"), ringed),
            (stroke("part"), _("takes part in the action"), "part" in lines),
            (stroke("formal"), _("tie with a written commitment, or funding"), "formal" in lines),
            (stroke("informal"), _("tie by word of mouth, or without any agreement"), "informal" in lines),
            (stroke("unknown"), _("tie whose footing no source states"), "unknown" in lines),
            (stroke("funding"), _("funding: the arrow goes to who receives"), "funding" in lines),
            (lambda x, y: canvas.disc(x, y, 4.5, fill=INK), _("one tie between three actors or more"), "knot" in kinds),
            (stroke("tension"), _("tension stated by a source"), "tension" in lines),
            (stroke("absence"), _("a source states that they did not know each other or do not work together"),
             "absence" in lines)]
        page.row([(sign, words) for sign, words, there in entries if there])
        page.y += 4

    def _counts(self) -> str:
        """How much the whole map holds, in words."""
        scene, lang = self.scene, self.scene.lang
        kinds = Counter(kind for _key, kind, _fact in scene.facts)
        parts = [counted(len(scene.actions), _("{n} action"), _("{n} actions"), lang),
                 counted(len(scene.actors), _("{n} actor"), _("{n} actors"), lang),
                 counted(kinds["tie"], _("{n} tie"), _("{n} ties"), lang)]
        if kinds["tension"]:
            parts.append(counted(kinds["tension"], _("{n} tension"), _("{n} tensions"), lang))
        if kinds["absence"]:
            parts.append(counted(kinds["absence"], _("{n} absence of tie stated by a source"),
                                 _("{n} absences of ties stated by a source"), lang))
        return ", ".join(parts) + "."

    def _left_out(self) -> list[str]:
        """What does not stand on the picture."""
        kinds = Counter(node["kind"] for key, node in self.scene.nodes.items() if key not in self.kept)
        folded = sum(len(inside) for _code, inside in self.scene.bundles)
        found = []
        if self.grouped:
            found.append(_("Too much for one drawing: actors are shown in groups, by territory and sphere."))
        elif kinds["actor"] or kinds["action"]:
            found.append(_("So that names can be read, the actions with most actors and the actors with most lines "
                           "are shown; left out: {actions} actions, {actors} actors. The map on the screen shows "
                           "all.").format(actions=kinds["action"], actors=kinds["actor"]))
        if self.nameless:
            found.append(counted(self.nameless, _("{n} name finds no room."), _("{n} names find no room."),
                                 self.scene.lang))
        if folded and kinds["bundle"]:
            found.append(counted(folded, _("{n} initiative of which the source gives only the lead is not shown."),
                                 _("{n} initiatives of which the source gives only the lead are not shown."),
                                 self.scene.lang))
        elif folded:
            found.append(counted(
                folded, _("Besides, {n} initiative of which the source gives only the lead, shown by département."),
                _("Besides, {n} initiatives of which the source gives only the lead, shown by département."),
                self.scene.lang))
        return found

    def _words(self) -> Iterator[str]:
        scene = self.scene
        ties = [fact for _key, _kind, fact in scene.facts if isinstance(fact, TieView)]
        on = Counter(footing(tie) for tie in ties)
        if ties:
            yield _("Footing of the ties: written commitment or funding {formal}, oral or none {informal}, not stated "
                    "by the sources {unknown}.").format(formal=on["formal"], informal=on["informal"],
                                                        unknown=on["unknown"])
        linked = Counter(iri for tie in ties for iri in tie.parties)
        most = sorted(linked.items(), key=lambda item: (-item[1], scene.names.get(item[0], "")))[:3]
        if most and most[0][1] > 1:
            named = ", ".join(f"{scene.names[iri]} ({n})" for iri, n in most if n > 1)
            yield f"{_('Named in most ties:')} {named}."


# The shapes in the order of the legend.
STYLE_ORDER: Final = ("etat", "collectivite", "protection-sociale", "sante", "logement", "education", "economie",
                      "association", "habitants")


def _kept(scene: Scene) -> set[str]:
    """The ids of what is shown: all where there is room, else the most telling."""
    shapes = [key for key, node in scene.nodes.items() if node["kind"] != "knot"]
    if len(shapes) > MOST_SHAPES:
        lines: Counter[str] = Counter()
        for edge in scene.edges:
            lines.update((edge["from"], edge["to"]))
        by_lines = sorted(shapes, key=lambda key: (-lines[key], len(key), key))
        actions = [key for key in by_lines if scene.nodes[key]["kind"] == "action"][:MOST_ACTIONS]
        actors = [key for key in by_lines if scene.nodes[key]["kind"] == "actor"]
        shapes = actions + actors[:MOST_SHAPES - len(actions)]
    found = set(shapes)
    arms = Counter(end for e in scene.edges for end, other in ((e["from"], e["to"]), (e["to"], e["from"]))
                   if other in found)
    return found | {key for key, node in scene.nodes.items() if node["kind"] == "knot" and arms[key] > 1}


def _lines(node: Item) -> list[str]:
    """The name of a shape in lines, the last one shortened where there are too many."""
    name = str(node["label"]).strip()
    if not name:
        return []
    bold = node["kind"] == "action"
    width, most = (CARD_WIDTH, CARD_LINES) if bold else (NAME_WIDTH, NAME_LINES)
    lines = wrapped(name, width, SMALL, bold)
    return lines if len(lines) <= most else [*lines[:most - 1], cut(" ".join(lines[most - 1:]), width, SMALL, bold)]

