"""The territory, the needs and the publics of a text (fictional texts)."""

from __future__ import annotations

import pytest

from odas_graph import vocab
from odas_graph.errors import UnknownTerritoryError
from odas_graph.proposal import propose
from tests.proposal.texts import FICHE, document, drafted


def places(text: str) -> list[tuple[str, str, str]]:
    return [(t.code, t.basis.rule, t.basis.confidence) for t in propose(document(text)).territories]


@pytest.mark.parametrize(("under", "codes"), [
    ("Stains (93)", ["93072"]), ("Le Mans et alentours - Sarthe (72)", ["72181"]), ("Territoire Grand Est", ["R44"]),
    ("Aisne (02)", ["02"]), ("Bouches-du-Rhône", ["13"]), ("Stains et Villetaneuse (93)", ["93072", "93079"]),
    ("Le département de la Loire-Atlantique", ["44"]), ("Corse-du-Sud (2A)", ["2A"]), ("Mayotte (976)", ["976"]),
    ("nulle part", []), ("Zorglubville (93)", ["93"]),
])
def test_under_its_heading(under: str, codes: list[str]) -> None:
    assert [code for code, _rule, _sure in places(f"Localisation : {under}\n")] == codes


def test_homonyms_are_to_check() -> None:
    assert [sure for _code, _rule, sure in places("Localisation : Saint-Denis\n")] == ["to-check"]


def test_the_name_of_the_lead_says_which_commune() -> None:
    text = "Porteur du projet : Centre social de Bohain\n\nLocalisation : Aisne (02)\n"
    assert places(text) == [("02095", "name-of-lead", "likely")]


def test_a_title_else_a_mention_in_passing() -> None:
    assert places("## SARTHE\n\n### Un récit fictif\n\nRien.\n") == [("72", "in-title", "likely")]
    assert places("Un jour, à Stains, des voisins agirent.\n") == [("93072", "in-passing", "to-check")]
    assert places("Un jour, des voisins agirent.\n") == []


def test_what_is_given_wins() -> None:
    assert [(t.code, t.basis.rule) for t in propose(document(FICHE), territory="Sarthe").territories] == [
        ("72", "given")]
    with pytest.raises(UnknownTerritoryError):
        propose(document(FICHE), territory="Zorglubie")


def test_needs_are_items_under_their_heading() -> None:
    assert [c.code for c in drafted(FICHE).needs] == ["precarite-alimentaire", "lien-social", "soutien-parentalite"]


def test_needs_named_to_the_letter_where_there_is_no_heading() -> None:
    draft = drafted("Ce récit fictif parle de fracture numérique et d'accès aux droits.")
    assert {c.code: c.basis.confidence for c in draft.needs} == {
        "fracture-numerique": "to-check", "acces-aux-droits": "to-check"}


@pytest.mark.parametrize(("words", "code"), [
    ("une personne âgée", "personnes-agees"), ("des seniors", "personnes-agees"), ("les sans-abri", "sans-domicile"),
    ("familles monoparentales", "familles-monoparentales"), ("des chômeurs", "demandeurs-emploi"),
])
def test_publics(words: str, code: str) -> None:
    found = {c.code for c in drafted(f"On aide {words}.").publics}
    assert code in found
    assert found <= set(vocab.CODES["public"])
