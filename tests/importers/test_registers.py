"""Extracts of the RNA, of Sirene and of FINESS."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from odas_graph.errors import UnreadableInputError, UsageError
from odas_graph.i18n import in_language
from odas_graph.importers.registers import read_finess, read_rna, read_sirene
from tests.importers.registers import read

RNA = """"id";"id_ex";"siret";"titre";"titre_court";"adrs_codeinsee";"adrs_libcommune";"position"
"W721000001";"";"45247456200014";"COMITE DES FETES";"CF";"72181";"Le Mans";"A"
"W721000002";"";"";"CLUB";"";"72181";"Le Mans";"D"
"W721000003";"";"";"SECOURS POPULAIRE";"";"";"LE MANS";"A"
"0721012345";"";"";"ANCIENNE";"";"72181";"";"A"
"""
SIRENE = """siren,denominationUniteLegale,sigleUniteLegale,categorieJuridiqueUniteLegale,nomUniteLegale,\
etatAdministratifUniteLegale,identifiantAssociationUniteLegale
452474562,CLUB DE PLONGEE,CP,9220,,A,W441234567
448522631,,,1000,DUPONT,A,
224400028,DEPARTEMENT DE LOIRE ATLANTIQUE,,7220,,A,
484094107,USINE,,5710,,C,
"""
FINESS = """finess;etalab;93;2024-01-01
structureet;010780054;010000495;CH DE FLEYRIAT;CENTRE HOSPITALIER DE FLEYRIAT;;;900;RTE;DE PARIS;;;451;01;AIN;\
01440 VIRIAT;0474454647;;355;Centre Hospitalier;1102;Centres Hospitaliers;26010004500012;8610Z
structureet;2A0000154;2A0000386;CHD;HÔPITAL DE CASTELLUCCIO;;;;RTE;X;;;004;2A;CORSE DU SUD;\
20176 AJACCIO;;;355;CH;1102;CH;;8610Z
geolocalisation;010780054;870215.7;6571590.5;1;LAMBERT_93;2024-01-01
"""


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with in_language("en"):
        yield


def written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "extrait.csv"
    path.write_text(text, encoding)
    return path


def test_associations_of_the_rna(tmp_path: Path) -> None:
    found = read(read_rna, tmp_path, written(tmp_path, RNA, "cp1252"))
    assert found.counts == (4, 3, 1, 1)
    assert [(a["nom"], a["alias"], a["type"], a["territoire"], a["rna"], a["ligne"]) for a in found.actors] == [
        ("COMITE DES FETES", "CF", "association", "72181", "W721000001", "2"),
        ("SECOURS POPULAIRE", "", "association-caritative", "72181", "W721000003", "4"),
        ("ANCIENNE", "", "association", "72181", "", "5")]
    assert [finding.row for finding in found.found("closed")] == [3]


def test_a_person_is_no_other_name_of_a_body(tmp_path: Path) -> None:
    text = RNA.replace('"CF"', '"Mme DURAND"')
    found = read(read_rna, tmp_path, written(tmp_path, text, "cp1252"))
    assert found.counts == (4, 3, 1, 1) and b"DURAND" not in b"".join(found.files().values())


def test_bodies_of_sirene_and_never_a_person(tmp_path: Path) -> None:
    found = read(read_sirene, tmp_path, written(tmp_path, SIRENE))
    assert found.counts == (4, 2, 0, 2)
    assert [(a["siren"], a["type"], a["rna"]) for a in found.actors] == [
        ("452474562", "association", "W441234567"), ("224400028", "departement", "")]
    assert found.codes["natural-person"] == found.codes["closed"] == 1
    assert b"DUPONT" not in b"".join(found.files().values())


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_establishments_of_finess_as_the_register_publishes_them(tmp_path: Path, encoding: str) -> None:
    found = read(read_finess, tmp_path, written(tmp_path, FINESS, encoding))
    assert found.counts == (2, 2, 0, 0)
    assert [(a["nom"], a["type"], a["territoire"], a["finess"], a["ligne"]) for a in found.actors] == [
        ("CENTRE HOSPITALIER DE FLEYRIAT", "etablissement-sante", "01451", "010780054", "2"),
        ("HÔPITAL DE CASTELLUCCIO", "etablissement-sante", "2A004", "2A0000154", "3")]
    assert b"0474454647" not in b"".join(found.files().values())
    assert sorted(path.name for path in found.folder.iterdir()) == ["financements.csv", "registre.csv"]


def test_establishments_of_finess_with_headings(tmp_path: Path) -> None:
    path = written(tmp_path, "nofinesset,rs,categagretab,commune,departement\n10780054,CH,1102,101,9A\n1,X,4400,,\n")
    found = read(read_finess, tmp_path, path)
    assert [(a["finess"], a["type"], a["territoire"]) for a in found.actors] == [
        ("010780054", "etablissement-sante", "97101"), ("", "etablissement-social", "")]
    assert found.codes["bad-identifier"] == 1


def test_other_tables_are_refused_with_what_was_expected(tmp_path: Path) -> None:
    path = written(tmp_path, "a,b\n1,2\n")
    for importer in (read_rna, read_sirene, read_finess):
        with pytest.raises(UnreadableInputError, match="does not hold what was expected"):
            read(importer, tmp_path, path)
    with pytest.raises(UsageError, match="one file"):
        read(read_rna, tmp_path, path, path)
    with pytest.raises(UnreadableInputError):
        read(read_finess, tmp_path, tmp_path / "nothing.csv")
