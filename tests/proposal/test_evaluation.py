"""The measure: exact on invented fiches; on the report, no worse than it was (skipped without the report)."""

from __future__ import annotations

from pathlib import Path

import pytest

from odas_graph.errors import UsageError
from odas_graph.fiche import Action, Actor, Dataset
from odas_graph.importers.dataset import read_dataset
from odas_graph.proposal import evaluate, read_document
from odas_graph.proposal.evaluation import DEVELOPED_ON, Score, fiches_of
from odas_graph.records import Located, Records
from odas_graph.resources import data_dir
from tests.proposal.texts import document

REPORT = """\
# RAPPORT FICTIF

Rien.

## SEINE-SAINT-DENIS

### Un premier récit fictif

Une phrase.

#### Porteur de projet :

L'association Le Fil

#### Localisation :

Stains (93)

#### Les partenariats :

La CAF et les centres sociaux. Le Zorglub est ailleurs. L'association agit en lien avec la mairie.

### Un second récit fictif

#### Porteur(s) de projet :

L'association Autre

# ANNEXES

#### Porteur de l'action
"""


def records() -> Records:
    proof = {"preuve": "Texte"}
    actors = [Actor.model_validate({"slug": slug, "nom": name, "type": kind, "generique": generic,
                                    "territoire": "93072", **proof})
              for slug, name, kind, generic in (
                  ("fil", "Association Le Fil", "association", False), ("caf", "Caf", "caf", False),
                  ("centres", "Centres sociaux du Nord", "centre-social", True),
                  ("commune", "Commune de Stains", "commune", False), ("oubli", "Oubliée", "association", False))]
    action = Action.model_validate({
        "titre": "Un premier récit fictif", "source": "s", "stade": "expertisee", "territoires": ["93072"],
        "porteurs": [{"acteur": "fil", **proof}],
        "partenariats": [{"partenaires": ["fil", "caf"], **proof}, {"partenaires": ["fil", "centres"], **proof},
                         {"partenaires": ["fil", "oubli"], **proof}],
        "absences": [{"acteurs": ["fil", "commune"], "objet": "Rien.", **proof}]})
    dataset = Dataset.model_validate({"jeu": "j", "titre": "t", "description": "d", "date": "2026",
                                      "sources": [{"slug": "s", "titre": "t"}]})
    return Records(Located(dataset, "j", "j"), tuple(Located(a, a.slug, "a") for a in actors),
                   (Located(action, "premier", "f"),))


def test_a_report_is_cut_at_its_fiches() -> None:
    found = list(fiches_of(document(REPORT)))
    assert [title for title, _text in found] == ["Un premier récit fictif", "Un second récit fictif"]
    first, second = (text.text for _title, text in found)
    assert first.startswith("## SEINE-SAINT-DENIS")
    assert "Le Zorglub" in first and "second" not in first
    assert "L'association Autre" in second and "ANNEXES" not in second


def test_counts_by_hand() -> None:
    (fiche,) = evaluate(document(REPORT), records()).fiches
    assert fiche.held_out
    assert fiche.scores["actors"] == Score(4, 5, 4)
    assert fiche.scores["actors-named"] == Score(3, 4, 3)
    assert fiche.scores["actors-generic"] == Score(1, 1, 1)
    assert fiche.scores["actors-typed"] == Score(4, 4, 4)
    assert fiche.scores["territories"] == Score(1, 1, 1)
    assert fiche.scores["leads"] == Score(1, 1, 1)
    assert fiche.scores["tie-pairs"] == Score(3, 3, 2)  # the tie with the town hall is one that the fiche says absent
    assert fiche.scores["ties"] == Score(3, 3, 2)
    assert fiche.scores["absences"] == Score(0, 1, 0)
    assert fiche.missed == ("Oubliée",)
    assert fiche.wrong == ()


def test_shares_and_sums() -> None:
    assert Score().precision is None
    assert Score(4, 5, 2).to_dict() == {"proposed": 4, "curated": 5, "both": 2, "precision": 0.5, "recall": 0.4}
    found = evaluate(document(REPORT), records())
    assert found.total(True) == found.total()
    assert found.total(False)["actors"] == Score()


def test_another_text_is_refused() -> None:
    with pytest.raises(UsageError):
        evaluate(document("Porteur de projet : personne"), records())


def report() -> Path:
    folder = Path(__file__).resolve().parents[3] / "shared" / "sources"
    found = sorted(folder.glob("002*.txt")) if folder.is_dir() else []
    if not found:
        pytest.skip("the report is not here")
    return found[0]


def test_the_nine_fiches_of_the_report() -> None:
    records_, _findings = read_dataset(data_dir() / "puissance-de-la-proximite")
    assert records_ is not None
    found = evaluate(read_document(report()), records_)
    assert len(found.fiches) == 9
    assert {f.slug for f in found.fiches if not f.held_out} == DEVELOPED_ON
    held, every = found.total(True)["actors"], found.total()["actors"]
    assert held.precision is not None and held.recall is not None
    assert held.precision >= 0.65 and held.recall >= 0.5
    assert every.precision is not None and every.recall is not None
    assert every.precision >= 0.7 and every.recall >= 0.6
