"""Structures and services of data·inclusion: v1, v0, CSV, JSON, parquet, workbook; people are left out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from odas_graph import vocab
from odas_graph.errors import UnreadableInputError
from odas_graph.i18n import in_language
from odas_graph.importers.data_inclusion import read_data_inclusion, typologies
from tests.importers.registers import REFERENCE, read, rows

FIXTURES = REFERENCE / "data-inclusion"
with_files = pytest.mark.skipif(not FIXTURES.is_dir(), reason="the reference files are not there")
STRUCTURES = [
    {"id": "s1", "nom": "CCAS de Stains", "siret": "", "typologie": "CCAS", "commune": "Stains", "code_postal": "93240",
     "code_insee": "93072", "telephone": "01 02 03 04 05", "courriel": "jeanne.martin@example.org"},
    {"id": "s2", "nom": "Épicerie du coin", "siret": "", "typologie": "ES", "commune": "", "code_postal": "",
     "code_insee": "", "telephone": "", "courriel": "x@example.org"},
    {"id": "s3", "nom": "Mme Martin", "siret": "", "typologie": "ASSO", "commune": "", "code_postal": "",
     "code_insee": "", "telephone": "", "courriel": ""}]
SERVICES = [
    {"structure_id": "s2", "id": "v1", "nom": "Colis", "commune": "Le Mans", "code_postal": "72000",
     "code_insee": "72181", "contact_nom_prenom": "Jeanne Martin"},
    {"structure_id": "s9", "id": "v2", "nom": "Perdu", "commune": "", "code_postal": "", "code_insee": "",
     "contact_nom_prenom": ""}]


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with in_language("en"):
        yield


def files(folder: Path, kind: str) -> list[Path]:
    paths = [folder / f"structures.{kind}", folder / f"services.{kind}"]
    for path, told in zip(paths, (STRUCTURES, SERVICES), strict=True):
        if kind == "json":
            path.write_text(json.dumps(told, ensure_ascii=False), "utf-8")
        elif kind == "csv":
            pl.DataFrame(told).write_csv(path)
        else:
            pl.DataFrame(told).write_parquet(path)
    return paths


@pytest.mark.parametrize("kind", ["csv", "json", "parquet"])
def test_structures_become_actors_and_services_complete_them(tmp_path: Path, kind: str) -> None:
    found = read(read_data_inclusion, tmp_path, *files(tmp_path, kind))
    assert found.counts == (5, 3, 0, 2)
    assert [(a["nom"], a["type"], a["territoire"]) for a in found.actors] == [
        ("CCAS de Stains", "ccas", "93072"), ("Épicerie du coin", "association-caritative", "72181")]
    assert found.fundings == []
    assert found.codes["services-not-kept"] == found.codes["unknown-structure"] == found.codes["natural-person"] == 1
    assert found.codes["personal-columns"] == 2
    written = b"".join(found.files().values()).lower()
    for secret in (b"martin", b"example.org", b"01 02 03"):
        assert secret not in written


@with_files
def test_the_workbook_of_the_schema(tmp_path: Path) -> None:
    found = read(read_data_inclusion, tmp_path, FIXTURES / "dataset_fixture.xlsx")
    assert found.counts == (3, 3, 0, 0)
    (agency,) = found.actors
    assert (agency["siret"], agency["territoire"]) == ("82454114801871", "75056")
    assert any("telephone, courriel" in finding.message for finding in found.found("personal-columns"))


def test_networks_of_v1_tell_a_type_where_the_name_does_not(tmp_path: Path) -> None:
    path = tmp_path / "v1.json"
    path.write_text(json.dumps([
        {"id": "a", "nom": "Agence du port", "siret": None, "reseaux_porteurs": ["caf"]},
        {"id": "b", "nom": "MJC du port", "siret": None, "reseaux_porteurs": ["caf"]},
        {"id": "c", "nom": "Le Port", "siret": None, "reseaux_porteurs": ["caf", "croix-rouge"]},
        {"id": "d", "nom": "Autre", "siret": None, "reseaux_porteurs": []}]), "utf-8")
    assert [a["type"] for a in read(read_data_inclusion, tmp_path, path).actors] == ["caf", "association", "", ""]


def test_two_establishments_of_a_body_are_two_structures(tmp_path: Path) -> None:
    path = tmp_path / "v1.csv"
    path.write_text("id,nom,siret\na,Agence,82454114801871\nb,Agence,82454114800014\n"
                    "c,L'agence,82454114801871\n", "utf-8")
    found = read(read_data_inclusion, tmp_path, path)
    assert found.counts[:2] == (3, 3)
    assert found.codes["bad-establishment"] <= 1
    assert found.actors[0]["alias"] == "L'agence"


@with_files
def test_each_typology_that_is_read_is_one_of_the_schema_and_gives_a_type_of_ours() -> None:
    known = {row["value"].upper() for row in rows(FIXTURES / "typologies_de_structures_v0.csv")}
    assert typologies().keys() <= known
    assert set(typologies().values()) <= set(vocab.CODES["type-acteur"])
    assert typologies()["CCAS"] == "ccas"
    assert "Autre".upper() not in typologies()


def test_what_holds_no_structures_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("a,b\n1,2\n", "utf-8")
    with pytest.raises(UnreadableInputError, match="holds no structures"):
        read(read_data_inclusion, tmp_path, path)
    structures, _services = files(tmp_path, "csv")
    with pytest.raises(UnreadableInputError, match="several tables"):
        read(read_data_inclusion, tmp_path, structures, structures)


def test_importing_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    paths = files(tmp_path, "csv")
    assert read(read_data_inclusion, tmp_path, *paths).files() == read(read_data_inclusion, tmp_path, *paths).files()
