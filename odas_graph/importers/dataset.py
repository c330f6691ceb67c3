"""A dataset folder: dataset.yaml, actors.yaml, fiches/*.yaml, initiatives.csv, its register: records, findings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from odas_graph.errors import DataError, UnreadableInputError, reason
from odas_graph.fiche import SLUG_PATTERN, Action, Actor, Dataset, Model
from odas_graph.findings import Finding
from odas_graph.i18n import gettext as _
from odas_graph.importers import folders
from odas_graph.importers.faults import findings_of, shorten
from odas_graph.importers.folders import entries, printable, shown_name
from odas_graph.importers.initiatives import read_initiatives
from odas_graph.importers.register import read_register
from odas_graph.importers.yaml_text import read_yaml
from odas_graph.naming import MAX_SLUG
from odas_graph.records import Broken, Located, Path_, Records, violation

M = TypeVar("M", bound=Model)


def read_dataset(folder: Path) -> tuple[Records | None, list[Finding]]:
    """The records of a dataset folder, and all that is wrong with it.

    What is right is kept and what is wrong is listed; None instead of records where dataset.yaml itself cannot be used.
    Raises UnreadableInputError for a folder that is missing, empty or closed to the reader.
    """
    findings: list[Finding] = []
    name, names = shown_name(folder), entries(folder)
    if folders.DATASET not in names:
        raise UnreadableInputError(_("The folder {folder} holds no dataset.yaml, so it is no dataset. Name the folder "
                                     "that holds it, or write one (see docs/data-format.md).").format(
                                         folder=printable(str(folder))))
    dataset, lines = _one(Dataset, folder / folders.DATASET, f"{name}/{folders.DATASET}", findings)
    broken = Broken()
    register = read_register(folder, name, findings)
    actors: tuple[Located[Actor], ...] = ()
    if register is None or folders.ACTORS in names:
        actors = tuple(_registry(folder / folders.ACTORS, f"{name}/{folders.ACTORS}", findings, broken))
    actions = [*_fiches(folder / folders.FICHES, f"{name}/{folders.FICHES}", findings, broken)]
    if dataset is not None and folders.INITIATIVES in names:
        actions += read_initiatives(folder / folders.INITIATIVES, f"{name}/{folders.INITIATIVES}",
                                    dataset.sources[0].slug, findings)
    findings += [_not_read(f"{name}/{printable(other)}") for other in names
                 if other not in folders.KNOWN_FILES and other.lower().endswith((*folders.FICHE_SUFFIXES, ".csv"))]
    # What was imported may be a list of actors alone, of use beside the actions of other sources.
    listed = register is not None or (folders.MANIFEST in names and bool(actors))
    if not actions and not listed and not any(f.level == "violation" for f in findings):
        findings.append(Finding(level="violation", code="empty-dataset", file=name,
                                message=_("The dataset holds no action: put at least one file in fiches/.")))
    if dataset is None:
        return None, findings
    located = Located(dataset, dataset.slug, f"{name}/{folders.DATASET}", lines)
    return Records(located, actors, tuple(actions), broken, register), findings


def _not_read(file: str) -> Finding:
    return Finding(level="warning", code="file-not-read", file=shorten(file, 200), message=_(
        "This file is not read: a dataset is dataset.yaml, actors.yaml, initiatives.csv and fiches/<action>.yaml. "
        "Check its name and its place."))


def _load(path: Path, file: str, findings: list[Finding]) -> tuple[Any, dict[Path_, int]] | None:
    try:
        return read_yaml(path, file)
    except DataError as error:
        findings += error.findings
    except OSError as error:
        findings.append(violation("unreadable", _("The file cannot be read: {reason}. Check your rights to it.").format(
            reason=reason(error)), file, {}))
    return None


def _validated(model: type[M], data: Any, file: str, lines: Mapping[Path_, int], findings: list[Finding],
               prefix: Path_ = ()) -> M | None:
    try:
        return model.model_validate(data)
    except ValidationError as error:
        findings += findings_of(error, file, lines, prefix)
        return None


def _one(model: type[M], path: Path, file: str, findings: list[Finding]) -> tuple[M | None, dict[Path_, int]]:
    loaded = _load(path, file, findings)
    if loaded is None:
        return None, {}
    data, lines = loaded
    # An empty file is a record without fields: what is missing is then said field by field.
    return _validated(model, {} if data is None else data, file, lines, findings), lines


def _registry(path: Path, file: str, findings: list[Finding], broken: Broken) -> Iterator[Located[Actor]]:
    broken.registry = True
    if not path.exists():
        findings.append(violation("no-registry", _("The registry of actors is missing: write actors.yaml, one entry an "
                                                   "actor."), file, {}))
        return
    loaded = _load(path, file, findings)
    if loaded is None:
        return
    data, lines = loaded
    if not isinstance(data, list):
        findings.append(violation("bad-kind", _("The registry is a list: each actor starts with “- slug:”."), file,
                                  {(): 1}))
        return
    broken.registry = False
    own: dict[int | str, dict[Path_, int]] = {}
    for key, number in lines.items():
        if key:
            own.setdefault(key[0], {})[key[1:]] = number
    seen: dict[str, int] = {}
    for index, entry in enumerate(data):
        actor = _validated(Actor, entry, file, lines, findings, (index,))
        if actor is None:
            broken.actors.add(str(entry.get("slug")) if isinstance(entry, dict) else "")
            continue
        line = lines[index,]
        if actor.slug in seen:
            findings.append(violation("duplicate-slug", _(
                "The actor “{slug}” has an entry already, line {line}; one actor, one entry.").format(
                    slug=actor.slug, line=seen[actor.slug]), file, lines, (index, "slug")))
            continue
        seen[actor.slug] = line
        yield Located(actor, actor.slug, file, own[index])


def _fiches(folder: Path, file: str, findings: list[Finding], broken: Broken) -> Iterator[Located[Action]]:
    if not folder.is_dir():
        return
    try:
        paths = sorted(folder.iterdir())
    except OSError as error:
        findings.append(violation("unreadable", _(
            "The folder cannot be read: {reason}. Check your rights to it.").format(reason=reason(error)), file, {}))
        return
    for path in paths:
        name = f"{file}/{printable(path.name)}"
        if path.name.startswith("."):
            continue
        if path.suffix not in folders.FICHE_SUFFIXES:
            findings.append(_not_read(name))
        elif not re.fullmatch(SLUG_PATTERN, path.stem) or len(path.stem) > MAX_SLUG:
            findings.append(violation("bad-file-name", _(
                "The name of a fiche file becomes the name of its action: use lower-case letters without accents, "
                "digits and hyphens, {n} at most.").format(n=MAX_SLUG), shorten(name, 200), {}))
        else:
            action, lines = _one(Action, path, name, findings)
            if action is None:
                broken.actions.add(path.stem)
            else:
                yield Located(action, path.stem, name, lines)
