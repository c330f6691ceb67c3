"""Missing ties and the matrix of circles: on small worlds worked out by hand, and on the shipped data."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from pyoxigraph import Quad

from odas_graph import vocab
from odas_graph.errors import UsageError
from odas_graph.exporters.visibility import (
    MATRIX_COLUMNS,
    TIE_COLUMNS,
    matrix_to_csv,
    matrix_to_json,
    missing_ties_to_csv,
    missing_ties_to_json,
)
from odas_graph.i18n import in_language
from odas_graph.network import CIRCLES
from odas_graph.store import EmbeddedStore
from odas_graph.visibility import MissingTies, assess, circle_matrix, missing_ties
from odas_graph.visibility.matrix import CODES
from tests.analysis import absence, action, actor, iri, shipped, takes_part, tie, world
from tests.test_exporters import read_csv

STAINS = f"{vocab.ID}territory/commune-93072"
INSTITUTIONS = [actor("mairie", "commune"), actor("conseil", "departement", territoire="93"),
                actor("caf", "caf", territoire="93"), actor("loin", "commune", territoire="29019")]


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with in_language("en"):
        yield


def town(*others: Any, more: Any = (), **fields: Any) -> EmbeddedStore:
    """`une` leads an action with inhabitants; a source states that its town hall did not know it while it went on."""
    ignored = absence("mairie", "une", ignorant=["mairie"], moment="pendant")
    first = {"problematiques": ["lien-social"], "publics": ["familles"], "absences": [ignored], **fields}
    return world([*INSTITUTIONS, actor("une"), actor("autre"), *more], {
        "x": action(takes_part("une", "porteur", contact=True),
                    participants=[takes_part("autre", "relais", contact=True), *others], titre="Repas", **first)})


def told(found: MissingTies) -> dict[str, str]:
    """The sentences of each tie, by institution."""
    return {t.institution.slug: " ".join(t.sentences) for t in found.ties}


# --- missing ties --------------------------------------------------------------------------------------------------


def test_one_institution_a_circle_and_what_it_would_change() -> None:
    found = missing_ties(town(takes_part("caf", "financeur"), partenariats=[tie("autre", "conseil")]))
    assert {(t.actor.slug, t.circle, t.institution.slug) for t in found.ties} == {
        ("une", "commune-ccas", "mairie"), ("une", "departement", "conseil"), ("une", "protection-sociale", "caf")}
    # The town hall comes first: with it, the actor leaves the list.
    first = found.ties[0]
    assert (first.institution.slug, first.leaves, first.rank) == ("mairie", True, 1)
    assert [t.leaves for t in found.ties[1:]] == [False, False]
    assert first.before == (0, .75) and first.known == (.25, 1)
    assert first.matters == (("social ties and isolation", "families"),) and first.actions == ("Repas",)
    text = told(found)
    assert ("New to Mairie, whose actions and ties do not reach it today: social ties and isolation (families). "
            "With a written agreement, recognition by the circles that count: 0% to 75% → 25% to 100%; it would leave "
            "the list.") in text["mairie"]
    assert "No chain of actions or ties links the two in the data." in text["mairie"]
    # The CAF pays for the action, the council knows who takes part in it: nothing new to them.
    assert "New to" not in text["caf"] + text["conseil"]
    assert "Both take part in “Repas”, but no source states a tie between them." in text["caf"]
    assert "Autre could introduce them: it shares “Repas” with Une and a stated tie with Conseil." in text["conseil"]
    assert "that alone would not take it off the list" in text["caf"]
    assert [(g.circle, g.territory, [a.slug for a in g.actors]) for g in found.gaps] == [
        ("intercommunalite", "93072", ["une"])]


def test_a_go_between_with_ties_to_both() -> None:
    found = missing_ties(town(partenariats=[tie("une", "autre"), tie("autre", "caf")]))
    assert "Autre could introduce them: it has stated ties with both." in told(found)["caf"]
    # That would link the pieces of the network of ties: une and autre and caf are one already.
    assert {t.institution.slug: t.joined for t in found.ties} == {"mairie": 0, "conseil": 0, "caf": 0}
    apart = missing_ties(town(partenariats=[tie("une", "autre"), tie("caf", "conseil")]))
    assert {t.institution.slug: t.joined for t in apart.ties} == {"mairie": 0, "conseil": 4, "caf": 4}
    before, after = next(t.fragmentation for t in apart.ties if t.joined)
    assert before == pytest.approx(1 - 4 / 12) and after == pytest.approx(0)


def test_natural_persons_and_groups_without_a_name_introduce_nobody() -> None:
    middle = {"person": [actor("elsa", "elu")], "group": [actor("gens", "habitants", generique=True)],
              "body": [actor("club")]}
    for sort, (who,) in middle.items():
        slug = who["slug"]
        store = town(more=[who], partenariats=[tie("une", slug), tie(slug, "caf")])
        assert ("could introduce" in told(missing_ties(store))["caf"]) == (sort == "body")
    store = town(more=middle["person"], partenariats=[tie("une", "elsa"), tie("elsa", "caf")])
    assert "Elsa" not in missing_ties_to_json(missing_ties(store, unranked=True))
    kinds = ("organisation", "collective", "person")
    assert "Elsa could introduce them" in told(missing_ties(store, kinds=kinds))["caf"]


def test_an_institution_that_stands_for_several_says_so_and_one_for_all_of_the_country_is_none() -> None:
    several = [actor("ccas-du-secteur", "ccas", generique=True, territoire="93"),
               actor("les-caf", "caf", generique=True, territoire="FR")]
    store = world([actor("une"), actor("autre"), *several], {
        "x": action(takes_part("une", "porteur", contact=True),
                    participants=[takes_part("autre", "relais", contact=True)])})
    found = missing_ties(store, unranked=True)
    assert {t.institution.slug for t in found.ties} == {"ccas-du-secteur"}
    assert all("stands for several institutions" in " ".join(t.sentences) for t in found.ties)
    assert "protection-sociale" in {g.circle for g in found.gaps}


def test_the_tie_it_proposes_takes_the_actor_off_the_list_if_it_says_so() -> None:
    for proposed in missing_ties(town()).ties:
        known = town(partenariats=[tie("une", proposed.institution.slug, origine="preexistant",
                                       formalisation="convention")])
        after = {a.actor: a.rank for a in assess(known)}
        assert (after.get(iri("une")) is None) == proposed.leaves
        assert proposed.institution.slug not in told(missing_ties(known, actor=iri("une")))


def test_who_may_be_asked_for() -> None:
    store = town()
    assert missing_ties(store, territory=f"{vocab.ID}territory/commune-29019").ties == ()
    assert missing_ties(store, territory=STAINS) == missing_ties(store)
    assert {t.actor.slug for t in missing_ties(store, unranked=True).ties} >= {"une"}
    assert {t.actor.slug for t in missing_ties(store, actor=iri("autre")).ties} == {"autre"}
    assert all(t.leaves is None and t.rank is None for t in missing_ties(store, actor=iri("autre")).ties)
    assert len(missing_ties(store, top=1).ties) == 1
    assert [t.circle for t in missing_ties(store, circles=["departement"]).ties] in ([], ["departement"])
    with pytest.raises(UsageError, match="institution"):
        missing_ties(store, actor=iri("mairie"))
    with pytest.raises(UsageError, match="town"):
        missing_ties(store, circles=["town"])
    assert missing_ties(EmbeddedStore()) == MissingTies((), ())


def test_an_actor_nowhere_has_no_institution() -> None:
    bare = EmbeddedStore()
    bare.add(Quad(q.subject, q.predicate, q.object, q.graph_name) for q in town().quads()
             if q.predicate.value not in (vocab.DCT.spatial, vocab.ODAS.basedIn))
    found = missing_ties(bare, actor=iri("une"))
    assert found.ties == () and {(g.circle, g.territory) for g in found.gaps} >= {("commune-ccas", None)}


def test_nobody_is_said_to_have_refused_anything() -> None:
    found = missing_ties(town(), unranked=True)
    assert found.ties and found.gaps
    for one in found.ties:
        text = " ".join(one.sentences).casefold()
        assert not any(word in text for word in ("refus", "unwilling", "uncooperative", "ignore", "fail"))
    assert missing_ties(town(), unranked=True) == found
    listed = {a.actor for a in shipped().invisible() if a.rank}
    assert {t.actor.iri for t in missing_ties(shipped().store).ties} <= listed


def test_missing_ties_as_json_and_csv() -> None:
    name = "</script>=1+1 {circle}"
    store = town(more=[actor("folle", nom=name)], partenariats=[tie("une", "folle"), tie("folle", "caf")])
    found = missing_ties(store)
    data = json.loads(missing_ties_to_json(found))
    assert [t["institution"] for t in data["ties"]] == [t.institution.iri for t in found.ties]
    assert any(name in sentence for t in data["ties"] for sentence in t["sentences"])
    rows = read_csv(missing_ties_to_csv(found))
    assert rows[0] == list(TIE_COLUMNS) and all(len(row) == len(TIE_COLUMNS) for row in rows)
    assert [row[TIE_COLUMNS.index("a_completer")] for row in rows[1:]] == ["non"] * 3 + ["oui"]
    assert [row[TIE_COLUMNS.index("ordre")] for row in rows[1:]] == ["1", "2", "3", ""]
    assert read_csv(missing_ties_to_csv(MissingTies((), ()))) == [list(TIE_COLUMNS)]


# --- the matrix ----------------------------------------------------------------------------------------------------


def test_every_status_of_a_cell() -> None:
    store = town(more=[actor("epci", "epci", territoire="200054781")], partenariats=[
        tie("une", "conseil", origine="preexistant", formalisation="convention"),
        tie("une", "caf", origine="preexistant", formalisation="accord-oral"), tie("autre", "mairie"),
        tie("autre", "conseil", origine="preexistant"), tie("autre", "caf", origine="ne-de-l-action")],
        absences=[absence("mairie", "une", ignorant=["mairie"]), absence("epci", "autre", moment="avant")])
    found = circle_matrix(store)
    cells = {(row.name.slug, circle): cell.code for row in found.rows for circle, cell in row.cells.items()
             if cell.code != "inconnu"}
    assert cells == {
        ("une", "commune-ccas"): "absence-attestee", ("une", "departement"): "connu-formel",
        ("une", "protection-sociale"): "connu-sans-ecrit", ("autre", "commune-ccas"): "lien-date-inconnue",
        ("autre", "departement"): "connu-base-inconnue", ("autre", "protection-sociale"): "lien-nouveau",
        ("autre", "intercommunalite"): "sans-lien"}
    assert set(cells.values()) | {"inconnu"} == set(CODES)
    assert found.unknown == {"commune-ccas": .5, "intercommunalite": .5, "departement": 0, "protection-sociale": 0,
                             "etat-ars": 1, "region": 1}
    assert found.without_institution == ("etat-ars", "region")
    une = next(row for row in found.rows if row.name.slug == "une")
    assert [i.slug for i in une.cells["departement"].institutions] == ["conseil"]
    assert [p.place for p in une.cells["departement"].proofs] == ["Un texte, Lien une conseil"]
    assert not une.cells["region"].institutions and not une.cells["region"].competent
    assert [row.rank is None for row in found.rows] == sorted(row.rank is None for row in found.rows)


def test_the_matrix_of_a_territory_counts_all_its_actors_whatever_is_shown() -> None:
    whole, first = circle_matrix(shipped().store), circle_matrix(shipped().store, top=2)
    assert (first.unknown, first.size, first.without_institution) == (
        whole.unknown, whole.size, whole.without_institution)
    assert first.rows == whole.rows[:2] and len(whole.rows) == whole.size
    here = circle_matrix(shipped().store, territory=STAINS)
    assert 0 < here.size < whole.size and here.without_institution == ("intercommunalite", "protection-sociale")
    assert not any(row.kind == "person" for row in whole.rows)
    empty = circle_matrix(EmbeddedStore())
    assert empty.rows == () and set(empty.unknown.values()) == {None}


def test_the_matrix_as_json_and_csv() -> None:
    found = circle_matrix(shipped().store)
    data = json.loads(matrix_to_json(found))
    assert data["circles"] == list(CIRCLES) and len(data["rows"]) == found.size
    for row in data["rows"]:
        for cell in row["cells"].values():
            assert cell["status"] in CODES
            assert bool(cell["proofs"]) == (cell["status"] != "inconnu") or cell["status"] == "inconnu"
            assert not cell["institutions"] or cell["proofs"]
    rows = read_csv(matrix_to_csv(found))
    assert rows[0][:len(MATRIX_COLUMNS)] == list(MATRIX_COLUMNS) and rows[0][-1] == "preuves"
    assert len(rows) == found.size + 1 and {len(row) for row in rows} == {len(MATRIX_COLUMNS) + 13}
