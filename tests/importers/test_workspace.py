"""A folder of data: written whole, imported twice as once, replaced, removed; what people changed is not lost."""

from __future__ import annotations

import csv
import os
import re
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from odas_graph.errors import OutputError, UnreadableInputError, UsageError
from odas_graph.importers import kinds, workspace
from odas_graph.importers.dataset import read_dataset
from odas_graph.importers.folders import dataset_folders, input_digests
from odas_graph.importers.imported import Imported, Options
from odas_graph.importers.workbook import read_workbook
from odas_graph.importers.workspace import add, remove, sources
from odas_graph.pipeline import check
from tests.importers.questionnaires import ACTION, ACTOR, OPTIONS, questionnaire


def book(folder: Path, name: str = "fiche.xlsx", **action: str) -> Path:
    return questionnaire(folder / name, {"Actions": [ACTION | action], "Acteurs": [ACTOR]})


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    path = book(tmp_path, Freins="Rien : « tout », même #ceci et\u00a0cela.", Début="2020")
    report = add(tmp_path / "data", "workbook", [path], OPTIONS)
    assert report.state == "new" and report.to_dict()["kept"] == 2
    folder, = dataset_folders([tmp_path / "data"])
    records, findings = read_dataset(folder)
    assert records is not None and findings == []
    fresh = read_workbook([path], tmp_path, OPTIONS)
    assert {a.slug: a.record for a in records.actions} == fresh.actions
    assert tuple(a.record for a in records.actors) == fresh.actors
    assert records.dataset.record.sources == fresh.sources
    assert not [f for f in check(tmp_path / "data") if f.level == "violation"]


def test_importing_twice_is_importing_once(tmp_path: Path) -> None:
    path = book(tmp_path)
    add(tmp_path / "data", "workbook", [path], OPTIONS)
    before = tree(tmp_path / "data")
    again = add(tmp_path / "data", "workbook", [path], replace(OPTIONS, date="2030-01-01"))
    assert again.state == "unchanged" and tree(tmp_path / "data") == before


def test_new_bytes_replace_their_source(tmp_path: Path) -> None:
    add(tmp_path / "data", "workbook", [book(tmp_path)], OPTIONS)
    report = add(tmp_path / "data", "workbook", [book(tmp_path, **{"Titre de l'action": "Autre"})],
                 replace(OPTIONS, date="2022-02-02"))
    assert report.state == "replaced"
    fiches = sorted(path.name for path in (tmp_path / "data/imports/essai/fiches").iterdir())
    assert fiches == ["autre-essai.yaml"] and sources(tmp_path / "data")[0].date == "2022-02-02"


def test_the_same_bytes_under_another_name_are_not_written_again(tmp_path: Path) -> None:
    path = book(tmp_path)
    add(tmp_path / "data", "workbook", [path], OPTIONS)
    before = tree(tmp_path / "data")
    report = add(tmp_path / "data", "workbook", [path], replace(OPTIONS, source="autre"))
    assert (report.state, report.source, [f.code for f in report.findings]) == ("known", "essai", ["already-imported"])
    assert tree(tmp_path / "data") == before


def test_files_changed_by_hand_are_not_lost(tmp_path: Path) -> None:
    data = tmp_path / "data"
    add(data, "workbook", [book(tmp_path)], OPTIONS)
    fiche = data / "imports/essai/fiches/repas-portes-essai.yaml"
    fiche.write_text(fiche.read_text("utf-8") + "lieu: ici\n", "utf-8")
    changed = tree(data)
    for attempt in (lambda: add(data, "workbook", [book(tmp_path)], OPTIONS), lambda: remove(data, "essai")):
        with pytest.raises(UsageError, match=r"repas-portes-essai\.yaml"):
            attempt()
    assert tree(data) == changed
    assert add(data, "workbook", [book(tmp_path)], OPTIONS, replaced=True).state == "replaced"
    assert "lieu" not in fiche.read_text("utf-8")


def test_removing_takes_away_exactly_what_came(tmp_path: Path) -> None:
    data = tmp_path / "data"
    add(data, "workbook", [book(tmp_path)], OPTIONS)
    before = tree(data)
    other = book(tmp_path, "b.xlsx", **{"Titre de l'action": "B"})
    add(data, "workbook", [other], replace(OPTIONS, source="autre"))
    assert [m.source for m in sources(data)] == ["autre", "essai"] and tree(data) != before
    remove(data, "autre")
    assert tree(data) == before
    with pytest.raises(UsageError):
        remove(data, "autre")


