"""Measures the import of a big list of subsidies: python tools/bench_import.py [--rows N] [--json FILE].

Three questions, each in processes of their own, so that peak memory is each one's own. Does importing a file take more
than twice the time of the plainest way there is (polars reads the CSV, pyoxigraph writes a quad for each filled cell)?
Does memory stay below the promise? Does time grow in proportion to the rows? What the import found is also written as
N-Quads, for information: it says more than the cells do.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from pathlib import Path
from typing import Any

# Rows of the growth, and how much dearer a row may become.
SIZES = (100_000, 300_000, 1_000_000)
GROWTH = 1.3
MEMORY = 1536
HEADINGS = ("nomAttribuant", "idAttribuant", "dateConvention", "referenceDecision", "nomBeneficiaire", "idBeneficiaire",
            "rnaBeneficiaire", "objet", "montant", "nature", "conditionsVersement", "datesPeriodeVersement", "idRAE",
            "notificationUE", "pourcentageSubvention", "dispositifAide")


def write_subsidies(path: Path, rows: int, seed: int = 1) -> None:
    """A made-up list of subsidies, a beneficiary for five rows, with the faults that real ones have."""
    import numpy as np
    import polars as pl

    from odas_graph.territory import territories

    rng = np.random.default_rng(seed)
    many = max(rows // 5, 10)
    towns = [t.name for t in territories("commune")]
    kinds = ("Association", "Comité des fêtes de", "Club de football de", "Amicale laïque", "Secours populaire de",
             "Centre social de", "Les amis de", "Théâtre", "ADMR de", "Foyer rural de", "Chorale", "Familles rurales")
    subjects = ("Fonctionnement", "Aide à l'organisation du festival d'été", "Actions d'insertion, d'accueil et "
                "d'accompagnement des habitants", "Achat de \"petit matériel\"", "Soutien à la vie associative locale")
    names = [f"{kinds[k]} {towns[t]}" for k, t in zip(rng.integers(0, len(kinds), many).tolist(),
                                                      rng.integers(0, len(towns), many).tolist(), strict=True)]
    sirens = [_keyed(f"{n:08}") for n in rng.choice(90_000_000, many, replace=False).tolist()]
    sirets = [_keyed(f"{siren}{n:04}") for siren, n in zip(sirens, rng.integers(1, 99, many).tolist(), strict=True)]
    who, what = rng.integers(0, many, rows), rng.integers(0, len(subjects), rows)
    day = np.datetime64("2014-01-01") + rng.integers(0, 2500, rows)
    frame = pl.DataFrame({
        "nomBeneficiaire": pl.Series(names).gather(who), "idBeneficiaire": pl.Series(sirets).gather(who),
        "objet": pl.Series(subjects).gather(what), "montant": np.round(np.exp(rng.normal(7.5, 1.4, rows)), 2),
        "dateConvention": day, "_fault": rng.integers(0, 1000, rows), "_n": np.arange(rows)})
    fault = pl.col("_fault")
    siret = pl.col("idBeneficiaire")
    frame = frame.with_columns(
        pl.when(fault == 0).then(pl.lit("Mme Dupont")).otherwise("nomBeneficiaire").alias("nomBeneficiaire"),
        pl.when(fault < 5).then(siret.str.slice(0, 9) + "00000").when(fault < 10).then(pl.lit("1.2345E+13"))
        .when(fault < 60).then(None).otherwise(siret).alias("idBeneficiaire"),
        pl.when(fault == 60).then(pl.lit("05/12/2016")).otherwise(pl.col("dateConvention").cast(pl.String)
                                                                  ).alias("dateConvention"),
        pl.lit("Département de la Sarthe").alias("nomAttribuant"),
        pl.lit(_keyed("2272000290001")).alias("idAttribuant"),
        (pl.lit("DEL-") + pl.col("_n").cast(pl.String)).alias("referenceDecision"),
        pl.lit("aide en numéraire").alias("nature"), pl.lit("unique").alias("conditionsVersement"),
        pl.col("dateConvention").cast(pl.String).alias("datesPeriodeVersement"), pl.lit("non").alias("notificationUE"),
        pl.lit("1").alias("pourcentageSubvention"),
        *(pl.lit(None, pl.String).alias(c) for c in ("rnaBeneficiaire", "idRAE", "dispositifAide")))
    frame.select(HEADINGS).write_csv(path)


def _keyed(digits: str) -> str:
    """The digits and the one that makes their key right (Luhn)."""
    from odas_graph.importers.mending import _luhn

    return f"{digits}{-_luhn(f'{digits}0') % 10}"


def peer(path: str) -> dict[str, float]:
    """polars reads the file, pyoxigraph writes a quad for each filled cell; seconds."""
    import polars as pl
    from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, serialize

    start = time.perf_counter()
    table = pl.read_csv(path, infer_schema=False)
    read = time.perf_counter()
    graph = NamedNode("https://example.org/graph")
    predicates = [NamedNode(f"https://example.org/def#{name}") for name in table.columns]

    count = 0

    def quads() -> Any:
        nonlocal count
        for number, row in enumerate(table.iter_rows(), 2):
            node = NamedNode(f"https://example.org/row/{number}")
            for predicate, cell in zip(predicates, row, strict=True):
                if cell is not None:
                    count += 1
                    yield Quad(node, predicate, Literal(cell), graph)

    serialize(quads(), f"{path}.peer.nq", RdfFormat.N_QUADS)
    return {"seconds": time.perf_counter() - start, "reading": read - start, "quads": count}


def ours(path: str) -> dict[str, float]:
    """The import, its tables written; then what they say, written as N-Quads; seconds of each."""
    from odas_graph.describe import describe
    from odas_graph.importers.dataset import read_dataset
    from odas_graph.importers.imported import Options
    from odas_graph.importers.workspace import add

    start = time.perf_counter()
    folder = Path(path).with_suffix(".ours")
    folder.mkdir()
    report = add(folder, "scdl-subventions", [Path(path)], Options("liste", "2026-01-01"))
    imported = time.perf_counter()
    records, _findings = read_dataset(folder / "imports" / "liste")
    assert records is not None
    quads = 0
    with Path(f"{path}.ours.nq").open("wb") as out:
        for register in describe([records]).bulk:
            for block in register:
                out.write(block)
                quads += block.count(b"\n")
    told = time.perf_counter()
    return {"import": imported - start, "describe": told - imported, "seconds": told - start,
            "kept": report.tally.kept, "quads": quads}


def compared(rows: int) -> list[dict[str, Any]]:
    """Our import of so many rows against the peer's, and its memory."""
    from bench_large import apart

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "subventions.csv"
        write_subsidies(path, rows)
        size = path.stat().st_size / 1e6
        base, own = apart(peer, str(path)), apart(ours, str(path))
    named = {"peer": "polars reads, pyoxigraph writes", "peer_seconds": base["seconds"]}
    whole = f"{rows:,} rows, {size:,.0f} MB: "
    return [
        {"what": f"{whole}import", "seconds": own["import"], **named, "ratio": own["import"] / base["seconds"],
         "limit": "≤ 2", "kept": own["import"] <= 2 * base["seconds"]},
        {"what": f"{whole}import, and written as N-Quads", "seconds": own["seconds"], **named,
         "ratio": own["seconds"] / base["seconds"], "limit": "", "kept": True},
        {"what": "  quads that we write, in millions", "value": own["quads"] / 1e6, "limit": "", "kept": True},
        {"what": "  quads that the peer writes, in millions", "value": base["quads"] / 1e6, "limit": "", "kept": True},
        {"what": "  its peak memory (MiB)", "value": own["mib"], "limit": f"≤ {MEMORY}", "kept": own["mib"] <= MEMORY},
        {"what": "  the peer's peak memory (MiB)", "value": base["mib"], "limit": "", "kept": True}]


def growth(sizes: tuple[int, ...] = SIZES) -> list[dict[str, Any]]:
    """Our import of more and more rows, against the price of a row in the first."""
    from bench_large import apart

    found: list[dict[str, Any]] = []
    first = None
    for rows in sizes:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "subventions.csv"
            write_subsidies(path, rows)
            own = apart(ours, str(path))
        each = own["seconds"] / rows
        first = first or each
        found.append({"what": f"import and N-Quads: {rows:,} rows", "seconds": own["seconds"],
                      "peer": "in proportion to the first", "peer_seconds": first * rows, "ratio": each / first,
                      "limit": f"≤ {GROWTH}", "kept": each <= GROWTH * first, "mib": own["mib"]})
    return found


def main() -> int:
    """Runs what is asked for and prints the table."""
    from bench import show

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--only", choices=("compare", "growth"), default=None)
    parser.add_argument("--json", default=None)
    asked = parser.parse_args()
    rows = [] if asked.only == "growth" else compared(asked.rows)
    rows += [] if asked.only == "compare" else growth()
    show(rows)
    if asked.json:
        Path(asked.json).write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n", "utf-8")
    return 0 if all(row["kept"] for row in rows) else 1


if __name__ == "__main__":
    raise SystemExit(main())
