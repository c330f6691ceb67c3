"""The actors of a workbook: those of their sheet, and those that are only named; one actor whatever the spelling."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from odas_graph.fiche import Actor
from odas_graph.findings import Finding, Level
from odas_graph.i18n import gettext as _
from odas_graph.importers.faults import did_you_mean, shorten
from odas_graph.importers.folders import FUNDINGS, REGISTER
from odas_graph.importers.imported import Options
from odas_graph.importers.origins import NAME, UNTYPED
from odas_graph.importers.workbook.filled import FilledRow
from odas_graph.importers.workbook.meaning import codes, identifiers, places, yes_no
from odas_graph.naming import MAX_SLUG, folded, slugify
from odas_graph.questionnaire import ACTORS
from odas_graph.territory import territory

# A title in front of a name makes it that of a person.
_PERSON: Final = re.compile(r"(M\.|Mr\.?|MM\.|Mme\.?|Mlle\.?|Monsieur|Madame|Mademoiselle)\s+\S", re.IGNORECASE)
# What parts the actors of a list, where people did not think of semicolons.
_SEVERAL: Final = re.compile(r"[,/+&]|\bet\b")
_COLUMNS: Final = {"nom": "nom", "alias": "alias", "type": "type", "territoire": "territoire",
                   "intervient": "intervient", "generique": "generique", "identifiants": "siren",
                   "precision": "precision", "fait_partie_de": "parent"}


class Registry:
    """Slugs by name; entries by slug, as the registry of a dataset holds them."""

    def __init__(self, options: Options) -> None:
        self.options = options
        # The département that settles homonyms, where the user says where the files are about.
        about = territory(options.territory) if options.territory else None
        self.within = None if about is None else about.code if about.kind == "departement" else about.departement
        self.entries: dict[str, dict[str, Any]] = {}
        self.rows: dict[str, FilledRow] = {}
        self.names: dict[str, str] = {}
        self.spellings: set[tuple[str, str]] = set()
        self.listed: set[str] = set()
        self.mentioned: set[str] = set()

    def enter(self, row: FilledRow) -> None:
        """Adds the actor of a row of the sheet of actors; its parents are joined later."""
        name = row.text("nom")
        if name is None or not folded(name):
            row.refuse("missing-name", _("The actor has no name. Write it, or empty the row."), "nom")
            return
        if _PERSON.match(name):
            row.refuse("person", _("This is the name of a person: persons are not recorded. Name the structure, the "
                                   "service or the group."), "nom")
            return
        known = self.names.get(folded(name))
        if known is not None:
            self._again(row, known)
            return
        types = codes(row, "type")
        seat = places(row, "territoire", self.within)
        entry: dict[str, Any] = {
            "slug": self._slug(name), "nom": name, "type": types[0] if types else None, "alias": row.values("alias"),
            "territoire": seat[0] if seat else None,
            "intervient": [*seat[1:], *places(row, "intervient", self.within)],
            "generique": yes_no(row, "generique") or False,
            "identifiants": identifiers(row) or None, "precision": row.text("precision"),
            "preuve": [row.proof(self.options.source)]}
        if len(types) > 1:
            row.tell("warning", "two-types", _("An actor has one type: the first was kept."), "type")
        try:
            Actor.model_validate(entry | {"type": entry["type"] or "association"})
        except ValidationError as error:
            row.refused = True
            row.fault(error, _COLUMNS, "violation")
            return
        self.entries[entry["slug"]], self.rows[entry["slug"]] = entry, row
        self.listed.add(entry["slug"])
        self.names[folded(name)] = entry["slug"]
        for alias in entry["alias"]:
            self.names.setdefault(folded(alias), entry["slug"])

    def _again(self, row: FilledRow, slug: str) -> None:
        """A second row of an actor: the same twice, or two actors of one name."""
        first = self.rows[slug]
        if first.cells == row.cells:
            row.mended = True
            row.tell("info", "repeated-row", _("This row stands already in row {n}.").format(n=first.number))
        else:
            row.refuse("duplicate-name", _(
                "The actor “{name}” has a row already, row {n}. If it is the same, keep one row; if not, tell the two "
                "names apart (add the town).").format(name=shorten(row.text("nom"), 60), n=first.number), "nom")

    def join(self) -> None:
        """Joins each actor to those it is part of, once all are there."""
        for slug in [slug for slug in self.entries if slug in self.listed]:
            row = self.rows[slug]
            parents = [parent for parent in self.named(row, "parent") if parent != slug]
            if parents:
                self.entries[slug]["fait_partie_de"] = parents

    def named(self, row: FilledRow, key: str) -> list[str]:
        """The slugs of the actors that a row names under that key; those without a row of their own are added."""
        found = []
        for name in row.values(key):
            if _PERSON.match(name):
                row.tell("warning", "person", _("“{value}” looks like the name of a person, which is not kept. Name "
                                                "the structure.").format(value=f"{name.split()[0]} …"), key)
            elif folded(name):
                found.append(self._named(name, row, key))
        return list(dict.fromkeys(found))

    def _named(self, name: str, row: FilledRow, key: str) -> str:
        slug = self._known(name, row, key)
        self.mentioned.add(slug)
        return slug

    def _known(self, name: str, row: FilledRow, key: str) -> str:
        slug = self.names.get(folded(name))
        if slug is None:
            slug = self._slug(name)
            self.entries[slug] = {"slug": slug, "nom": name, "type": None, "alias": [],
                                  "preuve": [row.proof(self.options.source)]}
            self.rows[slug] = row
            self.names[folded(name)] = slug
        elif name not in (self.entries[slug]["nom"], *self.entries[slug]["alias"]):
            row.mended = True
            if (slug, name) not in self.spellings:
                self.spellings.add((slug, name))
                row.tell("info", "spelling", _("“{value}” is taken to be “{name}”: only accents, capitals or spaces "
                                               "differ.").format(value=shorten(name, 60), name=shorten(
                                                   self.entries[slug]["nom"], 60)), key)
        return slug

    def _slug(self, name: str) -> str:
        """The slug of an actor: readable, ending with the source, each once."""
        return unique_slug(name, self.options.source, self.entries)

    def actors(self) -> tuple[Actor, ...]:
        """The actors whose type is known."""
        return tuple(Actor.model_validate(entry) for entry in self.entries.values() if entry["type"])

    def untyped(self) -> list[dict[str, Any]]:
        """The actors of which nobody told the type, as rows of a register, which need none."""
        return [{"slug": e["slug"], "nom": e["nom"], "alias": "|".join(a.replace("|", " ") for a in e["alias"]) or None,
                 "territoire": e.get("territoire"), **(e.get("identifiants") or {}), "ligne": self.rows[slug].number}
                for slug, e in self.entries.items() if e["type"] is None]

    def findings(self) -> list[Finding]:
        """What remains to be said of each actor: those without type."""
        listed = [self.entries[slug]["nom"] for slug in self.listed]
        found = []
        for slug, entry in self.entries.items():
            if entry["type"] is not None:
                continue
            row, name = self.rows[slug], shorten(entry["nom"], NAME)
            if slug in self.listed:
                message = _("The type of “{name}” is not known: choose it from the list.").format(name=name)
            else:
                message = _("“{name}” has no row in the sheet {sheet}: add one with its type, or write the name as it "
                            "stands there.{hint}").format(name=name, sheet=ACTORS.name, hint=did_you_mean(name, listed))
                if _SEVERAL.search(entry["nom"]):
                    message += " " + _("If these are several actors, part them with semicolons.")
            # Who has a part in something must have a type before the graph can be built.
            level: Level = "violation" if slug in self.mentioned else "info"
            found.append(Finding(level=level, code=UNTYPED, message=message, file=row.file,
                                 sheet=row.sheet, row=row.number))
        return found


def write_untyped(folder: Path, registries: Iterable[Registry]) -> bool:
    """Whether there are actors without type; they are written to a register in the folder."""
    rows = [row for registry in registries for row in registry.untyped()]
    if not rows:
        return False
    import polars as pl

    from odas_graph.importers.register_out import FundingsFile, write_actors

    columns = ("slug", "nom", "alias", "territoire", "siren", "siret", "rna", "finess")
    schema = dict.fromkeys(columns, pl.String) | {"ligne": pl.Int64}
    write_actors(folder / REGISTER, pl.DataFrame(rows, schema=schema))
    with (folder / FUNDINGS).open("wb") as stream:
        FundingsFile(stream)
    return True


def unique_slug(name: str, source: str, taken: Any) -> str:
    """The slug of a name within a source: it ends with the source, and is not among those taken."""
    base = slugify(name, MAX_SLUG - len(source) - 8)
    slug, number = f"{base}-{source}", 1
    while slug in taken:
        number += 1
        slug = f"{base}-{number}-{source}"
    return slug
