"""Pairs that a person who knows the trade judges at once, in both directions."""

from __future__ import annotations

import pytest

from odas_graph.i18n import in_language
from odas_graph.reconcile import Entry, in_words
from odas_graph.reconcile.scoring import _weights
from odas_graph.reconcile.words import _SAID
from tests.reconcile.made import entry, pair, verdict

CERTAIN = [
    (entry("CCAS de Nice", type="ccas", territory="06088"), entry("CCAS NICE")),
    (entry("CCAS de Nice", type="ccas", territory="06088"),
     entry("Centre communal d'action sociale de la Ville de Nice", type="association")),
    (entry("CCAS NICE"), entry("Centre Communal d’Action Sociale de Nice")),
    (entry("Ville de Stains", type="commune", territory="93072"), entry("COMMUNE DE STAINS")),
    (entry("Ville de Stains", type="commune", territory="93072"), entry("Mairie de Stains", territory="93072")),
    (entry("STAINS", type="commune", territory="93072"), entry("Ville de Stains")),
    (entry("Département de la Sarthe", type="departement", territory="72"), entry("Conseil général de la Sarthe")),
    (entry("Département de la Sarthe", type="departement"), entry("CONSEIL DEPARTEMENTAL 72", type="association")),
    (entry("CAF de la Sarthe", type="caf", territory="72"), entry("Caisse d'allocations familiales de la Sarthe")),
    (entry("Les Voisins solidaires", territory="93072", type="association-habitants"),
     entry("ASSOCIATION LES VOISINS SOLIDAIRES", territory="93072", type="association")),
    (entry("Amicale laïque de Stains", territory="93072"), entry("AMICALE LAIQUE", territory="93072")),
    (entry("Un nom", siren="732829320"), entry("Tout autre chose", siren="732829320")),
    (entry("Un nom", siret="73282932000074"), entry("Un nom d'avant", siren="732829320")),
    (entry("Un nom", rna="W751234567"), entry("Un autre nom", rna="W751234567")),
]
LIKELY = [
    (entry("UDAF", territory="44"), entry("Union départementale des associations familiales de Loire-Atlantique",
                                          territory="44")),
    (entry("CLUB SPORTIF DES CHEMINOTS CSC", territory="72181"),
     entry("CLUB SPORTIF DES CHEMINOTS", territory="72181")),
    (entry("OFFICE CENTRAL COOPERATION A L ECOLE"), entry("OFFIC CENTRAL COOPERAT ECOL")),
    (entry("ESPERANCE HERMINE CAMPBON"), entry("ESPERANCE HERMINE DE CAMPBON")),
    (entry("Habitants du bourg de Retz", type="habitants", generic=True, territory="93072"),
     entry("Habitants du bourg de Retz", type="habitants", generic=True, territory="93072")),
]
NOT_ONE = [
    (entry("Secours populaire", territory="72"), entry("Secours populaire", territory="44")),
    (entry("Secours populaire français, fédération de la Sarthe"), entry("Secours populaire 44")),
    (entry("Secours populaire français", territory="FR"), entry("Secours populaire du Mans", territory="72181")),
    (entry("Secours populaire français", territory="06"), entry("SECOURS POPULAIRE FRANCAIS")),
    (entry("Comité des fêtes", territory="72181"), entry("Comité des fêtes", territory="72154")),
    (entry("CCAS de Nice", type="ccas", territory="06088"), entry("Ville de Nice", type="commune", territory="06088")),
    (entry("CCAS de Nice", type="ccas", territory="06088"), entry("CCAS de Cannes", type="ccas", territory="06029")),
    (entry("Saint-Denis", type="commune", territory="93066"), entry("Ville de Saint-Denis", type="commune",
                                                                   territory="97411")),
    (entry("CAF de la Sarthe"), entry("CAF de la Mayenne")),
    (entry("Multi-accueil du CCAS de Nice", territory="06088"), entry("CCAS de Nice", type="ccas", territory="06088")),
    (entry("ATHLETIC CLUB CHAPELAIN FOOTBALL"), entry("ATHLETIC CLUB CHAPELAIN ATHLETISME")),
    (entry("PETIT MARS BASKET CLUB"), entry("PETIT MARS FOOTBALL CLUB")),
    (entry("1711e section des médaillés militaires"), entry("1712e section des médaillés militaires")),
    (entry("Mission locale du Mans"), entry("Maison des projets")),
    (entry("Les Voisins", siren="732829320", territory="93072"), entry("Les Voisins", siren="552100554",
                                                                     territory="93072")),
    (entry("Banque alimentaire (Bohain)", territory="02095"), entry("Saint-Vincent-de-Paul (Bohain)",
                                                                   territory="02095")),
    (entry("Associations du quartier", generic=True, territory="93072"),
     entry("Associations du quartier", generic=True, territory="93066")),
    (entry("Associations du quartier", generic=True, territory="93072"), entry("Associations du quartier")),
    (entry("Marie Martin", nature="personne", territory="93072"), entry("Marie Martin", territory="93072")),
]
# One SIREN, two actors: a body and what is part of it.
PARTS = [
    (entry("Département de la Sarthe", type="departement", siren="732829320"),
     entry("Direction enfance famille", type="service", siren="732829320")),
    (entry("CCAS de Nice", type="ccas", siret="73282932000074"), entry("EHPAD du CCAS de Nice", siren="732829320")),
    (entry("Association Les Eaux Vives", siren="732829320"), entry("Foyer Les Eaux Vives", siren="732829320")),
]


