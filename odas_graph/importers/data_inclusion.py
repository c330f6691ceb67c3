"""Structures and services of data·inclusion, schema v1 and v0: structures become actors, services complete them.

A service is neither an actor nor an action: what it says of publics and themes is not kept, and a finding says so.
Addresses of people, telephones and names of contacts are never read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from odas_graph import resources, vocab
from odas_graph.errors import UnreadableInputError
from odas_graph.i18n import gettext as _
from odas_graph.importers.actor_types import named_types
from odas_graph.importers.blocks import TWINS, slow_blocks
from odas_graph.importers.imported import Imported, Options
from odas_graph.importers.listing import Listing
from odas_graph.importers.noting import Noted
from odas_graph.importers.tabular import Table, open_tables
from odas_graph.naming import folded

if TYPE_CHECKING:
    import polars as pl

# What is told → the headings it bears. A structure is known by its establishment: a body has many.
STRUCTURES: Final[Mapping[str, tuple[str, ...]]] = {
    "key": ("id",), "nom": ("nom",), "id": ("siret",), "rna": ("rna",), "insee": ("codeinsee",), "town": ("commune",),
    "postcode": ("codepostal",), "typology": ("typologie",), "networks": ("reseauxporteurs", "labelsnationaux"),
    "ignored": ("ignore",)}
SERVICES: Final[Mapping[str, tuple[str, ...]]] = {
    "key": ("structureid",), "nom": ("nom",), "insee": ("codeinsee",), "town": ("commune",),
    "postcode": ("codepostal",), "ignored": ("ignore",)}
KNOWN_BY: Final = ("siret", "rna", "siren")
# Columns of people, of texts and of things that no actor has: left out, and said.
PERSONAL: Final = ("telephone", "courriel", "contactnomprenom", "contactpublic", "horairesouverture")
# Networks of v1 that are typologies of v0 under another name.
_NETWORKS: Final[Mapping[str, str]] = {
    "communes": "MUNI", "departements": "CD", "banques-alimentaires": "ES", "emmaus": "OACAS",
    "secours-catholique": "OACAS", "secours-populaire": "OACAS", "croix-rouge": "OACAS", "restos-du-coeur": "OACAS"}
_COLLECTED: Final = ("Structures publiées au format data·inclusion ; ni coordonnées ni noms de personnes n'ont été "
                     "repris.")


@dataclass(frozen=True, slots=True)
class _Part:
    """A table and the place of each of its columns that is read."""

    table: Table
    places: Mapping[str, int]

    def blocks(self, listing: Listing) -> Iterator[pl.DataFrame]:
        """The rows that are no example, in blocks."""
        import polars as pl

        for block in slow_blocks(self.table, self.places, listing.repair):
            if "ignored" in self.places:
                block = block.filter(~pl.col("ignored").str.to_lowercase().is_in(["oui", "true", "vrai", "1"])
                                     .fill_null(False))
            yield block.drop(TWINS)


def read_data_inclusion(files: Sequence[Path], scratch: Path, options: Options) -> Imported:
    """The structures of these files (one table of structures, at most one of services) as a register.

    Raises UnreadableInputError where no table is one of structures.
    """
    tables = [table for path in files for table in open_tables(path)]
    structures, services = _parts(tables, services=False), _parts(tables, services=True)
    if not structures:
        raise UnreadableInputError(_(
            "{file} holds no structures of data·inclusion: a table with the columns id, nom and siret is "
            "needed.").format(file=tables[0].file))
    part = structures[0]
    if len(structures) > 1:
        names = ", ".join(filter(None, (one.table.sheet or one.table.file for one in structures[1:])))
        raise UnreadableInputError(_("There are several tables of structures ({names} too): import them one by one."
                                     ).format(names=names))
    listing = Listing(Noted(part.table.file, part.table.sheet),
                      {name: part.table.headings[place] for name, place in part.places.items()})
    blocks = list(part.blocks(listing))
    findings = list(part.table.findings)
    places = _places_of(services, blocks, listing)
    for block in blocks:
        listing.add(_typed(_completed(block, places)))
    _note_left_out([*structures, *services], listing)
    findings += [finding for one in services for finding in one.table.findings]
    return listing.imported(scratch, options, _COLLECTED, KNOWN_BY, findings)


def _parts(tables: Sequence[Table], *, services: bool) -> list[_Part]:
    found = []
    for table in tables:
        keys = {folded(heading).replace(" ", ""): place for place, heading in reversed(list(enumerate(table.headings)))}
        is_services = "structureid" in keys
        if {"id", "nom"} <= keys.keys() and is_services == services and (services or "siret" in keys):
            places = {name: next(keys[key] for key in choices if key in keys)
                      for name, choices in (SERVICES if services else STRUCTURES).items()
                      if any(key in keys for key in choices)}
            found.append(_Part(table, places))
    return found


def _places_of(services: Sequence[_Part], structures: Sequence[pl.DataFrame], listing: Listing) -> pl.DataFrame | None:
    """The commune of the services of each structure, where all have the same; services of none are refused."""
    import polars as pl

    if not services:
        return None
    known = pl.concat([block.select("key") for block in structures]).get_column("key").drop_nulls().implode()
    met: list[pl.DataFrame] = []
    count = 0
    for part in services:
        noted = Noted(part.table.file, part.table.sheet)
        for block in part.blocks(listing):
            block = block.with_columns(pl.lit(None, pl.String).alias(c) for c in ("insee", "town", "postcode")
                                       if c not in block.columns)
            lost = block.filter(~pl.col("key").is_in(known).fill_null(False))
            noted.rows("warning", "unknown-structure", _(
                "No structure has the id “{value}” that this service names."), lost.select("ligne", "key").iter_rows(),
                part.table.headings[part.places["key"]])
            listing.tally.read += block.height
            listing.tally.refused += lost.height
            listing.tally.kept += block.height - lost.height
            count += block.height - lost.height
            met.append(block.select("key", "insee", "town", "postcode"))
        listing.noted.findings += noted.told()
    if count:
        listing.noted.about("info", "services-not-kept", _(
            "{n} services of these structures were read for their commune alone: what they offer, to whom and how is "
            "neither an actor nor an action.").format(n=count))
    columns = ("insee", "town", "postcode")
    return pl.concat(met).group_by("key").agg(
        pl.when(pl.col(c).drop_nulls().n_unique() == 1).then(pl.col(c).drop_nulls().first()).alias(f"{c}_there")
        for c in columns)


def _completed(block: pl.DataFrame, places: pl.DataFrame | None) -> pl.DataFrame:
    """The block, a structure without commune in that of its services."""
    import polars as pl

    columns = ("insee", "town", "postcode")
    block = block.with_columns(pl.lit(None, pl.String).alias(c) for c in columns if c not in block.columns)
    if places is None:
        return block
    without = pl.all_horizontal(pl.col(c).is_null() for c in columns)
    block = block.join(places, on="key", how="left", maintain_order="left").with_columns(without.alias("_without"))
    return block.with_columns(pl.when("_without").then(f"{c}_there").otherwise(c).alias(c) for c in columns)


def _typed(block: pl.DataFrame) -> pl.DataFrame:
    """The type that the typology of v0 tells, else the words of the name, else the networks of v1."""
    import polars as pl

    known = typologies()
    told = [pl.lit(None, pl.String)]
    if "typology" in block.columns:
        told.append(pl.col("typology").str.to_uppercase().replace_strict(known, default=None, return_dtype=pl.String))
    told.append(pl.lit(named_types(block.get_column("nom"))))
    if "networks" in block.columns:
        values = {value: _network_type(value) for value in block.get_column("networks").drop_nulls().unique().to_list()}
        told.append(pl.col("networks").replace_strict(list(values), list(values.values()), default=None,
                                                      return_dtype=pl.String))
    return block.with_columns(pl.coalesce(told).alias("type"))


def _network_type(text: str) -> str | None:
    """The type that the networks of a list tell, where all that tell one agree: "croix-rouge, emmaus"."""
    slugs = [word.strip(" '\"").lower() for word in text.replace(";", ",").strip("[]{}").split(",")]
    found = {typologies().get(_NETWORKS.get(slug, slug.replace("-", "_").upper())) for slug in slugs} - {None}
    return found.pop() if len(found) == 1 else None


@cache
def typologies() -> Mapping[str, str]:
    """Our type of each typology of data·inclusion v0, where the alignment says that it is one or lies within one."""
    from pyoxigraph import Literal, NamedNode, parse

    told: dict[Any, dict[str, list[Any]]] = {}
    for quad in parse(path=resources.ontology_dir() / "alignments" / "data-inclusion.ttl"):
        told.setdefault(quad.subject, {}).setdefault(quad.predicate.value, []).append(quad.object)
    found: dict[str, str] = {}
    prefix = f"{vocab.CODE}type-acteur/"
    for match in (vocab.SKOS.closeMatch, vocab.SKOS.closeMatch.replace("close", "narrow"),
                  vocab.SKOS.closeMatch.replace("close", "exact")):
        for subject, says in told.items():
            if isinstance(subject, NamedNode) and subject.value.startswith(prefix):
                for target in says.get(match, []):
                    for notation in told.get(target, {}).get(vocab.SKOS.notation, []):
                        if isinstance(notation, Literal):
                            found[notation.value.upper()] = subject.value.removeprefix(prefix)
    return found


def _note_left_out(parts: Sequence[_Part], listing: Listing) -> None:
    """What was not read, and why."""
    for part in parts:
        headings = {folded(heading).replace(" ", ""): heading for heading in part.table.headings if heading}
        people = [heading for key, heading in headings.items() if key in PERSONAL]
        noted = Noted(part.table.file, part.table.sheet)
        if people:
            noted.about("info", "personal-columns", _(
                "These columns hold addresses, telephones or names of people: they were not read ({names}).").format(
                    names=", ".join(people)))
        read = {part.table.headings[place] for place in part.places.values()}
        left = [heading for heading in part.table.headings if heading and heading not in read and heading not in people]
        if left:
            noted.about("info", "unread-columns", _("These columns are not taken over: {names}.").format(
                names=", ".join(left)[:1000]))
        listing.noted.findings += noted.told()
