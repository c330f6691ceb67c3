"""The filled questionnaire: what it says, what is mended, what is refused and where."""

from __future__ import annotations

import csv
import unicodedata
from datetime import date
from pathlib import Path
from typing import Literal

import pytest

from odas_graph.errors import UnreadableInputError
from odas_graph.fiche import Evidence
from odas_graph.i18n import in_language
from odas_graph.importers.imported import Options
from odas_graph.importers.workbook import read_workbook
from tests.importers.questionnaires import ACTION, ACTOR, OPTIONS, codes, questionnaire, read


def test_an_action_with_all_that_is_said_of_it(tmp_path: Path) -> None:
    found = read(tmp_path, {
        "Actions": [ACTION | {
            "Nature de l'action 1": "précarité alimentaire ; accès aux soins", "Nature de l'action 2": "lien-social",
            "Public 1": "Personnes Agees", "Moment 1": "premier confinement", "Début": "mars 2020", "Fin": "30/06/2020",
            "Appui sur des bénévoles ?": "OUI", "Nouveaux publics ?": "non", "Freins": "La mairie ne savait pas.",
            "Milieu": "urbain", "Quartier prioritaire (QPV) ?": "oui", "Suite donnée 1": "non pérennisée"}],
        "Acteurs": [ACTOR | {"Autres noms ou sigle": "LV; Voisins", "Territoire": "93072",
                             "SIREN ou SIRET": "732829320"},
                    {"Nom": "Commune de Stains", "Type": "commune"}],
        "Participations": [{"Action": "repas portes", "Acteur": "LV", "Rôle 1": "opérateur", "Apport 1": "bénévolat",
                            "En contact direct avec les habitants ?": "x"}],
        "Partenariats": [
            {"Action": "Repas portés", "Premier acteur": "Les Voisins", "Second acteur": "Commune de Stains",
             "Genre de lien": "absence de lien", "Qui ne connaissait pas l'autre ?": "Commune de Stains",
             "Quand ?": "avant l'action", "Forme 1": None, "Montant (€)": None},
            {"Action": "Repas portés", "Premier acteur": "Commune de Stains", "Second acteur": "Les Voisins",
             "Genre de lien": "Financement", "Montant (€)": "1 200,50 €", "Année": 2020},
            {"Action": "Repas portés", "Premier acteur": "Les Voisins", "Second acteur": "Commune de Stains",
             "Forme 1": "Accord oral", "Origine": "né de l'action"}],
        "Résultats": [{"Action": "Repas portés", "Résultat": "Repas", "Valeur": "environ 40", "Unité": "par jour"}]})
    assert (found.tally.read, found.tally.kept, found.tally.refused) == (8, 8, 0)
    assert codes(found) == []
    (slug, action), = found.actions.items()
    assert slug == "repas-portes-essai"
    assert action.needs == ("precarite-alimentaire", "acces-aux-soins", "lien-social")
    assert action.publics == ("personnes-agees",) and action.criteria == ("benevoles",)
    assert action.period and (action.period.start, action.period.end) == ("2020-03", "2020-06-30")
    assert action.territories == ("93072",)
    lead, = action.leads
    assert lead.actor == "les-voisins-essai" and lead.roles == ("porteur", "operateur") and lead.direct_contact
    assert lead.proof == (Evidence(source="essai", section="feuille Actions", row=2),
                          Evidence(source="essai", section="feuille Participations", row=2))
    absent, = action.absent_ties
    assert absent.unaware == ("commune-de-stains-essai",) and absent.moment == "avant"
    funding, = action.fundings
    assert (str(funding.amount), funding.year) == ("1200.5", 2020)
    assert action.partnerships[0].formalisation == ("accord-oral",)
    result, = action.results
    assert (str(result.value), result.qualifier) == ("40", "environ")
    assert action.remarks["contexte"][0].text == "Milieu urbain ; quartier prioritaire (QPV) : oui"
    assert [actor.slug for actor in found.actors] == ["les-voisins-essai", "commune-de-stains-essai"]
    assert found.actors[0].identifiers and found.actors[0].identifiers.siren == "732829320"


@pytest.mark.parametrize(("written", "day"), [
    ("17/03/2020", "2020-03-17"), ("2020-03-17", "2020-03-17"), ("17 mars 2020", "2020-03-17"), ("03/2020", "2020-03"),
    ("Mars 2020", "2020-03"), ("2020", "2020"), (date(2020, 3, 17), "2020-03-17"), ("17.03.20", "2020-03-17")])
