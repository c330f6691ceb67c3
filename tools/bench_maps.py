"""Measures how soon a map can be used, against what pyvis writes by default, in one run of one browser.

A map is ready when its tools answer and it is painted; a page of pyvis, when its movement has come to rest (the event
`stabilizationIterationsDone`) and it is painted: before that, nothing on it stays under the pointer.
"""

from __future__ import annotations

import random
import shutil
import statistics
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from odas_graph import vocab
from odas_graph.maps import draw
from odas_graph.scene import MOST_NODES, Scene
from odas_graph.territory import territory
from odas_graph.things import Text
from odas_graph.views import ActionView, ActorView, MapView, ParticipationView, TieView, map_view

if TYPE_CHECKING:
    from playwright.sync_api import Browser

RUNS = 5
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync")
# Notes when a page is ready and has been painted since, in milliseconds from the start of its opening.
_PAINTED = "requestAnimationFrame(() => requestAnimationFrame(() => { window.readyAt = performance.now(); }))"
OURS = f"""new MutationObserver((_all, observer) => {{ if (document.documentElement.dataset.ready) {{
  observer.disconnect(); {_PAINTED}; }} }}).observe(document, {{ subtree: true, attributes: true }});"""
PYVIS = f"""let found; Object.defineProperty(window, "network", {{ configurable: true, get: () => found, set(value) {{
  found = value; value.once("stabilizationIterationsDone", () => {_PAINTED}); }} }});"""


def view(nodes: int = MOST_NODES, seed: int = 1) -> MapView:
    """A map of so many nodes: two actors for each action, who take part in the actions and are tied to one another."""
    chance = random.Random(seed)
    place = territory("93")
    here, types = f"{vocab.ID}territory/{place.iri_slug}", sorted(vocab.SPHERE)
    count = nodes // 3
    actors = tuple(ActorView(
        f"{vocab.ID}actor/a{n}", f"Acteur du territoire {n}", (kind := chance.choice(types)), vocab.SPHERE[kind],
        "organisation", False, (here,), None, (), None) for n in range(nodes - count))
    actions = tuple(ActionView(f"{vocab.ID}action/c{n}", Text(f"Action menée {n}", f"Action {n}"), "expertisee", None,
                               (here,), (), (), None, ()) for n in range(count))
    parts = tuple(ParticipationView(f"{vocab.ID}participation/{act.iri}-{who.iri}", who.iri, act.iri, ("partenaire",),
                                    (), None, None, ()) for act in actions for who in chance.sample(actors, 5))
    ties = tuple(TieView(f"{vocab.ID}partnership/t{n}", tuple(a.iri for a in chance.sample(actors, 2)), None, None,
                         ("convention",), True, "preexistant", None, None, None, None, ()) for n in range(nodes // 2))
    return MapView(place, actors, actions, parts, ties)


def pyvis_page(found: MapView) -> str:
    """The same nodes and edges as pyvis writes them when nothing is asked of it but to bring its script along."""
    from pyvis.network import Network

    scene = Scene(found, "fr", lambda _iri: None)
    network = Network(cdn_resources="in_line")
    for key, node in scene.nodes.items():
        network.add_node(key, label=node["label"])
    for edge in scene.edges:
        network.add_edge(edge["from"], edge["to"])
    page: str = network.generate_html()
    return page


def ready(browser: Browser, page: Path, script: str) -> float:
    """Seconds from the start of opening a page until it is ready; what it asks of other servers is refused."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.route("**/*", lambda route: route.continue_() if route.request.url.startswith("file:") else route.abort())
    opened = context.new_page()
    opened.add_init_script(script)
    opened.goto(page.as_uri())
    opened.wait_for_function("window.readyAt > 0", timeout=120_000)
    seconds = float(opened.evaluate("window.readyAt")) / 1000
    context.close()
    return seconds


def crowd() -> MapView:
    """The map of the largest département of a made-up country of 5,000 actors that has hardly another."""
    from odas_graph.pipeline import load_ontology
    from odas_graph.simulation import Parameters, story
    from odas_graph.simulation.quads import to_nquads
    from odas_graph.store import EmbeddedStore

    world = story(5000, 1, Parameters(communes_per_departement=100_000, actors_per_commune=35))
    store = EmbeddedStore()
    load_ontology(store)
    store.load(b"".join(to_nquads(world)), "nq")
    communes = Counter(t.departement for t in world.land.territories if t.kind == "commune")
    return map_view(store, territory(str(max(communes, key=lambda code: (communes[code], str(code))))))


def maps() -> list[dict[str, Any]]:
    """The rows of the benchmark; none where there is no Chromium."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        print("no Chromium found: maps are not measured", file=sys.stderr)
        return []
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        names = ("own", "peer", "crowd")
        pages = {name: Path(folder) / f"{name}.html" for name in names}
        pages["own"].write_text(draw(view()), "utf-8")
        pages["peer"].write_text(pyvis_page(view()), "utf-8")
        pages["crowd"].write_text(draw(grouped := crowd()), "utf-8")
        megabytes = pages["crowd"].stat().st_size / 1e6
        browser = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        times: dict[str, list[float]] = {name: [] for name in names}
        for turn in range(RUNS + 1):
            for name in names:
                seconds = ready(browser, pages[name], PYVIS if name == "peer" else OURS)
                if turn:
                    times[name].append(seconds)
        browser.close()
    own, peer, groups = (statistics.median(times[name]) for name in names)
    return [
        {"what": f"a map of {MOST_NODES} nodes, from opening to ready", "seconds": own, "limit": "≤ 1 s",
         "kept": own <= 1},
        {"what": "the same against pyvis at rest", "seconds": own, "peer": "pyvis by default", "peer_seconds": peer,
         "ratio": peer / own, "limit": "≥ 10", "kept": peer / own >= 10},
        {"what": f"a map of {len(grouped.actors)} actors in groups, ready", "seconds": groups, "limit": "≤ 1 s",
         "kept": groups <= 1},
        {"what": "its size (MB)", "value": megabytes, "limit": "≤ 1.5 MB", "kept": megabytes <= 1.5}]


if __name__ == "__main__":
    for row in maps():
        print(row)
