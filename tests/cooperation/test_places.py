"""The table of places: who is in it, in which order, what is said of void values, and what is asked for wrongly."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from odas_graph.cooperation.names import place_iri
from odas_graph.cooperation.places import DEFAULTS, Places, chosen, places
from odas_graph.cooperation.wording import number
from odas_graph.errors import UsageError
from odas_graph.i18n import in_language
from odas_graph.network import panel
from odas_graph.store import EmbeddedStore
from tests.analysis import action, actor, iri, shipped, takes_part, tie, world


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with in_language("en"):
        yield


@pytest.fixture(scope="module")
def village() -> EmbeddedStore:
    """Ada joins two actions; the élue is a person; Fay is tied to Ada alone; Gil has neither action nor tie."""
    return world(
        [actor("ada"), actor("bea"), actor("cyr", "ccas"), actor("dan"), actor("elue", "elu", nom="Mme Untel"),
         actor("fay"), actor("gil")],
        {"une": action(takes_part("ada", "porteur"), participants=[takes_part("bea", "partenaire"),
                                                                   takes_part("elue", "partenaire")],
                       partenariats=[tie("ada", "bea"), tie("ada", "elue"), tie("ada", "fay")]),
         "deux": action(takes_part("ada", "porteur"), participants=[takes_part("cyr", "partenaire"),
                                                                    takes_part("dan", "partenaire")],
                        partenariats=[tie("ada", "cyr"), tie("cyr", "dan")])})


def table(store: EmbeddedStore, network: str = "ties", **options: object) -> Places:
    return places(store, panel(store), network, **options)  # type: ignore[arg-type]


def labels(found: Places) -> list[str]:
    return [found.names.of(found.measures.nodes[i]) for i in found.order]


def test_rows_are_ordered_by_the_first_measure_then_by_name(village: EmbeddedStore) -> None:
    assert labels(table(village)) == ["Ada", "Cyr", "Bea", "Dan", "Fay"]
    # Where all hangs together on one actor, a low constraint is what one looks for.
    by_constraint = labels(table(village, measures=["constraint"]))
    assert by_constraint[0] == "Ada"
    assert labels(table(village, measures=["degree"], sort="intermediarite")) == ["Ada", "Cyr", "Bea", "Dan", "Fay"]
    assert labels(table(village, top=2)) == ["Ada", "Cyr"]


def test_actions_come_after_actors_and_are_marked(village: EmbeddedStore) -> None:
    found = table(village, "affiliation", top=2)
    assert [row[1] for row in found.rows()][2:] == ["action", "action"]
    assert [found.kind(found.measures.nodes[i]) for i in found.order] == ["organisation"] * 2 + ["action"] * 2
    assert labels(found)[0] == "Ada"


def test_persons_are_counted_and_never_named(village: EmbeddedStore) -> None:
    found = table(village, measures=["degree", "articulation", "key-players"], key=2)
    text = "\n".join(["\t".join(row) for row in found.rows()] + list(found.notes) + [str(found.to_dict())])
    assert "Untel" not in text and iri("elue") not in str(found.to_dict()["places"])
    assert any("Natural persons" in note and note.endswith(": 1.") for note in found.notes)
    # Ada has four partners, the person among them, and cuts two actors and the person off from Cyr and Dan.
    degree = found.measures.columns["degree"][found.measures.nodes.index(iri("ada"))]
    assert degree == 4
    cell = next(row for row in found.rows() if row[0] == "Ada")[3]
    assert cell == "3: Bea, Fay and 1 more"
    shown = table(village, persons=True, measures=["articulation"])
    assert "Mme Untel" in "\n".join("\t".join(row) for row in shown.rows())


def test_void_values_are_counted_with_their_reasons(village: EmbeddedStore) -> None:
    notes = table(village, "affiliation", measures=["intermediarite", "constraint"]).notes
    said = next(note for note in notes if note.startswith("betweenness"))
    # Seven actors: Ada between; Fay and Gil in no action; Bea, Cyr, Dan and the person in one each.
    assert said.startswith("betweenness: 0 for 6 of 7 actors (in no action: 2; in a single action: 4).")
    assert "ranks nobody" not in said  # six of seven is under nine of ten
    undefined = next(note for note in notes if "not defined" in note)
    assert "not defined for 2 of 7 actors (in no action: 2)" in undefined
    notes = table(village, measures=["betweenness"]).notes
    assert "betweenness: 0 for 4 of 6 actors (with a single partner: 4)." in notes


def test_a_measure_that_tells_nobody_apart_says_so() -> None:
    store = world([actor(slug) for slug in "abc"], {"une": action(
        takes_part("a", "porteur"), participants=[takes_part("b", "partenaire"), takes_part("c", "partenaire")])})
    found = table(store, "affiliation", measures=["betweenness"])
    assert found.notes[-1] == ("betweenness: 0 for 3 of 3 actors (in a single action: 3). It tells few actors apart "
                               "here: it describes, and ranks nobody.")
    assert labels(found)[:3] == ["A", "B", "C"]


def test_closed_partners_are_a_reason_of_their_own() -> None:
    store = world([actor(slug) for slug in "abc"], {"une": action(
        takes_part("a", "porteur"), partenariats=[tie("a", "b", "c")])})
    notes = table(store, measures=["betweenness", "brokerage"]).notes
    assert any("linking only those whom others link as shortly: 3" in note for note in notes)
    assert any("no two partners apart in this way: 3" in note for note in notes)


def test_estimates_say_how_wrong_they_may_be(village: EmbeddedStore) -> None:
    found = table(village, measures=["betweenness", "degree"], approximate=0.2, seed=3)
    assert found.rows()[0][2].startswith("≈ ")
    note = next(note for note in found.notes if "estimated" in note)
    assert "with a probability of 90%" in note and "no value is wrong by more than" in note
    data = found.to_dict()
    assert set(data["estimates"]) == {"betweenness"} and data["estimates"]["betweenness"]["error"] > 0


def test_what_costs_much_is_told_beforehand_and_never_replaced(village: EmbeddedStore,
                                                               monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    table(village, measures=["betweenness"], tell=told.append)
    assert told == []
    monkeypatch.setattr("odas_graph.cooperation.places.LARGE", 3)
    found = table(village, measures=["betweenness"], tell=told.append)
    assert len(told) == 1 and "--approximate" in told[0] and not found.measures.estimates
    table(village, measures=["betweenness"], approximate=0.1, tell=told.append)
    table(village, measures=["degree"], tell=told.append)
    assert len(told) == 1


def test_a_territory_is_measured_inside(village: EmbeddedStore) -> None:
    elsewhere = table(village, "affiliation", territory=place_iri("29"))
    assert elsewhere.order == () and elsewhere.rows() == []
    inside = table(village, "affiliation", territory=place_iri("93"))
    assert any("Measured inside Seine-Saint-Denis (93)" in note for note in inside.notes)
    assert inside.to_dict()["territory"] == place_iri("93072").replace("commune-93072", "departement-93")


def test_brokerage_and_core_are_put_in_words(village: EmbeddedStore) -> None:
    found = table(village, measures=["brokerage", "core-periphery"], sort="brokerage")
    assert labels(found)[0] == "Ada"
    first = found.rows()[0]
    # Of its four partners no two are tied: six pairs, twice each.
    assert first[2].startswith("12 (")
    assert "in the core" in found.headings() and first[found.headings().index("in the core")] == "yes"
    whole = found.rows(whole=True)
    assert len(whole[0]) == len(found.headings(whole=True)) and whole[0][0] == iri("ada")
    assert any(note.startswith("Core and periphery: a core of") for note in found.notes)


@pytest.mark.parametrize(("asked", "network", "message"), [
    (["degree"], "recognition", "leads from actors to circles"),
    (["fame"], "ties", "No measure is called “fame”"),
    (["betweeness"], "ties", "Did you mean “betweenness”"),
    (["proximite"], "ties", "odas-graph invisible says it"),
    (["brokerage"], "affiliation", "--network ties"),
    (["two_mode_degree"], "ties", "--network affiliation"),
])
def test_what_is_asked_for_wrongly(asked: list[str], network: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        chosen(asked, network)


def test_names_slugs_and_lists_are_understood() -> None:
    assert chosen(["degre, intermediarite", "degree"], "ties") == (("degree", "betweenness"), "degree")
    assert chosen([], "ties")[0] == DEFAULTS["ties"]
    assert chosen(["degree"], "ties", "separates") == (("degree", "articulation"), "separates")
    assert chosen(["degree"], "ties", "brokerage")[1] == "brokerage_total"


def test_numbers_as_people_read_them() -> None:
    assert [number(value) for value in (None, 0.0, 3, 0.12345, 1234.5, 1e-5)] == [
        "–", "0", "3", "0.123", "1234", "1e-05"]
    with in_language("fr"):
        assert number(0.5) == "0,5"


def test_the_shipped_data_say_how_void_betweenness_is() -> None:
    found = table(shipped().store, "affiliation")  # type: ignore[arg-type]
    assert len(found.web.actors) == 297
    said = next(note for note in found.notes if note.startswith("betweenness:"))
    assert "of 297 actors" in said and "ranks nobody" in said
