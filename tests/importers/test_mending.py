"""Cells: amounts, days and identifiers, one by one and by whole columns."""

from __future__ import annotations

import random

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from odas_graph.importers import columns
from odas_graph.importers.actor_types import (
    by_category,
    by_words,
    departement_of,
    fold_name,
    folded_names,
    named_types,
    typed,
)
from odas_graph.importers.mending import Amount, Identity, amount, day, identity, is_finess, is_siren, is_siret
from odas_graph.importers.places import commune_code, named_body
from odas_graph.importers.register_out import slugs


@pytest.mark.parametrize(("cell", "value"), [
    ("12 250,00", "12250"), ("99786.57 €", "99786.57"), ("1.234.567,8", "1234567.8"), ("1,234,567.89", "1234567.89"),
    ("(250)", "-250"), ("1 200", "1200"), ("100000,1", "100000.1"), ("0", "0"), ("-20", "-20"), ("0012", "12"),
])
def test_amounts_as_people_write_them(cell: str, value: str) -> None:
    assert amount(cell) == Amount(value)


def test_amounts_that_had_to_be_mended_or_cannot_be_read() -> None:
    assert amount("1616506.6200000001") == Amount("1616506.62", True)
    assert amount("1,2E+05") == Amount("120000", True)
    assert amount("1.500").fault == amount("12,345").fault == "doubtful-amount"
    for cell in ("N   82 584,28", "deux cents", "1e999999", "NaN", "٣", "12/5"):
        assert amount(cell).fault == "bad-amount", cell
    assert amount(None) == amount("  ") == Amount()


@pytest.mark.parametrize("cell", [
    "2016-12-05", "05/12/2016", "5.12.16", "5-12-2016", "20161205", "5 décembre 2016", "lundi 5 décembre 2016", "42709",
    "2016-12-05T00:00:00", "2016-12-05/2017-05-24", "2016-12-05_2017-05-24", "05/12/2016 au 06/12/2016", "2016/12/05",
])
def test_a_day_in_many_spellings(cell: str) -> None:
    assert day(cell).value == "2016-12-05"


def test_days_as_precise_as_they_are_said_and_no_others() -> None:
    assert day("2016").value == day("2016.0").value == "2016"
    assert day("12/2016").value == day("décembre 2016").value == "2016-12"
    assert day("12/31/2016").value == "2016-12-31"
    assert not day("2016-12-05").mended
    assert day("05/12/2016").mended
    for cell in ("31/02/2016", "2014-02-30", "x", "0001-01-01", "32 mars 2018", "12345678901"):
        assert day(cell).fault == "bad-date", cell


def test_identifiers_that_spreadsheets_and_people_spoiled() -> None:
    assert identity("21060004500392") == Identity("210600045", "21060004500392")
    assert identity("484 094 107") == Identity("484094107")
    assert identity("W333216789") == Identity(rna="W333216789")
    assert identity("32402138500000.0") == Identity("324021385", mended=True, fault="rounded-identifier")
    assert identity("2.18601946E+13") == Identity("218601946", mended=True, fault="rounded-identifier")
    assert identity("2.186E+13") == identity("21860000000000") == Identity(fault="rounded-identifier")
    assert identity("47972165600100") == Identity("479721656", mended=True, fault="bad-establishment")
    assert identity("35600000000048").siret == "35600000000048"
    for cell in ("W12", "67895644300011", "0", "00000000000000", "٤٥٢٤٧٤٥٦٢", "x" * 10_000):
        assert identity(cell) == Identity(fault="bad-identifier"), cell


def test_a_zero_that_a_spreadsheet_dropped_comes_back_where_the_key_says_so() -> None:
    assert is_siren("005720784")
    assert identity("5720784".zfill(8)).siren == "005720784"
    assert identity("5720785".zfill(8)) == Identity(fault="bad-identifier")


def test_keys() -> None:
    assert is_siret("35600000012349") == (sum(map(int, "35600000012349")) % 5 == 0)
    assert is_finess("010780054")
    assert is_finess("2A0000154")
    assert not is_finess("010780055")


digits = st.one_of(st.text("0123456789", min_size=7, max_size=15), st.text(max_size=16), st.none(),
                   st.sampled_from(["2.18601946E+13", "21860194600000", "W333216789", "356000000", "35600000012349"]))


@settings(deadline=None)  # the first call reads polars
@given(st.lists(digits, max_size=8))
def test_columns_of_identifiers_are_read_as_their_cells_are(cells: list[str | None]) -> None:
    cells = [cell if cell is None or cell.strip() else None for cell in cells]
    found = columns.identities(pl.Series(cells, dtype=pl.String))
    assert found.rows() == [tuple(identity(cell)) for cell in cells]


def test_columns_of_right_identifiers_are_read_as_their_cells_are() -> None:
    rng = random.Random(1)
    numbers = ["".join(rng.choices("0123456789", k=k)) for k in (9, 14) for _ in range(20_000)]
    cells = [n for n in numbers if is_siren(n) or is_siret(n)]
    assert columns.identities(pl.Series(cells)).rows() == [tuple(identity(cell)) for cell in cells]


