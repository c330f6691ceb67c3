"""What reconciling compares: one entry for each place where an actor is described."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from odas_graph import vocab
from odas_graph.fiche import Actor
from odas_graph.records import Located, Records
from odas_graph.vocab import FOAF

# Rank of the dataset whose entry stays: the observer's own with fiches, without, an imported list, a register.
OWN, OWN_LIST, IMPORTED, REGISTER = range(4)
# An actor has a few names; a register that gives it more has joined several, and comparing all would cost the square.
MOST_NAMES: Final = 8


@dataclass(frozen=True, slots=True)
class Entry:
    """An actor as one dataset describes it. `names` starts with its name, aliases follow; `identifiers` are valid ones,
    their kind in front ("siren 732829320"); `rank` tells which entry of an actor stays, the lowest first.
    """

    slug: str
    names: tuple[str, ...]
    dataset: str
    rank: int
    file: str
    type: str | None = None
    nature: str | None = None
    territory: str | None = None
    identifiers: tuple[str, ...] = ()
    siret: str | None = None
    generic: bool = False
    part_of: tuple[str, ...] = ()
    row: int | None = None

    @property
    def name(self) -> str:
        """The name it is shown by."""
        return self.names[0]

    @property
    def person(self) -> bool:
        """Whether it is a natural person, or somebody named by a trade or a mandate."""
        return self.nature == "personne" or (self.nature is None and self.type is not None
                                             and vocab.ACTOR_CLASS.get(self.type) == FOAF.Person)

    @property
    def collective(self) -> bool:
        """Whether it is a crowd rather than a body: inhabitants, parents, volunteers."""
        return self.generic or (self.nature is None and self.type in (
            "habitants", "jeunes", "parents", "locataires", "etudiants", "benevoles"))

    @property
    def sirens(self) -> frozenset[str]:
        """Its SIREN, if known and valid."""
        return frozenset(i for i in self.identifiers if i.startswith("siren "))


def entries(datasets: Sequence[Records]) -> list[Entry]:
    """One entry for each description of an actor in these datasets, by slug, then dataset, then row."""
    found = [entry for records in datasets for entry in _of_dataset(records)]
    return sorted(found, key=lambda e: (e.slug, e.rank, e.dataset, e.file, e.row or 0, e.names))


def _of_dataset(records: Records) -> Iterator[Entry]:
    dataset = records.dataset.slug
    own = OWN if records.actions else OWN_LIST
    for located in (*records.actors, *records.also):
        rank = IMPORTED if located.slug.endswith(f"-{dataset}") or records.register is not None else own
        yield _of_actor(located, dataset, rank)
    if records.register is not None:
        for row in records.register.actors.iter_rows(named=True):
            identifiers = identified(row["siren"], row["siret"], row["rna"], row["finess"])
            names = (row["nom"] or row["slug"], *filter(None, (row["alias"] or "").split("|")))
            yield Entry(slug=row["slug"], names=names[:MOST_NAMES], dataset=dataset, rank=REGISTER,
                        file=records.register.file, type=row["type"], territory=row["territoire"],
                        identifiers=identifiers, siret=row["siret"], row=row["ligne"])


def _of_actor(located: Located[Actor], dataset: str, rank: int) -> Entry:
    actor, known = located.record, located.record.identifiers
    return Entry(
        slug=located.slug, names=(actor.name, *actor.aliases)[:MOST_NAMES], dataset=dataset, rank=rank,
        file=located.file, type=actor.type, nature=actor.nature, territory=actor.territory, generic=actor.generic,
        part_of=actor.part_of, row=located.line("slug"), siret=known.siret if known else None,
        identifiers=identified(known.siren, known.siret, known.rna, known.finess) if known else ())


@lru_cache(maxsize=100_000)
def identified(siren: str | None, siret: str | None, rna: str | None, finess: str | None) -> tuple[str, ...]:
    """The valid identifiers, their kind in front; the SIREN may come from the SIRET. An invalid one proves nothing."""
    from stdnum.fr import siren as sirens
    from stdnum.fr import siret as sirets

    found = []
    if siren and sirens.is_valid(siren):
        found.append(f"siren {sirens.compact(siren)}")
    if siret and sirets.is_valid(siret):
        number = f"siren {sirets.compact(siret)[:9]}"
        found += [number] if number not in found else []
        found.append(f"siret {sirets.compact(siret)}")
    if rna and len(rna) == 10 and rna[0] in "wW" and rna[1:].isalnum():
        found.append(f"rna {rna.upper()}")
    if finess and len(finess) == 9 and finess.isalnum():
        found.append(f"finess {finess.upper()}")
    return tuple(found)
