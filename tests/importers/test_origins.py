"""What is to mend in data that a questionnaire brought is said of the questionnaire, in its own words."""

from __future__ import annotations

from pathlib import Path

import pytest

from odas_graph.errors import UnreadableInputError
from odas_graph.i18n import in_language
from odas_graph.importers.workspace import add, remove
from odas_graph.pipeline import check
from tests.importers.questionnaires import ACTION, ACTOR, OPTIONS, questionnaire


def test_an_actor_without_type_is_asked_for_by_its_name_and_its_row(tmp_path: Path) -> None:
    """Its entry is a row of a register, which has no type: nobody is told to add it to a file that she never saw."""
    path = questionnaire(tmp_path / "fiche.xlsx", {
        "Actions": [ACTION], "Acteurs": [ACTOR, {"Nom": "Le Club", "Type": "fanfare", "Territoire": "Stains (93)"}],
        "Participations": [{"Action": "Repas portés", "Acteur": "Le Club", "Rôle 1": "relais"},
                           {"Action": "Repas portés", "Acteur": "Le Groupe", "Rôle 1": "relais"}]})
    with in_language("en"):
        report = add(tmp_path / "data", "workbook", [path], OPTIONS)
        found = [f for f in check(tmp_path / "data") if f.level == "violation" or f.code == "actor-type"]
    told = [(f.sheet, f.row, f.message) for f in report.findings if f.level == "violation"]
    assert told == [(f.sheet, f.row, f.message) for f in found], "the import says what will have to be mended"
    assert [(f.code, f.file, f.sheet, f.row) for f in found] == [
        ("actor-type", "fiche.xlsx", "Acteurs", 3), ("actor-type", "fiche.xlsx", "Participations", 3)]
    assert "The type of “Le Club” is not known" in found[0].message
    assert "“Le Groupe” has no row in the sheet Acteurs" in found[1].message


def test_nothing_stays_of_the_last_source_nor_of_a_file_that_could_not_be_read(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (tmp_path / "vide.csv").write_bytes(b"")
    with pytest.raises(UnreadableInputError):
        add(data, "scdl-subventions", [tmp_path / "vide.csv"], OPTIONS)
    assert list(data.iterdir()) == []
    path = questionnaire(tmp_path / "fiche.xlsx", {"Actions": [ACTION], "Acteurs": [ACTOR]})
    add(data, "workbook", [path], OPTIONS)
    remove(data, OPTIONS.source)
    assert list(data.iterdir()) == []


def test_a_list_of_actors_alone_is_data_that_holds(tmp_path: Path) -> None:
    path = questionnaire(tmp_path / "fiche.xlsx", {"Acteurs": [ACTOR]})
    add(tmp_path / "data", "workbook", [path], OPTIONS)
    assert not [f for f in check(tmp_path / "data") if f.level == "violation"]
