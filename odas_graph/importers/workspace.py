"""The folder of data: each source that was imported in a dataset folder of its own, put in place whole or not at all.

A source can be imported again, replaced or removed without touching the others: its manifest says which bytes it was
made from, with which options, and which bytes it wrote, so that what a person changed there is never lost in silence.
"""

from __future__ import annotations

import csv
import io
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import ValidationError

from odas_graph.errors import DataError, OdasGraphError, OutputError, UnreadableInputError, UsageError, reason
from odas_graph.fiche import SLUG_PATTERN, Dataset
from odas_graph.findings import Finding
from odas_graph.formulas import safe_cell
from odas_graph.i18n import gettext as _
from odas_graph.importers.contacts import without_persons
from odas_graph.importers.faults import findings_of
from odas_graph.importers.folders import DATASET, FINDINGS, IMPORTS, MANIFEST, digest, entries, printable
from odas_graph.importers.imported import Imported, Options, Tally
from odas_graph.importers.kinds import importer
from odas_graph.importers.references import RESERVED
from odas_graph.importers.yaml_out import record, to_yaml, write_dataset
from odas_graph.importers.yaml_text import read_yaml
from odas_graph.naming import MAX_SLUG

# What became of an import: written anew, written over what was there, the same as before, there under another name,
# not written because no row could be kept, only tried.
State = Literal["new", "replaced", "unchanged", "known", "nothing", "tried"]
# The slugs of what a source brings end with its own: half of a slug is left to the names.
MAX_SOURCE: Final = MAX_SLUG // 2
COLUMNS: Final = ("niveau", "code", "message", "fichier", "feuille", "ligne", "colonne")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What import.yaml says of a source: `inputs` and `written` are SHA-256 by file name."""

    source: str
    kind: str
    date: str
    inputs: tuple[tuple[str, str], ...]
    options: dict[str, str]
    counts: dict[str, int]
    written: dict[str, str]

    @property
    def bytes(self) -> set[str]:
        """The digests of the files it was made from."""
        return {sha for _name, sha in self.inputs}


@dataclass(slots=True)
class Report:
    """What an import found and did."""

    source: str
    kind: str
    state: State
    tally: Tally = field(default_factory=Tally)
    findings: list[Finding] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        """The report as JSON-ready values."""
        tally = self.tally
        return {"source": self.source, "kind": self.kind, "state": self.state, "read": tally.read, "kept": tally.kept,
                "mended": tally.mended, "refused": tally.refused, "findings": [f.to_dict() for f in self.findings]}


def add(into: Path, kind: str, files: Sequence[Path], options: Options, *, replaced: bool = False,
        dry_run: bool = False) -> Report:
    """Reads files and writes what they hold to `into`/imports/<source>; nothing is written with `dry_run`.

    The same files with the same options keep the date they had. Raises UsageError for a name that cannot be given,
    and (unless `replaced`) where files of the source were changed by hand, or were written by no import;
    UnreadableInputError for a file that cannot be read; OutputError for a folder that cannot be written to.
    """
    read = importer(kind)
    _check_name(into, options.source)
    inputs = tuple((printable(path.name), _input_digest(path)) for path in files)
    # Held from the first look at what is there: what one import decides on, no other changes meanwhile.
    held: AbstractContextManager[Path | None] = nullcontext() if dry_run else _imports(into)
    with held as imports:
        before = {manifest.source: manifest for manifest in sources(into)} if into.is_dir() else {}
        here = before.get(options.source)
        known = None if here else _imported_before(before.values(), kind, inputs)
        if known is not None:
            return known
        if not replaced:
            _refuse_loss(into, kind, options.source, here)
        if here is not None and (here.kind, here.inputs, here.options) == (kind, inputs, _options(options)):
            options = replace(options, date=here.date)
        if imports is None:
            with tempfile.TemporaryDirectory(prefix="odas-graph-") as name:
                imported = read(files, Path(name), options)
                _write(Path(name), kind, inputs, options, imported)
                return Report(options.source, kind, "tried", imported.tally, _sorted(imported.findings))
        staging = Path(tempfile.mkdtemp(prefix=f".{options.source[:60]}.new-", dir=imports))
        try:
            staging.chmod(0o755)
            imported = read(files, staging, options)
            report = Report(options.source, kind, "new" if here is None else "replaced", imported.tally,
                            _sorted(imported.findings))
            if not imported.tally.kept:
                report.state = "nothing"
            else:
                _write(staging, kind, inputs, options, imported)
                target = imports / options.source
                if here is not None and here.inputs == inputs and _data(staging) == _data(target):
                    report.state = "unchanged"
                else:
                    _put(staging, target)
            return report
        finally:
            shutil.rmtree(staging, ignore_errors=True)


def _imported_before(before: Iterable[Manifest], kind: str, inputs: Sequence[tuple[str, str]]) -> Report | None:
    """What is said of files that were all imported before under another name; None where they were not."""
    elsewhere = next((m for m in before if m.kind == kind and m.bytes >= {sha for _name, sha in inputs}), None)
    if elsewhere is None:
        return None
    return Report(elsewhere.source, kind, "known", findings=[Finding(
        level="warning", code="already-imported", file=inputs[0][0], message=_(
            "This was already imported as “{source}”: nothing was written a second time.").format(
                source=elsewhere.source))])


def _refuse_loss(into: Path, kind: str, source: str, here: Manifest | None) -> None:
    """UsageError where importing this source would lose another kind of it, or what a person wrote or changed."""
    folder = into / IMPORTS / source
    if here is not None and here.kind != kind:
        raise UsageError(_("“{source}” is already the name of a source of another kind ({kind}). Give this one "
                           "another name with --name, or add --replace.").format(source=source, kind=here.kind))
    if here is not None:
        _refuse_changed(into, here)
    elif folder.exists() and not folder.is_symlink():
        raise UsageError(_("{folder} is there already, and does not say that an import wrote it. Give the source "
                           "another name (--name), or lose what is there with --replace.").format(
                               folder=f"{IMPORTS}/{source}"))


def remove(into: Path, source: str, *, replaced: bool = False) -> Manifest:
    """Removes all that a source brought and nothing else; returns what its manifest said.

    Raises UsageError where there is no such source, or (unless `replaced`) where its files were changed by hand.
    """
    from odas_graph.importers.faults import did_you_mean

    with _imports(into) if IMPORTS in entries(into) else nullcontext(into / IMPORTS) as imports:
        known = {manifest.source: manifest for manifest in sources(into)}
        if source not in known:
            raise UsageError(_("Nothing was imported as “{source}” into {folder}.{hint}").format(
                source=source[:80], folder=printable(str(into)), hint=did_you_mean(source, known)))
        if not replaced:
            _refuse_changed(into, known[source])
        aside = Path(tempfile.mkdtemp(prefix=f".{source[:60]}.new-", dir=imports))
        (imports / source).rename(aside / source)
        shutil.rmtree(aside)
        return known[source]


def sources(into: Path) -> list[Manifest]:
    """What was imported into a folder, by name; UnreadableInputError for a folder that cannot be read.

    A folder of imports/ without a manifest that can be read was not written by an import, and is left alone.
    """
    if IMPORTS not in entries(into):
        return []
    found = []
    for name in entries(into / IMPORTS):
        folder = into / IMPORTS / name
        if not name.startswith(".") and (folder / MANIFEST).is_file() and not folder.is_symlink():
            with suppress(OdasGraphError, OSError, KeyError, TypeError, ValueError, AttributeError):
                found.append(_manifest(name, folder / MANIFEST))
    return found


def _manifest(name: str, path: Path) -> Manifest:
    data, _lines = read_yaml(path, MANIFEST)
    return Manifest(name, str(data["genre"]), str(data["date"]),
                    tuple((str(item["nom"]), str(item["sha256"])) for item in data["fichiers"]),
                    {str(k): str(v) for k, v in data.get("options", {}).items()},
                    {str(k): int(v) for k, v in data["comptes"].items()},
                    {str(k): str(v) for k, v in data["ecrits"].items()})


def _input_digest(path: Path) -> str:
    if path.exists() and not path.is_file():
        # A pipe would wait for ever for someone to write, a device would never end.
        if path.is_dir():
            return _folder_digest(path)
        raise UnreadableInputError(_("{file} cannot be read: {why}").format(
            file=printable(str(path)), why=_("it is no file. Name a file.")))
    try:
        return digest(path)
    except (OSError, ValueError) as error:
        raise UnreadableInputError(_("{file} cannot be read: {why}").format(file=printable(str(path)), why=_(
            "{reason}. Check its name and your rights to it.").format(reason=reason(error)))) from error


def _folder_digest(folder: Path) -> str:
    """One digest for the files of a folder that is imported as a whole."""
    import hashlib

    found = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()):
        found.update(f"{printable(path.relative_to(folder).as_posix())} {digest(path)}\n".encode())
    return found.hexdigest()


def _options(options: Options) -> dict[str, str]:
    """What changes what is read, apart from the files; a mapping counts by its bytes."""
    told = {"titre": options.title, "territoire": options.territory,
            "exhaustif": None if options.complete is None else "oui" if options.complete else "non",
            "correspondance": _input_digest(options.mapping) if options.mapping else None}
    return {key: value for key, value in told.items() if value is not None}


def _check_name(into: Path, source: str) -> None:
    if not re.fullmatch(SLUG_PATTERN, source) or len(source) > MAX_SOURCE:
        raise UsageError(_("“{name}” cannot be the name of a source: use lower-case letters without accents, digits "
                           "and hyphens, {n} at most.").format(name=source[:80], n=MAX_SOURCE))
    taken = set(RESERVED)
    with suppress(OdasGraphError, OSError, AttributeError):
        taken.add(str(read_yaml(into / DATASET, DATASET)[0].get("jeu")))
    if source in taken:
        raise UsageError(_("“{name}” is already the name of something else. Give the source another name with "
                           "--name.").format(name=source))


def _refuse_changed(into: Path, manifest: Manifest) -> None:
    found = _digests(into / IMPORTS / manifest.source)
    changed = sorted(name for name in found.keys() | manifest.written.keys()
                     if found.get(name) != manifest.written.get(name) and name != MANIFEST)
    if changed:
        raise UsageError(_("{file} was changed by hand since it was imported. Keep your changes by giving the new "
                           "source another name (--name), or lose them with --replace.").format(
                               file=f"{IMPORTS}/{manifest.source}/{changed[0]}"))


def _digests(folder: Path) -> dict[str, str]:
    return {printable(path.relative_to(folder).as_posix()): digest(path) for path in sorted(folder.rglob("*"))
            if path.is_file() and path.name not in (".DS_Store", "Thumbs.db")}


def _data(folder: Path) -> dict[str, str]:
    """The digests of what is read from a source: its findings are in the language of whoever imported it."""
    return {name: sha for name, sha in _digests(folder).items() if name not in (FINDINGS, MANIFEST)}


def _sorted(findings: Iterable[Finding]) -> list[Finding]:
    """The findings, gravest first; what they quote of the cells names no person."""
    return sorted((replace(finding, message=without_persons(finding.message)) for finding in findings),
                  key=lambda finding: finding.sort_key)


def _write(folder: Path, kind: str, inputs: Sequence[tuple[str, str]], options: Options, imported: Imported) -> None:
    """Writes the dataset, the findings and the manifest."""
    write_dataset(folder, _dataset(kind, inputs, options, imported), imported.actors, imported.actions)
    (folder / FINDINGS).write_text(_findings_table(imported.findings), "utf-8", newline="")
    tally = imported.tally
    manifest = {
        "genre": kind, "date": options.date, "fichiers": [{"nom": name, "sha256": sha} for name, sha in inputs],
        "options": _options(options),
        "comptes": {"lues": tally.read, "gardees": tally.kept, "corrigees": tally.mended, "refusees": tally.refused},
        "ecrits": _digests(folder)}
    (folder / MANIFEST).write_text(to_yaml({k: v for k, v in manifest.items() if v != {}}), "utf-8", newline="")


def _dataset(kind: str, inputs: Sequence[tuple[str, str]], options: Options, imported: Imported) -> Dataset:
    names = ", ".join(name for name, _sha in inputs)
    data: dict[str, Any] = {
        "jeu": options.source, "titre": (options.title or imported.sources[0].title),
        "description": f"Importé ({kind}) : {names}"[:3000], "date": options.date, **imported.about,
        "couverture": [record(coverage) for coverage in imported.coverage],
        "sources": [record(source) for source in imported.sources]}
    try:
        return Dataset.model_validate(data)
    except ValidationError as error:
        findings = findings_of(error, DATASET, {})
        raise DataError(_("The source cannot be described: {why}").format(why=findings[0].message), findings) from error


def _findings_table(findings: Iterable[Finding]) -> str:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(COLUMNS)
    for f in _sorted(findings):
        writer.writerow([safe_cell(value) for value in (f.level, f.code, f.message, f.file, f.sheet, f.row or f.line,
                                                        f.column or f.field)])
    return buffer.getvalue()


@contextmanager
def _imports(into: Path) -> Iterator[Path]:
    """The folder of imports, held alone while the block runs; what a killed import left there is gone."""
    imports = into / IMPORTS
    if imports.is_symlink():
        raise UsageError(_("{folder} is a link to another folder; imports are written inside the folder you "
                           "name.").format(folder=printable(str(imports))))
    try:
        imports.mkdir(parents=True, exist_ok=True)
        with _alone(imports):
            for left in imports.glob(".*.new-*"):
                shutil.rmtree(left, ignore_errors=True)
            for former in imports.glob(".*.former"):
                target = imports / former.name[1:].removesuffix(".former")
                if target.exists():
                    shutil.rmtree(former, ignore_errors=True)
                else:
                    former.rename(target)
            try:
                yield imports
            finally:
                # What holds no source any more goes too; a folder that holds something stays.
                with suppress(OSError):
                    imports.rmdir()
    except OSError as error:
        raise _unwritable(into, error) from error


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Holds the lock on a folder; OutputError where another import has it."""
    import os

    try:
        import fcntl
    except ImportError:  # no such locks on this system
        yield
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise OutputError(_("Another import is writing to {folder}. Wait for it to end.").format(
                folder=printable(str(folder)))) from error
        yield
    finally:
        os.close(descriptor)


def _put(staging: Path, target: Path) -> None:
    """Puts the new folder in the place of the former one; what a kill in between leaves, the next import mends."""
    if target.is_symlink():
        raise UsageError(_("{folder} is a link to another folder; imports are written inside the folder you "
                           "name.").format(folder=printable(str(target))))
    former = target.with_name(f".{target.name}.former")
    if target.exists():
        target.rename(former)
    staging.rename(target)
    shutil.rmtree(former, ignore_errors=True)


def _unwritable(into: Path, error: OSError) -> OutputError:
    return OutputError(_("Nothing could be written to {folder}: {reason}. What was there is untouched; check the space "
                         "left and your rights.").format(folder=printable(str(into)), reason=reason(error)))
