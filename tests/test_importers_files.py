"""Which files are read, what is said of the others, and how several datasets stand together."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from odas_graph.errors import UnreadableInputError
from odas_graph.findings import Finding
from odas_graph.i18n import in_language
from odas_graph.importers.folders import dataset_folders, input_digests
from odas_graph.importers.references import without_unknown_references
from odas_graph.pipeline import read
from odas_graph.records import Records

from .datasets import DATASET, EPICERIE, FILES, INITIATIVES, PERMANENCE, minimal, violations, write_dataset


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with in_language("en"):
        yield


@pytest.mark.parametrize("name", ["Épicerie.yaml", "une epicerie.yaml", "a--b.yaml", "-a.yaml", "a\n.yaml",
                                  "a" * 121 + ".yaml",
                                  "\udce9.yaml", "<script>.yaml", "A.yml"])
def test_file_names_that_cannot_name_an_action(tmp_path: Path, name: str) -> None:
    folder = write_dataset(tmp_path / "village")
    (folder / "fiches" / name).write_text(PERMANENCE, "utf-8")
    records, findings = read([folder])
    assert [f.code for f in findings] == ["bad-file-name"]
    assert "lower-case letters" in findings[0].message
    assert findings[0].file is not None
    findings[0].file.encode()  # what is shown is text, whatever the bytes of the name
    assert "\n" not in findings[0].file
    assert len(records[0].actions) == 4


@pytest.mark.parametrize("name", ["fiches/epicerie2.txt", "fiches/x.YAML", "fiches/sub/x.yaml", "acteurs.yaml",
                                  "initiatives2.csv"])
def test_files_that_are_not_read_are_told_of(tmp_path: Path, name: str) -> None:
    _records, findings = read([write_dataset(tmp_path / "village", {name: "x"})])
    assert [(f.level, f.code) for f in findings] == [("warning", "file-not-read")]


@pytest.mark.parametrize("name", ["fiches/.x.yaml.swp", "fiches/.DS_Store", "README.md", "invisibles.csv",
                                  ".git/x.yaml"])
def test_files_that_may_lie_there(tmp_path: Path, name: str) -> None:
    assert read([write_dataset(tmp_path / "village", {name: "x"})])[1] == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes")
@pytest.mark.parametrize("name", ["fiches/x.yaml", "actors.yaml", "dataset.yaml", "initiatives.csv"])
@pytest.mark.parametrize("kind", ["pipe", "folder", "device", "loop", "dangling"])
def test_what_is_no_file_is_not_waited_for(tmp_path: Path, name: str, kind: str) -> None:
    folder = write_dataset(tmp_path / "village", {name: None})
    path = folder / name
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    elif kind == "device":
        path.symlink_to("/dev/zero")
    else:
        path.symlink_to(path if kind == "loop" else "nowhere")
    _records, findings = read([folder])
    assert [f for f in findings if f.file == f"village/{name}" and f.code in ("unreadable", "no-registry")]
    assert len(input_digests([folder])) == len(FILES) - (name in FILES)


def test_loops_of_links_in_the_folder_do_no_harm(tmp_path: Path) -> None:
    folder = write_dataset(tmp_path / "village")
    (folder / "again").symlink_to(folder)
    (folder / "fiches" / "again").symlink_to(folder / "fiches")
    assert dataset_folders([tmp_path]) == [folder]
    assert [f.code for f in read([folder])[1]] == ["file-not-read"]
    assert len(input_digests([folder])) == len(FILES)


def test_one_folder_named_in_two_ways_is_read_once(tmp_path: Path) -> None:
    folder = write_dataset(tmp_path / "village")
    (tmp_path / "link").symlink_to(folder)
    assert len(dataset_folders([folder, tmp_path / "link", folder / ".", tmp_path])) == 1


def test_a_folder_of_datasets_stands_for_those_it_holds(tmp_path: Path) -> None:
    write_dataset(tmp_path / "b")
    (tmp_path / "a").mkdir()
    for name, text in minimal("autre", "une-action").items():
        (tmp_path / "a" / name).parent.mkdir(exist_ok=True)
        (tmp_path / "a" / name).write_text(text, "utf-8")
    records, findings = read([tmp_path])
    assert [r.dataset.slug for r in records] == ["autre", "village-imaginaire"]
    assert [f for f in findings if f.level == "violation"] == []


@pytest.mark.parametrize(("make", "words"), [
    (lambda p: p.mkdir(), "holds no dataset.yaml"), (lambda p: None, "it does not exist"),
    (lambda p: p.write_text("x"), "no folder"),
    (lambda p: p.symlink_to(p), "round in a circle"),
])
def test_folders_that_are_no_dataset(tmp_path: Path, make: object, words: str) -> None:
    assert callable(make)
    make(tmp_path / "x")
    with pytest.raises(UnreadableInputError, match=words) as caught:
        read([tmp_path / "x"])
    assert str(tmp_path / "x") in str(caught.value)


def test_no_folder_at_all() -> None:
    with pytest.raises(UnreadableInputError, match=r"dataset\.yaml"):
        read([])


def test_a_dataset_without_action(tmp_path: Path) -> None:
    found = violations(tmp_path, {"fiches/epicerie.yaml": None, "fiches/permanence.yaml": None, "initiatives.csv": None,
                                  "dataset.yaml": DATASET.replace("concerne: [epicerie]\n", "concerne: []\n")})
    assert [(f.code, f.file) for f in found] == [("empty-dataset", "village")]


def test_a_dataset_without_registry(tmp_path: Path) -> None:
    found = violations(tmp_path, {"actors.yaml": None})
    assert "no-registry" in {f.code for f in found}


HEAD, FIRST, SECOND = INITIATIVES.splitlines()


@pytest.mark.parametrize(("text", "code", "line", "column", "words"), [
    ("", "missing-column", 1, None, "porteur_nom"),
    (HEAD.replace("slug,", ""), "missing-column", 1, None, "slug"),
    (f"{HEAD}\n{FIRST.replace('initiative-les-voisins', 'Les Voisins')}\n", "bad-form", 2, "slug", "“Les Voisins”"),
    (f"{HEAD}\n{FIRST.replace('initiative-les-voisins', '../x')}\n", "bad-form", 2, "slug", "lower-case"),
    (f"{HEAD}\n{FIRST.replace(',93,', ',9999,', 1)}\n", "unknown-territory", 2, "departement", "9999"),
    (f"{HEAD}\n{FIRST.replace(',les-voisins,', ',les-voisines,')}\n", "unknown-actor", 2, "porteur", "“les-voisins”?"),
    (f"{HEAD}\n{FIRST.replace(',epicerie,', ',epicerie-2,')}\n", "unknown-action", 2, "fiche", "“epicerie”?"),
    (f"{HEAD}\n{FIRST.replace(',Les Voisins,', ',,')}\n", "empty", 2, "porteur_nom", "empty"),
    (f"{HEAD}\n{FIRST.replace(',12,', ',douze,')}\n", "bad-number", 2, "page", "douze"),
    (f"{HEAD}\n{FIRST}\n{FIRST}\n", "duplicate-slug", 3, "slug", "already described in village/initiatives.csv"),
    (f"{HEAD}\n{FIRST.replace('initiative-les-voisins', 'epicerie')}\n", "duplicate-slug", 2, "slug", "epicerie.yaml"),
    (f"{HEAD}\n1,a\n", "bad-row", 2, None, "quotes"),
    (f"{HEAD}\n{SECOND},trop\n", "bad-row", 2, None, "quotes"),
    (f'{HEAD}\n{SECOND}\n"3,a\n', "csv-syntax", 3, None, "quotes"),
    (f"{HEAD}\n{'x' * 140_000},{SECOND}\n", "csv-syntax", 2, None, "field"),
    (f"{HEAD}\n{FIRST}\n".encode("latin-1").replace(b"Voisins,", b"Voisin\xe9s,"), "not-utf8", 2, None, "UTF-8"),
])
def test_faults_of_the_list_of_initiatives(tmp_path: Path, text: str | bytes, code: str, line: int, column: str | None,
                                           words: str) -> None:
    found = violations(tmp_path, {"initiatives.csv": text})
    assert {(f.code, f.file, f.line, f.column) for f in found} == {(code, "village/initiatives.csv", line, column)}
    assert words in found[0].message
    assert found[0].field is None


@pytest.mark.parametrize("text", [
    INITIATIVES.replace("\n", "\r\n"), "\ufeff" + INITIATIVES, INITIATIVES.replace('"Une, deux"', '"Une, ""deux"""'),
    INITIATIVES.replace("\n", "\n\n"),
    INITIATIVES.replace('"Une, deux"', "@@").replace(",", ";").replace("@@", "Une; deux".join('""')),
], ids=["CRLF", "BOM", "quotes", "blank lines", "semicolons"])
def test_lists_that_spreadsheets_write(tmp_path: Path, text: str) -> None:
    records, findings = read([write_dataset(tmp_path / "village", {"initiatives.csv": text})])
    assert findings == []
    first = records[0].actions[2]
    assert (first.slug, first.record.stage,
            first.record.territories) == ("initiative-les-voisins", "recueillie", ("93",))
    assert (first.record.detailed_by, first.record.row, first.record.page) == ("epicerie", 1, 12)
    assert first.record.leads[0].note is not None


