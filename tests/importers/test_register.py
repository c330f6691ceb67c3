"""The register of a dataset folder, read and checked."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from odas_graph.findings import Finding
from odas_graph.i18n import in_language
from odas_graph.importers import noting
from odas_graph.importers.dataset import read_dataset
from odas_graph.importers.register import read_register
from odas_graph.importers.register_out import FundingsFile, write_actors
from odas_graph.records import REGISTER_ACTORS, REGISTER_FUNDINGS, Register

DATASET = """jeu: liste
titre: Liste
description: Une liste.
date: "2026-01-01"
sources: [{slug: liste, titre: Liste}]
"""


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with in_language("en"):
        yield


def register(folder: Path, actors: list[str], fundings: list[str] | None = None) -> tuple[Register, list[Finding]]:
    (folder / "registre.csv").write_text("\n".join([",".join(REGISTER_ACTORS), *actors, ""]), "utf-8")
    (folder / "financements.csv").write_text("\n".join([",".join(REGISTER_FUNDINGS), *(fundings or []), ""]), "utf-8")
    findings: list[Finding] = []
    found = read_register(folder, "liste", findings)
    assert found is not None
    return found, findings


def codes(findings: list[Finding]) -> list[tuple[str, int | None, str | None]]:
    return [(f.code, f.row, f.column) for f in findings]


def test_a_dataset_with_a_register_needs_neither_actors_nor_fiches(tmp_path: Path) -> None:
    (tmp_path / "dataset.yaml").write_text(DATASET, "utf-8")
    register(tmp_path, ["a,A,,association,93072,,,,,2", "d,D,,departement,93,,,,,2"],
             ["d,a,12.5,2018,2018-05-02,Jeux,,2"])
    records, findings = read_dataset(tmp_path)
    assert findings == []
    assert records is not None
    assert records.register is not None
    assert records.register.actors.columns == [*REGISTER_ACTORS, "elsewhere"]
    assert records.register.actors.row(0, named=True) == {
        "slug": "a", "nom": "A", "alias": None, "type": "association", "territoire": "93072", "siren": None,
        "siret": None, "rna": None, "finess": None, "ligne": 2, "elsewhere": False}
    assert records.register.fundings.row(0) == ("d", "a", "12.5", 2018, "2018-05-02", "Jeux", None, 2)


def test_a_dataset_without_register_still_needs_its_registry(tmp_path: Path) -> None:
    (tmp_path / "dataset.yaml").write_text(DATASET, "utf-8")
    records, findings = read_dataset(tmp_path)
    assert records is not None
    assert records.register is None
    assert {f.code for f in findings} == {"no-registry"}


def test_what_is_wrong_is_told_and_the_rest_kept(tmp_path: Path) -> None:
    found, findings = register(tmp_path, [
        "a,A,,association,93072,452474562,,W751234567,,2", "A b,B,,,,,,,,3", "a,C,,,,,,,,4", "d,,,,,,,,,5",
        "e,E,,truc,99999,452474563,1,W1,x,6", "f,F,,,,,,,,zéro", "g,G|,x||y|,,,,,,,7"],
        ["a,e,1,2018,,,,2", "a,zz,1,2018,,,,3", "a,a,1,2018,,,,4", "a,g,-1,18,5/5/18,,,5", "a,g,1,2018,,,,"])
    assert found.actors.get_column("slug").to_list() == ["a", "e", "g"]
    assert found.actors.get_column("alias").to_list() == [None, None, "x|y"]
    assert found.actors.row(1)[3:9] == (None,) * 6
    assert found.fundings.height == 2
    assert found.fundings.row(1)[2:5] == (None, None, None)
    assert sorted(codes(findings)) == sorted([
        ("bad-form", 3, "slug"), ("duplicate-slug", 4, "slug"), ("missing-field", 5, "nom"), ("bad-number", 7, "ligne"),
        ("unknown-code", 6, "type"), ("unknown-territory", 6, "territoire"), ("bad-identifier", 6, "siren"),
        ("bad-identifier", 6, "siret"), ("bad-identifier", 6, "rna"), ("bad-identifier", 6, "finess"),
        ("unknown-actor", 3, "beneficiaire"), ("inconsistent", 4, "beneficiaire"), ("bad-number", 5, "montant"),
        ("bad-number", 5, "annee"), ("bad-form", 5, "date"), ("bad-number", 6, "ligne")])
    assert {f.level for f in findings} == {"violation"}
    assert {f.file for f in findings} == {"liste/registre.csv", "liste/financements.csv"}


def test_names_that_a_spreadsheet_would_run_are_written_harmless_and_read_as_they_were(tmp_path: Path) -> None:
    names = ["=SOMME(A1)", "@tous", "- Ados", "'=1", "-5", "l'été"]
    write_actors(tmp_path / "registre.csv", pl.DataFrame({
        "slug": [f"a{i}" for i in range(len(names))], "nom": names, "alias": [f"{n}|B" for n in names],
        "ligne": range(2, len(names) + 2)}))
    with (tmp_path / "financements.csv").open("wb") as stream:
        FundingsFile(stream).add(pl.DataFrame([("a0", "a1", "12", 2018, None, "+ de vie", "=1", 2)], orient="row",
                                              schema=list(REGISTER_FUNDINGS)))
    with (tmp_path / "registre.csv").open(encoding="utf-8", newline="") as table:
        cells = [row["nom"] for row in csv.DictReader(table)]
    assert cells == ["'=SOMME(A1)", "'@tous", "'- Ados", "''=1", "-5", "l'été"]
    findings: list[Finding] = []
    found = read_register(tmp_path, "liste", findings)
    assert found is not None and findings == []
    assert found.actors["nom"].to_list() == names
    assert found.actors["alias"].to_list() == [f"{n}|B" for n in names]
    assert found.fundings.row(0)[5:7] == ("+ de vie", "=1")


def test_tables_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "registre.csv").write_bytes(b"slug,nom\na,\xe9\n")
    findings: list[Finding] = []
    found = read_register(tmp_path, "liste", findings)
    assert found is not None
    assert found.actors.height == found.fundings.height == 0
    assert {f.code for f in findings} == {"unreadable", "csv-syntax"}
    (tmp_path / "registre.csv").write_text("slug,nom\na,A\n", "utf-8")
    findings.clear()
    read_register(tmp_path, "liste", findings)
    assert {f.code for f in findings} == {"unreadable", "missing-column"}
    assert read_register(tmp_path / "elsewhere", "x", findings) is None


def test_findings_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(noting, "EACH", 2)
    _found, findings = register(tmp_path, [f"a{i},A,,truc,,,,,,2" for i in range(9)])
    assert len(findings) == 3
