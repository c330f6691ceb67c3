"""Actors and their types, by words, names, acronyms and places (fictional texts)."""

from __future__ import annotations

import pytest

from odas_graph import vocab
from odas_graph.proposal import KnownActor
from odas_graph.proposal.lexicon import lexicon, networks, plural_of
from odas_graph.territory import territory
from tests.proposal.texts import FICHE, drafted, names, under


def found(sentence: str, **options: object) -> dict[str, str]:
    draft = drafted(under("Les partenariats", sentence), **options)  # type: ignore[arg-type]
    return {a.name: a.type for a in draft.actors if a.name != "Le Fil imaginaire"}


@pytest.mark.parametrize(("sentence", "expected"), [
    ("La CAF, le CCAS et l'ARS aident.",
     {"CAF (Seine-Saint-Denis)": "caf", "CCAS (Stains)": "ccas", "ARS (Île-de-France)": "ars"}),
    ("La DDCS et la CPAM aident.",
     {"DDCS (Seine-Saint-Denis)": "service-deconcentre", "CPAM (Seine-Saint-Denis)": "cpam"}),
    ("Le centre social Les Tilleuls aide.", {"Centre social Les Tilleuls": "centre-social"}),
    ("Le centre social et culturel de Bohain aide.", {"Centre social et culturel de Bohain": "centre-social"}),
    ("L'association caritative « Le Pain partagé » aide.", {"Le Pain partagé": "association-caritative"}),
    ("Le bailleur social privé Toitfictif aide.", {"Toitfictif": "bailleur-social"}),
    ("Le Département et la Ville de Brest aident.",
     {"Département (Seine-Saint-Denis)": "departement", "Ville de Brest": "commune"}),
    ("Le Département de la Sarthe aide.", {"Département de la Sarthe": "departement"}),
    ("La Région Bretagne et Brest Métropole aident.", {"Région Bretagne": "region", "Brest Métropole": "metropole"}),
    ("Le CCAS de Rezé aide.", {"CCAS de Rezé": "ccas"}), ("La CAF Gironde aide.", {"CAF Gironde": "caf"}),
    ("La MSA Carsat aide.", {"MSA (Seine-Saint-Denis)": "msa", "Carsat (Île-de-France)": "carsat"}),
    ("Les centres sociaux et les CCAS aident.",
     {"Centres sociaux (Stains)": "centre-social", "CCAS (Stains)": "ccas"}),
    ("Le Secours imaginaire aide.", {"Secours imaginaire": "association-caritative"}),
    ("Un lien existe avec Zorglub et « Les Amis ».", {"Zorglub": "association", "Les Amis": "association"}),
    ("L'Etat aide.", {"Etat": "etat"}),
])
def test_actors_and_their_types(sentence: str, expected: dict[str, str]) -> None:
    assert found(sentence, with_networks=False) == expected


@pytest.mark.parametrize("sentence", [
    "Il vit dans le département, sur la commune, dans une association.",  # places, and nobody in particular
    "Un état des lieux a été dressé, chaque CCAS a le sien.",
    "Le dispositif PRIJ et le RSA existent sur Facebook.",
    "Il parle avec cœur. Un partenariat avec « Nous », « Cœur », et la suite.",
    "La société change, en réseau, au collectif.",
    "Mme Inventée, directrice, agit avec Camille Fictive, coordinatrice.",
])
def test_what_is_no_actor(sentence: str) -> None:
    assert found(sentence) == {}


def test_acronym_and_words_are_one_actor() -> None:
    draft = drafted(under("Les partenariats", "Le Centre communal d'action sociale (CCAS) aide. Le CCAS écoute."))
    assert [(a.name, a.aliases) for a in draft.actors][1:] == [
        ("Centre communal d'action sociale (Stains)", ["Centre communal d'action sociale", "CCAS"])]


def test_an_acronym_defined_once_is_known_afterwards() -> None:
    text = under("Impacts", "L'association Toits Fictifs (ATF) agit avec la CAF. La mairie a sollicité ATF.")
    assert names(drafted(text)) == ["Le Fil imaginaire", "Toits Fictifs", "CAF (Seine-Saint-Denis)", "Mairie (Stains)"]


def test_the_long_form_in_parentheses_is_an_alias() -> None:
    lead = next(a for a in drafted(FICHE).actors if a.leads)
    assert (lead.name, lead.aliases) == ("Le Fil imaginaire", ["Liens, initiatives et fraternité locale"])


def test_several_bodies_are_generic_and_one_is_not() -> None:
    draft = drafted(under("Les partenariats", "Le CCAS et les CCAS voisins aident."))
    assert [a.generic for a in draft.actors if a.type == "ccas"] == [False, True]


def test_a_network_is_known_by_its_name_unless_left_out() -> None:
    sentence = "Un lien existe avec Emmaüs connect."
    assert found(sentence) == {"Emmaüs Connect": "association"}
    assert "Emmaüs Connect" not in found(sentence, with_networks=False)


def test_known_actors_keep_their_slug() -> None:
    known = [KnownActor("fil-93", ("Fil imaginaire", "Le Fil imaginaire"), "association"),
             KnownActor("caf-93", ("Caisse d'allocations familiales de la Seine-Saint-Denis", "Caf"), "caf"),
             KnownActor("a-b", ("Zorglub en fête",), "collectif")]
    draft = drafted(under("Les partenariats", "Zorglub en fête aide avec la CAF."), known=known)
    assert {(a.slug, a.known) for a in draft.actors if a.known} == {("fil-93", True), ("a-b", True)}


def test_a_person_is_an_actor_only_under_the_heading_of_leads() -> None:
    text = ("Porteurs de projet : Mme Claude Fictive, élue départementale et Dominique Inventé, enseignant au lycée\n\n"
            "Propos recueillis auprès de :\nJean Autre, enseignant, Marie Encore, élue\n")
    assert {(a.name, a.type) for a in drafted(text).actors if a.leads} == {
        ("Claude Fictive", "elu"), ("Dominique Inventé", "enseignant")}
    assert not any("Autre" in name or "Encore" in name for name in names(drafted(text)))


def test_people_who_were_heard_are_not_read() -> None:
    assert not any("Camille" in name or "Jamais" in name for name in names(drafted(FICHE)))


def test_the_lexicon_is_sound() -> None:
    entries = [entry for entry, _plural in lexicon().by_word.values()]
    assert {entry.type for entry in entries} <= set(vocab.CODES["type-acteur"])
    assert {network.type for network in networks()} <= set(vocab.CODES["type-acteur"])
    assert {entry.level for entry in entries} <= {None, "commune", "epci", "departement", "region"}


@pytest.mark.parametrize(("one", "many"), [
    ("centre social et culturel", "centres sociaux et culturels"),
    ("centre communal d'action sociale", "centres communaux d'action sociale"),
    ("bailleur social", "bailleurs sociaux"), ("bureau", "bureaux"), ("accueil de jour", "accueils de jour"),
    ("radio locale", "radios locales"),
])
def test_plurals(one: str, many: str) -> None:
    assert plural_of(one) == many


def test_bodies_stand_at_their_level() -> None:
    draft = drafted(under("Les partenariats", "La CAF, l'ARS et la mairie aident."))
    places = {a.type: a.territory for a in draft.actors}
    assert (places["caf"], places["ars"], places["commune"]) == ("93", "R11", "93072")
    assert territory("93072").departement == "93"