def two(folder: Path, changes: dict[str, str]) -> tuple[list[Records], list[Finding]]:
    other = folder / "autre"
    for name, text in {**minimal("autre", "une-action"), **changes}.items():
        (other / name).parent.mkdir(parents=True, exist_ok=True)
        (other / name).write_text(text, "utf-8")
    return read([write_dataset(folder / "village"), other])


@pytest.mark.parametrize(("files", "file", "words"), [
    (minimal("autre", "epicerie"), "autre/fiches/epicerie.yaml", "already described in village/fiches/epicerie.yaml"),
    (minimal("autre", "une-action", "ville"), "autre/actors.yaml",
     "described in village/actors.yaml under another name"),
    (minimal("village-imaginaire", "une-action"), "autre/dataset.yaml", "already described in village/dataset.yaml"),
    ({"dataset.yaml": minimal("autre", "x")["dataset.yaml"].replace("slug: source-de-autre", "slug: carnet"),
      "fiches/une-action.yaml": minimal("autre", "x")["fiches/x.yaml"].replace("source-de-autre", "carnet")},
     "autre/dataset.yaml", "already described in village/dataset.yaml"),
])
def test_one_slug_is_one_thing(tmp_path: Path, files: dict[str, str], file: str, words: str) -> None:
    _records, findings = two(tmp_path, files)
    assert [(f.code, f.file) for f in findings] == [("duplicate-slug", file)]
    assert words in findings[0].message
    assert findings[0].line or file.endswith("epicerie.yaml")