def test_a_trial_writes_nothing(tmp_path: Path) -> None:
    report = add(tmp_path / "data", "workbook", [book(tmp_path)], OPTIONS, dry_run=True)
    assert report.state == "tried" and report.tally.kept == 2 and not (tmp_path / "data").exists()


def test_nothing_kept_is_nothing_written(tmp_path: Path) -> None:
    path = questionnaire(tmp_path / "q.xlsx", {"Actions": [{"Titre de l'action": "A", "Porteur": None,
                                                            "Territoire": "93"}]})
    report = add(tmp_path / "data", "workbook", [path], OPTIONS)
    assert report.state == "nothing" and report.tally.refused == 1 and sources(tmp_path / "data") == []


def test_all_findings_are_listed_beside_the_data_and_cannot_run(tmp_path: Path) -> None:
    path = questionnaire(tmp_path / "q.xlsx", {
        "Actions": [ACTION | {"=cmd|' /C calc'!A0": "x", "Public 1": "martiens"}], "Acteurs": [ACTOR]})
    report = add(tmp_path / "data", "workbook", [path], OPTIONS)
    with (tmp_path / "data/imports/essai/constats.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["code"] for row in rows] == [f.code for f in report.findings] == ["unknown-column", "unknown-code"]
    assert rows[0]["colonne"] == "'=cmd|' /C calc'!A0" and rows[1]["ligne"] == "2"


@pytest.mark.parametrize("name", ["Majuscule", "a b", "../x", "", "ontology", "a" * 61, "-a"])
def test_names_that_cannot_be_given(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError):
        add(tmp_path / "data", "workbook", [book(tmp_path)], replace(OPTIONS, source=name))


def test_the_name_of_the_observers_own_dataset_is_taken(tmp_path: Path) -> None:
    (tmp_path / "dataset.yaml").write_text("jeu: essai\n")
    with pytest.raises(UsageError):
        add(tmp_path, "workbook", [book(tmp_path)], OPTIONS)


def test_another_kind_does_not_take_the_place_of_a_source(tmp_path: Path) -> None:
    add(tmp_path / "data", "workbook", [book(tmp_path)], OPTIONS)
    with pytest.raises(UsageError, match="workbook"):
        add(tmp_path / "data", "fiches", [tmp_path], OPTIONS)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    for path in (tmp_path / "rien.xlsx", Path("a\0b")):
        with pytest.raises(UnreadableInputError):
            add(tmp_path / "data", "workbook", [path], OPTIONS)
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("at", ["imports", "imports/essai"])
def test_links_out_of_the_folder_are_not_followed(tmp_path: Path, at: str) -> None:
    outside = tmp_path / "ailleurs"
    outside.mkdir()
    link = tmp_path / "data" / at
    link.parent.mkdir(parents=True)
    link.symlink_to(outside, target_is_directory=True)
    with pytest.raises(UsageError, match=r"[Ll]ien|link"):
        add(tmp_path / "data", "workbook", [book(tmp_path)], OPTIONS)
    assert list(outside.iterdir()) == []


@pytest.mark.parametrize("manifest", [None, "genre: [", "genre: workbook\n"])
def test_a_folder_that_no_import_wrote_is_not_lost(tmp_path: Path, manifest: str | None) -> None:
    mine = tmp_path / "data/imports/essai"
    mine.mkdir(parents=True)
    (mine / "notes.txt").write_text("mine")
    if manifest is not None:
        (mine / "import.yaml").write_text(manifest)
    for dry_run in (True, False):
        with pytest.raises(UsageError, match=r"imports/essai"):
            add(tmp_path / "data", "workbook", [book(tmp_path)], OPTIONS, dry_run=dry_run)
    assert (mine / "notes.txt").read_text() == "mine"
    assert add(tmp_path / "data", "workbook", [book(tmp_path)], OPTIONS, replaced=True).state == "new"
    assert not (mine / "notes.txt").exists()


def test_findings_quote_no_mail_no_telephone_no_person(tmp_path: Path) -> None:
    path = questionnaire(tmp_path / "q.xlsx", {
        "Actions": [ACTION | {"Début": "marie@exemple.fr", "Fin": "06 12 34 56 78", "Public 1": "Mme Anne Durand"}],
        "Acteurs": [ACTOR | {"SIREN ou SIRET": "0612345678", "RNA": "M. DURAND"}]})
    report = add(tmp_path / "data", "workbook", [path], OPTIONS)
    written = "".join(text.decode() for text in tree(tmp_path / "data").values())
    for text in (written, repr(report.findings)):
        assert not re.search(r"exemple\.fr|34 ?56|(?i:durand)", text)
    assert {f.code for f in report.findings} >= {"bad-date", "unknown-code", "bad-identifier"}


def test_a_failure_in_the_middle_leaves_all_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = tmp_path / "data"
    add(data, "workbook", [book(tmp_path)], OPTIONS)
    before = tree(data)

    def failing(files: Sequence[Path], scratch: Path, options: Options) -> Imported:
        (scratch / "registre.csv").write_text("half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(workspace, "importer", lambda kind: failing)
    with pytest.raises(OutputError):
        add(data, "workbook", [book(tmp_path, Lieu="x")], OPTIONS)
    assert tree(data) == before and [path.name for path in (data / "imports").iterdir()] == ["essai"]


def test_what_a_killed_import_left_is_mended_by_the_next(tmp_path: Path) -> None:
    data = tmp_path / "data"
    add(data, "workbook", [book(tmp_path)], OPTIONS)
    before = tree(data)
    (data / "imports/essai").rename(data / "imports/.essai.former")
    shutil.copytree(data / "imports/.essai.former", data / "imports/.essai.new-abc")
    other = book(tmp_path, "b.xlsx", Lieu="x")
    add(data, "workbook", [other], replace(OPTIONS, source="autre"))
    remove(data, "autre")
    assert tree(data) == before


def test_what_a_killed_import_left_is_not_lost_where_it_was_changed_by_hand(tmp_path: Path) -> None:
    data = tmp_path / "data"
    add(data, "workbook", [book(tmp_path)], OPTIONS)
    (data / "imports/essai/actors.yaml").write_text("[]\n")
    (data / "imports/essai").rename(data / "imports/.essai.former")
    with pytest.raises(UsageError, match=r"actors\.yaml"):
        add(data, "workbook", [book(tmp_path, "b.xlsx", Lieu="x")], OPTIONS)
    assert (data / "imports/essai/actors.yaml").read_text() == "[]\n"


def test_two_imports_at_once_do_not_mix(tmp_path: Path) -> None:
    fcntl = pytest.importorskip("fcntl")
    (tmp_path / "data/imports").mkdir(parents=True)
    descriptor = os.open(tmp_path / "data/imports", os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    try:
        with pytest.raises(OutputError):
            add(tmp_path / "data", "workbook", [book(tmp_path)], OPTIONS)
    finally:
        os.close(descriptor)
    assert list((tmp_path / "data/imports").iterdir()) == []


@pytest.mark.parametrize("kind", kinds.KINDS)
def test_each_kind_has_its_reader(kind: str) -> None:
    assert callable(kinds.importer(kind))


def test_unknown_kinds_name_the_nearest() -> None:
    with pytest.raises(UsageError, match="workbook"):
        kinds.importer("workbok")


def test_a_folder_of_data_stands_for_itself_and_what_was_imported(tmp_path: Path) -> None:
    data = tmp_path / "data"
    add(data, "workbook", [book(tmp_path)], OPTIONS)
    assert dataset_folders([data]) == [data / "imports/essai"]
    (data / "dataset.yaml").write_text("jeu: mien\n")
    (data / "decisions.csv").write_text("un,autre\n")
    assert dataset_folders([data]) == [data, data / "imports/essai"]
    digests = input_digests(dataset_folders([data]))
    assert {"data/dataset.yaml", "data/decisions.csv", "essai/actors.yaml"} <= digests.keys()


names = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=12).map(
    lambda text: f"A {text}")


@settings(max_examples=15, deadline=None)
@given(titles=st.lists(names, min_size=1, max_size=3, unique_by=str.casefold),
       places=st.sampled_from(["93072", "Sarthe"]))
def test_import_twice_equals_once_and_reads_clean(tmp_path_factory: pytest.TempPathFactory, titles: list[str],
                                                  places: str) -> None:
    folder = tmp_path_factory.mktemp("t")
    path = questionnaire(folder / "q.xlsx", {
        "Actions": [ACTION | {"Titre de l'action": title, "Territoire": places, "Freins": title} for title in titles],
        "Acteurs": [ACTOR | {"Précisions": titles[0]}]})
    report = add(folder / "data", "workbook", [path], OPTIONS)
    assert report.tally.read == report.tally.kept + report.tally.refused
    if report.state == "new" and report.tally.kept > 1:
        before = tree(folder / "data")
        assert add(folder / "data", "workbook", [path], OPTIONS).state == "unchanged"
        assert tree(folder / "data") == before
        assert read_dataset(folder / "data/imports/essai")[1] == []
