"""The page of a map: template, style and scripts in one file, under a policy that lets nothing else run."""

from __future__ import annotations

import base64
import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from odas_graph import vocab
from odas_graph.drawing import STYLES, plain
from odas_graph.i18n import gettext as _
from odas_graph.layout import positions
from odas_graph.maps.columns import columns
from odas_graph.resources import package_file
from odas_graph.scene import Item, Scene, counted, footing, room_graph
from odas_graph.scene.crowd import Crowd
from odas_graph.territory import label, territory
from odas_graph.views import ActorView, TieView

if TYPE_CHECKING:
    import jinja2

# The pages that places are computed for (a desk, a desk for a large map, a phone), in pixels, and the room that the
# title of an action takes on them, at best and at least.
DESK: Final = ({"width": 800, "height": 610}, (206, 66), (164, 68))
LARGE: Final = ({"width": 800, "height": 930}, (206, 94), (200, 92))
PHONE: Final = ({"width": 470, "height": 720}, (200, 100), (200, 100))
# Above this many nodes the frame of the map is higher than a screen.
MANY: Final = 90
# The scripts of a map by their job, in the order in which they are read.
SCRIPTS: Final = ("tables", "map/model", "map/filters", "map/paint", "map/names", "map/view", "map/panel",
                  "map/pointing", "map/crowd", "map/svg", "map/picture", "map/start")


def page(scene: Scene, crowd: Crowd | None) -> str:
    """The page of a scene; with a crowd, its groups take the place of what stands on the scene."""
    from markupsafe import Markup

    counts, inside, rows = _counts(scene, scene.view.actors if crowd else scene.actors), None, []
    if crowd:
        inside = columns(crowd, scene.facts, scene.nodes)
        rows = crowd.stage()
    styles = {name: style._asdict() | {"letters": scene.letters(name)} for name, style in STYLES.items()}
    style = package_file("templates/map.css").read_text("utf-8")
    policy = (f"default-src 'none'; script-src {_digest(_vis())} {_digest(_script())}; style-src {_digest(style)}; "
              "img-src data: blob:; base-uri 'none'; form-action 'none'")
    place = scene.view.territory
    more = {"styles": styles, "file": f"carte-{place.code}" if place else "carte", "crowd": inside}
    return _template().render(
        scene=scene, view=scene.view, styles=styles, large=len(scene.nodes) > MANY, lang=scene.lang, policy=policy,
        groups=rows, inside=inside, labels=_labels(scene), plain=plain, counted=counted, counts=counts,
        place=lambda code: label(territory(code)), territory=label(place) if place else _("all territories"),
        data=_network(scene) | more,
        vis=Markup(_vis()), script=Markup(_script()), css=Markup(style))  # noqa: S704 - files of packages, no data


def _labels(scene: Scene) -> dict[str, dict[str, str]]:
    """The codes that the script writes out, in words."""
    return {scheme: {slug: scene.word(scheme, slug) for slug in vocab.CODES[scheme]}
            for scheme in ("type-acteur", "sphere", "role", "problematique", "formalisation", "origine", "moment")}


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


@cache
def _script() -> str:
    """The scripts of a map as one, whose names nothing else on the page sees."""
    parts = [package_file(f"templates/{name}.js").read_text("utf-8") for name in SCRIPTS]
    return "\n(function () {\n\"use strict\";\n" + "\n".join(parts) + "}());\n"


def _digest(text: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


def _network(scene: Scene) -> Item:
    """Nodes, edges and options as vis-network wants them, held by pyvis, with the places computed beforehand."""
    from pyvis.network import Network

    wide, high = (positions(room_graph(scene.nodes, scene.edges, card, small), **sheet) for sheet, card, small in (
        LARGE if len(scene.nodes) > MANY else DESK, PHONE))
    network = Network(directed=True, cdn_resources="in_line")
    for key, node in scene.nodes.items():
        (x, y), (px, py) = wide[key], high[key]
        # Shapes, names and lines are painted by our scripts: pyvis has no shape for half of the spheres.
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


def _counts(scene: Scene, actors: Sequence[ActorView]) -> Item:
    """The figures of the summary."""
    ties = [fact for _key, kind, fact in scene.facts if isinstance(fact, TieView)]
    kinds = Counter(kind for _key, kind, _fact in scene.facts)
    linked = Counter(iri for tie in ties for iri in tie.parties)
    most = sorted(linked.items(), key=lambda item: (-item[1], scene.names.get(item[0], "")))[:3]
    return {"actors": len(actors), "ties": len(ties), "tensions": kinds["tension"],
            "absences": kinds["absence"], "fundings": sum(edge["kind"] == "funding" for edge in scene.edges),
            "knots": sum(node["kind"] == "knot" for node in scene.nodes.values()),
            "footing": Counter(footing(tie) for tie in ties), "origin": Counter(tie.origin or "" for tie in ties),
            "linked": [(scene.names[iri], n) for iri, n in most if n > 1],
            "ringed": [plain(a.name) for a in actors if a.visibility and a.visibility.rank],
            "spheres": Counter(a.sphere for a in actors),
            "types": Counter((a.sphere, a.type) for a in actors),
            "roles": Counter(r for n in scene.nodes.values() for r in n.get("roles", ())),
            "needs": Counter(need for a in scene.actions for need in a.needs),
            "phases": Counter(phase for a in scene.actions for phase in a.phases),
            "forms": Counter(form for tie in ties for form in tie.formalisation)}
