"""Fiches of somebody else: YAML files and a registry of actors, taken over as they are once they have been checked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from odas_graph.errors import DataError, UnreadableInputError, reason
from odas_graph.fiche import SLUG_PATTERN, Action, Actor, Model, Source
from odas_graph.findings import Finding
from odas_graph.i18n import gettext as _
from odas_graph.importers.faults import did_you_mean, findings_of
from odas_graph.importers.folders import ACTORS, DATASET, FICHE_SUFFIXES, FICHES, printable
from odas_graph.importers.imported import Imported, Options, Tally
from odas_graph.importers.references import actor_mentions, source_mentions
from odas_graph.importers.yaml_text import read_yaml
from odas_graph.naming import MAX_SLUG
from odas_graph.records import violation

# The keys under which records name actors and fiches, alone and in lists.
_ACTOR_KEYS: Final = frozenset({"acteur", "financeur", "beneficiaire", "slug", "fiche"})
_ACTOR_LISTS: Final = frozenset({"partenaires", "parties", "acteurs", "ignorant", "fait_partie_de"})


@dataclass(frozen=True, slots=True)
class _File:
    """A YAML file that was read: its name for people, its slug, its content, the line of each key."""

    name: str
    slug: str
    data: Any
    lines: dict[Any, int]


@dataclass(frozen=True, slots=True)
class _Names:
    """The slugs that a source gives to actors and fiches (`renamed`) and to texts (`titles`)."""

    options: Options
    renamed: dict[str, str]
    titles: dict[str, str]

    def told(self, value: Any, key: str = "") -> Any:
        """The value with these slugs; where no dataset.yaml came along, all is from one text."""
        if isinstance(value, dict):
            return {name: self.told(item, name) for name, item in value.items()}
        if isinstance(value, list):
            return [self.told(item, key if key in _ACTOR_LISTS else "") for item in value]
        if isinstance(value, str) and key in _ACTOR_KEYS | _ACTOR_LISTS:
            return self.renamed.get(value, value)
        if isinstance(value, str) and key == "source":
            return self.titles.get(value, value) if self.titles else self.options.source
        return value


def read_fiches(files: Sequence[Path], scratch: Path, options: Options) -> Imported:
    """The actors and actions of YAML files, or of folders that hold them; a fiche or an entry counts as a row.

    Slugs get the name of the source behind them, so that they collide with nobody's. Fiches that name an actor without
    entry are refused. Raises UnreadableInputError where no such file is found, or where one leads out of its folder.
    """
    findings: list[Finding] = []
    tally = Tally()
    given = [file for path in files for file in _files(path)]
    loaded = [file for path, name in given if (file := _loaded(path, name, findings, tally)) is not None]
    if not given:
        raise UnreadableInputError(_("{file} cannot be read: {why}").format(
            file=", ".join(printable(path.name) for path in files), why=_(
                "it holds no fiche (fiches/<action>.yaml) and no registry (actors.yaml).")))
    sources = [source for file in loaded if file.slug == "dataset" for source in _sources(file, findings)]
    registries = [file for file in loaded if file.slug == "actors"]
    fiches = [file for file in loaded if file.slug not in ("actors", "dataset")]
    known = {str(entry["slug"]) for file in registries if isinstance(file.data, list) for entry in file.data
             if isinstance(entry, dict) and "slug" in entry}
    renamed = {slug: f"{slug}-{options.source}" for slug in (*known, *(file.slug for file in fiches))}
    titles = {source.slug: _renamed_source(source.slug, options) for source in sources}
    names = _Names(options, renamed, titles)
    actors = _joined(list(_actors(registries, names, findings, tally)), findings)
    actions = dict(_actions(fiches, names, {actor.slug for actor in actors}, findings, tally))
    named = [source.model_copy(update={"slug": titles[source.slug]}) for source in sources]
    if not named:
        given_names = ", ".join(printable(path.name) for path in files)[:200]
        named = [Source.model_validate({"slug": options.source, "titre": options.title or f"Fiches : {given_names}",
                                        "genre": "fichier"})]
    return Imported(tuple(named), tally, tuple(actors), actions, findings=findings)


def _files(path: Path) -> Iterator[tuple[Path, str]]:
    """The YAML files of a path, with their names for people: itself, or those of a dataset folder."""
    if not path.is_dir():
        yield path, printable(path.name)
        return
    found = [path / DATASET, path / ACTORS]
    inside = path / FICHES if (path / FICHES).is_dir() else path
    try:
        found += sorted(p for p in inside.iterdir() if p.suffix in FICHE_SUFFIXES and p not in found)
        root = path.resolve()
        for file in found:
            if file.exists():
                if not file.resolve().is_relative_to(root):
                    raise UnreadableInputError(_("{file} cannot be read: {why}").format(
                        file=printable(file.name), why=_("it is a link that leads out of its folder. Put the file "
                                                         "itself there.")))
                yield file, printable(file.relative_to(path).as_posix())
    except OSError as error:
        raise _closed(path, error) from error


def _closed(path: Path, error: OSError) -> UnreadableInputError:
    return UnreadableInputError(_("{file} cannot be read: {why}").format(file=printable(path.name), why=_(
        "{reason}. Check its name and your rights to it.").format(reason=reason(error))))


def _loaded(path: Path, name: str, findings: list[Finding], tally: Tally) -> _File | None:
    try:
        data, lines = read_yaml(path, name)
    except DataError as error:
        findings += error.findings
    except OSError as error:
        raise _closed(path, error) from error
    else:
        return _File(name, path.stem, data, lines)
    tally.read, tally.refused = tally.read + 1, tally.refused + 1
    return None


def _sources(file: _File, findings: list[Finding]) -> Iterator[Source]:
    """The sources that the dataset of the fiches declares; the rest of it stays where it is."""
    entries = file.data.get("sources", ()) if isinstance(file.data, dict) else ()
    for i, entry in enumerate(entries if isinstance(entries, list) else ()):
        try:
            yield Source.model_validate(entry)
        except ValidationError as error:
            findings += findings_of(error, file.name, file.lines, ("sources", i))


def _renamed_source(slug: str, options: Options) -> str:
    return f"{slug[:MAX_SLUG - len(options.source) - 1].rstrip('-')}-{options.source}"


def _joined(actors: list[Actor], findings: list[Finding]) -> list[Actor]:
    """The actors, less the parents that have no entry, which is said."""
    there = {actor.slug for actor in actors}
    found = []
    for actor in actors:
        for parent in sorted(set(actor.part_of) - there):
            message = _("“{name}” is said to be part of “{slug}”, which is not in the registry (actors.yaml): that was "
                        "left out.").format(name=actor.name[:80], slug=parent)
            findings.append(Finding(level="warning", code="unknown-actor", file=ACTORS, field="fait_partie_de",
                                    message=message))
        found.append(actor.model_copy(update={"part_of": tuple(p for p in actor.part_of if p in there)}))
    return found


def _actors(files: Iterable[_File], names: _Names, findings: list[Finding], tally: Tally) -> Iterator[Actor]:
    seen: set[str] = set()
    for file in files:
        if not isinstance(file.data, list):
            findings.append(violation("bad-kind", _("The registry is a list: each actor starts with “- slug:”."),
                                      file.name, {(): 1}))
            tally.read, tally.refused = tally.read + 1, tally.refused + 1
            continue
        for i, entry in enumerate(file.data):
            actor = _checked(Actor, names.told(entry), file, (i,), findings, tally)
            if actor is None:
                continue
            if actor.slug in seen:
                findings.append(violation("duplicate-slug", _("This actor has an entry already: one actor, one "
                                                              "entry."), file.name, file.lines, (i, "slug")))
                tally.kept, tally.refused = tally.kept - 1, tally.refused + 1
                continue
            seen.add(actor.slug)
            yield actor


def _actions(files: Iterable[_File], names: _Names, actors: set[str], findings: list[Finding],
             tally: Tally) -> Iterator[tuple[str, Action]]:
    back = {new: old for old, new in names.renamed.items()}
    sources = set(names.titles.values()) or {names.options.source}
    for file in files:
        action = _checked(Action, names.told(file.data), file, (), findings, tally)
        if action is None:
            continue
        unknown = [(path, slug) for path, slug in actor_mentions(action) if slug not in actors]
        for path, slug in unknown:
            findings.append(violation("unknown-actor", _(
                "The actor “{slug}” is not in the registry (actors.yaml).{hint}").format(
                    slug=back.get(slug, slug), hint=did_you_mean(back.get(slug, slug), [
                        back[actor] for actor in actors if actor in back])), file.name, file.lines, path))
        for path, slug in source_mentions(action):
            if slug not in sources:
                unknown.append((path, slug))
                findings.append(violation("unknown-source", _(
                    "The source “{slug}” is not in dataset.yaml.{hint}").format(
                        slug=slug, hint=did_you_mean(slug, names.titles)), file.name, file.lines, path))
        slug = f"{file.slug}-{names.options.source}"
        if unknown or not re.fullmatch(SLUG_PATTERN, slug) or len(slug) > MAX_SLUG:
            if not unknown:
                findings.append(violation("bad-file-name", _(
                    "The name of a fiche file becomes the name of its action: use lower-case letters without accents, "
                    "digits and hyphens, {n} at most.").format(n=MAX_SLUG - len(names.options.source) - 1),
                    file.name, {}))
            tally.kept, tally.refused = tally.kept - 1, tally.refused + 1
            continue
        yield slug, action


def _checked(model: Any, data: Any, file: _File, prefix: tuple[int, ...], findings: list[Finding],
             tally: Tally) -> Any:
    """The record, counted as kept; None, counted as refused, where it is none."""
    tally.read += 1
    try:
        record: Model = model.model_validate(data)
    except ValidationError as error:
        found = findings_of(error, file.name, file.lines, prefix)
        findings += [replace(f, line=f.line or 1) for f in found]
        tally.refused += 1
        return None
    tally.kept += 1
    return record
