"""A register as N-Quads, column by column: a million rows cost seconds, and memory holds one block.

What it says has the very shape that `actors` and `actions` give to an entry and to a funding; a test compares the two.
"""

from __future__ import annotations

import io
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from odas_graph import vocab
from odas_graph.describe.actors import ORGANISATION_CLASSES
from odas_graph.describe.facts import Place
from odas_graph.territory import territory
from odas_graph.vocab import OA, ODAS, ORG, PROV, RDF, RDFS, SKOS, XSD

if TYPE_CHECKING:
    import polars as pl

    from odas_graph.records import Register

# Rows written at a time: some tens of megabytes of text.
BLOCK: Final = 20_000
# Of these the money stays with who lends or vouches: the tie is said, no amount paid.
NOT_PAID: Final = ("garantie d'emprunt", "prêt")
IN_CASH: Final = "aide en numéraire"
# What has no type is an organisation: natural persons are never in a register.
UNTYPED_CLASS: Final = ORG.FormalOrganization
# What names an actor, in what fiches say and in what a complete list tells by its silence.
_NAMES: Final = frozenset({PROV.agent, ODAS.partner, ODAS.funder, ODAS.beneficiary, ODAS.party, ODAS.unawareParty,
                           ODAS.partOf})


def named_actors(quads: Iterable[Quad]) -> frozenset[str]:
    """The slugs of the actors that these facts name."""
    start = f"{vocab.ID}actor/"
    return frozenset(q.object.value.removeprefix(start) for q in quads
                     if q.predicate.value in _NAMES and isinstance(q.object, NamedNode))


