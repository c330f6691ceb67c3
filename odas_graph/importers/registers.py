"""Extracts of the official registers: associations (RNA), companies and bodies (Sirene), health and care (FINESS).

They bring identifiers, types and communes to actors that other sources name. Only what is needed is read.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from odas_graph import vocab
from odas_graph.errors import UnreadableInputError, UsageError
from odas_graph.i18n import gettext as _
from odas_graph.importers.actor_types import CATEGORIES, WORDS, folded_names
from odas_graph.importers.faults import shorten
from odas_graph.importers.imported import Imported, Options
from odas_graph.importers.listing import KNOWN_BY, Prepare, read_list
from odas_graph.importers.tabular import open_tables
from odas_graph.naming import folded

if TYPE_CHECKING:
    import polars as pl

    from odas_graph.findings import Level

# What is told → the headings it bears, without accents, spaces and marks.
RNA: Final[Mapping[str, tuple[str, ...]]] = {
    "rna": ("id", "idassociation", "rna", "numerorna", "waldec"), "nom": ("titre", "titreassociation", "nom"),
    "also": ("titrecourt", "titrecourtassociation", "sigle"), "id": ("siret", "numerosiret"),
    "insee": ("adrscodeinsee", "codeinsee", "adrsgcodeinsee"), "town": ("adrslibcommune", "libcommune", "commune"),
    "postcode": ("adrscodepostal", "codepostal"), "state": ("position",)}
SIRENE: Final[Mapping[str, tuple[str, ...]]] = {
    "siren": ("siren",), "id": ("siret",),
    "nom": ("denominationunitelegale", "denomination", "nomcomplet", "nomraisonsociale", "raisonsociale"),
    "also": ("sigleunitelegale", "sigle"),
    "also2": ("denominationusuelle1unitelegale", "denominationusuelleetablissement", "enseigne1etablissement",
              "enseigne"),
    "category": ("categoriejuridiqueunitelegale", "categoriejuridique", "naturejuridique"),
    "rna": ("identifiantassociationunitelegale", "identifiantassociation", "rna"),
    "insee": ("codecommuneetablissement", "codecommune", "codeinsee"),
    "town": ("libellecommuneetablissement", "libellecommune", "commune"),
    "postcode": ("codepostaletablissement", "codepostal"),
    "state": ("etatadministratifunitelegale", "etatadministratifetablissement", "etatadministratif"),
    "person": ("nomunitelegale",)}
FINESS: Final[Mapping[str, tuple[str, ...]]] = {
    "finess": ("nofinesset", "nofiness", "finess", "numerofiness", "finesset"),
    "nom": ("rslongue", "raisonsocialelongue", "raisonsociale", "rs", "nom"), "also": ("rs", "raisonsociale"),
    "id": ("siret", "numerosiret"), "commune": ("commune", "codecommune"), "area": ("departement", "codedepartement"),
    "insee": ("codeinsee",), "category": ("categagretab", "categorieagregee"), "state": ("datefermeture",)}
# The table of establishments as the register publishes it has no headings: these are its first columns, below a line
# that says where it is from. What follows the establishments in it are positions on a map.
_STRUCTURE: Final = (
    "section", "nofinesset", "nofinessej", "rs", "rslongue", "complrs", "compldistrib", "numvoie", "typvoie", "voie",
    "compvoie", "lieuditbp", "commune", "departement", "libdepartement", "ligneacheminement", "telephone",
    "telecopie", "categetab", "libcategetab", "categagretab", "libcategagretab", "siret", "codeape")
# FINESS groups its categories: those in 1 are of health, those in 4 are social and medico-social.
_FINESS_GROUPS: Final = {"1": "etablissement-sante", "4": "etablissement-social"}
_CLOSED: Final = "closed"


def read_rna(files: Sequence[Path], scratch: Path, options: Options) -> Imported:
    """The associations of an extract of the RNA; those dissolved are refused, with a finding."""
    return _read(files, scratch, options, RNA, ("rna", "nom"), _rna, _(
        "an extract of the RNA has the columns id and titre"), "Extrait du répertoire national des associations (RNA).")


def read_sirene(files: Sequence[Path], scratch: Path, options: Options) -> Imported:
    """The bodies of an extract of Sirene, of legal units or of establishments; never a natural person."""
    return _read(files, scratch, options, SIRENE, ("nom",), _sirene, _(
        "an extract of Sirene has the columns siren and denominationUniteLegale"),
        "Extrait du répertoire Sirene (Insee).")


def read_finess(files: Sequence[Path], scratch: Path, options: Options) -> Imported:
    """The establishments of an extract of FINESS, with headings or as the register publishes it."""
    return _read(files, scratch, options, FINESS, ("finess", "nom"), _finess, _(
        "an extract of FINESS has the columns nofinesset and rs"), "Extrait du répertoire FINESS.", ("finess",))


def _read(files: Sequence[Path], scratch: Path, options: Options, headings: Mapping[str, tuple[str, ...]],
          needed: Sequence[str], prepare: Prepare, wanted: str, collected: str,
          known_by: Sequence[str] = KNOWN_BY) -> Imported:
    if len(files) != 1:
        raise UsageError(_("Import one file at a time, each under its own name: the row is the proof."))
    with tempfile.TemporaryDirectory(dir=scratch, prefix=".") as aside:
        path = _with_headings(files[0], Path(aside))
        return _listed(path, scratch, options, headings, needed, prepare, wanted, collected, known_by)


def _listed(path: Path, scratch: Path, options: Options, headings: Mapping[str, tuple[str, ...]],
            needed: Sequence[str], prepare: Prepare, wanted: str, collected: str, known_by: Sequence[str]) -> Imported:
    tables = open_tables(path)
    for table in tables:
        keys = {folded(heading).replace(" ", ""): place for place, heading in reversed(list(enumerate(table.headings)))}
        places = {name: next(keys[key] for key in choices if key in keys) for name, choices in headings.items()
                  if any(key in keys for key in choices)}
        if all(name in places for name in needed):
            refusals: dict[str, tuple[Level, str]] = {
                _CLOSED: ("info", _("This body is closed or dissolved: the row is not taken over.")),
                "natural-person": ("info", _("This is a natural person: the row is not taken over."))}
            listing = read_list(path, table, places, prepare, refusals)
            return listing.imported(scratch, options, collected, known_by, table.findings)
    there = ", ".join(shorten(heading, 40) for heading in tables[0].headings[:12] if heading)
    raise UnreadableInputError(_("{file} does not hold what was expected: {wanted}. Its headings are: "
                                 "{headings}.").format(file=tables[0].file, wanted=wanted, headings=there))


def _with_headings(path: Path, aside: Path) -> Path:
    """The file, or a copy with headings of establishments of FINESS published without; its rows keep their numbers."""
    try:
        with path.open("rb") as stream:
            if not stream.readline(200).startswith((b"finess;etalab", b"\xef\xbb\xbffiness;etalab")):
                return path
            copy = aside / path.name
            width = 0
            with copy.open("wb") as out:
                for line in stream:
                    own = line.startswith(b"structureet;")
                    if own and not width:
                        width = line.count(b";") + 1
                        more = [f"colonne{n}" for n in range(len(_STRUCTURE), width)]
                        out.write((";".join([*_STRUCTURE[:width], *more]) + "\n").encode())
                    out.write(line if own else b"\n")
            return copy
    except OSError:  # opening it says why
        return path


def _rna(block: pl.DataFrame) -> pl.DataFrame:
    """All are associations, of the kind that their name says; position D or S: dissolved, suppressed."""
    import polars as pl

    closed = pl.col("state").str.to_uppercase().is_in(["D", "S"]) if "state" in block.columns else pl.lit(False)
    return block.with_columns(_association().alias("type"), _refusal(closed))


def _sirene(block: pl.DataFrame) -> pl.DataFrame:
    """The type by the legal category; category 1000 and a family name are those of natural persons."""
    import polars as pl

    there = set(block.columns)
    block = block.with_columns(pl.lit(None, pl.String).alias(c) for c in ("category", "person", "state")
                               if c not in there)
    digits = pl.col("category").str.replace_all(r"\D", "")
    codes = {code: type_ for code, type_ in CATEGORIES.items() if len(code) == 4}
    by_code = digits.replace_strict(list(codes), list(codes.values()), default=None, return_dtype=pl.String)
    by_code = pl.coalesce(by_code, pl.when(digits.str.starts_with("5")).then(pl.lit("entreprise")))
    person = (digits.str.starts_with("1") | (pl.col("person").is_not_null() & pl.col("nom").is_null())).fill_null(False)
    closed = pl.col("state").str.to_uppercase().is_in(["C", "F"]).fill_null(False)
    # Names of persons never leave this function.
    return block.with_columns(
        pl.when(by_code == "association").then(_association()).otherwise(by_code).alias("type"),
        pl.when(person).then(pl.lit("natural-person")).when(closed).then(pl.lit(_CLOSED)).alias("refusal")).drop("person")


def _finess(block: pl.DataFrame) -> pl.DataFrame:
    """The type by the group of categories; the code of the commune from those of the département and the commune."""
    import polars as pl

    there = set(block.columns)
    block = block.with_columns(pl.lit(None, pl.String).alias(c)
                               for c in ("category", "commune", "area", "insee", "state") if c not in there)
    group = pl.col("category").str.slice(0, 1).replace_strict(
        list(_FINESS_GROUPS), list(_FINESS_GROUPS.values()), default=None, return_dtype=pl.String)
    commune = pl.col("commune").str.zfill(3)
    area = pl.when(pl.col("area").str.starts_with("9") & (pl.col("area").str.len_bytes() == 2)
                   & (pl.col("area") > "95")).then(pl.lit("97")).otherwise(pl.col("area").str.slice(0, 2))
    return block.with_columns(pl.coalesce("insee", area + commune.str.slice(-3)).alias("insee"), group.alias("type"),
                              _refusal(pl.col("state").is_not_null()))


def _refusal(closed: pl.Expr) -> pl.Expr:
    import polars as pl

    return pl.when(closed.fill_null(False)).then(pl.lit(_CLOSED)).alias("refusal")


def _association() -> pl.Expr:
    """An association of the kind that the words of its name say, where they say one."""
    import polars as pl

    folded_name = folded_names(pl.col("nom"))
    found = pl.lit("association")
    for type_, words in reversed(WORDS):
        if vocab.SPHERE[type_] == "association":
            found = pl.when(folded_name.str.contains(words).fill_null(False)).then(pl.lit(type_)).otherwise(found)
    return found