def _named(pairs: list[tuple[Entry, Entry]]) -> list[str]:
    return [f"{one.name} | {other.name}" for one, other in pairs]


@pytest.mark.parametrize(("one", "other"), CERTAIN, ids=_named(CERTAIN))
def test_one_actor_beyond_doubt(one: Entry, other: Entry) -> None:
    assert verdict(one, other) == verdict(other, one) == "certain"


@pytest.mark.parametrize(("one", "other"), LIKELY, ids=_named(LIKELY))
def test_shown_to_a_person_and_never_merged_unasked(one: Entry, other: Entry) -> None:
    one = entry(*one.names, slug="un", type=one.type, territory=one.territory, generic=one.generic)
    found = pair(one, other)
    assert found is not None
    assert found.verdict == "candidate"
    assert found.score >= (0.5 if one.generic else 0.8)


@pytest.mark.parametrize(("one", "other"), NOT_ONE, ids=_named(NOT_ONE))
def test_two_actors(one: Entry, other: Entry) -> None:
    assert verdict(one, other) in ("different", "unlikely")


@pytest.mark.parametrize(("one", "other"), PARTS, ids=_named(PARTS))
def test_a_body_and_its_part_share_a_number_and_are_two(one: Entry, other: Entry) -> None:
    assert verdict(one, other) == verdict(other, one) == "part-of"


def test_what_is_said_to_be_part_of_the_other_is_never_proposed() -> None:
    city = entry("Ville de Stains", slug="ville", type="commune", territory="93072")
    assert pair(city, entry("Ville de Stains", type="commune", territory="93072", part_of=("ville",))) is None


def test_two_persons_of_one_name_are_shown_at_most() -> None:
    one = entry("Marie Martin-Durand", slug="a", nature="personne", territory="93072")
    found = pair(one, entry("Marie Martin-Durand", slug="b", nature="personne", territory="93072"))
    assert found is not None
    assert found.verdict == "candidate"


def test_what_one_person_wrote_as_two_is_not_merged_by_name() -> None:
    def own(slug: str) -> Entry:
        return entry("Les Voisins solidaires", slug=slug, territory="93072", dataset="le-mien", rank=0)

    found = pair(own("a"), own("b"))
    assert found is not None
    assert found.verdict == "candidate"


def test_an_invalid_number_proves_nothing() -> None:
    assert verdict(entry("Un nom", siren="123456789"), entry("Tout autre chose", siren="123456789")) == "different"


def test_a_rare_name_weighs_more_than_a_common_one() -> None:
    crowd = [entry(f"OGEC Saint-Joseph de {place}") for place in ("Couffé", "Derval", "Nozay", "Blain", "Vallet")]
    common = pair(entry("OGEC ST JOSEPH", slug="a"), entry("OGEC SAINT JOSEPH", slug="b"), crowd)
    rare = pair(entry("PAZAPAS ENSEMBLE", slug="a"), entry("PAZ A PAS ENSEMBLE", slug="b"), crowd)
    assert common is not None
    assert rare is not None
    assert common.score < rare.score


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_reason_has_words(lang: str) -> None:
    weights = _weights()
    assert _SAID.keys() == weights.names.keys() | weights.context.keys()
    with in_language(lang):
        for one, other in [*CERTAIN, *LIKELY]:
            found = pair(entry(*one.names, slug="a", type=one.type, territory=one.territory), other)
            assert all("{" not in in_words(f) and in_words(f) != f.code for f in (found.features if found else ()))
