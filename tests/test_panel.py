"""The columns of a panel, against the networks read fact by fact, on the shipped data and on worlds drawn at random."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad

from odas_graph import vocab
from odas_graph.network import (
    CIRCLES,
    Contact,
    Facts,
    actors,
    affiliation,
    contacts,
    panel,
    places,
    recognition,
    tie_edges,
    ties,
    within,
)
from odas_graph.panel import CONTRIBUTIONS, KINDS, MOMENTS, NEEDS, ORIGINS, ROLES, SILENT, SPHERES, YES, Panel
from odas_graph.store import EmbeddedStore, GraphStore, RemoteStore
from odas_graph.vocab import CODE, CV, DCT, FOAF, ODAS, ORG, PROV, RDF, SKOS
from tests import plain_network as plain
from tests.analysis import absence, action, actor, iri, ontology, shipped, takes_part, tie, world
from tests.test_remote_store import running_server

G1, G2 = NamedNode(f"{vocab.GRAPH}un"), NamedNode(f"{vocab.GRAPH}deux")


def equal(one: Any, other: Any) -> bool:
    """Are the two the same, array by array?"""
    if is_dataclass(one):
        return all(equal(getattr(one, f.name), getattr(other, f.name)) for f in fields(one))
    if isinstance(one, np.ndarray):
        return one.dtype == other.dtype and np.array_equal(one, other)
    return bool(one == other)


def told(value: int, words: tuple[str, ...]) -> str | None:
    return None if value == SILENT else words[value]


def said(value: int) -> bool | None:
    return None if value == SILENT else value == YES


def facts_of(found: Panel) -> list[Contact]:
    """The contacts of a panel, in words."""
    known, tied = found.contacts, found.ties
    return [Contact(
        found.actors.iris[known.actor[i]], found.actors.iris[known.institution[i]], CIRCLES[known.circle[i]],
        tied.iris[known.tie[i]], bool(tied.absent[known.tie[i]]), formal=said(tied.formal[known.tie[i]]),
        origin=told(tied.origin[known.tie[i]], ORIGINS),
        partners=2 if tied.absent[known.tie[i]] else int(known.partners[i]),
        moment=told(known.moment[i], MOMENTS), unaware=bool(known.unaware[i])) for i in range(len(known))]


def assert_same(store: GraphStore) -> None:
    """All that `network` makes of the store is what reading it fact by fact gives."""
    read = Facts(store)
    known, found = plain.actors(store), panel(read)
    assert list(actors(read).items()) == list(known.items())
    people = found.actors
    assert people.iris == tuple(sorted(known))
    for i, node in enumerate(known.values()):
        assert (KINDS[people.kind[i]], told(people.sphere[i], SPHERES), told(people.circle[i], CIRCLES),
                bool(people.institution[i]), people.iris[people.house[i]]) == (
                    node.kind, node.sphere, node.circle, node.institution, node.house)

    two_mode = plain.affiliation(store)
    assert alike(affiliation(read), two_mode)
    assert tuple(i for i, side in two_mode.nodes(data="bipartite") if side) == found.actions.iris
    parts = found.participations
    brought = pairs(parts.brought_row, parts.brought)
    edges = {(people.iris[parts.actor[i]], found.actions.iris[parts.action[i]]): (
        said(parts.contact[i]), {ROLES[role] for role in parts.role_sets[parts.roles[i]]},
        {CONTRIBUTIONS[code] for row, code in brought if row == i}) for i in range(len(parts))}
    # Roles from other schemes have no column.
    assert edges == {
        (one, other): (edge["contact"], {*edge["roles"]} & {*ROLES}, {*edge["contributions"]} & {*CONTRIBUTIONS})
        for one, other, edge in two_mode.edges(data=True)}
    assert list(zip(parts.actor, parts.action, strict=True)) == sorted(zip(parts.actor, parts.action, strict=True))

    where = plain.places(two_mode)
    assert places(affiliation(read)) == where
    assert {(people.iris[a], found.territories[t]) for a, t in pairs(people.place_actor, people.place_territory)} == {
        (name, place) for name, own in where.items() for place in own}
    assert {(found.actions.iris[a], found.territories[t]) for a, t in pairs(
        found.actions.site_action, found.actions.site_territory)} == {
            (name, place) for name, data in two_mode.nodes(data=True) if data["bipartite"]
            for place in data["territories"]}
    assert within(read) == plain.within(store)
    assert {(found.territories[a], found.territories[b]) for a, b in pairs(found.held, found.holder)} == {
        (held, holder) for held, holders in plain.within(store).items() for holder in holders}

    one_mode = plain.ties(store)
    assert alike(ties(read), one_mode)
    sources, targets, weights = tie_edges(found)
    assert [(people.iris[a], people.iris[b], w) for a, b, w in zip(sources, targets, weights, strict=True)] == sorted(
        (*sorted((a, b)), data["weight"]) for a, b, data in one_mode.edges(data=True))
    assert_ties_are_listed(found, store)

    expected = plain.contacts(store)
    assert contacts(read) == expected
    assert sorted(facts_of(found), key=repr) == sorted(expected, key=repr)
    columns = found.contacts
    order = list(zip(columns.actor, columns.circle, found.ties.absent[columns.tie], columns.tie, columns.institution,
                     strict=True))
    assert order == sorted(order)
    assert alike(recognition(read), plain.recognition(store))


def assert_ties_are_listed(found: Panel, store: GraphStore) -> None:
    held = {**plain._ties(store), **plain._absences(store)}
    assert found.ties.iris == (*sorted(plain._ties(store)), *sorted(plain._absences(store)))
    members = pairs(found.ties.member_tie, found.ties.member)
    numbers = {name: i for i, name in enumerate(found.actions.iris)}
    for i, name in enumerate(found.ties.iris):
        tied = held[name]
        assert {found.actors.iris[m] for t, m in members if t == i} == (
            (tied.get("partners") or tied["parties"]) & {*found.actors.iris})
        if not found.ties.absent[i]:
            assert said(found.ties.formal[i]) == tied["formal"]
            assert told(found.ties.origin[i], ORIGINS) == tied["origin"]
            assert found.ties.action[i] == numbers.get(tied["action"], SILENT)


def alike(one: Any, other: Any) -> bool:
    return (type(one) is type(other) and one.name == other.name
            and list(one.nodes(data=True)) == list(other.nodes(data=True))
            and list(one.edges(data=True)) == list(other.edges(data=True)))


def pairs(one: Any, other: Any) -> set[tuple[int, int]]:
    """The pairs, which are sorted and each there once."""
    found = list(zip(one.tolist(), other.tolist(), strict=True))
    assert found == sorted(set(found))
    return set(found)


# --- the shipped data ----------------------------------------------------------------------------------------------


def test_the_shipped_data_read_fact_by_fact() -> None:
    assert_same(shipped().store)


def test_the_shipped_data_counted() -> None:
    found, figures = panel(shipped().store), shipped().figures()
    assert len(found.actors) == figures["actors"]
    assert len(found.actions) == figures["actions"]  # those that a fiche details count once
    assert int((~found.ties.absent).sum()) == figures["ties"]
    assert int(found.ties.absent.sum()) == figures["absences"]
    assert repr(found).startswith(f"Panel({figures['actors']} actors, ")
    # Every need, as stated: 45 are, in the data as it is.
    stated = list(shipped().query("SELECT DISTINCT ?a ?n { ?a a odas:Action ; odas:addresses ?n }"))
    assert len(found.actions.need) == len(stated)
    assert {(found.actions.iris[a], vocab.code("problematique", NEEDS[n])) for a, n in pairs(
        found.actions.need_action, found.actions.need)} == {(row.a.value, row.n.value) for row in stated}


def test_a_panel_of_what_others_read() -> None:
    known = Facts(shipped().store)
    assert alike(affiliation(known), affiliation(shipped().store))
    assert equal(panel(known), panel(shipped().store))


def test_the_order_of_the_store_does_not_matter() -> None:
    other = EmbeddedStore()
    other.add(sorted(shipped().store.quads(), key=str, reverse=True))
    assert equal(panel(other), panel(shipped().store))


@pytest.fixture(scope="module", params=["union", "apart"])
def server(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[RemoteStore]:
    folder: Path = tmp_path_factory.mktemp("server")
    with running_server(folder, union=request.param == "union") as address:
        yield RemoteStore(f"{address}/query", graph_store_url=f"{address}/store")


def test_a_server_gives_the_same_panel(server: RemoteStore) -> None:
    server.add(shipped().store.quads())
    assert equal(panel(server), panel(shipped().store))


# --- small worlds worked out by hand -------------------------------------------------------------------------------


def test_an_empty_store_has_an_empty_panel() -> None:
    found = panel(EmbeddedStore())
    assert (len(found.actors), len(found.actions), len(found.participations), len(found.ties), len(found.contacts),
            found.territories) == (0, 0, 0, 0, 0, ())
    assert [len(column) for column in tie_edges(found)] == [0, 0, 0]


def test_the_columns_of_one_action() -> None:
    found = panel(world(
        [actor("asso"), actor("mairie", "commune"), actor("loin", territoire="29019"), actor("etat", "etat",
                                                                                            territoire="FR")],
        {"x": action(takes_part("asso", "porteur", contact=True), problematiques=[NEEDS[2]], participants=[
            {**takes_part("mairie", "financeur", "relais"), "contributions": ["locaux"]}], partenariats=[
                tie("asso", "mairie", "etat", formalisation=["convention"], origine="ne-de-l-action")],
            absences=[absence("asso", "mairie", ignorant=["mairie"], moment="avant")])}))
    asso, etat, loin, mairie = 0, 1, 2, 3
    assert found.actors.iris == (iri("asso"), iri("etat"), iri("loin"), iri("mairie"))
    assert found.actors.institution.tolist() == [False, True, False, True]
    # In ties, in no action; and in neither.
    assert {etat, loin}.isdisjoint(found.participations.actor.tolist())
    parts = found.participations
    assert parts.actor.tolist() == [asso, mairie] and parts.contact.tolist() == [YES, SILENT]
    assert [[ROLES[r] for r in parts.role_sets[s]] for s in parts.roles] == [
        ["porteur"], sorted(["financeur", "relais"], key=ROLES.index)]
    assert (parts.brought_row.tolist(), parts.brought.tolist()) == ([1], [CONTRIBUTIONS.index("locaux")])
    assert found.actions.need.tolist() == [2]
    assert found.ties.absent.tolist() == [False, True] and found.ties.formal.tolist() == [YES, SILENT]
    assert found.ties.action.tolist() == [0, 0] and told(found.ties.origin[0], ORIGINS) == "ne-de-l-action"
    assert found.ties.member_tie.tolist() == [0, 0, 0, 1, 1]
    assert found.ties.member.tolist() == [asso, etat, mairie, asso, mairie]
    sources, targets, weights = tie_edges(found)
    assert (sources.tolist(), targets.tolist(), weights.tolist()) == (
        [asso, asso, etat], [etat, mairie, mairie], [.5, .5, .5])
    known = [(CIRCLES[c], i, t, p, m, u) for a, c, i, t, p, m, u in zip(
        *(getattr(found.contacts, f.name).tolist() for f in fields(found.contacts)), strict=True) if a == asso]
    assert known == [("commune-ccas", mairie, 0, 3, SILENT, False),
                     ("commune-ccas", mairie, 1, 2, MOMENTS.index("avant"), True),
                     ("etat-ars", etat, 0, 3, SILENT, False)]


def test_an_actor_is_where_its_actions_are() -> None:
    here, there = actor("ici", "commune"), actor("ailleurs", "commune", territoire="29019")
    found = panel(world([actor("asso", territoire=None), here, there], {"x": action(
        takes_part("asso", "porteur"), partenariats=[tie("asso", "ici"), tie("asso", "ailleurs")])}))
    assert [(found.actors.iris[a], found.actors.iris[i]) for a, i in zip(
        found.contacts.actor, found.contacts.institution, strict=True)] == [(iri("asso"), iri("ici"))]


def test_staff_belong_to_the_house() -> None:
    found = panel(world([
        actor("bailleur", "bailleur-social"), actor("agence", "service", fait_partie_de=["bailleur"]),
        actor("gardiens", "professionnel", fait_partie_de=["agence"]), actor("asso")], {}))
    number = {name: i for i, name in enumerate(found.actors.iris)}
    assert [found.actors.house[number[iri(s)]] == number[iri("bailleur")]
            for s in ("bailleur", "agence", "gardiens", "asso")] == [True, True, True, False]
    assert {SPHERES[found.actors.sphere[number[iri(s)]]] for s in ("bailleur", "agence", "gardiens")} == {"logement"}


@pytest.mark.parametrize("name", [
    "http://x.org/a,b", "http://x.org/l'été_:x", "http://x.org/=cmd()", "http://x.org/%3C/script%3E", "urn:x:é‮a"])
@pytest.mark.parametrize("label", ["</script>", "=cmd|' /C calc'!A0", "‮ a\tb\nc\r\"d\"\\n", "\x01\x1c\u2028", ""])
def test_hostile_names_are_names(name: str, label: str) -> None:
    store = world([actor("asso")], {"x": action(takes_part("asso", "porteur"))})
    store.add([q for who in (name, name + "2") for q in an_actor(who, label)])
    store.add(a_part("http://x.org/p,1", name, iri("x", "action"), ["relais"]))
    store.add(a_tie("http://x.org/t,1", [name, name + "2", iri("asso")]))
    assert actors(store)[name].label == label
    assert affiliation(store).has_edge(name, iri("x", "action")) and ties(store).has_edge(name, name + "2")
    assert_same(store)


# --- worlds drawn at random: said twice, said by nobody, in loops --------------------------------------------------


def code(scheme: str, slug: str) -> str:
    return f"{CODE}{scheme}/{slug}"


def say(subject: str, predicate: str, value: str | bool | Literal) -> Quad:
    term = Literal(value) if isinstance(value, bool) else NamedNode(value) if isinstance(value, str) else value
    return Quad(NamedNode(subject), NamedNode(predicate), term, G1)


def an_actor(name: str, label: str = "Nom", type_: str = "association",
             class_: str = ORG.FormalOrganization) -> list[Quad]:
    return [say(name, RDF.type, ODAS.Actor), say(name, RDF.type, class_),
            say(name, SKOS.prefLabel, Literal(label, language="fr")),
            say(name, ODAS.actorType, code("type-acteur", type_))]


def a_part(name: str, agent: str, act: str, roles: list[str]) -> list[Quad]:
    return [say(act, PROV.qualifiedAssociation, name), say(name, PROV.agent, agent),
            *(say(name, PROV.hadRole, code("role", role)) for role in roles)]


def a_tie(name: str, partners: list[str]) -> list[Quad]:
    return [say(name, RDF.type, ODAS.Partnership), *(say(name, ODAS.partner, partner) for partner in partners)]


@cache
def types() -> tuple[Quad, ...]:
    wanted = {ODAS.sphere, ODAS.circle, ODAS.institution}
    return tuple(quad for quad in ontology() if quad.predicate.value in wanted)


WHO = [iri(slug) for slug in "abcdef"]
WHAT = [iri(slug, "action") for slug in "uvw"]
WHERE = [iri(slug, "territory") for slug in ("commune-1", "commune-2", "departement-1", "departement-2", "pays")]
NOBODY = iri("nobody")
TYPES = ["association", "bailleur-social", "commune", "ccas", "departement", "caf", "etat", "etablissement-scolaire",
         "service", "service", "professionnel", "elu", "habitants", "enseignant", "no-such-type"]
CLASSES = [ORG.FormalOrganization, CV.PublicOrganisation, ORG.OrganizationalUnit, FOAF.Group, FOAF.Person, ODAS.Actor]
ROLE = st.sampled_from(["porteur", "relais", "expert", "no-such-role"])


def some(values: list[str], most: int = 2, least: int = 0) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(values), min_size=least, max_size=most, unique=True)


@st.composite
def described(draw: st.DrawFn, name: str) -> list[Quad]:
    """An actor with one type or two, what it is part of, where it is."""
    quads = [say(name, RDF.type, ODAS.Actor)]
    quads += [say(name, RDF.type, class_) for class_ in draw(some(CLASSES, least=1))]
    quads += [say(name, ODAS.actorType, code("type-acteur", t)) for t in draw(some(TYPES, least=1))]
    labels = st.builds(Literal, st.sampled_from(["Nom", "Name", 'é\n"x"\t']), language=st.sampled_from(["fr", "en"]))
    quads += [say(name, SKOS.prefLabel, label) for label in draw(st.lists(labels, min_size=1, max_size=2))]
    quads += [say(name, ODAS.generic, value) for value in draw(st.lists(st.booleans(), max_size=2))]
    quads += [say(name, ODAS.partOf, parent) for parent in draw(some([*WHO, NOBODY]))]
    quads += [say(name, ODAS.basedIn, place) for place in draw(some(WHERE, 1))]
    return quads + [say(name, ODAS.operatesIn, place) for place in draw(some(WHERE))]


@st.composite
def done(draw: st.DrawFn, name: str) -> list[Quad]:
    quads = [say(name, RDF.type, ODAS.Action), say(name, SKOS.prefLabel, Literal("Act", language="en"))]
    if draw(st.integers(0, 5)):
        quads.append(say(name, SKOS.prefLabel, Literal("Une action", language="fr")))
    quads += [say(name, ODAS.stage, code("stade", "expertisee"))] * draw(st.integers(0, 1))
    quads += [say(name, ODAS.addresses, code("problematique", need)) for need in draw(some([*NEEDS[:3], "no-such"]))]
    return quads + [say(name, DCT.spatial, place) for place in draw(some(WHERE))]


@st.composite
def entered(draw: st.DrawFn, name: str) -> list[Quad]:
    """A participation, at times of two actors, in two actions, without role, of nobody."""
    quads = [say(act, PROV.qualifiedAssociation, name) for act in draw(some(WHAT, least=1))]
    quads += [say(name, PROV.agent, who) for who in draw(some([*WHO, *WHO, NOBODY], least=1))]
    quads += [say(name, PROV.hadRole, code("role", role)) for role in draw(st.sets(ROLE, max_size=3))]
    quads += [say(name, ODAS.contribution, code("contribution", brought))
              for brought in draw(some([*CONTRIBUTIONS[:3], "no-such"]))]
    return quads + [say(name, ODAS.directContact, met) for met in draw(st.lists(st.booleans(), max_size=2))]


@st.composite
def tied(draw: st.DrawFn, name: str) -> list[Quad]:
    quads = a_tie(name, draw(some([*WHO, NOBODY], 4, draw(st.sampled_from([0, 2, 2, 3])))))
    quads += [say(name, ODAS.formalisation, code("formalisation", f)) for f in draw(some(["convention", "accord-oral",
                                                                                         "aucune"]))]
    quads += [say(name, ODAS.origin, code("origine", origin)) for origin in draw(some(list(ORIGINS), 1))]
    quads += [say(name, ODAS.withinAction, act) for act in draw(some([*WHAT, iri("nothing", "action")], 1))]
    return quads + [say(name, ODAS.funder, who) for who in draw(some(WHO, 1))]


@st.composite
def apart(draw: st.DrawFn, name: str) -> list[Quad]:
    # A tension has parties too, and is no absence.
    quads = [say(name, RDF.type, draw(st.sampled_from([ODAS.AbsentTie, ODAS.AbsentTie, ODAS.Tension])))]
    quads += [say(name, ODAS.party, who) for who in draw(some([*WHO, NOBODY], 3, 2))]
    quads += [say(name, ODAS.unawareParty, who) for who in draw(some([*WHO, NOBODY]))]
    return quads + [say(name, ODAS.moment, code("moment", moment)) for moment in draw(some(list(MOMENTS), 1))]


@st.composite
def worlds(draw: st.DrawFn) -> list[Quad]:
    quads = [*types(), *(say(WHERE[held], ODAS.within, WHERE[holder])
                         for held, holder in ((0, 2), (1, 3), (0, 4), (1, 4), (2, 4), (3, 4)))]
    for names, least, how in (
            (WHO, 3, described), (WHAT, 0, done), ([iri(str(i), "participation") for i in range(5)], 0, entered),
            ([iri(str(i), "partnership") for i in range(5)], 2, tied),
            ([iri(str(i), "absent-tie") for i in range(3)], 0, apart)):
        for name in names[:draw(st.integers(least, len(names)))]:
            quads += draw(how(name))
    # What two graphs say is one fact.
    again = draw(st.sets(st.integers(0, len(quads) - 1), max_size=5))
    return quads + [Quad(quads[i].subject, quads[i].predicate, quads[i].object, G2) for i in sorted(again)]


@settings(max_examples=150)
@given(worlds())
def test_any_world_read_fact_by_fact(quads: list[Quad]) -> None:
    store = EmbeddedStore()
    store.add(quads)
    assert_same(store)
    other = EmbeddedStore()
    other.add(reversed(quads))
    assert equal(panel(other), panel(store))