def test_dates_in_many_spellings(tmp_path: Path, written: object, day: str) -> None:
    action, = read(tmp_path, {"Actions": [ACTION | {"Début": written}], "Acteurs": [ACTOR]}).actions.values()
    assert action.period and action.period.start == day


def test_headings_in_another_spelling_and_order(tmp_path: Path) -> None:
    found = read(tmp_path, {"ACTIONS": [{"TERRITOIRE*": 93072, "porteur de l'action": "les voisins",
                                         "titre de l’action": "A", "Problematique": "autre"}], "acteurs": [ACTOR]})
    action, = found.actions.values()
    assert action.needs == ("autre",) and action.territories == ("93072",)
    assert codes(found) == ["spelling"]


def test_blank_rows_and_the_example_do_not_count(tmp_path: Path) -> None:
    found = read(tmp_path, {"Actions": [
        {"Titre de l'action": "EXEMPLE – Repas", "Porteur": "X", "Territoire": "93"}, {}, {}, ACTION],
        "Acteurs": [ACTOR]})
    assert found.tally.read == 2 and [a.row for a in found.actions.values()] == [5]


def test_columns_that_are_not_asked_for_are_said_and_persons_not_even_read(tmp_path: Path) -> None:
    found = read(tmp_path, {"Actions": [ACTION | {
        "Couleur": "bleu", "Mail du répondant": "marie@exemple.fr", "Téléphone": "06 12 34 56 78",
        "Nom – Prénom": "M. D.",
        "Résumé": "Appeler le 06 12 34 56 78 ou marie.durand@exemple.fr pour les repas."}], "Acteurs": [ACTOR]})
    assert codes(found) == ["persons-not-read"] * 4 + ["unknown-column"]
    assert found.tally.mended == 1
    text = repr(found.actions) + repr(found.actors) + repr(found.findings)
    assert "exemple.fr" not in text and "34 56" not in text and "Marie" not in text.title()
    assert next(iter(found.actions.values())).summary == "Appeler le ou pour les repas."


def test_who_is_named_by_several_rows_is_proved_by_the_first(tmp_path: Path) -> None:
    actors = [ACTOR | {"Nom": f"Section {n}", "Fait partie de": f"Union {n // 2}"} for n in range(24)]
    read(tmp_path, {"Actions": [ACTION], "Acteurs": [ACTOR, *actors]})
    with (tmp_path / "aside" / "registre.csv").open(encoding="utf-8") as stream:
        lines = {row["nom"]: int(row["ligne"]) for row in csv.DictReader(stream)}
    assert lines == {f"Union {n}": 3 + 2 * n for n in range(12)}


def test_a_cell_without_heading_is_named_and_not_quoted(tmp_path: Path) -> None:
    with in_language("en"):
        found = read(tmp_path, {"Actions": [ACTION | {"": "Anne Durand"}], "Acteurs": [ACTOR]})
    finding, = found.findings
    assert finding.code == "cell-without-heading" and "Cell D2" in finding.message and "Durand" not in repr(found)


def test_a_person_is_no_actor(tmp_path: Path) -> None:
    found = read(tmp_path, {"Actions": [ACTION | {"Porteur": "Les Voisins ; Mme Dupont"}],
                            "Acteurs": [ACTOR, {"Nom": "Monsieur Martin", "Type": "habitants"}]})
    assert codes(found) == ["person", "person"] and "Dupont" not in repr(found) and "Martin" not in repr(found)
    assert found.tally.refused == 1


def test_actors_without_row_are_kept_and_asked_for(tmp_path: Path) -> None:
    found = read(tmp_path, {
        "Actions": [ACTION], "Acteurs": [ACTOR, {"Nom": "Le Club", "Type": "pas un type"}],
        "Participations": [{"Action": "Repas portés", "Acteur": "Le CCAS; les  VOISINS", "Rôle 1": "relais"}]})
    assert codes(found) == ["actor-to-complete", "actor-to-complete", "spelling", "unknown-code"]
    assert found.has_register and [a.slug for a in found.actors] == ["les-voisins-essai"]
    with (tmp_path / "aside" / "registre.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert [(r["slug"], r["nom"], r["type"], r["ligne"]) for r in rows] == [
        ("le-ccas-essai", "Le CCAS", "", "2"), ("le-club-essai", "Le Club", "", "3")]
    assert (tmp_path / "aside" / "financements.csv").read_text().startswith("financeur,")


