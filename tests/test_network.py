"""The three networks against facts counted by hand in the fiches of Stains and Brest, and on small worlds."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import networkx as nx
import pytest

from odas_graph import vocab
from odas_graph.errors import UsageError
from odas_graph.i18n import in_language
from odas_graph.network import (
    CIRCLES,
    NETWORKS,
    Contact,
    actors,
    affiliation,
    contacts,
    network,
    places,
    recognition,
    ties,
    within,
)
from odas_graph.store import EmbeddedStore
from tests.analysis import absence, action, actor, iri, shipped, takes_part, tie, world

STAINS, BREST = iri("stains-aide-alimentaire", "action"), iri("brest-metropole-habitat-appels-aux-aines", "action")
APCIS, BMH, ORB = iri("apcis"), iri("brest-metropole-habitat"), iri("office-des-retraites-brestois")


def slugs(iris: Any) -> set[str]:
    return {name.rsplit("/", 1)[-1] for name in iris}


# --- affiliation ---------------------------------------------------------------------------------------------------


def test_who_takes_part_in_stains() -> None:
    graph = affiliation(shipped().store)
    assert slugs(graph[STAINS]) == {
        "apcis", "jeunes-suivis-par-l-apcis", "referent-prij-de-l-apcis", "departement-de-la-seine-saint-denis",
        "cuisines-des-colleges-de-seine-saint-denis", "emmaus-connect"}
    assert graph.nodes[STAINS]["stage"] == "expertisee" and graph.nodes[STAINS]["bipartite"] == 1
    assert graph.nodes[STAINS]["territories"] == {iri("commune-93072", "territory")}
    edge = graph.edges[APCIS, STAINS]
    assert edge["roles"] == ["operateur", "passeur", "porteur"]
    assert edge["contributions"] == ["distribution", "locaux", "logistique", "reperage"]
    assert edge["participations"] == [iri("stains-aide-alimentaire--apcis", "participation")]
    contact = {slug: graph.edges[iri(slug), STAINS]["contact"] for slug in slugs(graph[STAINS])}
    assert {slug for slug, met in contact.items() if met} == {"apcis", "jeunes-suivis-par-l-apcis"}
    assert {slug for slug, met in contact.items() if met is None} == {"referent-prij-de-l-apcis", "emmaus-connect"}


def test_who_takes_part_in_brest() -> None:
    graph = affiliation(shipped().store)
    assert slugs(graph[BREST]) == {
        "brest-metropole-habitat", "salaries-volontaires-de-brest-metropole-habitat",
        "referents-des-equipes-de-brest-metropole-habitat", "gardiens-d-immeuble-de-brest-metropole-habitat",
        "direction-de-la-proximite-de-brest-metropole-habitat", "ccas-du-territoire-de-brest-metropole",
        "clic-du-finistere", "office-des-retraites-brestois", "benevoles-de-l-office-des-retraites-brestois"}
    met = {slug for slug in slugs(graph[BREST]) if graph.edges[iri(slug), BREST]["contact"]}
    assert met == {"brest-metropole-habitat", "salaries-volontaires-de-brest-metropole-habitat",
                   "gardiens-d-immeuble-de-brest-metropole-habitat", "office-des-retraites-brestois"}
    assert graph.edges[BMH, BREST]["roles"] == ["financeur", "porteur"]


def test_affiliation_is_two_mode_and_holds_every_actor_and_action() -> None:
    graph = affiliation(shipped().store)
    sides = {iri_: data["bipartite"] for iri_, data in graph.nodes(data=True)}
    assert all(sides[one] != sides[other] for one, other in graph.edges)
    figures = shipped().figures()
    assert list(sides.values()).count(0) == figures["actors"]
    # Seven of the initiatives collected are the same action as the fiche that details them: two nodes, counted once.
    assert list(sides.values()).count(1) == figures["actions"]
    assert sum(len(data["participations"]) for *_, data in graph.edges(data=True)) == figures["participations"]


def test_the_kind_and_sphere_of_actors() -> None:
    known = actors(shipped().store)
    assert (known[APCIS].kind, known[APCIS].sphere, known[APCIS].circle) == ("organisation", "association", None)
    assert (known[BMH].sphere, known[BMH].institution) == ("logement", False)  # a public landlord stays a candidate
    # A service and a trade are of the sphere of the body they are part of.
    assert known[iri("gardiens-d-immeuble-de-brest-metropole-habitat")].sphere == "logement"
    assert known[iri("gardiens-d-immeuble-de-brest-metropole-habitat")].kind == "collective"
    assert known[iri("salaries-volontaires-des-esh-batigere")].sphere == "logement"
    assert known[iri("chu-d-angers")].institution and known[iri("samu-social-de-paris")].institution


# --- ties ----------------------------------------------------------------------------------------------------------


def test_the_ties_of_apcis() -> None:
    graph = ties(shipped().store)
    weights = {other: graph.edges[iri("apcis"), iri(other)]["weight"] for other in slugs(graph[APCIS])}
    assert weights == {
        "departement-de-la-seine-saint-denis": 1, "emmaus-connect": 1, "commune-de-stains": 1,
        "missions-locales-stains": 1, "services-de-droit-commun-stains": 1, "habitants-fondateurs-de-l-apcis": 1,
        "etsup": 1, "etat": 1,
        # The PRIJ holds three together: half a tie each; the Région also pays.
        "services-de-l-etat-prij-stains": .5, "region-ile-de-france": 1.5}
    call = graph.edges[APCIS, iri("departement-de-la-seine-saint-denis")]["ties"]
    assert [(t["kind"], t["footing"], t["formal"], t["origin"], t["action"]) for t in call] == [
        ("partnership", ["appel-a-projets"], True, None, STAINS)]
    paid = graph.edges[APCIS, iri("etat")]["ties"]
    assert [(t["kind"], t["footing"], t["formal"], t["origin"], t["action"]) for t in paid] == [
        ("funding", [], True, "preexistant", None)]
    silent = graph.edges[APCIS, iri("commune-de-stains")]["ties"]
    assert [(t["footing"], t["formal"], t["origin"]) for t in silent] == [([], None, "ne-de-l-action")]


def test_the_ties_of_brest() -> None:
    graph = ties(shipped().store)
    assert {other: pytest.approx(graph.edges[ORB, iri(other)]["weight"]) for other in slugs(graph[ORB])} == {
        "brest-metropole-habitat": 1, "locataires-ages-de-brest-metropole-habitat": 1,
        # Four share one partnership: 1/3 each.
        "direction-de-la-proximite-de-brest-metropole-habitat": 1 / 3, "clic-du-finistere": 1 / 3,
        "ccas-du-territoire-de-brest-metropole": 1 / 3}
    planned = {other for other in graph[BMH] if graph.edges[BMH, other]["ties"][0]["origin"] == "envisage"}
    assert slugs(planned) == {"consultant-de-la-grande-conversation-brest",
                              "structures-de-portage-de-repas-brest-metropole"}
    assert slugs(set(graph[BMH]) - planned) == {
        "ccas-du-territoire-de-brest-metropole", "office-des-retraites-brestois", "clic-du-finistere",
        "benevoles-de-l-office-des-retraites-brestois", "villes-de-brest-metropole", "departement-du-finistere"}
    relay = graph.edges[BMH, iri("clic-du-finistere")]["ties"]
    assert [(t["footing"], t["formal"], t["origin"]) for t in relay] == [(["aucune"], False, "ne-de-l-action")]
    team = ("salaries-volontaires", "referents-des-equipes", "gardiens-d-immeuble")
    for one, other in combinations(team, 2):
        edge = graph.edges[iri(f"{one}-de-brest-metropole-habitat") if one != "referents-des-equipes" else iri(
            "referents-des-equipes-de-brest-metropole-habitat"), iri(f"{other}-de-brest-metropole-habitat")]
        assert edge["weight"] == .5


def test_taking_part_together_is_no_tie() -> None:
    graph = ties(shipped().store)
    # Both act in Stains, and no source links them.
    assert not graph.has_edge(iri("emmaus-connect"), iri("departement-de-la-seine-saint-denis"))
    assert not graph.has_edge(iri("jeunes-suivis-par-l-apcis"), APCIS)
    for _, _, data in graph.edges(data=True):
        assert data["ties"] and all("/partnership/" in t["iri"] or "/funding/" in t["iri"] for t in data["ties"])
    assert len({t["iri"] for *_, d in graph.edges(data=True) for t in d["ties"]}) == shipped().figures()["ties"]


def test_the_shares_of_a_tie_make_one_for_each_partner() -> None:
    store = world([actor(s) for s in "abcd"], {"x": action(takes_part("a", "porteur"), partenariats=[
        tie("a", "b", "c", "d"), tie("a", "b", formalisation=["convention", "accord-oral"])])})
    graph = ties(store)
    assert {(*sorted(slugs(e)),): graph.edges[e]["weight"] for e in graph.edges} == {
        pair: pytest.approx(1 / 3 + (pair == ("a", "b"))) for pair in combinations("abcd", 2)}
    # With the two-party tie: 1 from the four, 1 from the two.
    assert sum(data["weight"] for *_, data in graph.edges(iri("a"), data=True)) == pytest.approx(2)
    both = graph.edges[iri("a"), iri("b")]["ties"]
    assert [t["footing"] for t in both] == [["accord-oral", "convention"], []]
    assert [t["formal"] for t in both] == [True, None]


def test_an_actor_without_tie_is_not_in_the_network_of_ties() -> None:
    store = world([actor("a"), actor("b")], {"x": action(takes_part("a", "porteur"), participants=[
        takes_part("b", "relais")])})
    assert list(ties(store)) == [] and affiliation(store).number_of_edges() == 2


# --- recognition ---------------------------------------------------------------------------------------------------


def of(found: list[Contact], slug: str) -> set[tuple[str, str, bool, bool | None, str | None]]:
    return {(c.circle, c.institution.rsplit("/", 1)[-1], c.absent, c.formal, c.origin) for c in found
            if c.actor == iri(slug)}


def test_who_knew_apcis() -> None:
    found = contacts(shipped().store)
    assert of(found, "apcis") == {
        ("commune-ccas", "commune-de-stains", False, None, "ne-de-l-action"),
        ("commune-ccas", "commune-de-stains", True, None, None),
        ("departement", "departement-de-la-seine-saint-denis", False, True, None),
        ("departement", "service-social-departemental-stains", True, None, None),  # a service of the council
        ("etat-ars", "services-de-l-etat-prij-stains", False, None, "preexistant"),
        ("etat-ars", "etat", False, True, "preexistant"),
        ("region", "region-ile-de-france", False, None, "preexistant"),
        ("region", "region-ile-de-france", False, True, "preexistant")}
    unaware = {c.institution for c in found if c.actor == APCIS and c.unaware}
    assert slugs(unaware) == {"commune-de-stains"}
    assert {c.partners for c in found if c.actor == APCIS and not c.absent} == {2, 3}
    # The town hall that did not know the association was not itself unknown to it.
    assert not [c for c in found if c.actor == iri("commune-de-stains") and c.institution == APCIS]


def test_who_knew_the_landlord_of_brest_and_its_partner() -> None:
    found = contacts(shipped().store)
    assert of(found, "brest-metropole-habitat") == {
        ("commune-ccas", "ccas-du-territoire-de-brest-metropole", False, False, "ne-de-l-action"),
        ("commune-ccas", "villes-de-brest-metropole", False, None, "ne-de-l-action"),
        ("departement", "clic-du-finistere", False, False, "ne-de-l-action"),
        ("departement", "departement-du-finistere", False, None, "ne-de-l-action")}
    assert of(found, "office-des-retraites-brestois") == {
        ("commune-ccas", "ccas-du-territoire-de-brest-metropole", False, False, None),
        ("departement", "clic-du-finistere", False, False, None)}


def test_recognition_has_an_edge_to_every_circle_for_all_but_institutions() -> None:
    graph = recognition(shipped().store)
    circles = {vocab.code("cercle", c) for c in CIRCLES}
    people = set(graph) - circles
    assert people == {i for i, node in actors(shipped().store).items() if not node.institution}
    assert all(set(graph[i]) == circles for i in people)
    told = [c for *_, data in graph.edges(data=True) for c in data["contacts"]]
    assert sorted(told, key=repr) == sorted((c for c in contacts(shipped().store) if c.actor in people), key=repr)
    for _, circle, data in graph.edges(data=True):
        assert {c.circle for c in data["contacts"]} <= {graph.nodes[circle]["label"]}


def test_networks_by_name() -> None:
    assert {network(shipped().store, name).name for name in NETWORKS} == set(NETWORKS)
    assert isinstance(network(shipped().store, "recognition"), nx.DiGraph)
    with in_language("en"), pytest.raises(UsageError, match=(
            r"There is no network “amis”\. Choose one of affiliation, ties, recognition\.")) as caught:
        network(shipped().store, "amis")
    assert caught.value.exit_code == 2


@pytest.mark.parametrize("name", NETWORKS)
def test_the_same_facts_give_the_same_network(name: str) -> None:
    other = EmbeddedStore()
    other.add(sorted(shipped().store.quads(), key=str, reverse=True))
    one, two = network(shipped().store, name), network(other, name)
    assert list(one.nodes(data=True)) == list(two.nodes(data=True))
    assert list(one.edges(data=True)) == list(two.edges(data=True))


# --- small worlds: who is of which circle, and where ---------------------------------------------------------------


def met(actors_: list[Any], *partners: str, **fields: Any) -> list[tuple[str, str, str]]:
    """Who knew whom when these partners share one tie: (actor, circle, institution)."""
    store = world([actor("asso"), *actors_], {"x": action(takes_part("asso", "porteur"),
                                                         partenariats=[tie(*partners, **fields)])})
    return [(c.actor.rsplit("/", 1)[-1], c.circle, c.institution.rsplit("/", 1)[-1]) for c in contacts(store)]


@pytest.mark.parametrize(("other", "circle"), [
    (actor("mairie", "commune"), "commune-ccas"),
    (actor("ccas", "ccas"), "commune-ccas"),
    (actor("epci", "epci", territoire="200054781"), "intercommunalite"),
    (actor("conseil", "departement", territoire="93"), "departement"),
    (actor("caf", "caf", territoire="93"), "protection-sociale"),
    (actor("ars", "ars", territoire="R11"), "etat-ars"),
    (actor("region", "region", territoire="R11"), "region"),
    (actor("etat", "etat", territoire="FR"), "etat-ars"),
    (actor("lycee", "etablissement-scolaire"), None),
    (actor("juge", "juridiction", territoire="93"), None),
])
def test_the_circle_of_a_type_of_institution(other: Any, circle: str | None) -> None:
    expected = [("asso", circle, other["slug"])] if circle else []
    assert met([other], "asso", other["slug"]) == expected


@pytest.mark.parametrize("member", [
    actor("membre", "service", fait_partie_de=["direction"]),
    actor("membre", "professionnel", fait_partie_de=["direction"]),
    actor("membre", "elu", fait_partie_de=["conseil"]),
    actor("membre", "clic", fait_partie_de=["conseil"]),
])
def test_a_service_its_staff_and_an_elue_are_of_the_council(member: Any) -> None:
    house = [actor("conseil", "departement", territoire="93"),
             actor("direction", "service", territoire="93", fait_partie_de=["conseil"]), member]
    assert met(house, "asso", "membre") == [("asso", "departement", "membre")]
    assert actors(world(house, {}))[iri("membre")].institution
    # A tie within one house says nothing.
    assert met(house, "membre", "conseil") == []
    assert met(house, "direction", "conseil") == []


def test_a_teacher_of_a_lycee_stays_a_candidate() -> None:
    known = actors(world([actor("lycee", "etablissement-scolaire", nature="organisme-public"),
                          actor("prof", "enseignant", fait_partie_de=["lycee"]),
                          actor("profs", "professionnel", fait_partie_de=["lycee"])], {}))
    assert known[iri("lycee")].institution and known[iri("profs")].institution
    assert not known[iri("prof")].institution


@pytest.mark.parametrize(("place", "competent"), [
    ("93072", True), ("93", True), ("R11", True), ("FR", True), ("200054781", True),
    ("93006", False), ("75", False), ("R44", False), ("29019", False)])
def test_an_institution_elsewhere_does_not_know_on_behalf_of_here(place: str, competent: bool) -> None:
    assert bool(met([actor("ville", "commune", territoire=place)], "asso", "ville")) is competent


def test_a_territory_is_within_all_that_hold_it() -> None:
    held = within(world([actor("asso")], {}))
    assert slugs(held[iri("commune-93072", "territory")]) == {
        "epci-200054781", "departement-93", "region-11", "pays-fr"}
    assert slugs(held[iri("departement-93", "territory")]) == {"region-11", "pays-fr"}


def test_an_institution_within_the_territory_of_an_actor_is_competent() -> None:
    store = world([actor("asso", territoire="93"), actor("ville", "commune", territoire="93006")],
                  {"x": action(takes_part("asso", "porteur"), partenariats=[tie("asso", "ville")])})
    assert [c.circle for c in contacts(store)] == ["commune-ccas"]


def test_the_places_of_an_actor_are_its_own_and_those_of_its_actions() -> None:
    store = world([actor("asso", territoire="93006", intervient=["93031"]), actor("loin", territoire="29019")],
                  {"x": action(takes_part("asso", "porteur"))})
    found = places(affiliation(store))
    assert slugs(found[iri("asso")]) == {"commune-93006", "commune-93031", "commune-93072"}
    assert slugs(found[iri("loin")]) == {"commune-29019"}


@pytest.mark.parametrize(("unaware", "expected"), [
    # By whom, and of whom.
    (["mairie"], {("asso", "mairie", True)}),
    (["asso"], set()),  # that the association did not know the town hall says nothing of the town hall
    ([], {("asso", "mairie", False)}),
])
def test_an_absence_counts_for_those_who_did_not_know(unaware: list[str], expected: set[Any]) -> None:
    store = world([actor("asso"), actor("mairie", "commune")], {"x": action(
        takes_part("asso", "porteur"), absences=[absence("asso", "mairie", ignorant=unaware)])})
    found = contacts(store)
    assert {(*(name.rsplit("/", 1)[-1] for name in (c.actor, c.institution)), c.unaware) for c in found} == expected
    assert all(c.absent for c in found)


def test_a_loop_of_houses_ends() -> None:
    known = actors(world([actor("a", "service", fait_partie_de=["b"]), actor("b", "service", fait_partie_de=["a"]),
                          actor("c", "service", fait_partie_de=["b"])], {}))
    assert known[iri("c")].parents == (iri("b"),) and known[iri("a")].sphere == "collectivite"


def test_one_actor_entered_twice_in_an_action_takes_part_once() -> None:
    store = world([actor("a")], {"x": action(takes_part("a", "porteur"), participants=[
        takes_part("a", "relais", contact=False), takes_part("a", "expert", contact=True)])})
    graph = affiliation(store)
    edge = graph.edges[iri("a"), iri("x", "action")]
    assert edge["contact"] is True and edge["roles"] == ["expert", "porteur", "relais"]
    assert len(edge["participations"]) == 3 and graph.degree(iri("x", "action")) == 1


def test_an_empty_store_has_empty_networks() -> None:
    store = EmbeddedStore()
    assert list(affiliation(store)) == [] and list(ties(store)) == [] and contacts(store) == []
    assert set(recognition(store)) == {vocab.code("cercle", c) for c in CIRCLES}
