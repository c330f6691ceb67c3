"""What is known of each action, actor and dataset, as it was written in the files."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

import odas_graph as og
from odas_graph.dossiers import Dossiers, dossiers
from odas_graph.vocab import ID
from tests.datasets import write_dataset


@cache
def shipped() -> Dossiers:
    return dossiers(og.build().store)


@pytest.fixture
def village(tmp_path: Path) -> Dossiers:
    return dossiers(og.build(write_dataset(tmp_path / "data")).store)


def test_an_actor_has_all_that_its_entry_says(village: Dossiers) -> None:
    actor = village.actors[f"{ID}actor/les-voisins"]
    assert (actor.name, actor.type) == ("Les Voisins", "association-habitants")
    assert not actor.person and not actor.generic
    assert set(actor.aliases) == {"LV", "Association « Les Voisins »"}
    assert actor.identifiers == (("rna", "W751234567"), ("siren", "732829320"))
    assert actor.note == "Née d'une rue."
    assert actor.based_in == f"{ID}territory/commune-93072"
    assert actor.operates_in == (f"{ID}territory/departement-93", f"{ID}territory/region-11")
    assert [(p.section, p.page) for p in actor.proof] == [("Le porteur", 4)]


def test_a_dataset_tells_its_gaps_and_that_it_is_made_up(village: Dossiers) -> None:
    [dataset] = village.datasets
    assert dataset.fictional and dataset.gaps == ("Tout.",)
    assert dataset.title.fr == "Le village imaginaire" and dataset.title.en == "The imaginary village"
    assert {village.sources[s] for s in dataset.sources} == {"Carnet de bord", "Journal du bourg"}


def test_both_claims_of_a_contradiction_stand_with_their_proof(village: Dossiers) -> None:
    [found] = village.contradictions
    assert found.about == "Qui a prêté la salle" and found.concerns == (f"{ID}action/epicerie",)
    assert [text for text, _ in found.claims] == ["La commune.", "La paroisse."]
    assert [proof[0].page for _, proof in found.claims] == [None, 3]


def test_every_action_and_actor_of_the_shipped_data_is_there() -> None:
    store = og.build().store
    for kind, found in (("Action", shipped().actions), ("Actor", shipped().actors)):
        rows = store.select(f"SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE {{ ?x a odas:{kind} }}")
        assert int(next(rows)["n"].value) == len(found) > 50
    for action in shipped().actions.values():
        assert action.title.fr and action.territories and action.proof, action.iri
        assert set(action.remarks) == {heading for heading, found in action.remarks.items() if found}


def test_a_collected_initiative_and_the_action_that_tells_more_know_each_other() -> None:
    pairs = [(a.iri, a.detailed_by) for a in shipped().actions.values() if a.detailed_by]
    assert len(pairs) == 7
    assert all(iri in shipped().actions[told].details for iri, told in pairs if told)


def test_remarks_and_results_keep_their_order_and_proof() -> None:
    told = [a for a in shipped().actions.values() if a.remarks]
    assert len(told) >= 9
    for action in told:
        assert all(r.text and r.proof for found in action.remarks.values() for r in found)
        assert all(r.label and r.proof for r in action.results)
