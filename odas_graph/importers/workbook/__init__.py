"""The questionnaire, filled: a row an action, an actor, a part taken, a tie, a result; each fact proved by its row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from odas_graph.fiche import Action, Source
from odas_graph.importers.imported import Imported, Options, Tally
from odas_graph.importers.workbook.actions import Actions
from odas_graph.importers.workbook.actors import Registry, write_untyped
from odas_graph.importers.workbook.filled import Filled, FilledRow, read_filled
from odas_graph.naming import slugify
from odas_graph.questionnaire import ACTIONS, ACTORS, PARTICIPATIONS, RESULTS, TIES

__all__ = ["read_workbook"]

# Of the name of a questionnaire in slugs, which also hold a name and the source.
MAX_NAME: Final = 30


def read_workbook(files: Sequence[Path], scratch: Path, options: Options) -> Imported:
    """What filled questionnaires say: actors, actions, and every row that could not be kept, with its remedy.

    Sheets are known by their names or, in CSV, by their headings. Of several questionnaires each is a source of its
    own: “the town hall” of one is not that of another. Actors of which nobody told the type go to
    `registre.csv`, since a type is never guessed. Raises UnreadableInputError where no sheet of the questionnaire is
    found.
    """
    read = read_filled(files)
    imported = Imported((), about={"collecte": "Questionnaire rempli par des personnes, lu ligne à ligne."})
    registries: list[Registry] = []
    actions: dict[str, Action] = {}
    for filled in read:
        own = options if len(read) == 1 else replace(options, source=_source(filled.name, options.source))
        registry = Registry(own)
        actions |= _actions(filled, registry, own)
        registries.append(registry)
        title = " – ".join(filter(None, (options.title or "Questionnaire", filled.name if own is not options else "")))
        imported.sources += (Source.model_validate({
            "slug": own.source, "genre": "questionnaire",
            "titre": title if options.title or own is not options else f"Questionnaire : {files[0].stem[:200]}"}),)
        imported.actors += registry.actors()
        rows = [row for sheet in filled.rows.values() for row in sheet]
        _count(rows, imported.tally)
        imported.findings += [*filled.findings, *(f for row in rows for f in row.findings), *registry.findings()]
    imported.actions = actions
    imported.has_register = write_untyped(scratch, registries)
    return imported


def _actions(filled: Filled, registry: Registry, options: Options) -> dict[str, Action]:
    """The actions of one questionnaire, by slug; its actors go to the registry."""
    for row in filled.rows[ACTORS.name]:
        registry.enter(row)
    registry.join()
    actions = Actions(registry, options)
    for sheet, take in ((ACTIONS, actions.open), (PARTICIPATIONS.name, actions.take_part), (TIES.name, actions.tie),
                        (RESULTS.name, actions.result)):
        for row in filled.rows[sheet]:
            take(row)
    return actions.closed()


def _count(rows: Sequence[FilledRow], tally: Tally) -> None:
    refused = sum(row.refused for row in rows)
    tally.read, tally.kept = tally.read + len(rows), tally.kept + len(rows) - refused
    tally.mended += sum(row.mended and not row.refused for row in rows)
    tally.refused += refused


def _source(name: str, source: str) -> str:
    """The slug of one questionnaire among several: what it brings cannot be taken for what another does."""
    return f"{slugify(name, MAX_NAME)}-{source}"
