"""What people decided: same, different, unsure; who, when, why. A sorted CSV, kept apart from the data it judges."""

from __future__ import annotations

import csv
import io
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, cast, get_args

from odas_graph.errors import OutputError, UnreadableInputError, UsageError, reason
from odas_graph.fiche import bare
from odas_graph.findings import Finding
from odas_graph.formulas import kept_cell, plain_cell
from odas_graph.i18n import gettext as _

FILE: Final = "decisions.csv"
COLUMNS: Final = ("acteur", "autre", "decision", "par", "date", "motif")
Choice = Literal["meme", "different", "incertain"]
CHOICES: Final[tuple[Choice, ...]] = get_args(Choice)
# What a person decides in a lifetime; a larger file is another one, misnamed.
MOST_BYTES: Final = 100_000_000


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided of two actors (slugs, in alphabetical order): by whom, on what day (YYYY-MM-DD), why."""

    actor: str
    other: str
    choice: Choice
    by: str = ""
    date: str = ""
    why: str = ""


class Decisions(Mapping[tuple[str, str], Decision]):
    """Decisions by pair of slugs, in either order; never changed: `with_decision` and `without` give new ones.

    `findings` says what could not be read of the files they come from.
    """

    def __init__(self, decisions: Iterable[Decision] = (), findings: Iterable[Finding] = ()) -> None:
        self._by_pair = {_pair(d.actor, d.other): d for d in sorted(
            map(_ordered, decisions), key=lambda d: (d.date, d.choice, d.by, d.why))}
        self.findings = tuple(findings)

    def __getitem__(self, pair: tuple[str, str]) -> Decision:
        return self._by_pair[_pair(*pair)]

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(sorted(self._by_pair))

    def __len__(self) -> int:
        return len(self._by_pair)

    def __contains__(self, pair: object) -> bool:
        return isinstance(pair, tuple) and len(pair) == 2 and _pair(*pair) in self._by_pair

    def pairs(self, choice: Choice) -> list[tuple[str, str]]:
        """The pairs decided so, sorted."""
        return [pair for pair in self if self._by_pair[pair].choice == choice]

    def with_decision(self, decision: Decision) -> Decisions:
        """These decisions and this one, in place of a former one on the same pair."""
        return Decisions([*self.without(decision.actor, decision.other).values(), decision], self.findings)

    def without(self, one: str, other: str) -> Decisions:
        """These decisions less the one on this pair."""
        return Decisions([d for pair, d in self.items() if pair != _pair(one, other)], self.findings)

    def to_csv(self) -> str:
        """The file: UTF-8, comma, one row a decision, sorted by pair; no cell that a spreadsheet would run."""
        stream = io.StringIO()
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(map(kept_cell, (d.actor, d.other, d.choice, d.by, d.date, d.why)) for d in self.values())
        return stream.getvalue()


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one <= other else (other, one)


def _ordered(decision: Decision) -> Decision:
    actor, other = _pair(decision.actor, decision.other)
    return Decision(actor, other, decision.choice, bare(decision.by), decision.date, bare(decision.why))


def read_decisions(folders: Sequence[Path]) -> Decisions:
    """The decisions found as `decisions.csv` in these folders; of two on one pair, the later one counts, and is told.

    Raises UnreadableInputError for a file that cannot be read at all.
    """
    return read_files([folder / FILE for folder in folders])


def read_files(paths: Sequence[Path]) -> Decisions:
    """The decisions of these files; a file that is not there holds none."""
    findings: list[Finding] = []
    found: list[Decision] = []
    for path in dict.fromkeys(paths):
        if path.exists():
            found += _rows(path, findings)
    seen: dict[tuple[str, str], Decision] = {}
    for decision in found:
        known = seen.setdefault((decision.actor, decision.other), decision)
        if known.choice != decision.choice:
            findings.append(Finding(level="warning", code="decided-twice", file=FILE, message=_(
                "“{one}” and “{other}” are decided twice, and not alike; the later decision counts. Keep one of the "
                "two rows.").format(one=decision.actor, other=decision.other)))
    return Decisions(found, findings)


def _rows(path: Path, findings: list[Finding]) -> Iterator[Decision]:
    name = f"{path.parent.name}/{path.name}"
    text = _text(path)
    first = text.partition("\n")[0]
    # A French spreadsheet saves with semicolons.
    reader = csv.reader(io.StringIO(text), delimiter=";" if first.count(";") > first.count(",") else ",")
    try:
        rows = list(enumerate(reader, 1))
    except csv.Error as error:
        raise UnreadableInputError(_("{path} is no table that can be read: {reason}. Mend it, or start it "
                                     "anew.").format(path=path, reason=error)) from error
    heading = [cell.strip().lower() for cell in rows[0][1]] if rows else []
    if not set(COLUMNS[:3]) <= set(heading):
        raise UnreadableInputError(_("{path} holds no decisions: its first row must name the columns "
                                     "{columns}.").format(path=path, columns=", ".join(COLUMNS)))
    for number, cells in rows[1:]:
        if not any(cell.strip() for cell in cells):
            continue
        row = {**dict.fromkeys(COLUMNS, ""), **{key: plain_cell(cell.strip()) for key, cell in zip(
            heading, cells, strict=False)}}
        fault = _fault(row)
        if fault:
            findings.append(Finding(level="violation", code="bad-decision", file=name, row=number, message=fault))
        else:
            yield _ordered(Decision(row["acteur"], row["autre"], cast(Choice, _plain(row["decision"])), row["par"],
                                    row["date"], row["motif"]))


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise UnreadableInputError(_("{path} is too large to be a list of decisions.").format(path=path))
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableInputError(_("{path} cannot be read: {reason}. Check your rights to it.").format(
            path=path, reason=reason(error))) from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _plain(choice: str) -> str:
    return {"même": "meme", "différent": "different"}.get(choice.lower(), choice.lower())


def _fault(row: Mapping[str, str]) -> str | None:
    if not row["acteur"] or not row["autre"]:
        return _("A decision names two actors: “acteur” and “autre”.")
    if row["acteur"] == row["autre"]:
        return _("A decision is on two actors, and both are “{slug}” here.").format(slug=row["acteur"][:80])
    if _plain(row["decision"]) not in CHOICES:
        return _("“{value}” is no decision: write {choices}.").format(
            value=row["decision"][:80], choices=", ".join(CHOICES))
    return None


def write_decisions(path: Path, decisions: Decisions) -> None:
    """Writes the file whole or not at all. Raises OutputError, and UsageError where rows of it could not be read."""
    bad = [f for f in decisions.findings if f.level == "violation"]
    if bad:
        raise UsageError(_("{path} has rows that cannot be read ({place}); they would be lost. Mend them "
                           "first.").format(path=path, place=bad[0].place()))
    try:
        target = path.resolve()
        descriptor, aside = tempfile.mkstemp(prefix=f".{FILE}.", dir=target.parent)
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(decisions.to_csv().encode())
            # mkstemp makes files private; decisions are read by whoever reads the data beside them.
            umask = os.umask(0)
            os.umask(umask)
            Path(aside).chmod(0o666 & ~umask)
            Path(aside).replace(target)
        except BaseException:
            Path(aside).unlink(missing_ok=True)
            raise
    except (OSError, RuntimeError) as error:
        raise OutputError(_("{path} could not be written: {reason}. Check your rights to the folder and the space "
                            "left.").format(path=path, reason=reason(error))) from error
