"""Measures what the project promises, as ratios against a peer on the same machine in the same run.

Every figure is the median of several whole runs, taken in turn with its peer so that a change of the machine's pace
touches both. `--json FILE` keeps the figures; the exit code is 1 if a promise is not kept.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
RUNS = 15
BIN = Path(sys.executable).parent


def command(*arguments: str) -> Callable[[], None]:
    """A process to time, its output thrown away, its failure raised."""
    def run() -> None:
        subprocess.run(arguments, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT)

    return run


def paired(one: Callable[[], None], other: Callable[[], None], runs: int = RUNS) -> tuple[float, float]:
    """Median seconds of two things timed in turn, after a run of each that is not counted."""
    times: tuple[list[float], list[float]] = ([], [])
    for turn in range(runs + 1):
        for what, kept in zip((one, other), times, strict=True):
            start = time.perf_counter()
            what()
            if turn:
                kept.append(time.perf_counter() - start)
    return statistics.median(times[0]), statistics.median(times[1])


@contextmanager
def built() -> Iterator[Path]:
    """A folder with a fresh build of the shipped data."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "exports"
        command(str(BIN / "odas-graph"), "build", "--out", str(out))()
        yield out


def start_up(out: Path) -> list[dict[str, Any]]:
    """Cold starts against importing click."""
    peer = command(sys.executable, "-c", "import click")
    rows = []
    for name, arguments, limit in (
            ("odas-graph --version", ("--version",), 3.0),
            ("odas-graph query actions", ("query", "actions", "--store", str(out)), 4.0)):
        own, base = paired(command(str(BIN / "odas-graph"), *arguments), peer)
        rows.append({"what": name, "seconds": own, "peer": 'python -c "import click"', "peer_seconds": base,
                     "ratio": own / base, "limit": f"≤ {limit:g}", "kept": own / base <= limit})
    return rows


def queries(out: Path) -> list[dict[str, Any]]:
    """All competency questions on the embedded store against rdflib's own engine, on the same data."""
    import rdflib

    from odas_graph.queries import bind, named_queries
    from odas_graph.sparql import prepare
    from odas_graph.store import EmbeddedStore
    from odas_graph.vocab import PREFIXES

    data = (out / "donnees" / "graph.nq").read_bytes()
    store = EmbeddedStore()
    store.load(data, "nq")
    dataset = rdflib.Dataset(default_union=True)
    dataset.parse(data=data, format="nquads")
    asked = []
    for query in named_queries():
        if query.name.startswith("cq"):
            terms = bind(query, {})
            text = prepare(query.text, prefixes=PREFIXES, values={k: str(v) for k, v in terms.items()}).text
            asked.append((query.text, terms, text))

    def embedded() -> None:
        for own, terms, _text in asked:
            answer = store.query(own, substitutions=terms)
            if not isinstance(answer, bool):
                list(answer)

    def peer() -> None:
        for _own, _terms, text in asked:
            list(dataset.query(text))

    own, base = paired(embedded, peer, runs=3)
    return [{"what": f"{len(asked)} competency questions, embedded store", "seconds": own, "peer": "rdflib's engine",
             "peer_seconds": base, "ratio": base / own, "limit": "≥ 10", "kept": base / own >= 10}]


def build() -> list[dict[str, Any]]:
    """The whole build: time, size on disk, peak memory, and where the time goes."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "exports"
        times = []
        for _turn in range(3):
            shutil.rmtree(out, ignore_errors=True)
            start = time.perf_counter()
            command(str(BIN / "odas-graph"), "build", "--out", str(out))()
            times.append(time.perf_counter() - start)
        seconds = statistics.median(times)
        size = sum(p.stat().st_size for p in out.rglob("*") if p.is_file()) / 1e6
    rows.append({"what": "build of everything", "seconds": seconds, "limit": "≤ 20 s", "kept": seconds <= 20})
    rows.append({"what": "its size on disk (MB)", "value": size, "limit": "≤ 500 MB", "kept": size <= 500})
    peak = memory(str(BIN / "odas-graph"), "build", "--out", str(Path(tempfile.gettempdir()) / f"bench-{os.getpid()}"))
    rows.append({"what": "its peak memory (MiB)", "value": peak, "limit": "≤ 500 MiB", "kept": peak <= 500})
    return rows + steps()


def memory(*arguments: str) -> float:
    """The peak resident memory of a process and what it starts, in MiB."""
    code = ("import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL, "
            "stderr=subprocess.DEVNULL); print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)")
    result = subprocess.run([sys.executable, "-c", code, *arguments], check=True, capture_output=True, text=True)
    shutil.rmtree(arguments[-1], ignore_errors=True)
    return int(result.stdout) / 1024


def steps() -> list[dict[str, Any]]:
    """The steps of a build, timed inside one process."""
    from odas_graph import pipeline, resources, shapes
    from odas_graph.atlas.data import write_data
    from odas_graph.atlas.folder import write_atlas
    from odas_graph.describe import describe
    from odas_graph.study import study

    rows: list[dict[str, Any]] = []

    def timed(name: str, step: Callable[[], Any]) -> Any:
        start = time.perf_counter()
        value = step()
        rows.append({"what": f"  of which {name}", "seconds": time.perf_counter() - start, "limit": "", "kept": True})
        return value

    records, _findings = timed("reading and checking", lambda: pipeline.read(resources.shipped_datasets()))
    description = timed("describing", lambda: describe(records))
    timed("validating (SHACL)", lambda: shapes.validate(description.quads, places=description.places))
    kg = pipeline.build()
    told = timed("analysing and writing back", lambda: study(kg.store)).assessments
    with tempfile.TemporaryDirectory() as folder:
        timed("writing data", lambda: write_data(Path(folder), kg.store, told["fr"]))  # type: ignore[arg-type]
        timed("writing the atlas, two languages", lambda: write_atlas(Path(folder), kg.store, told, "fr"))
    return rows


def show(rows: list[dict[str, Any]]) -> None:
    """The figures as a Markdown table."""
    print("| what | figure | peer | ratio | promise | kept |\n|---|---|---|---|---|---|")
    for row in rows:
        figure = f"{row['seconds']:.3f} s" if "seconds" in row else f"{row['value']:.1f}"
        peer = f"{row['peer']}: {row['peer_seconds']:.3f} s" if "peer" in row else ""
        ratio = f"{row['ratio']:.2f}" if "ratio" in row else ""
        kept = ("yes" if row["kept"] else "NO") if row["limit"] else ""
        print(f"| {row['what']} | {figure} | {peer} | {ratio} | {row['limit']} | {kept} |")


def main() -> int:
    """Runs every measure and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", default=None, help="also write the figures to this file")
    arguments = parser.parse_args()
    from bench_atlas import atlas
    from bench_maps import maps

    print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}, medians\n")
    with built() as out:
        rows = start_up(out) + queries(out) + build()
    rows += maps() + atlas()
    show(rows)
    if arguments.json:
        Path(arguments.json).write_text(json.dumps(rows, indent=1) + "\n", "utf-8")
    return 0 if all(row["kept"] for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
