"""Ties, fundings, absences and roles, by the words of a sentence (fictional texts)."""

from __future__ import annotations

import pytest

from tests.proposal.texts import FICHE, drafted, ties, under

LEAD = "Le Fil imaginaire"


def told(sentence: str, kind: str = "partnership") -> list[tuple[str, ...]]:
    return ties(drafted(under("Impacts", sentence), with_networks=False), kind)


def test_each_partner_has_its_tie_with_the_lead() -> None:
    assert told("L'association travaille en lien avec la CAF et la mission locale.") == [
        (LEAD, "CAF (Seine-Saint-Denis)"), (LEAD, "Mission locale (Stains)")]


def test_a_coordination_is_one_tie() -> None:
    assert told("La CAF, le CCAS et l'association se coordonnent.") == [
        (LEAD, "CAF (Seine-Saint-Denis)", "CCAS (Stains)")]


def test_the_lead_may_be_implied_and_is_then_to_check() -> None:
    draft = drafted(under("Impacts", "Elle a sollicité la CAF."))
    assert [(t.basis.rule, t.basis.confidence) for t in draft.ties] == [("works-with-lead-implied", "to-check")]


@pytest.mark.parametrize("sentence", ["La CAF existe.", "Une CAF coordonne une CAF."])
def test_no_words_of_working_together_no_tie(sentence: str) -> None:
    assert told(sentence) == []


@pytest.mark.parametrize(("sentence", "payers"), [
    ("L'action est financée par la CAF, le Département et l'ARS.",
     ["ARS (Île-de-France)", "CAF (Seine-Saint-Denis)", "Département (Seine-Saint-Denis)"]),
    ("Elle a obtenu une subvention de la CAF.", ["CAF (Seine-Saint-Denis)"]),
    ("La CAF, son principal financeur, a payé.", ["CAF (Seine-Saint-Denis)"]),
    ("Le Département finance l'action.", ["Département (Seine-Saint-Denis)"]),
    ("Elle reçoit 3 600 € de la CAF.", ["CAF (Seine-Saint-Denis)"]),
])
def test_who_pays(sentence: str, payers: list[str]) -> None:
    assert sorted(told(sentence, "funding")) == [(payer, LEAD) for payer in payers]


@pytest.mark.parametrize(("text", "amount"), [
    ("3 600 €", "3600"), ("3.600 euros", "3600"), ("12,50 €", "12.50"), ("20 k€", "20000"),
    ("2 millions d'euros", "2000000"),
])
def test_amounts(text: str, amount: str) -> None:
    draft = drafted(under("Les moyens", f"La CAF finance l'action à hauteur de {text}."))
    assert [t.amount for t in draft.ties if t.kind == "funding"] == [amount]


def test_an_amount_of_two_payers_is_nobodys() -> None:
    draft = drafted(under("Les moyens", "L'action est financée par la CAF et le CCAS à hauteur de 100 €."))
    assert [t.amount for t in draft.ties if t.kind == "funding"] == [None, None]


@pytest.mark.parametrize("sentence", [
    "L'association était sans lien avec la préfecture.",
    "L'association ne disposait pas d'interlocuteur à la préfecture.",
    "L'association n'était pas en relation avec la préfecture.",
    "Aucun partenariat n'existe avec la préfecture.",
    "L'association a agi sans contact avec la préfecture.",
    "La préfecture n'a pas été associée.",
])
def test_what_was_not_there_is_an_absence_not_a_tie(sentence: str) -> None:
    draft = drafted(under("Impacts", sentence), with_networks=False)
    assert ties(draft) == []
    assert ties(draft, "absence") == [(LEAD, "Préfecture (Seine-Saint-Denis)")]
    assert {t.basis.confidence for t in draft.ties} == {"to-check"}


def test_who_did_not_know_whom() -> None:
    draft = drafted(under("Impacts", "La préfecture ne connaissait pas l'association."))
    assert [(t.kind, t.unaware) for t in draft.ties] == [("absence", ("prefecture-seine-saint-denis",))]


def test_what_others_could_do_is_no_tie() -> None:
    text = under("Transfert possible de l'expérience", "Un partenariat avec la CAF serait utile.")
    assert ties(drafted(text)) == []


def test_roles_that_a_rule_is_sure_of() -> None:
    roles = {a.name: set(a.roles) for a in drafted(FICHE).actors}
    assert roles[LEAD] == {"porteur"}
    assert roles["Duval Fictif"] == {"fournisseur"}
    assert roles["Bénévoles (Stains)"] == {"benevole"}
    assert "financeur" in roles["Carsat (Île-de-France)"]
    assert roles["CAF (Seine-Saint-Denis)"] == {"partenaire"}


def test_every_proposal_quotes_its_sentence() -> None:
    draft = drafted(FICHE)
    for basis in [a.basis for a in draft.actors] + [t.basis for t in draft.ties]:
        assert basis.quote and basis.quote == " ".join(FICHE[basis.start:basis.end].split())
    assert {t.basis.heading for t in draft.ties} <= {
        "Les actions engagées", "Les partenariats", "Les moyens humains, techniques et financiers",
        "Origine et contexte du projet"}
