"""odas-graph propose: what it prints where, in which form, with which exit code (fictional texts)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from odas_graph.cli.app import run
from odas_graph.i18n import in_language
from tests.proposal.test_evaluation import report
from tests.proposal.texts import FICHE


class Done(NamedTuple):
    code: int
    out: str
    err: str


Call = Callable[..., Done]


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with in_language("en"):
        yield


@pytest.fixture
def call(capfdbinary: pytest.CaptureFixture[bytes]) -> Call:
    def done(*arguments: str) -> Done:
        code = run(["propose", *arguments])
        out, err = capfdbinary.readouterr()
        return Done(code, out.decode(), err.decode())

    return done


@pytest.fixture
def fiche(tmp_path: Path) -> str:
    path = tmp_path / "recit.md"
    path.write_text(FICHE, "utf-8")
    return str(path)


def test_a_draft_on_the_screen(call: Call, fiche: str) -> None:
    done = call(fiche)
    assert done.code == 0
    assert yaml.safe_load(done.out)["brouillon"] == "a-relire"
    assert "This is a draft, not data" in done.err


def test_a_draft_in_a_file(call: Call, fiche: str, tmp_path: Path) -> None:
    out = tmp_path / "brouillon.yaml"
    done = call(fiche, "--out", str(out))
    assert (done.code, done.out) == (0, "")
    assert out.read_text("utf-8") == call(fiche).out


def test_json_has_sentences_and_offsets(call: Call, fiche: str) -> None:
    found = json.loads(call(fiche, "--format", "json").out)
    assert found["draft"] is True
    assert found["territories"][0]["code"] == "93072"
    for proposal in found["actors"] + found["ties"]:
        assert proposal["quote"] == " ".join(FICHE[proposal["start"]:proposal["end"]].split())
        assert proposal["confidence"] in ("certain", "likely", "to-check")
        assert proposal["why"]


def test_table(call: Call, fiche: str) -> None:
    lines = call(fiche, "--format", "table").out.splitlines()
    assert lines[0].split()[:2] == ["what", "proposal"]
    assert any(line.startswith("territory") and "Stains (93) = 93072" in line for line in lines)
    assert any(line.startswith("no tie") and "Préfecture" in line for line in lines)


def test_in_french(call: Call, fiche: str) -> None:
    assert call(fiche, "--lang", "fr").code == 0


def test_known_actors_keep_their_slug(call: Call, fiche: str, tmp_path: Path) -> None:
    folder = tmp_path / "jeu"
    (folder / "fiches").mkdir(parents=True)
    (folder / "dataset.yaml").write_text('jeu: j\ntitre: "t"\ndescription: "d"\ndate: "2026"\nsources: [{slug: s, '
                                         'titre: "t"}]\n', "utf-8")
    (folder / "actors.yaml").write_text('- {slug: fil, nom: "Le Fil imaginaire", type: association, preuve: "p"}\n',
                                        "utf-8")
    found = json.loads(call(fiche, "--known", str(folder), "--format", "json").out)
    assert [a["slug"] for a in found["actors"] if a["known"]] == ["fil"]
    (folder / "dataset.yaml").write_text("jeu: [", "utf-8")
    assert call(fiche, "--known", str(folder)).code == 2
    assert call(fiche, "--known", str(tmp_path / "rien")).code == 3


def test_the_territory_may_be_given(call: Call, fiche: str, tmp_path: Path) -> None:
    assert 'territoires: ["72"]' in call(fiche, "--territory", "Sarthe").out
    assert call(fiche, "--territory", "Zorglubie").code == 2
    path = tmp_path / "vide.txt"
    path.write_text("Rien.", "utf-8")
    assert "No territory found" in call(str(path)).err


@pytest.mark.parametrize("arguments", [["--evaluate", "--known", "."], ["--evaluate", "--format", "yaml"],
                                       ["--evaluate", "--territory", "93"], ["--data", "."], ["--format", "xml"]])
def test_wrong_use(call: Call, fiche: str, arguments: list[str]) -> None:
    assert call(fiche, *arguments).code == 2


def test_what_cannot_be_read(call: Call, tmp_path: Path) -> None:
    done = call(str(tmp_path / "absent.pdf"))
    assert (done.code, done.out) == (3, "")
    assert "absent.pdf cannot be read: it does not exist." in done.err
    assert call().code == 2


def test_evaluate_refuses_another_text(call: Call, fiche: str) -> None:
    done = call(fiche, "--evaluate")
    assert done.code == 2
    assert "No fiche of recit.md" in done.err


def test_evaluate_prints_precision_and_recall(call: Call) -> None:
    done = call(str(report()), "--evaluate")
    assert done.code == 0
    assert "precision" in done.out and "Held out: 5 fiches" in done.out
    found = json.loads(call(str(report()), "--evaluate", "--format", "json").out)
    assert len(found["fiches"]) == 9
    assert found["held_out"]["actors"]["precision"] >= 0.6
