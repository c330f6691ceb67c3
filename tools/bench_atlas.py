"""Measures the atlas of a made-up country: python tools/bench_atlas.py [--actors N] [--per-actor N].

A country of 2,000 actors in about 100 territories is told, put into a store, analysed, and written as a site in both
languages. Promised: under 90 seconds and 300 MB on disk. Each actor takes part in one action, as in the shipped data
(224 participations of 297 actors); `--per-actor 11` makes the dense country that the method is tried on.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path
from typing import Any

ACTORS = 2000
PER_ACTOR = 1.0
# So many that 2,000 make a hundred territories.
PER_COMMUNE = 29
SECONDS, MEGABYTES = 90.0, 300.0


def atlas(actors: int = ACTORS, per_actor: float = PER_ACTOR, seed: int = 1) -> list[dict[str, Any]]:
    """The rows of the benchmark: the whole way by step, then its size."""
    from odas_graph.atlas.data import write_data
    from odas_graph.atlas.folder import write_atlas
    from odas_graph.pipeline import load_ontology
    from odas_graph.simulation import Parameters, story
    from odas_graph.simulation.quads import to_nquads
    from odas_graph.store import EmbeddedStore
    from odas_graph.study import study

    times: dict[str, float] = {}
    last = begun = time.perf_counter()

    def mark(step: str) -> None:
        nonlocal last
        times[step], last = time.perf_counter() - last, time.perf_counter()

    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        store = EmbeddedStore()
        load_ontology(store)
        store.load(b"".join(to_nquads(story(actors, seed, Parameters(
            actions_per_actor=per_actor, actors_per_commune=PER_COMMUNE)))), "nq")
        mark("telling and loading")
        told = study(store).assessments
        mark("analysing and writing back")
        write_data(out / "donnees", store, told["fr"])
        mark("writing data")
        write_atlas(out, store, told, "fr")
        mark("writing the atlas, two languages")
        whole = time.perf_counter() - begun
        places = len(list((out / "rapport").glob("*.html")))
        data = megabytes(out / "donnees")
        site = megabytes(out) - data
    what = f"an atlas of {actors} actors and {places} territories"
    rows = [{"what": what, "seconds": whole, "limit": f"≤ {SECONDS:.0f} s", "kept": whole <= SECONDS}]
    rows += [{"what": f"  of which {step}", "seconds": s, "limit": "", "kept": True} for step, s in times.items()]
    rows.append({"what": "the site on disk (MB)", "value": site, "limit": f"≤ {MEGABYTES:.0f} MB",
                 "kept": site <= MEGABYTES})
    return [*rows, {"what": "  beside it the graph in four formats (MB)", "value": data, "limit": "", "kept": True}]


def megabytes(folder: Path) -> float:
    """What the files in a folder take on disk."""
    return sum(p.stat().st_size for p in folder.rglob("*") if p.is_file()) / 1e6


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--actors", type=int, default=ACTORS)
    parser.add_argument("--per-actor", type=float, default=PER_ACTOR)
    arguments = parser.parse_args()
    for row in atlas(arguments.actors, arguments.per_actor):
        print(row)