def test_rows_are_refused_with_sheet_row_column_and_remedy(tmp_path: Path) -> None:
    with in_language("en"):
        found = read(tmp_path, {
            "Actions": [ACTION, {"Porteur": "Les Voisins", "Territoire": "93"},
                        {"Titre de l'action": "Sans lieu", "Porteur": "Les Voisins", "Territoire": "Nulleparville"},
                        {"Titre de l'action": "Sans porteur", "Territoire": "93"},
                        ACTION | {"Territoire": "Sarthe"}],
            "Acteurs": [ACTOR, ACTOR | {"Type": "caf"}, ACTOR],
            "Participations": [{"Action": "Repas porté à pied", "Acteur": "Les Voisins", "Rôle 1": "relais"},
                               {"Action": "Sans lieu", "Acteur": "Les Voisins", "Rôle 1": "relais"},
                               {"Action": "Repas portés", "Acteur": "Les Voisins"}],
            "Partenariats": [{"Action": "Repas portés", "Premier acteur": "Les Voisins",
                              "Second acteur": "les voisins"}],
            "Résultats": [{"Action": "Repas portés", "Résultat": "Repas", "Valeur": "beaucoup"}]})
    refused = {(f.sheet, f.row, f.column): f.code for f in found.findings if f.level == "violation"}
    assert refused == {
        ("Actions", 3, "Titre de l'action"): "missing-title", ("Actions", 4, "Territoire"): "missing-territory",
        ("Actions", 5, "Porteur"): "missing-lead", ("Actions", 6, "Titre de l'action"): "duplicate-name",
        ("Acteurs", 3, "Nom"): "duplicate-name", ("Participations", 2, "Action"): "unknown-action",
        ("Participations", 3, None): "action-refused", ("Participations", 4, "Rôle 1"): "missing-role",
        ("Partenariats", 2, "Second acteur"): "too-few"}
    assert found.tally.read == found.tally.kept + found.tally.refused == 13 and found.tally.refused == len(refused)
    assert {f.code for f in found.findings if f.level == "info"} >= {"repeated-row"}
    assert list(found.actions) == ["repas-portes-essai"]


def test_the_territory_of_all_rows_can_be_given(tmp_path: Path) -> None:
    options = Options("essai", "2021-01-01", territory="93")
    found = read(tmp_path, {"Actions": [ACTION | {"Territoire": None}, ACTION | {
        "Titre de l'action": "B", "Territoire": "Saint-Denis"}], "Acteurs": [ACTOR]}, options)
    assert [a.territories for a in found.actions.values()] == [("93",), ("93066",)]


def test_homonyms_are_asked_about(tmp_path: Path) -> None:
    found = read(tmp_path, {"Actions": [ACTION | {"Territoire": "Saint-Denis ; 93072"}], "Acteurs": [ACTOR]})
    assert codes(found) == ["unknown-territory"]
    assert next(iter(found.actions.values())).territories == ("93072",)


def test_csv_files_are_known_by_their_headings(tmp_path: Path) -> None:
    one, two = tmp_path / "x.csv", tmp_path / "y.csv"
    one.write_text("Titre de l'action *;Porteur *;Territoire *\nRepas;Les Voisins;93072\n", "cp1252")
    two.write_text("Nom,Type,SIREN ou SIRET\nLes Voisins,association,\n", "utf-8")
    found = read_workbook([two, one], tmp_path, OPTIONS)
    assert found.tally.kept == 2 and found.tally.refused == 0
    assert next(iter(found.actions.values())).leads[0].proof[0].section == "fichier x.csv"


def test_a_workbook_of_something_else_is_refused(tmp_path: Path) -> None:
    path = questionnaire(tmp_path / "q.xlsx", {"Budget": [{"Poste": "x", "Montant": 1}]})
    with in_language("en"), pytest.raises(UnreadableInputError, match="template"):
        read_workbook([path], tmp_path, OPTIONS)


def test_a_required_heading_that_is_gone_is_said(tmp_path: Path) -> None:
    found = read(tmp_path, {"Actions": [{"Intitulé du projet": "A", "Porteur": "Les Voisins", "Territoire": "93"}],
                            "Acteurs": [ACTOR]})
    assert {"missing-column", "unknown-column"} <= set(codes(found)) and found.tally.refused == 1


