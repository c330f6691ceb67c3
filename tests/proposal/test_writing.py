"""A draft can be read, corrected and made a fiche; it cannot be taken for one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from odas_graph.fiche import Action, Actor
from odas_graph.i18n import in_language
from odas_graph.importers.dataset import read_dataset
from odas_graph.proposal import KnownActor, propose, rule_in_words, to_yaml
from tests.proposal.texts import FICHE, document, drafted

DATASET = """\
jeu: essai
titre: "Essai fictif"
description: "Rien n'y est réel."
date: "2026"
fictif: oui
sources: [{slug: a-completer, titre: "Récit fictif"}]
"""


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with in_language("en"):
        yield


def loaded(text: str) -> dict[str, Any]:
    content = yaml.load(text, Loader=yaml.BaseLoader)
    assert isinstance(content, dict)
    return content


def dataset(folder: Path, fiche: str, actors: list[Any]) -> Path:
    (folder / "fiches").mkdir(parents=True)
    (folder / "dataset.yaml").write_text(DATASET, "utf-8")
    (folder / "actors.yaml").write_text(json.dumps(actors, ensure_ascii=False), "utf-8")
    (folder / "fiches" / "essai.yaml").write_text(fiche, "utf-8")
    return folder


def test_a_draft_is_refused_as_data(tmp_path: Path) -> None:
    text = to_yaml(drafted(FICHE))
    records, findings = read_dataset(dataset(tmp_path / "jeu", text, loaded(text)["acteurs"]))
    assert records is not None
    assert records.actions == ()
    assert records.broken.actions == {"essai"}
    assert any(f.level == "violation" and f.field == "brouillon" for f in findings)


def test_without_its_mark_and_its_registry_it_is_a_fiche(tmp_path: Path) -> None:
    content = loaded(to_yaml(drafted(FICHE)))
    assert next(iter(content)) == "brouillon"
    actors = content.pop("acteurs")
    del content["brouillon"]
    action = Action.model_validate(content)
    assert action.territories == ("93072",)
    registry = {Actor.model_validate(entry).slug for entry in actors}
    assert {p.actor for p in action.participations} <= registry
    folder = dataset(tmp_path / "jeu", json.dumps(content, ensure_ascii=False), actors)
    assert not [f for f in read_dataset(folder)[1] if f.level == "violation"]


def test_each_proposal_has_its_sentence_in_a_comment() -> None:
    text = to_yaml(drafted(FICHE))
    assert "# likely, words of funding stand beside it. “L'action est financée par le Département" in text
    assert "(Les moyens humains, techniques et financiers, characters " in text
    assert text == to_yaml(drafted(FICHE))


def test_known_actors_are_not_entered_twice() -> None:
    known = [KnownActor("fil-93", ("Le Fil imaginaire",), "association")]
    text = to_yaml(drafted(FICHE, known=known))
    assert "# Already in your data: fil-93." in text
    assert "fil-93" not in {entry["slug"] for entry in loaded(text)["acteurs"]}
    assert loaded(text)["porteurs"][0]["acteur"] == "fil-93"


def test_without_lead_the_fiche_says_so() -> None:
    text = to_yaml(drafted("Rien."))
    assert "No lead found" in text
    assert loaded(text)["porteurs"] == []


@pytest.mark.parametrize("name", ['A" : [', "A\u2028porteurs: x", "A # b", "A\nbrouillon: non", "A\u202eB", "A\\"])
def test_names_stay_names(name: str) -> None:
    text = to_yaml(propose(document(f"Porteur de projet :\nl'association « {name} »\n\n# {name}\n"), territory="93"))
    content = loaded(text)
    assert content["brouillon"] == "a-relire"
    assert set(content) <= {"brouillon", "titre", "source", "territoires", "porteurs", "participants", "partenariats",
                            "acteurs", "problematiques", "publics"}


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200), st.sampled_from(["", "Porteur de projet : ", "## ", "La CAF finance l'association "]))
def test_whatever_the_text_the_draft_is_yaml_and_marked(text: str, before: str) -> None:
    draft = propose(document(before + text))
    content = loaded(to_yaml(draft))
    assert content["brouillon"] == "a-relire"
    json.dumps(draft.to_dict())


def test_every_rule_has_its_words() -> None:
    folder = Path(__file__).resolve().parents[2] / "odas_graph" / "proposal"
    draft = drafted(FICHE)
    for rule in {a.basis.rule for a in draft.actors} | {t.basis.rule for t in draft.ties}:
        assert rule_in_words(rule)
    if not folder.is_dir():
        pytest.skip("the package is installed elsewhere")
    code = "".join(path.read_text("utf-8") for path in folder.glob("*.py"))
    for rule in re.findall(r"\"([a-z]+(?:-[a-z]+)+)\", \"(?:certain|likely|to-check)\"", code):
        assert rule_in_words(rule)
