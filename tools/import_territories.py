"""Cuts the territories that ship from a folder of reference CSVs: python tools/import_territories.py FOLDER [TO].

FOLDER holds regions, departements, epci, communes and communes_anciennes, each as `.csv` or `.csv.gz`. What is worked
out: the département and région that hold all the communes of an EPCI, the population above the commune (the sum of the
communes, so that all levels count the same people), the commune of each municipal arrondissement. Rows are sorted by
code and the gzip header bears no date: the same source gives the same files, and cutting those again changes nothing.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
from collections import defaultdict
from pathlib import Path

Row = dict[str, str]

SHIPPED = Path(__file__).resolve().parents[1] / "data" / "territories"
COLUMNS = {
    "regions": ("code", "nom", "chef_lieu", "zone", "population"),
    "departements": ("code", "nom", "chef_lieu", "region", "zone", "population"),
    "epci": ("siren", "nom", "nature", "departement", "region", "population"),
    "communes": ("code", "nom", "departement", "region", "epci", "siren", "population"),
    "communes_anciennes": ("code", "nom", "type", "commune_actuelle"),
}
# The communes alone weigh three times all the rest; compressed, the folder stays under one megabyte.
COMPRESSED = ("communes",)
# The only three communes cut into municipal arrondissements (loi PLM, 1982); the source leaves their commune empty.
ARRONDISSEMENTS = {"13": "13055", "69": "69123", "75": "75056"}


def read_table(folder: Path, name: str) -> list[Row]:
    """Rows of one table, sorted by their first column, with the spaces around and inside values folded."""
    path = folder / f"{name}.csv"
    text = (path.read_bytes() if path.exists() else gzip.decompress((folder / f"{name}.csv.gz").read_bytes())).decode()
    rows = [{k: " ".join(v.split()) for k, v in row.items()} for row in csv.DictReader(io.StringIO(text))]
    return sorted(rows, key=lambda row: row[COLUMNS[name][0]])


def cut(folder: Path) -> dict[str, list[Row]]:
    """The five tables, completed."""
    tables = {name: read_table(folder, name) for name in COLUMNS}
    within: dict[tuple[str, str], set[str]] = defaultdict(set)
    people: dict[tuple[str, str], int] = defaultdict(int)
    for commune in tables["communes"]:
        for level in ("departement", "region"):
            within[commune["epci"], level].add(commune[level])
        for level in ("departement", "region", "epci"):
            if commune["population"]:
                people[level, commune[level]] += int(commune["population"])
    for epci in tables["epci"]:
        for level in ("departement", "region"):
            held = within[epci["siren"], level]
            epci[level] = next(iter(held)) if len(held) == 1 else ""
    for level, name in (("departement", "departements"), ("region", "regions"), ("epci", "epci")):
        for row in tables[name]:
            row["population"] = str(people.get((level, row[COLUMNS[name][0]]), ""))
    for former in tables["communes_anciennes"]:
        if former["type"] == "arrondissement-municipal":
            former["commune_actuelle"] = ARRONDISSEMENTS[former["code"][:2]]
    return tables


def write(tables: dict[str, list[Row]], folder: Path) -> None:
    """Writes every table, the same bytes for the same rows."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        text = io.StringIO()
        writer = csv.DictWriter(text, COLUMNS[name], lineterminator="\n", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
        content = text.getvalue().encode()
        if name not in COMPRESSED:
            (folder / f"{name}.csv").write_bytes(content)
            continue
        with (folder / f"{name}.csv.gz").open("wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as packed:
            packed.write(content)


def main() -> None:
    """Reads the arguments and cuts."""
    parser = argparse.ArgumentParser(description="Cut the shipped territories from a folder of reference CSVs.")
    parser.add_argument("folder", type=Path, help="folder with regions, departements, epci, communes[_anciennes]")
    parser.add_argument("to", type=Path, nargs="?", default=SHIPPED, help="where to write (default: data/territories)")
    arguments = parser.parse_args()
    write(cut(arguments.folder), arguments.to)


if __name__ == "__main__":
    main()