def test_one_actor_may_stand_in_two_datasets(tmp_path: Path) -> None:
    same = '- {slug: ville, nom: "Ville de Stains", type: commune, territoire: "93072", preuve: "Ici"}\n'
    records, findings = two(tmp_path, {**minimal("autre", "une-action", "ville"), "actors.yaml": same})
    assert findings == []
    assert [len(r.actors) for r in without_unknown_references(records)] == [8, 1]


def test_going_on_keeps_what_is_right(tmp_path: Path) -> None:
    changed = (EPICERIE.replace("[les-voisins, ccas-de-la-ville, service-social, hopital]", "[les-voisins, inconnu]")
               .replace('territoires: ["93072"]',
                        'territoires: ["93072", "93999"]').replace("{acteur: hopital", "{acteur: x"))
    records, findings = read([write_dataset(tmp_path / "village", {
        "fiches/epicerie.yaml": changed, "fiches/permanence.yaml": PERMANENCE.replace('["93"]', '["93999"]'),
        "dataset.yaml": DATASET.replace("concerne: [epicerie]", "concerne: [epicerie, rien]")})])
    assert len(findings) == 5
    [kept] = without_unknown_references(records)
    assert [a.slug for a in kept.actions] == ["epicerie", "initiative-les-voisins", "initiative-hopital"]
    action = kept.actions[0].record
    assert action.territories == ("93072",)
    assert len(action.partnerships) == 2
    assert [p.actor for p in action.participants] == ["conseil-departemental", "habitants-du-bourg"]
    assert kept.dataset.record.contradictions[0].concerns == ("epicerie",)


def test_going_on_leaves_the_second_dataset_of_a_name_out(tmp_path: Path) -> None:
    records, findings = two(tmp_path, minimal("village-imaginaire", "une-action"))
    assert len(findings) == 1
    assert [r.dataset.file for r in without_unknown_references(records)] == ["village/dataset.yaml"]
