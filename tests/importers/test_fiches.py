"""Fiches of somebody else: taken over once checked, under slugs that collide with nobody's."""

from __future__ import annotations

from pathlib import Path

import pytest

from odas_graph import resources
from odas_graph.errors import UnreadableInputError
from odas_graph.exporters.template_yaml import dataset_files
from odas_graph.importers.fiches import read_fiches
from odas_graph.importers.imported import Options
from odas_graph.importers.workspace import add
from odas_graph.pipeline import check

OPTIONS = Options("voisin", "2021-05-04")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small dataset."""
    for name, text in dataset_files("x", "2021").items():
        path = tmp_path / "leur" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return tmp_path / "leur"


def test_a_dataset_of_somebody_else(folder: Path, tmp_path: Path) -> None:
    report = add(tmp_path / "data", "fiches", [folder], OPTIONS)
    assert (report.tally.read, report.tally.kept, report.findings) == (4, 4, [])
    assert not [f for f in check(tmp_path / "data") if f.level == "violation"]
    assert (tmp_path / "data/imports/voisin/fiches/exemple-a-remplacer-voisin.yaml").exists()


def test_files_one_by_one(folder: Path, tmp_path: Path) -> None:
    found = read_fiches([folder / "actors.yaml", folder / "fiches/exemple-a-remplacer.yaml"], tmp_path, OPTIONS)
    action, = found.actions.values()
    assert action.source == "voisin" == found.sources[0].slug and action.leads[0].actor == "exemple-association-voisin"
    assert {actor.slug for actor in found.actors} >= {"exemple-ccas-voisin"}
    assert found.actors[1].part_of == ("exemple-commune-voisin",)


def test_the_shipped_fiches_can_be_taken_over(tmp_path: Path) -> None:
    shipped = resources.data_dir() / "puissance-de-la-proximite"
    found = read_fiches([shipped], tmp_path, OPTIONS)
    assert found.tally.refused == 0 and len(found.actions) > 9


def test_what_is_wrong_is_refused_with_its_line(folder: Path, tmp_path: Path) -> None:
    (folder / "fiches/b.yaml").write_text("titre: B\n", "utf-8")
    (folder / "fiches/c.yaml").write_text("titre: [\n", "utf-8")
    fiche = folder / "fiches/exemple-a-remplacer.yaml"
    text = fiche.read_text("utf-8").replace("acteur: exemple-association", "acteur: exemple-asociation")
    fiche.write_text(text, "utf-8")
    found = read_fiches([folder], tmp_path, OPTIONS)
    assert (found.tally.read, found.tally.refused) == (6, 3) and not found.actions
    assert {(f.file, f.code) for f in found.findings} >= {
        ("fiches/b.yaml", "missing-field"), ("fiches/c.yaml", "yaml-syntax"),
        ("fiches/exemple-a-remplacer.yaml", "unknown-actor")}
    assert all(f.line for f in found.findings)


def test_a_link_out_of_the_folder_is_refused(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.yaml").write_text("titre: x\n")
    (folder / "fiches/lien.yaml").symlink_to(tmp_path / "secret.yaml")
    with pytest.raises(UnreadableInputError, match="lien"):
        read_fiches([folder], tmp_path, OPTIONS)


def test_a_folder_without_fiches_is_refused(tmp_path: Path) -> None:
    (tmp_path / "vide").mkdir()
    for path in (tmp_path / "vide", tmp_path / "rien.yaml"):
        with pytest.raises(UnreadableInputError):
            read_fiches([path], tmp_path, OPTIONS)
