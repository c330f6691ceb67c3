"""`odas-graph plot`: what it writes, where, in which form, with which exit code."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest

from odas_graph.cli.app import run
from odas_graph.i18n import in_language
from odas_graph.pipeline import build

from . import processes
from .datasets import write_dataset


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with in_language("en"):
        yield


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a build of the tiny dataset wrote."""
    kg = build([write_dataset(tmp_path_factory.mktemp("data") / "village")])
    return kg.save(tmp_path_factory.mktemp("work") / "exports")


@pytest.mark.parametrize("name", ["contribution", "cercles", "rangs", "besoins"])
def test_a_figure_goes_to_the_file_in_the_form_of_its_name(name: str, store: Path, tmp_path: Path,
                                                           capsys: pytest.CaptureFixture[str]) -> None:
    for out in (tmp_path / "figure.svg", tmp_path / "figure.PNG"):
        assert run(["plot", name, "--store", str(store), "--out", str(out), "--perturbations", "12"]) == 0
    assert capsys.readouterr().out == ""
    assert ET.fromstring((tmp_path / "figure.svg").read_text("utf-8")).tag.endswith("svg")
    assert (tmp_path / "figure.PNG").read_bytes().startswith(b"\x89PNG")


def test_a_figure_goes_to_stdout_as_svg_unless_told_otherwise(store: Path,
                                                              capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run(["plot", "cercles", "--store", str(store)]) == 0
    assert capsysbinary.readouterr().out.startswith(b"<?xml")
    assert run(["plot", "cercles", "--store", str(store), "--format", "png", "--width", "1000"]) == 0
    out = capsysbinary.readouterr().out
    assert out.startswith(b"\x89PNG") and int.from_bytes(out[16:20], "big") == 2000


def test_a_figure_is_of_the_place_and_in_the_language_asked_for(store: Path) -> None:
    done = processes.run("plot", "contribution", "--store", store, "--territory", "Stains", "--lang", "fr")
    assert done.returncode == 0, done.stderr
    assert "Stains" in done.stdout and 'lang="fr"' in done.stdout


def test_circles_and_weights_are_those_given(store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    weights = tmp_path / "weights.yaml"
    weights.write_text("seuils: {contribution-forte: {valeur: 0.9}}\n", "utf-8")
    first, second = (run(["plot", "contribution", "--store", str(store), *more]) for more in (
        [], ["--circles", "region, etat-ars", "--weights", str(weights)]))
    assert (first, second) == (0, 0)
    assert "Circles that count: regional council, State and regional health agency." in capsys.readouterr().out


@pytest.mark.parametrize(("arguments", "code", "word"), [
    (["camembert"], 2, "contribution"),
    (["rangs", "--out", "figure.pdf"], 2, ".svg"),
    (["rangs", "--width", "20"], 2, "20"),
    (["rangs", "--perturbations", "0"], 2, "0"),
    (["cercles", "--circles", "voisinage"], 2, "voisinage"),
    (["cercles", "--territory", "Nulle-Part-sur-Rien"], 2, "Nulle-Part-sur-Rien"),
    (["cercles", "--weights", "absent.yaml"], 3, "absent.yaml"),
])
def test_what_cannot_be_drawn_is_said(arguments: list[str], code: int, word: str, store: Path, tmp_path: Path,
                                      monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    done = run(["plot", *arguments, "--store", str(store)])
    captured = capsys.readouterr()
    assert (done, captured.out) == (code, "") and word in captured.err
    assert list(tmp_path.iterdir()) == []
