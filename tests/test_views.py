"""What a map is given to show: the right territory, ties with footing and origin, words in two languages, proof."""

from __future__ import annotations

from decimal import Decimal

import pytest

from odas_graph.store import EmbeddedStore
from odas_graph.territory import Territory, territory
from odas_graph.views import MapView, Proof, TieView, map_view
from odas_graph.visibility import assess
from odas_graph.vocab import ID, code
from tests.analysis import absence, action, actor, iri, takes_part, tie, world

STAINS, SEINE_SAINT_DENIS, PARIS, FRANCE = territory("93072"), territory("93"), territory("75"), territory("FR")


def village() -> EmbeddedStore:
    """An association known to few at Stains, a State that acts in Paris too, a service of the Département."""
    return world(
        [actor("voisins", "association-habitants", precision="Née d'une rue."), actor("ville", "commune"),
         actor("departement", "departement", territoire="93"),
         actor("service", "service", territoire="93", fait_partie_de=["departement"]),
         actor("etat", "etat", territoire="FR"), actor("ecole", "organisme-formation", territoire="75"),
         actor("parisienne", territoire="75"), actor("banque", "banque-publique", territoire="FR"),
         actor("elu", "elu")],
        {"repas": action(
            takes_part("voisins", "porteur", "passeur", contact=True), titre="Des repas", titre_en="Meals",
            stade="expertisee", problematiques=["precarite-alimentaire"], phases=["premier-confinement"], page=27,
            participants=[takes_part("departement", "fournisseur", contact=False),
                          takes_part("service", "contributeur"), takes_part("elu", "facilitateur")],
            partenariats=[
                tie("voisins", "departement", formalisation="appel-a-projets", objet="Les repas."),
                tie("voisins", "ville", origine="ne-de-l-action", formalisation="accord-oral"),
                tie("voisins", "service", "elu"),
                tie("voisins", "ecole", hors_action=True, origine="preexistant", formalisation="aucune")],
            financements=[{"financeur": "etat", "beneficiaire": "voisins", "montant": "1200.50", "annee": "2020",
                           "preuve": "Budget"}],
            tensions=[{"parties": ["voisins", "service"], "objet": "Les horaires.", "preuve": "Freins"}],
            absences=[absence("ville", "voisins", ignorant=["ville"], moment="avant")]),
         "vestiaire": action(
            takes_part("parisienne", "porteur"), titre="Un vestiaire", territoires=["75"],
            participants=[takes_part("etat", "financeur")],
            partenariats=[tie("etat", "banque", hors_action=True), tie("parisienne", "ecole", hors_action=True)])})


def view(place: Territory | None) -> MapView:
    return map_view(village(), place)


def names(found: MapView) -> set[str]:
    return {a.iri.rsplit("/", 1)[-1] for a in found.actors}


def the_tie(found: MapView, *slugs: str) -> TieView:
    [one] = [t for t in found.ties if set(t.parties) == {iri(s) for s in slugs}]
    return one


@pytest.mark.parametrize("place", [STAINS, territory("200054781"), SEINE_SAINT_DENIS, territory("R11"), FRANCE, None])
def test_an_action_is_on_the_map_of_all_that_holds_its_territory(place: Territory | None) -> None:
    assert iri("repas", "action") in {a.iri for a in view(place).actions}


def test_an_action_is_on_no_other_map() -> None:
    assert [a.iri for a in view(PARIS).actions] == [iri("vestiaire", "action")]
    assert view(territory("06")) == MapView(territory("06"), words=view(territory("06")).words)


def test_those_a_tie_or_an_absence_names_are_on_the_map() -> None:
    assert names(view(STAINS)) == {"voisins", "departement", "service", "elu", "ville", "etat", "ecole"}


def test_a_tie_outside_any_action_follows_who_is_at_home() -> None:
    assert the_tie(view(STAINS), "voisins", "ecole").action is None
    # The State takes part in Paris without being at home there: its other ties stay away from that map.
    assert names(view(PARIS)) == {"parisienne", "etat", "ecole"}
    assert "banque" in names(view(FRANCE))


@pytest.mark.parametrize(("slugs", "formalisation", "formal", "origin"), [
    (("voisins", "departement"), ("appel-a-projets",), True, None),
    (("voisins", "ville"), ("accord-oral",), False, "ne-de-l-action"),
    (("voisins", "ecole"), ("aucune",), False, "preexistant"),
    (("voisins", "service", "elu"), (), None, None),
    (("voisins", "etat"), (), True, None),
])
def test_the_footing_of_a_tie(slugs: tuple[str, ...], formalisation: tuple[str, ...], formal: bool | None,
                              origin: str | None) -> None:
    found = the_tie(view(STAINS), *slugs)
    assert (found.formalisation, found.formal, found.origin) == (formalisation, formal, origin)


def test_a_funding_has_its_two_ends_its_amount_and_its_year() -> None:
    found = the_tie(view(STAINS), "voisins", "etat")
    assert (found.funder, found.beneficiary) == (iri("etat"), iri("voisins"))
    assert (found.amount, found.year) == (Decimal("1200.5"), 2020)