def test_formulas_stay_text(tmp_path: Path) -> None:
    found = read(tmp_path, {"Actions": [ACTION | {"Résumé": "'=cmd|' /C calc'!A0"}], "Acteurs": [ACTOR]})
    assert next(iter(found.actions.values())).summary == "=cmd|' /C calc'!A0"


def test_questionnaires_are_told_apart_by_all_of_their_names(tmp_path: Path) -> None:
    files = [questionnaire(tmp_path / f"rapport.{year}.xlsx", {"Actions": [ACTION], "Acteurs": [ACTOR]})
             for year in (2020, 2021)]
    found = read_workbook(files, tmp_path, OPTIONS)
    assert [source.slug for source in found.sources] == ["rapport-2020-essai", "rapport-2021-essai"]
    assert len(found.actions) == 2 and found.tally.mended == 0


def test_questionnaires_of_one_name_in_two_folders_are_two(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    files = [questionnaire(tmp_path / name / "q.xlsx", {"Actions": [ACTION], "Acteurs": [ACTOR]}) for name in "ab"]
    found = read_workbook(files, tmp_path, OPTIONS)
    assert [source.slug for source in found.sources] == ["q-essai", "q-2-essai"]
    assert len(found.actions) == 2 and found.tally.mended == 0


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_sheets_of_one_questionnaire_however_their_names_spell_accents(tmp_path: Path,
                                                                       form: Literal["NFC", "NFD"]) -> None:
    tables = {"Actions": "Titre de l'action,Porteur,Territoire\nRepas,Les Voisins,Stains (93)\n",
              "Résultats": "Action,Résultat,Valeur\nRepas,Repas,40\n"}
    files = [tmp_path / unicodedata.normalize(form, f"été-{name}.csv") for name in tables]
    for path, text in zip(files, tables.values(), strict=True):
        path.write_text(text, "utf-8")
    found = read_workbook(files, tmp_path, OPTIONS)
    assert len(found.sources) == 1 and [len(action.results) for action in found.actions.values()] == [1]


def test_several_questionnaires_are_told_apart(tmp_path: Path) -> None:
    sheets = {"Actions": [ACTION | {"Porteur": "La mairie"}], "Acteurs": [{"Nom": "La mairie", "Type": "commune"}]}
    paths = [questionnaire(tmp_path / f"fiche {n}.xlsx", sheets) for n in (1, 2)]
    found = read_workbook(paths, tmp_path, OPTIONS)
    assert found.tally.kept == 4 and codes(found) == []
    assert [s.slug for s in found.sources] == ["fiche-1-essai", "fiche-2-essai"]
    assert list(found.actions) == ["repas-portes-fiche-1-essai", "repas-portes-fiche-2-essai"]
    assert [a.leads[0].actor for a in found.actions.values()] == ["la-mairie-fiche-1-essai", "la-mairie-fiche-2-essai"]


def test_the_sheets_of_one_questionnaire_may_be_csv_files(tmp_path: Path) -> None:
    for n in (1, 2):
        (tmp_path / f"f{n}-actions.csv").write_text("Titre de l'action;Porteur;Territoire\nRepas;La mairie;93072\n")
        (tmp_path / f"f{n}-acteurs.csv").write_text("Nom;Type\nLa mairie;commune\n")
    found = read_workbook(sorted(tmp_path.glob("*.csv")), tmp_path, OPTIONS)
    assert sorted(found.actions) == ["repas-f1-essai", "repas-f2-essai"] and codes(found) == []


def test_columns_that_say_the_same(tmp_path: Path) -> None:
    found = read(tmp_path, {
        "Actions": [ACTION | {"Action": "Autre titre", "Commune": "93066", "Public": "enfants", "Publics": "parents"}],
        "Acteurs": [ACTOR | {"SIREN": "732829320", "SIRET": "73282932000074"}]})
    assert codes(found) == ["repeated-heading"]
    action, = found.actions.values()
    assert (action.title, action.territories, action.publics) == (
        "Repas portés", ("93072", "93066"), ("enfants", "parents"))
    assert found.actors[0].identifiers and found.actors[0].identifiers.siret == "73282932000074"


def test_a_list_with_commas_is_asked_about(tmp_path: Path) -> None:
    with in_language("en"):
        found = read(tmp_path, {"Actions": [ACTION | {"Porteur": "Les Voisins, le CCAS"}], "Acteurs": [ACTOR]})
    assert codes(found) == ["actor-to-complete"] and "semicolons" in found.findings[0].message