@settings(deadline=None)  # the first call reads polars
@given(st.lists(st.one_of(st.none(), st.from_regex(r"[0-9 ]{1,7}([.,][0-9]{0,4})?", fullmatch=True)), max_size=8))
def test_columns_of_amounts_are_read_as_their_cells_are(cells: list[str | None]) -> None:
    cells = [cell if cell is None or cell.strip() else None for cell in cells]
    assert columns.amounts(pl.Series(cells, dtype=pl.String)).rows() == [tuple(amount(cell)) for cell in cells]


@pytest.mark.parametrize(("name", "person"), [
    ("M. Dupont", True), ("Mme X", True), ("Monsieur", True), ("M. et Mme Z", True), ("M Dupont", True),
    ("Mademoiselle Y", True), ("MADAME SUZIE PRODUCTIONS", False), ("M I S A S SENEGAL", False), ("MJC", False),
    ("M.J.C. de Pau", False), ("MELANIE", False), ("Association Mme de Sévigné", False),
])
def test_natural_persons(name: str, person: bool) -> None:
    assert pl.DataFrame({"n": [name]}).select(columns.is_person(pl.col("n"))).item() is person


@pytest.mark.parametrize(("text", "personal"), [
    ("Aide à M. Dupont", True), ("Écrire à a.b@c.fr", True), ("Tel 06 12 34 56 78", True), ("+33 6 12 34 56 78", True),
    ("Fonctionnement 2018", False), ("Soutien au festival M en scène", False),
])
def test_texts_that_name_a_person(text: str, personal: bool) -> None:
    assert pl.DataFrame({"n": [text]}).select(columns.is_personal(pl.col("n"))).item() is personal


@pytest.mark.parametrize(("name", "type_"), [
    ("CCAS de Stains", "ccas"), ("Centre Communal d'Action Sociale", "ccas"), ("Commune de Nantes", "commune"),
    ("Département de la Sarthe", "departement"), ("Secours populaire français", "association-caritative"),
    ("Centre socio-culturel du Château", "centre-social"), ("Comité des fêtes", "association"),
    ("Amicale du personnel de la ville", "association"), ("Collège Jean Moulin", "etablissement-scolaire"),
    ("Fondation de France", "fondation"), ("COMPET", None), ("CC du Trièves", "epci"), ("Université populaire",
                                                                                          "association"),
])
def test_types_by_the_words_of_a_name(name: str, type_: str | None) -> None:
    assert by_words(name).type == type_
    assert named_types(pl.Series("nom", [name])).to_list() == [type_]


@settings(deadline=None)
@given(st.text(max_size=40))
def test_names_are_folded_alike_one_by_one_and_by_columns(name: str) -> None:
    assert pl.DataFrame({"n": [name]}).select(folded_names(pl.col("n"))).item() == (fold_name(name) or None)


def test_types_by_identifier_come_first() -> None:
    frame = pl.DataFrame({"nom": ["X", "CLUB", "Y", "Z"], "siren": ["217200132", "224400028", None, None],
                          "rna": [None, None, "W721000001", None]},
                         schema_overrides={"rna": pl.String, "siren": pl.String})
    assert typed(frame).select("type", "raison").rows()[1:] == [
        ("departement", "siren"), ("association", "rna"), (None, None)]
    assert departement_of("224400028") == "44"
    assert departement_of("210600045") is None
    assert by_category("92.20").type == "association"
    assert by_category("5710").type == "entreprise"
    assert by_category(None).type is None


def test_communes_by_name_and_postal_code() -> None:
    assert commune_code("LE MANS CEDEX 2", "72000") == "72181"
    assert commune_code("Saint-Denis", "93200") == "93066"
    assert commune_code("Saint-Denis", None) is None
    assert commune_code("Ajaccio", "20000") == "2A004"
    assert commune_code("Nulle part", "72000") is None
    assert commune_code("x" * 500, "99") is None


@pytest.mark.parametrize(("text", "code"), [
    ("Conseil départemental de la Sarthe, 2018", "72"), ("Conseil départemental (Sarthe)", "72"),
    ("Département de Loire-Atlantique", "44"), ("Région Bretagne", "R53"), ("Ville de Poitiers", "86194"),
    ("COMMUNE DE NANTES", "44109"), ("Subventions 2018", None), ("Ville de Saint-Denis", None), (None, None),
])
def test_public_bodies_by_their_names(text: str | None, code: str | None) -> None:
    found = named_body(text)
    assert (found.code if found else None) == code


def test_a_homonym_is_the_one_of_the_departement() -> None:
    found = named_body("Commune de Saint-Denis", "93")
    assert found is not None
    assert found.code == "93066"


def test_slugs_are_readable_each_once_and_short_enough() -> None:
    names = ["Les Amis", "Les amis", "LES AMIS", "«»", "日本", "a" * 300, "a" * 299 + "b", "les-amis-2"]
    frame = pl.DataFrame({"nom": names, "siren": [None, "484094107", None, None, None, None, None, None],
                          "rna": [None] * 8}, schema_overrides={"siren": pl.String, "rna": pl.String})
    found = slugs(frame, "source-x").get_column("slug").to_list()
    assert found[:3] == ["les-amis-source-x", "les-amis-484094107-source-x", "les-amis-3-source-x"]
    assert len(set(found)) == len(names)
    assert all(len(slug) <= 120 and slug.endswith("-source-x") for slug in found)