@dataclass(frozen=True, slots=True)
class RegisterQuads:
    """The quads of a register, block by block as often as asked: the same bytes each time.

    `graph`, `source` and `title` are those of the dataset: its named graph, the slug and the name of its source.
    `first_years` gives the year of the first action of each beneficiary all of whose actions have a date; `names` what
    another dataset already calls the actors whose entry it holds; `told` the actors that a fiche names, of whom more
    is known than that they are listed.
    """

    register: Register
    dataset: str
    graph: str
    source: str
    title: str
    first_years: Mapping[str, int]
    names: Mapping[str, frozenset[str]]
    told: frozenset[str] = frozenset()

    def entries(self, slugs: Collection[str]) -> list[Quad]:
        """What the register says of these actors, of those whose own entry it holds: as few as fiches name."""
        import polars as pl

        actors = self.register.actors.filter(pl.col("slug").is_in(sorted(slugs)) & ~pl.col("elsewhere"))
        if actors.is_empty():
            return []
        blocks = self._actors(actors), self._evidence(actors.select("ligne").unique(maintain_order=True))
        return [quad for block in blocks for quad in parse(_bytes(block), format=RdfFormat.N_QUADS)]

    def places(self, slugs: Collection[str]) -> dict[str, Place]:
        """The table and the slug of each of these entries, by IRI."""
        import polars as pl

        held = self.register.actors.filter(pl.col("slug").is_in(sorted(slugs)) & ~pl.col("elsewhere"))
        return {f"{vocab.ID}actor/{slug}": (f"{self.register.file}/registre.csv", None, slug)
                for slug in held.get_column("slug")}

    def __iter__(self) -> Iterator[bytes]:
        for frame, lines in ((self.register.actors, self._actors), (self._numbered(), self._fundings),
                             (self._rows(), self._evidence)):
            for start in range(0, frame.height, BLOCK):
                yield _bytes(lines(frame.slice(start, BLOCK)))

    def _numbered(self) -> pl.DataFrame:
        """The fundings, each with its slug, the second of a row with `--2`, and whether it was there before."""
        import polars as pl

        fundings = self.register.fundings
        nth = pl.int_range(1, pl.len() + 1).over("ligne")
        first = pl.col("beneficiaire").replace_strict(
            list(self.first_years), list(self.first_years.values()), default=None, return_dtype=pl.Int64)
        return fundings.with_columns(
            pl.concat_str(pl.lit(f"{self.dataset}--"), "ligne",
                          pl.when(nth > 1).then(pl.lit("--") + nth.cast(pl.String)), ignore_nulls=True).alias("slug"),
            (pl.col("annee") < first).fill_null(False).alias("before"))

    def _rows(self) -> pl.DataFrame:
        """The rows of the source that prove something, each once."""
        import polars as pl

        return pl.concat([self.register.actors.select("ligne"), self.register.fundings.select("ligne")]).unique().sort(
            "ligne")

    def _actors(self, block: pl.DataFrame) -> pl.Series:
        import polars as pl

        actor, own, known = thing("actor", pl.col("slug")), ~pl.col("elsewhere"), ~pl.col("type").is_null()
        classes = {**vocab.ACTOR_CLASS}
        class_ = pl.col("type").replace_strict(list(classes), list(classes.values()), default=UNTYPED_CLASS)
        type_ = pl.lit(f"<{vocab.CODE}type-acteur/") + pl.col("type") + ">"
        organisation = class_.is_in(list(ORGANISATION_CLASSES))
        codes = block.get_column("territoire").drop_nulls().unique().to_list()
        place = pl.col("territoire").replace_strict(codes, [territory(code).iri_slug for code in codes], default=None,
                                                    return_dtype=pl.String)
        block = block.with_columns(self._other_names().alias("_others"))
        return self._said(block, actor, [
            (RDF.type, iri(ODAS.Actor), own), (RDF.type, pl.lit("<") + class_ + ">", own),
            (SKOS.prefLabel, text(pl.col("nom")), own),
            (ODAS.actorType, type_, own & known), (ORG.classification, type_, own & known & organisation),
            (ODAS.basedIn, thing("territory", place), own),
            (ODAS.generic, typed(pl.lit("false"), XSD.boolean), own),
            (ODAS.listedOnly, typed(pl.lit("true"), XSD.boolean), own & ~pl.col("slug").is_in(sorted(self.told))),
            *((ORG.identifier, typed(pl.col(kind), getattr(ODAS, kind)), None)
              for kind in ("siren", "siret", "rna", "finess")),
            (ODAS.evidence, self._proof(), None)], several=(SKOS.altLabel, "_others"))

    def _other_names(self) -> pl.Expr:
        """The names of an entry besides its first, or of one held elsewhere besides those it has there."""
        import polars as pl

        others = pl.col("alias").fill_null("").str.split("|")
        elsewhere = pl.concat_list(pl.concat_list("nom"), others)
        known = pl.col("slug").replace_strict(
            list(self.names), [sorted(names) for names in self.names.values()], default=None,
            return_dtype=pl.List(pl.String)) if self.names else pl.lit(None, pl.List(pl.String))
        listed = pl.when("elsewhere").then(elsewhere.list.set_difference(known.fill_null([]))).otherwise(
            others.list.set_difference(pl.concat_list("nom")))
        return listed.list.unique().list.sort().list.eval(pl.element().filter(pl.element() != ""))

    def _fundings(self, block: pl.DataFrame) -> pl.Series:
        import polars as pl

        funding = thing("funding", pl.col("slug"))
        payer, paid = thing("actor", pl.col("financeur")), thing("actor", pl.col("beneficiaire"))
        lent = pl.col("nature").is_in(NOT_PAID).fill_null(False)
        nature = pl.when(pl.col("nature") != IN_CASH).then("nature")
        amount = pl.when(pl.col("montant").str.contains(".", literal=True)).then(
            pl.col("montant").str.strip_chars_end("0").str.strip_chars_end(".")).otherwise("montant")
        return self._said(block, funding, [
            (RDF.type, iri(ODAS.Partnership), None), (RDF.type, iri(ODAS.Funding), None),
            (ODAS.subject, text(pl.coalesce("objet", nature)), None),
            (ODAS.origin, iri(vocab.code("origine", "preexistant")), pl.col("before")),
            (ODAS.funder, payer, None), (ODAS.partner, payer, None),
            (ODAS.beneficiary, paid, None), (ODAS.partner, paid, None),
            (ODAS.amount, typed(amount, XSD.decimal), ~lent),
            (ODAS.year, typed(pl.col("annee").cast(pl.String), XSD.gYear), None),
            (ODAS.evidence, self._proof(), None)])

    def _evidence(self, block: pl.DataFrame) -> pl.Series:
        import polars as pl

        row = pl.col("ligne").cast(pl.String)
        return self._said(block, self._proof(), [
            (RDF.type, iri(OA.SpecificResource), None), (OA.hasSource, iri(f"{vocab.ID}source/{self.source}"), None),
            (RDFS.label, text(pl.lit(f"{self.title}, ligne ") + row), None),
            (ODAS.row, typed(row, XSD.integer), None)])

    def _proof(self) -> pl.Expr:
        import polars as pl

        return thing("evidence", pl.lit(f"{self.source}--ligne-") + pl.col("ligne").cast(pl.String))

    def _said(self, block: pl.DataFrame, subject: pl.Expr,
              triples: list[tuple[str, pl.Expr, pl.Expr | None]], several: tuple[str, str] | None = None) -> pl.Series:
        """All lines of each row: a triple is left out where its object is null or its condition does not hold."""
        import polars as pl

        end = f" <{self.graph}> .\n"
        block = block.with_columns(subject.alias("_subject"))
        parts = []
        for predicate, value, condition in triples:
            line = pl.concat_str("_subject", pl.lit(f" <{predicate}> "), value, pl.lit(end))
            parts.append(line if condition is None else pl.when(condition).then(line))
        if several is not None:
            predicate, column = several
            listed = block.select(pl.int_range(pl.len(), dtype=pl.UInt32).alias("_at"), "_subject", column).filter(
                pl.col(column).list.len() > 0).explode(column)
            lines = listed.select("_at", pl.concat_str("_subject", pl.lit(f" <{predicate}> "), text(pl.col(column)),
                                                       pl.lit(end)).alias("_several"))
            block = block.with_columns(pl.int_range(pl.len(), dtype=pl.UInt32).alias("_at")).join(
                lines.group_by("_at", maintain_order=True).agg(pl.col("_several").str.join("")), on="_at", how="left",
                maintain_order="left")
            parts.append(pl.col("_several"))
        return block.select(pl.concat_str(parts, ignore_nulls=True)).to_series()


def _bytes(lines: pl.Series) -> bytes:
    """The texts one after the other; twice as fast as joining them in Python."""
    out = io.BytesIO()
    lines.to_frame("lines").write_csv(out, include_header=False, quote_style="never", line_terminator="")
    return out.getvalue()


def iri(value: str) -> pl.Expr:
    """An IRI as N-Quads writes it."""
    import polars as pl

    return pl.lit(f"<{value}>")


def thing(kind: str, slug: pl.Expr) -> pl.Expr:
    """The IRIs of things of the data; slugs hold nothing that an IRI may not."""
    import polars as pl

    return pl.lit(f"<{vocab.ID}{kind}/") + slug + ">"


def text(value: pl.Expr) -> pl.Expr:
    """French texts, escaped (N-Quads, STRING_LITERAL_QUOTE and ECHAR)."""
    import polars as pl

    escaped = value
    for char, written in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r")):
        escaped = escaped.str.replace_all(char, written, literal=True)
    return pl.lit('"') + escaped + '"@fr'


def typed(value: pl.Expr, datatype: str) -> pl.Expr:
    """Values that hold neither quotes nor backslashes, with their datatype."""
    import polars as pl

    return pl.lit('"') + value + f'"^^<{datatype}>'
