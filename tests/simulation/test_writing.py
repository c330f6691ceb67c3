"""A world written down: as N-Quads and as dataset files it says the same, conforms, and reads back as its panel."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse

from odas_graph.describe import describe
from odas_graph.errors import UsageError
from odas_graph.network import panel
from odas_graph.pipeline import build, check, read
from odas_graph.shapes import validate
from odas_graph.simulation import story
from odas_graph.simulation.description import TRUTH, truth
from odas_graph.simulation.files import to_dataset
from odas_graph.simulation.quads import BLOCK, blocks, to_nquads

from . import differences, loaded, small


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_graph_reads_back_as_the_panel() -> None:
    assert differences(panel(loaded(small())), small().panel()) == []


def test_a_world_of_little_loss_and_every_absence_reads_back_too() -> None:
    from odas_graph.simulation import Parameters

    world = story(200, 11, Parameters(loss=0.05, documentation=1.0, coordination=0.8, wide_actions=0.8))
    assert differences(panel(loaded(world)), world.panel()) == []


def test_the_files_say_what_the_quads_say(tmp_path: Path) -> None:
    to_dataset(small(), tmp_path / "pays")
    records, findings = read([tmp_path / "pays"])
    assert findings == []
    described = set(describe(records).quads)
    written = list(parse(b"".join(to_nquads(small())), RdfFormat.N_QUADS))
    assert set(written) == described
    assert len(written) == len(described), "a line stands twice"


def test_the_files_build_to_the_panel(tmp_path: Path) -> None:
    world = story(60, 8)
    to_dataset(world, tmp_path / "pays")
    graph = build([tmp_path / "pays"])
    assert not [f for f in graph.findings if f.level == "violation"]
    assert differences(panel(graph.store), world.panel()) == []


def test_the_quads_conform(tmp_path: Path) -> None:
    found = validate(parse(b"".join(to_nquads(story(60, 8))), RdfFormat.N_QUADS))
    assert not [f for f in found if f.level == "violation"]
    # Fiction is checked as anything else: what is lost shows as what is to complete.
    assert {f.code for f in found} >= {"partnership-origin", "partnership-formalisation"}


def test_the_same_world_gives_the_same_bytes(tmp_path: Path) -> None:
    assert b"".join(to_nquads(story(60, 8))) == b"".join(to_nquads(story(60, 8)))
    for name in ("one", "two"):
        to_dataset(story(60, 8), tmp_path / name)
    assert files(tmp_path / "one") == files(tmp_path / "two")


def test_it_comes_block_by_block_as_many_as_was_said() -> None:
    world = story(1_500, 2)
    found = list(to_nquads(world))
    assert len(found) == blocks(world) > 6
    assert max(len(block) for block in found) < BLOCK * 6_000


def test_everything_is_marked_as_fiction(tmp_path: Path) -> None:
    world = small()
    text = b"".join(to_nquads(world)).decode()
    assert f'<https://w3id.org/odas-graph/id/dataset/{world.slug}> <https://w3id.org/odas-graph/def#fictional> "true"' \
        in text
    assert all("ficti" in name.lower() for name in world.actor_names)
    to_dataset(world, tmp_path)
    assert "fictif: oui" in (tmp_path / "dataset.yaml").read_text("utf-8")
    # What differs from the story as it ships is written there.
    assert "loss = 0.3" in _collection(tmp_path)


def _collection(folder: Path) -> str:
    from . import changed

    to_dataset(story(60, 8, changed(loss=0.3)), folder / "autre")
    return (folder / "autre" / "dataset.yaml").read_text("utf-8")


def test_progress_counts_the_fiches(tmp_path: Path) -> None:
    done: list[int] = []
    to_dataset(story(60, 8), tmp_path, done.append)
    assert sum(done) == len(list((tmp_path / "fiches").iterdir()))


def test_more_actors_than_a_registry_holds_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("odas_graph.simulation.telling.MAX_IN_FILES", 50)
    with pytest.raises(UsageError, match="nquads"):
        to_dataset(story(60, 8), tmp_path / "pays")
    assert not (tmp_path / "pays").exists()


def test_the_truth_has_a_row_for_each_actor_that_is_no_institution() -> None:
    world = small()
    rows = truth(world)
    assert {len(row) for row in rows} == {len(TRUTH)}
    assert [row[0] for row in rows] == [world.actor_slugs[i] for i in world.folk.others.tolist()]
    assert sum(row[TRUTH.index("invisible")] == "oui" for row in rows) == world.planted.sum() > 0


def test_a_dataset_folder_gives_no_finding_but_what_is_to_complete(tmp_path: Path) -> None:
    to_dataset(story(40, 5), tmp_path / "pays")
    assert {f.level for f in check([tmp_path / "pays"])} <= {"warning", "info"}
