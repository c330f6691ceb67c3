"""Who is invisible, to whom: on the shipped data as a reader of the report would check it, and on small worlds."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Quad

from odas_graph import vocab
from odas_graph.analysis.archetypes import LISTED
from odas_graph.analysis.recognition import LOCAL_CIRCLES
from odas_graph.analysis.stability import FAMILIES
from odas_graph.errors import UnknownTerritoryError, UsageError
from odas_graph.i18n import in_language
from odas_graph.network import CIRCLES, actors
from odas_graph.store import EmbeddedStore
from odas_graph.visibility import (
    KINDS,
    Assessment,
    assess,
    assess_in_all_languages,
    default_weights,
    figures,
)
from odas_graph.visibility.explained import explain
from tests.analysis import absence, action, actor, iri, shipped, takes_part, tie, world

APCIS = iri("apcis")


@pytest.fixture(scope="module")
def everyone() -> list[Assessment]:
    return shipped().invisible(kinds=KINDS)


@pytest.fixture(scope="module")
def public() -> list[Assessment]:
    return shipped().invisible()


# --- the shipped data ----------------------------------------------------------------------------------------------


def test_apcis_is_among_the_first_and_its_invisibility_attested(public: list[Assessment]) -> None:
    first = next(a for a in public[:3] if a.actor == APCIS)
    assert first.verdict.archetype == "invisible-atteste"
    assert (first.territory, first.territory_label) == ("93072", "Stains (93)")
    statuses = {circle: view.status for circle, view in first.verdict.circles.items()}
    assert statuses == {
        "commune-ccas": "absence-attestee", "intercommunalite": "inconnu", "departement": "lien-date-inconnue",
        "protection-sociale": "inconnu", "etat-ars": "connu", "region": "connu"}
    # Unknown to its town hall, known of the State and the Région: invisibility has an addressee.
    assert first.verdict.circles["commune-ccas"].before == (0, 0)
    assert first.verdict.circles["region"].before == (1, 1)
    assert first.verdict.before == (0, .75) and first.verdict.coverage == .25


def test_what_would_take_apcis_off_the_list_is_its_town_hall(public: list[Assessment]) -> None:
    with in_language("en"):
        reasons = shipped().invisible(territory="Stains")[0].reasons
    # Not the département: its town hall would still not have known it.
    assert reasons[-1] == ("Would leave the list if an agreement older than the action were recorded with: "
                           "municipality and its social action centre.")


def test_actors_named_by_the_report_are_where_its_facts_put_them(everyone: list[Assessment]) -> None:
    found = {a.actor.rsplit("/", 1)[-1]: a.verdict.archetype for a in everyone}
    # New cooperations with the towns and the département came of the action; no source says more of before.
    assert found["brest-metropole-habitat"] == "revele-par-l-action"
    # The report says that the action made it better known, not of whom.
    assert found["linuxmaine"] == "donnees-insuffisantes"
    # One coordination of twelve was new; some of its members had worked together for 25 years.
    assert {found.get(slug) for slug in ("medecins-du-monde-nice", "alc", "samu-social-de-nice")} <= {
        "donnees-insuffisantes", None}
    # Financed by the CAF under an agreement, long engaged with the communes: known.
    assert "centre-social-de-bohain" not in found
    # Of those the fiche merely names among its partners, it says no part of their own.
    assert {found[slug] for slug in ("savoir-fer", "adn-dons-solidaires", "association-ditib-bohain",
                                     "association-mandela-le-mans")} == {"donnees-insuffisantes"}


def test_institutions_and_their_staff_are_never_in_the_list(everyone: list[Assessment]) -> None:
    known = actors(shipped().store)
    types = {str(row["a"].value): (str(row["t"].value), str(row["c"].value)) for row in shipped().query(
        "SELECT ?a ?t ?c WHERE { ?a odas:actorType ?t ; a ?c FILTER(?c != odas:Actor) }")}
    above = {(str(row["a"].value), str(row["p"].value)) for row in shipped().query(
        "SELECT ?a ?p WHERE { ?a odas:partOf+ ?p }")}
    for one in everyone:
        code, class_ = types[one.actor]
        assert code.rsplit("/", 1)[-1] not in vocab.INSTITUTIONS | {"elu"}, one.label
        assert class_ != vocab.CV.PublicOrganisation or code.endswith("/bailleur-social"), one.label
        houses = [known[p] for a, p in above if a == one.actor]
        assert one.kind == "person" or not any(h.institution for h in houses), one.label


# Names that no candidate bears. A CHU is also a “centre d'hébergement d'urgence”, as the one of the Salvation Army.
INSTITUTION_NAMES = re.compile(
    r"^(ars|ccas|cias|caf|cpam|msa|carsat|clic|ddcs\w*|dgcs|département|commune|communes|villes?|métropole|région|état|"
    r"ministère|préfecture|mairie|université|samu social de paris)\b|"
    r"\b(agence régionale de santé|conseil départemental|assistantes sociales du département|chu d.angers|chu de nice|"
    r"caisse d.allocations|direction départementale)\b", re.IGNORECASE)


def test_no_candidate_bears_the_name_of_an_institution(everyone: list[Assessment]) -> None:
    assert [a.label for a in everyone if INSTITUTION_NAMES.search(a.label)] == []


def test_persons_are_left_out_unless_asked_for(public: list[Assessment], everyone: list[Assessment]) -> None:
    assert {a.kind for a in public} == {"organisation", "collective"}
    persons = [a for a in everyone if a.kind == "person"]
    # The teacher; the councillor is of the council, which recognises.
    assert {a.actor for a in persons} == {iri("geraldine-loiseau")}
    assert [a.actor for a in everyone if a.kind != "person"] == [a.actor for a in public]


def test_every_actor_shown_has_reasons_and_proof_that_points_to_facts_about_it(everyone: list[Assessment]) -> None:
    about = {(str(row["f"].value), str(row["a"].value)) for row in shipped().query(
        "SELECT DISTINCT ?f ?a WHERE { ?f prov:agent|odas:partner|odas:party ?a }")}
    proofs = {(str(row["f"].value), str(row["s"].value), str(row["p"].value)) for row in shipped().query(
        "SELECT ?f ?s ?p WHERE { ?f odas:evidence ?e . ?e oa:hasSource ?s ; rdfs:label ?p }")}
    for one in everyone:
        assert one.reasons and one.evidence, one.label
        for proof in one.evidence:
            assert (proof.fact, proof.source, proof.place) in proofs
            assert (proof.fact, one.actor) in about, (one.label, proof.fact)
        shown = {p.fact for p in one.evidence}
        assert {fact for view in one.verdict.circles.values() for fact in view.facts} <= shown


def test_who_is_attested_was_unknown_by_a_stated_absence(everyone: list[Assessment]) -> None:
    stated = {str(row["a"].value) for row in shipped().query(
        "SELECT ?a WHERE { ?f odas:unawareParty ?who ; odas:party ?a FILTER(?a != ?who) }")}
    attested = {a.actor for a in everyone if a.verdict.archetype == "invisible-atteste"}
    assert attested and attested <= stated


def test_the_list_comes_before_those_of_whom_too_little_is_known(everyone: list[Assessment]) -> None:
    ranks = [a.verdict.rank for a in everyone]
    listed = [r for r in ranks if r is not None]
    assert listed == list(range(1, len(listed) + 1)) and ranks[len(listed):] == [None] * (len(ranks) - len(listed))
    assert {a.verdict.archetype for a in everyone if a.verdict.rank} <= set(LISTED)
    assert {a.verdict.archetype for a in everyone if not a.verdict.rank} == {"donnees-insuffisantes"}


def without(store: EmbeddedStore, stage: str) -> EmbeddedStore:
    """The store without the actions of that stage and what is said of them."""
    gone = {row["x"] for row in store.select(
        f"SELECT ?x WHERE {{ ?a odas:stage <{vocab.code('stade', stage)}> . "
        "{ BIND(?a AS ?x) } UNION { ?a prov:qualifiedAssociation ?x } UNION { ?x odas:withinAction ?a } }")}
    kept = EmbeddedStore()
    kept.add(q for q in store.quads() if q.subject not in gone and q.object not in gone)
    return kept


def test_the_initiatives_of_annex_2_move_no_figure() -> None:
    store = shipped().store
    assert isinstance(store, EmbeddedStore)
    thinner = without(store, "recueillie")
    assert len(thinner) < len(store)
    few, many = ({a.actor: a.verdict for a in assess(s, kinds=KINDS)} for s in (thinner, store))
    assert len(few) < len(many)
    assert {actor_: many[actor_] for actor_ in few} == few
    # Nor does one of them get a rank for having led an initiative of which only the title is known.
    assert all(many[actor_].rank is None for actor_ in many.keys() - few.keys())


def test_a_territory_shows_its_actors_with_the_figures_of_all(public: list[Assessment]) -> None:
    by_actor = {a.actor: a.verdict for a in public}
    landlord = iri("brest-metropole-habitat")
    for place, expected in (("93", APCIS), ("Stains", APCIS), ("93006", APCIS), ("R53", landlord)):
        shown = shipped().invisible(territory=place)
        assert expected in {a.actor for a in shown}
        assert all(by_actor[a.actor] == a.verdict for a in shown)
    assert {a.actor for a in shipped().invisible(territory="FR")} == set(by_actor)
    assert APCIS not in {a.actor for a in shipped().invisible(territory="29")}
    with pytest.raises(UnknownTerritoryError):
        shipped().invisible(territory="ZZ")


def test_other_circles_give_another_verdict() -> None:
    # Known of the State and the Région.
    found = {a.actor: a.verdict for a in shipped().invisible(circles=["etat-ars", "region"])}
    assert APCIS not in found or found[APCIS].archetype == "donnees-insuffisantes"
    # All six: unknown to its town hall all the same, though better known than others.
    found = {a.actor: a.verdict for a in shipped().invisible(circles=CIRCLES)}
    assert found[APCIS].archetype == "invisible-atteste" and found[APCIS].before == pytest.approx((1 / 3, 5 / 6))


@pytest.mark.parametrize("wrong", [{"circles": ["mairie"]}, {"kinds": ["people"]}, {"circles": ["x" * 10_000]}])
def test_a_circle_or_a_kind_there_is_not_is_refused(wrong: Any) -> None:
    with pytest.raises(UsageError) as fault:
        shipped().invisible(**wrong)
    assert len(str(fault.value)) < 400


def test_the_network_of_recognition_says_what_the_list_says(everyone: list[Assessment]) -> None:
    graph = shipped().network("recognition")
    for one in everyone:
        for circle, view in one.verdict.circles.items():
            edge = graph.edges[one.actor, vocab.code("cercle", circle)]
            assert (edge["before"], edge["after"], edge["status"]) == (view.before, view.after, view.status)


def test_the_order_of_the_facts_in_the_store_is_indifferent(everyone: list[Assessment]) -> None:
    other = EmbeddedStore()
    other.add(sorted(shipped().store.quads(), key=str, reverse=True))
    assert assess(other, kinds=KINDS) == everyone


# --- as JSON and as RDF --------------------------------------------------------------------------------------------

KEYS = {"actor", "label", "kind", "territory", "archetype", "contribution", "recognition_before", "recognition_after",
        "reasons", "evidence"}


def test_an_assessment_as_json(everyone: list[Assessment]) -> None:
    for one in everyone:
        data = one.to_dict()
        assert data.keys() >= KEYS
        assert json.loads(json.dumps(data, allow_nan=False)) == data
        assert data["kind"] in KINDS and data["archetype"] in vocab.CODES["archetype"]
        assert data["actor"].startswith(f"{vocab.ID}actor/") and isinstance(data["generic"], bool)
        assert all(isinstance(sentence, str) for sentence in data["reasons"])
        assert all(set(proof) == {"fact", "source", "place"} for proof in data["evidence"])
        assert len(data["proofs"]) == len(data["reasons"])
        assert [p for proofs in data["proofs"] for p in proofs if p not in data["evidence"]] == []
        assert data["signatures"][:1] == [data["archetype"]] and data["stability"] is None
        assert set(data["standings"]) == {"proximite", "passage", "irremplacabilite"}
        for name in ("recognition_before", "recognition_after"):
            low, high = data[f"{name}_interval"]
            assert 0 <= low <= data[name] <= high <= 1
        for name in ("contribution", "recognition_before_percentile", "coverage", "bridging"):
            assert data[name] is None or 0 <= data[name] <= 1
        assert set(data["circles"]) == set(CIRCLES)


def test_silence_rests_on_nothing_and_what_is_told_on_facts() -> None:
    with in_language("en"):
        found = assess(shipped().store)
    for one in found:
        for reason, proofs in zip(one.reasons, one.proofs, strict=True):
            # What the sources leave unsaid, and what follows from the rest, has no proof of its own.
            assert bool(proofs) != reason.startswith(("No source says", "Also fits", "Other profiles")), reason


def test_how_firm_the_verdicts_of_the_listed_are() -> None:
    store = shipped().store
    steps: list[tuple[int, int]] = []
    found = assess(store, perturbations=60, seed=3, progress=lambda done, of: steps.append((done, of)))
    assert steps[-1] == (60, 60)
    for one in found:
        held = one.to_dict()["stability"]
        assert (held is not None) == (one.rank is not None)
        if held is not None:
            assert 0 <= held["holds"] <= held["listed"] <= 1 and held["readings"] == 60
            assert set(held["by_family"]) == set(FAMILIES)
            assert held["rank_low"] is None or held["rank_low"] <= (held["rank_high"] or len(found))
    assert assess(store, perturbations=60, seed=3) == found
    assert assess(store, perturbations=60, seed=4) != found
    assert [replace(a, verdict=replace(a.verdict, stability=None)).to_dict() | {"reasons": (), "proofs": ()}
            for a in found] == [a.to_dict() | {"reasons": (), "proofs": ()} for a in assess(store)]


def test_an_actor_that_is_no_listed_one_can_be_explained() -> None:
    store = shipped().store
    found = figures(store)
    with in_language("en"):
        pillar = explain(store, found, iri("centre-social-de-bohain"), perturbations=12)
        assert pillar.assessment.archetype == "pilier-reconnu" and pillar.assessment.rank is None
        assert pillar.sentences[0].startswith("Not on the list: recognised pillar.")
        assert pillar.assessment.verdict.stability is not None and pillar.assessment.reasons
        unsure = explain(store, found, iri("linuxmaine"))
        assert unsure.sentences[0].startswith("Not on the list: not enough data.")
        town = next(q for q in unsure.questions if q.startswith("Municipality"))
        assert town.endswith("An agreement older than the action: recognised pillar; not known there: invisible, "
                             "attested.")
        council = next(q for q in unsure.questions if q.startswith("Département"))
        assert "is the tie older than the action? (ask Département de la Sarthe)" in council
        assert json.loads(json.dumps(unsure.to_dict()))["questions"] == list(unsure.questions)
        listed = explain(store, found, APCIS)
        assert re.match(r"On the list, rank \d+ of \d+: invisible, attested\.", listed.sentences[0])


@pytest.mark.parametrize(("slug", "said"), [
    ("commune-de-stains", "institution"), ("geraldine-loiseau", "another kind"), ("nobody-at-all", "no action")])
def test_who_is_no_candidate_is_told_why(slug: str, said: str) -> None:
    with in_language("en"), pytest.raises(UsageError, match=said):
        figures(shipped().store).place_of(iri(slug))


def test_both_languages_have_the_same_figures() -> None:
    by_language = assess_in_all_languages(shipped().store)
    assert list(by_language) == ["fr", "en"]
    french, english = by_language.values()
    assert [a.verdict for a in french] == [a.verdict for a in english]
    assert [len(a.reasons) for a in french] == [len(a.reasons) for a in english]
    assert [a.reasons for a in french] != [a.reasons for a in english]


# --- small worlds --------------------------------------------------------------------------------------------------

TOWN = [actor("mairie", "commune"), actor("ccas", "ccas"), actor("conseil", "departement", territoire="93"),
        actor("caf", "caf", territoire="93"), actor("epci", "epci", territoire="200054781")]
INSTITUTION_OF = {"commune-ccas": "mairie", "departement": "conseil", "protection-sociale": "caf",
                  "intercommunalite": "epci"}


def town(**fields: Any) -> EmbeddedStore:
    """Two associations meet inhabitants in one action; `une` does more of it."""
    other = takes_part("autre", "relais", contact=True)
    return world([*TOWN, actor("une"), actor("autre")], {
        "x": action(takes_part("une", "porteur", contact=True), participants=[other], **fields)})


def verdict_of(store: EmbeddedStore, slug: str = "une") -> str | None:
    return next((a.verdict.archetype for a in assess(store) if a.actor == iri(slug)), None)


@pytest.mark.parametrize(("facts", "expected"), [
    ({}, "donnees-insuffisantes"),
    ({"absences": [absence("mairie", "une", ignorant=["mairie"], moment="avant")]}, "invisible-atteste"),
    ({"absences": [absence("mairie", "une")]}, "invisible-probable"),
    ({"absences": [absence("mairie", "une", ignorant=["une"])]}, "donnees-insuffisantes"),
    ({"partenariats": [tie("une", "mairie", origine="ne-de-l-action")]}, "revele-par-l-action"),
    ({"partenariats": [tie("une", "mairie")]}, "donnees-insuffisantes"),
    ({"partenariats": [tie("une", "mairie", origine="envisage")]}, "donnees-insuffisantes"),
    ({"partenariats": [tie("une", "mairie", "autre", "caf", origine="ne-de-l-action")]}, "donnees-insuffisantes"),
    ({"partenariats": [tie("une", "mairie", origine="preexistant", formalisation="convention")]}, None),  # a pillar
    ({"financements": [{"financeur": "caf", "beneficiaire": "une", "origine": "preexistant", "preuve": "Lien"}]}, None),
])
def test_the_verdict_follows_the_facts(facts: dict[str, Any], expected: str | None) -> None:
    assert verdict_of(town(**facts)) == expected


def test_institutions_and_their_services_are_no_candidates_whatever_they_do() -> None:
    people = [*TOWN, actor("service", "service", fait_partie_de=["conseil"]),
              actor("agents", "professionnel", fait_partie_de=["service"]),
              actor("elue", "elu", fait_partie_de=["conseil"]),
              actor("hopital", "etablissement-sante", nature="organisme-public"), actor("fac", "universite"),
              actor("office", "bailleur-social", nature="organisme-public"), actor("asso")]
    store = world(people, {"x": action(*(takes_part(p["slug"], "porteur", contact=True) for p in people))})
    assert {a.actor for a in assess(store, kinds=KINDS)} == {iri("office"), iri("asso")}


def test_an_institution_elsewhere_changes_nothing() -> None:
    far = [actor("loin", "commune", territoire="29019")]
    store = world([*TOWN, *far, actor("une")], {"x": action(takes_part("une", "porteur", contact=True), partenariats=[
        tie("une", "loin", origine="preexistant", formalisation="convention")])})
    found = assess(store)[0]
    assert found.verdict.circles["commune-ccas"].status == "inconnu"
    assert not any("partnership" in p.fact for p in found.evidence)


FACTS = st.lists(st.tuples(
    st.sampled_from(["tie", "absence"]), st.sampled_from(sorted(INSTITUTION_OF.values())),
    st.sampled_from(["preexistant", "ne-de-l-action", None]), st.sampled_from(["convention", "aucune", None])),
    max_size=4)


@settings(max_examples=20)
@given(FACTS)
def test_what_takes_it_off_the_list_does(facts: list[tuple[str, str, str | None, str | None]]) -> None:
    ties, absences = [], []
    for kind, institution, origin, footing in facts:
        if kind == "absence":
            absences.append(absence(institution, "une", ignorant=[institution], moment="avant"))
        else:
            said = {"origine": origin, "formalisation": footing}
            ties.append(tie("une", institution, **{k: v for k, v in said.items() if v}))
    names = {row["c"].value.rsplit("/", 1)[-1]: row["l"].value for row in shipped().query(
        'SELECT ?c ?l { ?c skos:inScheme/dct:identifier "cercle" ; skos:prefLabel ?l FILTER(LANG(?l) = "en") }')}
    with in_language("en"):
        before = next((a for a in assess(town(partenariats=ties, absences=absences)) if a.actor == iri("une")), None)
        if before is None or not before.verdict.rank:
            return
        last = ("Would leave the list if an agreement", "One agreement")
        told = next(r for r in before.reasons if r.startswith(last))
        for circle in LOCAL_CIRCLES:
            if before.verdict.circles[circle].status == "connu":
                continue
            agreed = [*ties, tie("une", INSTITUTION_OF[circle], origine="preexistant", formalisation="convention")]
            after = {a.actor: a.verdict.rank for a in assess(town(partenariats=agreed, absences=absences))}
            leaves = after.get(iri("une")) is None
            assert leaves == (told.startswith("Would leave the list") and names[circle] in told)


def test_weights_of_ones_own_change_the_verdict() -> None:
    store = town(partenariats=[tie("une", "mairie", origine="ne-de-l-action")])
    mine = default_weights()
    mine = replace(mine, thresholds={**mine.thresholds, "revelation": 1.0})
    assert assess(store, weights=mine)[0].verdict.archetype == "invisible-probable"


@pytest.mark.parametrize(("count", "told"), [(8, 8), (9, 9), (10, 8)])
def test_of_many_actions_those_with_inhabitants_are_told_first(count: int, told: int) -> None:
    store = world([*TOWN, actor("une"), actor("autre")], {
        f"a{i:02}": action(takes_part("une", "porteur", contact=i >= count - 3), titre=f"Action {i:02}",
                           participants=[takes_part("autre", "relais", contact=False)],
                           absences=[absence("mairie", "une", ignorant=["mairie"])]) for i in range(count)})
    with in_language("en"):
        mine = next(a for a in assess(store) if a.actor == iri("une"))
        deeds = [r for r in mine.reasons if r.startswith("“Action")]
        assert len(deeds) == told and sum("; in direct contact" in r for r in deeds) == 3
        assert deeds == sorted(deeds)
        assert [r for r in mine.reasons if "more actions" in r] == (
            [f"Takes part in {count - told} more actions."] if count > told else [])
        whole = explain(store, figures(store), iri("une")).assessment.reasons
        assert len([r for r in whole if r.startswith("“Action")]) == count


def test_an_actor_with_a_hostile_name_is_assessed_like_any_other() -> None:
    name = "</script><script>alert(1)</script> \"{circle}\" =1+1 ../ 'x'"
    store = world([*TOWN, actor("une", nom=name), actor("autre")], {"x": action(
        takes_part("une", "porteur", contact=True), participants=[takes_part("autre", "relais", contact=True)],
        titre="{roles} {0} %s", absences=[absence("mairie", "une", ignorant=["mairie"])])})
    found = assess(store)[0]
    assert found.label == name and "{roles} {0} %s" in found.reasons[0]
    assert json.loads(json.dumps(found.to_dict()))["label"] == name


def test_an_empty_store_lists_nobody() -> None:
    assert assess(EmbeddedStore()) == []


def test_an_actor_nowhere_has_no_territory() -> None:
    store = world([actor("une", territoire=None)], {"x": action(takes_part("une", "porteur", contact=True))})
    # It is shown where it acts.
    found = assess(store)[0]
    assert (found.territory, found.territory_label) == ("93072", "Stains (93)")
    bare = EmbeddedStore()
    bare.add(Quad(q.subject, q.predicate, q.object, q.graph_name) for q in store.quads()
             if q.predicate.value != vocab.DCT.spatial)
    assert (assess(bare)[0].territory, assess(bare)[0].territory_label) == (None, None)
