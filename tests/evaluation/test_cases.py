"""The named cases: read from the files, found in the panel, compared with every order."""

from __future__ import annotations

from pathlib import Path

import pytest

from odas_graph.evaluation.cases import evaluate_cases, named_cases
from odas_graph.evaluation.measures import all_orders, baselines, read
from odas_graph.i18n import in_language
from odas_graph.network import panel
from odas_graph.visibility import default_weights
from odas_graph.visibility.words import Words

from ..analysis import absence, action, actor, iri, shipped, takes_part, tie, world
from . import rows

HEAD = "acteur,statut,par,precision,source,section,page\n"


def cases_file(folder: Path, *lines: str) -> Path:
    path = folder / "invisibles.csv"
    path.write_text(HEAD + "".join(f"{line},,x,texte,y,\n" for line in lines), "utf-8")
    return path


@pytest.fixture(name="store")
def small_store() -> object:
    """`cachee` leads, close to inhabitants, and its commune did not know it; `connue` is known; `muette` says nothing.

    The volunteers stand for several, and an enseignant is a person.
    """
    return world(
        [actor("ville", "commune"), actor("cachee"), actor("connue"), actor("muette"),
         actor("benevoles", "benevoles", generique=True), actor("prof", "enseignant")],
        {"une": action(takes_part("cachee", contact=True), participants=[
            takes_part("connue", "partenaire", contact=False), takes_part("muette", "partenaire", contact=False),
            takes_part("benevoles", "benevole", contact=True), takes_part("prof", "benevole", contact=True)],
            partenariats=[tie("ville", "connue", origine="preexistant", formalisation="convention"),
                          tie("connue", "muette")],
            absences=[absence("ville", "cachee", ignorant=["ville"], moment="avant")])})


def test_cases_are_read_by_actor_with_all_that_is_said(store: object, tmp_path: Path) -> None:
    found = panel(store)  # type: ignore[arg-type]
    cases = named_cases(found, [cases_file(tmp_path, "cachee,inconnu", "cachee,mieux-connu", "absente,inconnu")])
    number = found.actors.iris.index(iri("cachee"))
    assert dict(cases.statuses) == {number: ("inconnu", "mieux-connu")}
    assert cases.of(found, "mieux-connu").tolist() == cases.of(found).tolist()
    assert not cases.of(found, "hors-champ").any()


def test_the_unknown_come_first_and_persons_are_not_shown(store: object, tmp_path: Path) -> None:
    found = panel(store)  # type: ignore[arg-type]
    cases = named_cases(found, [cases_file(tmp_path, "cachee,inconnu", "benevoles,inconnu", "prof,inconnu",
                                           "muette,hors-champ")])
    with in_language("en"):
        tables, targets = evaluate_cases(found, Words(store), default_weights(), cases)  # type: ignore[arg-type]
    places = {row["actor"]: row for row in rows(tables[0])}
    assert set(places) == {"Cachee", "Benevoles", "Muette"}
    assert places["Cachee"]["rank"] == 1 and places["Cachee"]["kind"] == "organisation"
    assert places["Benevoles"]["kind"] == "group, generic"
    assert places["Muette"]["rank"] is None and places["Muette"]["what the sources say"] == "from outside the field"
    by_order = {(row["who is sought"], row["order"]): row for row in rows(tables[1])}
    first = by_order["organisations called unknown", "contribution less recognition"]
    assert first["how many"] == 1 and first["recall at 5"] == 1.0 and first["precision at 5"] == 0.2
    assert {t.name: t.figure for t in targets} == {"cases-first": 1.0, "cases-institutions": 1.0}
    assert all(t.reached for t in targets)


def test_a_case_that_is_not_found_fails_the_target(store: object, tmp_path: Path) -> None:
    found = panel(store)  # type: ignore[arg-type]
    cases = named_cases(found, [cases_file(tmp_path, "cachee,inconnu", "connue,inconnu")])
    _tables, targets = evaluate_cases(found, Words(store), default_weights(), cases)  # type: ignore[arg-type]
    assert targets[0].figure == 0.5 and not targets[0].reached


def test_without_cases_nothing_is_measured(store: object) -> None:
    found = panel(store)  # type: ignore[arg-type]
    _tables, targets = evaluate_cases(found, Words(store), default_weights(), named_cases(found, []))  # type: ignore[arg-type]
    assert targets[0].figure is None and not targets[0].reached


def test_simpler_orders_count_what_they_say(store: object) -> None:
    found = panel(store)  # type: ignore[arg-type]
    scores = read(found, default_weights())
    at = {found.actors.iris[number]: i for i, number in enumerate(scores.candidates.tolist())}
    orders = baselines(found, scores.candidates)
    assert orders["degree"][at[iri("connue")]] == 2 and orders["degree"][at[iri("cachee")]] == 0
    assert (orders["low-degree"] == -orders["degree"]).all()
    assert orders["actions"].tolist() == [1.0] * len(scores.candidates)
    assert set(all_orders(found, scores)) == {"gap", "list", *orders}


def test_the_targets_on_the_shipped_data_are_reached() -> None:
    found = panel(shipped().store)
    with in_language("en"):
        tables, targets = evaluate_cases(found, Words(shipped().store), default_weights())
    assert len(rows(tables[0])) > 10
    assert [t.reached for t in targets] == [True, True], [t.text for t in targets]
