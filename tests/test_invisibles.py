"""What the sources say themselves of unknown actors, against the registry and against what the program finds."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import pytest

from odas_graph.pipeline import build, read
from odas_graph.records import Records
from odas_graph.resources import shipped_datasets
from odas_graph.vocab import CODES, ID

STATUSES = {"inconnu", "nouvellement-repere", "mieux-connu", "passeur-anonyme", "hors-champ"}
COLUMNS = ["acteur", "statut", "par", "precision", "source", "section", "page"]
ORGANISATIONS = {"organisation", "organisme-public", "service"}
PATHS = [path for folder in shipped_datasets() for path in sorted(folder.glob("invisibles.csv"))]


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


@cache
def shipped() -> tuple[Records, ...]:
    return tuple(read(shipped_datasets())[0])


def actors() -> set[str]:
    return {actor.slug for records in shipped() for actor in records.actors}


def test_there_are_some() -> None:
    assert any(rows(path) for path in PATHS)


@pytest.mark.parametrize("path", PATHS, ids=lambda p: p.parent.name)
def test_every_row_names_what_is_known(path: Path) -> None:
    sources = {s.slug for records in shipped() for s in records.dataset.record.sources}
    for row in rows(path):
        assert list(row) == COLUMNS
        assert row["acteur"] in actors(), row
        assert row["statut"] in STATUSES, row
        assert row["par"] in {"", *actors(), *CODES["cercle"]}, row
        assert row["source"] in sources, row
        assert row["section"].strip() and row["precision"].strip(), row
        assert not row["page"] or int(row["page"]) > 0, row


def test_the_program_finds_every_organisation_that_a_source_says_unknown_to_an_actor() -> None:
    assessments = {a.actor: a for a in build().invisible()}
    registry = {actor.slug: actor.record for records in shipped() for actor in records.actors}
    # A group without a name ("inhabitants") is no organisation that one could go and meet.
    expected = {row["acteur"] for path in PATHS for row in rows(path)
                if row["statut"] == "inconnu" and row["par"] in registry and not registry[row["acteur"]].generic}
    assert expected
    for slug in sorted(expected):
        found = assessments[f"{ID}actor/{slug}"]
        assert found.kind in ORGANISATIONS and found.verdict.archetype == "invisible-atteste", slug