def test_an_absence_says_who_did_not_know_and_when() -> None:
    [found] = view(STAINS).absences
    assert (found.unaware, found.moment, found.about) == ((iri("ville"),), "avant", "Aucun lien.")
    assert set(found.parties) == {iri("ville"), iri("voisins")}


def test_a_tension_says_between_whom_and_about_what() -> None:
    [found] = view(STAINS).tensions
    assert (set(found.parties), found.about) == ({iri("voisins"), iri("service")}, "Les horaires.")


def test_a_participation_says_roles_contact_and_proof() -> None:
    found = {p.actor: p for p in view(STAINS).participations}
    lead = found[iri("voisins")]
    assert (lead.roles, lead.contact, lead.action) == (("passeur", "porteur"), True, iri("repas", "action"))
    assert found[iri("service")].contact is None
    assert lead.proof == (Proof(f"{ID}source/texte", "Part de voisins", 27),)


def test_an_action_says_its_title_in_both_languages_and_its_codes() -> None:
    [found] = view(STAINS).actions
    assert (found.title.within("fr"), found.title.within("en")) == ("Des repas", "Meals")
    assert (found.stage, found.needs) == ("expertisee", ("precarite-alimentaire",))
    assert found.phases == ("premier-confinement",)
    [other] = view(PARIS).actions
    assert other.title.within("en") == "Un vestiaire"


def test_an_actor_says_its_type_its_sphere_and_its_kind() -> None:
    found = {a.iri.rsplit("/", 1)[-1]: a for a in view(STAINS).actors}
    assert (found["voisins"].type, found["voisins"].sphere) == ("association-habitants", "association")
    assert found["voisins"].note == "Née d'une rue."
    assert found["voisins"].territories == (f"{ID}territory/commune-93072",)
    assert found["service"].sphere == "collectivite"
    assert (found["elu"].kind, found["etat"].kind) == ("person", "organisation")


def test_a_trade_has_the_sphere_of_what_it_is_part_of() -> None:
    store = world([actor("hopital", "etablissement-sante"), actor("unite", "service", fait_partie_de=["hopital"]),
                   actor("infirmiers", "professionnel", fait_partie_de=["unite"]), actor("seuls", "professionnel")],
                  {"soins": action(takes_part("infirmiers"), participants=[takes_part("seuls", "contributeur")])})
    assert {a.name: a.sphere for a in map_view(store, STAINS).actors} == {"Infirmiers": "sante", "Seuls": "habitants"}


def test_words_come_in_both_languages() -> None:
    found = view(STAINS)
    assert found.words[code("formalisation", "accord-oral")] == ("accord oral", "verbal agreement")
    assert found.word("sphere", "logement", "en") == "housing"
    assert found.word("sphere", "no-such-code", "en") == "no-such-code"


def test_sources_have_their_titles() -> None:
    assert view(STAINS).sources == {f"{ID}source/texte": "Un texte"}


def test_assessments_given_come_before_those_of_the_store() -> None:
    store = village()
    assert all(a.visibility is None for a in map_view(store, STAINS).actors)
    given = assess(store, territory=f"{ID}territory/commune-93072")
    shown = {a.iri: a.visibility for a in map_view(store, STAINS, assessments=given).actors}
    mine = next(a for a in given if a.actor == iri("voisins"))
    seen = shown[iri("voisins")]
    assert seen is not None
    assert (seen.rank, seen.archetype, seen.reasons["fr"]) == (mine.verdict.rank, mine.verdict.archetype, mine.reasons)


def test_the_assessments_of_the_store_are_read_in_both_languages() -> None:
    from odas_graph.study import study

    store = village()
    study(store, perturbations=0)
    seen = next(a.visibility for a in map_view(store, STAINS).actors if a.iri == iri("voisins"))
    assert seen is not None
    assert seen.reasons["en"] and seen.reasons["fr"]


def test_a_person_is_on_no_list() -> None:
    given = assess(village(), kinds=("person", "organisation", "collective"))
    assert any(a.actor == iri("elu") for a in given)
    found = {a.iri: a.visibility for a in map_view(village(), STAINS, assessments=given).actors}
    assert found[iri("elu")] is None


def test_the_same_store_gives_the_same_view() -> None:
    assert map_view(village(), FRANCE) == map_view(village(), FRANCE)


def test_what_the_store_says_badly_does_not_stop_the_map() -> None:
    store = EmbeddedStore()
    store.load(f"""
        @prefix odas: <https://w3id.org/odas-graph/def#> . @prefix prov: <http://www.w3.org/ns/prov#> .
        <{ID}action/x> a odas:Action ; prov:qualifiedAssociation <{ID}participation/x> .
        <{ID}participation/x> prov:agent <{ID}actor/unknown> .
        <{ID}partnership/y> a odas:Partnership ; odas:withinAction <{ID}action/x> ; odas:partner <{ID}actor/unknown> .
    """.encode(), "ttl")
    found = map_view(store)
    assert [a.title.fr for a in found.actions] == ["x"]
    assert found.actors == ()
    assert found.participations[0].roles == ()
