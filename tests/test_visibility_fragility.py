"""What would be lost if an actor stopped, in words: a small world worked out by hand, and the shipped data."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from odas_graph import vocab
from odas_graph.analysis.fragility import LOSSES
from odas_graph.errors import UsageError
from odas_graph.exporters.visibility import LOSS_COLUMNS, fragility_to_csv, fragility_to_json
from odas_graph.i18n import in_language
from odas_graph.store import EmbeddedStore
from odas_graph.visibility import Fragility, find_actor, fragility
from odas_graph.visibility.fragility import Stop
from tests.analysis import action, actor, iri, shipped, takes_part, tie, world
from tests.test_exporters import read_csv


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with in_language("en"):
        yield


def gives(slug: str, role: str, *brought: str) -> dict[str, Any]:
    return {**takes_part(slug, role), "contributions": list(brought)}


def town() -> EmbeddedStore:
    """Meals by `une` with the CAF, visits by `une` and a councillor, who is a person, lessons by `seule` elsewhere."""
    people = [actor("une"), actor("seule", territoire="29019"), actor("caf", "caf", territoire="93"),
              actor("elsa", "elu", nom="Elsa Personne")]
    return world(people, {
        "repas": action(gives("une", "porteur", "locaux", "ecoute"), titre="Repas",
                        participants=[gives("caf", "partenaire", "ecoute")],
                        problematiques=["precarite-alimentaire"], partenariats=[tie("une", "caf")]),
        "visites": action(gives("une", "porteur"), participants=[gives("elsa", "partenaire")], titre="Visites",
                          problematiques=["lien-social"]),
        "cours": action(gives("seule", "porteur", "formation"), titre="Cours", territoires=["29019"],
                        problematiques=["lien-social"])})


def of(found: Fragility, slug: str) -> Stop:
    return next(s for s in found.stops if s.name.slug == slug)


def test_what_stops_with_each_actor_is_told_in_full() -> None:
    found = fragility(town())
    assert [s.name.slug for s in found.stops] == ["seule", "une", "caf"]
    assert of(found, "seule").sentences == (
        "Brest (29): the sources name nobody else who answers: social ties and isolation.",
        "The sources name nobody else in: “Cours”.",
        "“Cours” would lose what nobody else is known to bring: training.")
    assert of(found, "une").sentences == (
        "Would be left without anyone who leads: “Repas”, “Visites”.",
        "“Repas” would lose what nobody else is known to bring: premises.",
        "Would no longer be linked to one another by any action or tie: a person / Caf.",
        "Stains (93): a person would be the only one left to answer: social ties and isolation.",
        "Stains (93): Caf would be the only one left to answer: food insecurity.",
        "Stated ties that would end: 1, with Caf.")
    assert [p.place for p in of(found, "seule").proofs] == ["Un texte, Part de seule"]
    # An institution may stop too, and is told apart.
    assert of(found, "caf").institution and not of(found, "une").institution
    assert all(sorted(s.items) == sorted(LOSSES) for s in found.stops)


def test_natural_persons_are_named_only_on_request() -> None:
    for text in (fragility_to_json(fragility(town())), fragility_to_csv(fragility(town()))):
        assert "Elsa" not in text and "elsa" not in text
    everyone = fragility(town(), kinds=("organisation", "collective", "person"))
    assert "elsa" in {s.name.slug for s in everyone.stops} and "Elsa Personne" in fragility_to_json(everyone)


def test_who_answers_each_need() -> None:
    rows = {row.need: row for row in fragility(town()).needs}
    assert all((row.actions, row.bodies) == (len(row.titles), len(row.names)) for row in rows.values())
    assert {need: (row.titles, row.names) for need, row in rows.items()} == {
        "precarite-alimentaire": (("Repas",), ("Caf", "Une")),
        "lien-social": (("Cours", "Visites"), ("Seule", "Une", "a person"))}
    assert [(a.territory, a.bodies, a.sole) for a in rows["lien-social"].answers] == [
        ("29019", 1, "Seule"), ("93072", 2, None)]
    assert [row.need for row in fragility(town()).needs] == ["lien-social", "precarite-alimentaire"]


def test_of_many_bodies_only_the_number_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["odas_graph.visibility.fragility"], "NAMED", 2)
    rows = {row.need: row for row in fragility(town()).needs}
    assert (rows["lien-social"].bodies, rows["lien-social"].names) == (3, ())
    assert (rows["precarite-alimentaire"].bodies, rows["precarite-alimentaire"].names) == (2, ("Caf", "Une"))
    assert rows["lien-social"].answers[0].sole == "Seule"


def test_a_territory_an_actor_a_need() -> None:
    store, stains = town(), f"{vocab.ID}territory/commune-93072"
    here = fragility(store, territory=stains)
    assert [s.name.slug for s in here.stops] == ["une", "caf"]
    assert {row.need: row.names for row in here.needs} == {
        "precarite-alimentaire": ("Caf", "Une"), "lien-social": ("Une", "a person")}
    one = fragility(store, actors=[iri("caf")])
    assert [s.name.slug for s in one.stops] == ["caf"] and one.stops == (of(fragility(store), "caf"),)
    ties = fragility(store, needs=["lien-social"])
    assert [s.name.slug for s in ties.stops] == ["seule", "une"] and [r.need for r in ties.needs] == ["lien-social"]
    assert of(ties, "une").sentences == (
        "Would be left without anyone who leads: “Visites”.",
        "Stains (93): a person would be the only one left to answer: social ties and isolation.")
    assert len(fragility(store, top=1).stops) == 1
    assert fragility(EmbeddedStore()) == Fragility((), (), 0)


def test_what_is_known_by_its_title_alone_says_nothing_of_who_else_is_there() -> None:
    found = fragility(shipped().store)
    assert found.unread == 64  # the seven others are told in full by a fiche
    titles = {str(row["a"].value) for row in shipped().query(
        "SELECT ?a { ?a odas:stage <%s> }" % vocab.code("stade", "recueillie"))}  # noqa: UP031
    assert not any(item["action"] in titles for stop in found.stops for item in stop.items["actions"])


def test_the_shipped_data() -> None:
    found = fragility(shipped().store)
    counts = [tuple(len(s.items[name]) for name in LOSSES) for s in found.stops]
    assert counts == sorted(counts, reverse=True) and all(any(c) for c in counts)
    assert not any(s.kind == "person" for s in found.stops)
    assert any(s.institution for s in found.stops)
    apcis = of(found, "apcis")
    assert "Jeunes suivis par l'APCIS" in {i["label"] for i in apcis.items["cut_off"]}
    assert all(s.proofs and s.sentences for s in found.stops)
    assert fragility(shipped().store) == found


def test_fragility_as_json_and_csv() -> None:
    found = fragility(town())
    data = json.loads(fragility_to_json(found))
    assert data["order"] == list(LOSSES) and [a["actor"] for a in data["actors"]] == [s.name.iri for s in found.stops]
    rows = read_csv(fragility_to_csv(found))
    assert rows[0] == list(LOSS_COLUMNS)
    assert len(rows) - 1 == sum(len(items) for s in found.stops for items in s.items.values())
    losses = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    assert {(r["nom"], r["perte"], r["nom_besoin"], r["reste_seul"]) for r in losses if r["besoin"]} == {
        ("Seule", "besoin-sans-reponse", "social ties and isolation", ""),
        ("Une", "besoin-un-seul-reste", "food insecurity", "Caf"),
        ("Une", "besoin-un-seul-reste", "social ties and isolation", "a person"),
        ("Caf", "besoin-un-seul-reste", "food insecurity", "Une")}


# --- which actor is meant ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [
    "apcis", "APCIS", " Apcis ", iri("apcis"), "brest métropole habitat", "BREST METROPOLE-HABITAT"])
def test_an_actor_is_found_by_any_of_its_names(text: str) -> None:
    assert find_actor(shipped().store, text) in (iri("apcis"), iri("brest-metropole-habitat"))


def test_what_is_no_name_gets_a_hint() -> None:
    store = shipped().store
    with pytest.raises(UsageError, match=r"Did you mean .*“APCIS” \(apcis\)"):
        find_actor(store, "apsic")
    with pytest.raises(UsageError, match="Did you mean “Brest Métropole Habitat”"):
        find_actor(store, "Métropole Habitat")
    for nothing in ("", "zzzz" * 10_000, "%s{x}\"</script>"):
        with pytest.raises(UsageError) as fault:
            find_actor(store, nothing)
        assert len(str(fault.value)) < 700


def test_a_natural_person_is_found_only_on_request() -> None:
    store = shipped().store
    with pytest.raises(UsageError, match="--with-persons"):
        find_actor(store, "geraldine-loiseau")
    with pytest.raises(UsageError) as fault:
        find_actor(store, "geraldine-loisau")
    assert "Loiseau" not in str(fault.value)
    assert find_actor(store, "geraldine-loiseau", persons=True) == iri("geraldine-loiseau")


def test_a_name_that_two_bear_is_no_answer() -> None:
    store = world([actor("une", nom="Le Relais"), actor("deux", nom="Le relais")], {
        "x": action(takes_part("une", "porteur"), participants=[takes_part("deux", "relais")])})
    with pytest.raises(UsageError, match="Several actors are called “LE RELAIS”: deux, une"):
        find_actor(store, "LE RELAIS")
