"""Any table, with a mapping of its columns."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from odas_graph.errors import DataError, UnreadableInputError, UsageError
from odas_graph.i18n import in_language
from odas_graph.importers.mapped import read_mapped
from tests.importers.registers import read

TABLE = """Nom de la structure;N° SIRET;Commune;Genre;Tel
Les amis;484094107;Le Mans;Asso;06
CCAS;;Le Mans;ccas;
X;;;truc;
"""


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with in_language("en"):
        yield


def mapping(folder: Path, text: str) -> Path:
    path = folder / "colonnes.yaml"
    path.write_text(text, "utf-8")
    return path


def table(folder: Path, text: str = TABLE) -> Path:
    path = folder / "table.csv"
    path.write_text(text, "utf-8")
    return path


def test_actors(tmp_path: Path) -> None:
    told = mapping(tmp_path, """
lignes: acteurs
colonnes: {nom: "Nom de la structure", siret: "n° siret", ville: Commune, type: Genre}
types: {asso: association}
""")
    found = read(read_mapped, tmp_path, table(tmp_path), mapping=told, territory="72")
    assert found.counts == (3, 3, 0, 0)
    assert [(a["nom"], a["type"], a["territoire"], a["siren"]) for a in found.actors] == [
        ("Les amis", "association", "72181", "484094107"), ("CCAS", "ccas", "72181", ""), ("X", "", "72", "")]
    (unknown,) = found.found("unknown-code")
    assert (unknown.row, unknown.column) == (4, "Genre")
    assert "Tel" in found.found("unread-columns")[0].message


def test_fundings(tmp_path: Path) -> None:
    told = mapping(tmp_path, "lignes: financements\n"
                             "colonnes: {financeur: Qui, beneficiaire: À qui, montant: Combien}\n")
    found = read(read_mapped, tmp_path, table(tmp_path, "Qui,À qui,Combien\nDépartement X,Club,\"1 200,50\"\n"),
                 mapping=told)
    assert [(f["financeur"], f["montant"]) for f in found.fundings] == [("departement-x-liste", "1200.5")]


def test_headings_that_are_not_there_are_told_with_the_nearest(tmp_path: Path) -> None:
    told = mapping(tmp_path, "lignes: financements\ncolonnes: {beneficiaire: Nom de la structur, montan: Commune}\n")
    with pytest.raises(UnreadableInputError) as raised:
        read(read_mapped, tmp_path, table(tmp_path), mapping=told)
    message = str(raised.value)
    assert "Did you mean “Nom de la structure”?" in message
    assert "Did you mean “montant”?" in message


def test_a_mapping_is_needed_and_has_to_be_right(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--mapping"):
        read(read_mapped, tmp_path, table(tmp_path))
    for text, part in (("lignes: rien\ncolonnes: {nom: a}\n", "lignes"), ("", "lignes"),
                       ("lignes: acteurs\ncolonnes: {}\n", "colonnes"),
                       ("lignes: acteurs\ncolonnes: {nom: a}\ntype: inconnu\n", "type")):
        with pytest.raises(DataError, match=part):
            read(read_mapped, tmp_path, table(tmp_path), mapping=mapping(tmp_path, text))
    with pytest.raises(DataError):
        read(read_mapped, tmp_path, table(tmp_path), mapping=mapping(tmp_path, "a: &x [*x]\n"))
    with pytest.raises(UnreadableInputError):
        read(read_mapped, tmp_path, table(tmp_path), mapping=tmp_path / "nothing.yaml")
    with pytest.raises(UnreadableInputError, match="is needed"):
        read(read_mapped, tmp_path, table(tmp_path),
             mapping=mapping(tmp_path, "lignes: acteurs\ncolonnes: {ville: Commune}\n"))
