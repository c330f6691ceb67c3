"""What a complete list of subsidies tells by its silence: who acts in a funder's territory and was not paid by it.

The list does not say who knew whom: the absence has two parties and no side that is unaware.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from odas_graph import vocab
from odas_graph.describe.facts import Facts, code, thing
from odas_graph.fiche import Action, Actor, Evidence
from odas_graph.naming import folded
from odas_graph.records import Located, Records, Register
from odas_graph.territory import ancestors, territory
from odas_graph.vocab import ODAS, RDF

if TYPE_CHECKING:
    import polars as pl

SPHERE: Final = "association"
# From this likeness (0 to 100) on, a name of the list may be that of the actor: nothing is said then. What is wanted is
# no false absence; that an absence goes unsaid costs little.
LIKENESS: Final = 75
# Words that many names share, which would make all alike; so do the names of places.
COMMON: Final = frozenset((
    "a", "ass", "asso", "association", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "pour",
    "sur", "un", "une"))


@dataclass(frozen=True, slots=True)
class _Candidate:
    """An actor of the fiches: its names, the territories it is based or acts in, the first and last year it acts."""

    slug: str
    names: tuple[str, ...]
    places: frozenset[str]
    first: int
    last: int


def describe_absences(facts: Facts, records: Records, datasets: Sequence[Records], titles: Mapping[str, str]) -> None:
    """Adds an absent tie for each funder of a complete list and each association of the fiches that it did not pay.

    The association acts in the funder's territory, dates of its actions are known, and no beneficiary of the list bears
    its name or one like it. `avant` where all years covered come before its first action, `pendant` where one is of it.
    """
    register, dataset = records.register, records.dataset.record
    if register is None or not any(c.complete for c in dataset.coverage):
        return
    source = dataset.sources[0]
    title = titles.get(source.slug, source.slug)
    candidates = list(_candidates(datasets))
    for coverage in dataset.coverage:
        if not coverage.complete:
            continue
        for funder in coverage.funders:
            place, label = _funder(register, funder, datasets)
            if place is None or label is None:
                continue
            near = [c for c in candidates if c.slug != funder and place in c.places]
            for candidate in _unpaid(near, register, funder, coverage.years):
                moment = _moment(candidate, coverage.years)
                if moment is None:
                    continue
                node = facts.mint("absent-tie", dataset.slug, funder, candidate.slug)
                facts.add(node, RDF.type, ODAS.AbsentTie)
                facts.add(node, ODAS.party, thing("actor", funder), thing("actor", candidate.slug))
                facts.add(node, ODAS.moment, code("moment", moment))
                facts.text(node, ODAS.about, f"N'apparaît pas parmi les bénéficiaires publiés par {label} "
                                             f"en {_years(coverage.years)}.")
                facts.prove(node, [Evidence(source=source.slug, section=f"Liste complète, {_years(coverage.years)}")],
                            Evidence(source=source.slug), {source.slug: title})
                facts.note_places(node, records.dataset.file, None, "couverture")


def _moment(candidate: _Candidate, years: Iterable[int]) -> str | None:
    if max(years) < candidate.first:
        return "avant"
    return "pendant" if any(candidate.first <= year <= candidate.last for year in years) else None


def _years(years: Iterable[int]) -> str:
    """ "2018", "2016 et 2018", "2008 à 2018" where each year between is there."""
    found = sorted(set(years))
    if len(found) > 2 and found[-1] - found[0] == len(found) - 1:
        return f"{found[0]} à {found[-1]}"
    words = [str(year) for year in found]
    return " et ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def _candidates(datasets: Sequence[Records]) -> Iterator[_Candidate]:
    """Associations that take part in actions all of whose dates are known."""
    acting: dict[str, list[Action]] = defaultdict(list)
    for records in datasets:
        for action in records.actions:
            for participation in action.record.participations:
                acting[participation.actor].append(action.record)
    seen: set[str] = set()
    for records in datasets:
        for located in records.actors:
            actor, actions = located.record, acting.get(located.slug, [])
            spans = [_span(action) for action in actions]
            if (located.slug in seen or actor.generic or vocab.SPHERE[actor.type] != SPHERE or not spans
                    or any(span is None for span in spans)):
                continue
            seen.add(located.slug)
            known = [span for span in spans if span is not None]
            codes = {actor.territory, *actor.operates_in, *(c for action in actions for c in action.territories)}
            yield _Candidate(located.slug, _names(located, datasets), _reach(c for c in codes if c),
                             min(first for first, _last in known), max(last for _first, last in known))


def first_years(datasets: Sequence[Records]) -> dict[str, int]:
    """The year of the first action of each actor all of whose actions say when they began."""
    found: dict[str, int] = {}
    unknown: set[str] = set()
    for records in datasets:
        for action in records.actions:
            span = _span(action.record)
            for participation in action.record.participations:
                if span is None:
                    unknown.add(participation.actor)
                else:
                    found[participation.actor] = min(span[0], found.get(participation.actor, span[0]))
    return {slug: year for slug, year in found.items() if slug not in unknown}


def _span(action: Action) -> tuple[int, int] | None:
    """The first and the last year of an action; the first where no end is said."""
    if action.period is None or action.period.start is None:
        return None
    first = int(action.period.start[:4])
    return first, int(action.period.end[:4]) if action.period.end else first


def _names(actor: Located[Actor], datasets: Sequence[Records]) -> tuple[str, ...]:
    also = [other.record for records in datasets for other in records.also if other.slug == actor.slug]
    return tuple(dict.fromkeys(name for one in (actor.record, *also) for name in (one.name, *one.aliases)))


def _reach(codes: Iterable[str]) -> frozenset[str]:
    """These territories and all that hold them, the country apart: whoever is in one is in those too."""
    found = {t.code for code in codes for t in (territory(code), *ancestors(territory(code)))}
    return frozenset(found - {"FR"})


def _funder(register: Register, slug: str, datasets: Sequence[Records]) -> tuple[str | None, str | None]:
    """Territory and name of a funder; the territory from its entry elsewhere where the register has none."""
    import polars as pl

    rows = register.actors.filter(pl.col("slug") == slug)
    if rows.is_empty():
        return None, None
    row = rows.row(0, named=True)
    held = next((a.record for records in datasets for a in records.actors if a.slug == slug), None)
    place = row["territoire"] or (held.territory if held else None)
    return (territory(place).code if place else None), held.name if held else row["nom"]


def _unpaid(candidates: Sequence[_Candidate], register: Register, funder: str,
            years: Sequence[int]) -> Iterator[_Candidate]:
    """Those that the funder did not pay in these years, nor anybody whose name may be theirs."""
    import polars as pl
    from rapidfuzz import fuzz, process

    if not candidates:
        return
    # A row without year may be of any.
    paid = register.fundings.filter((pl.col("financeur") == funder)
                                    & (pl.col("annee").is_in(list(years)) | pl.col("annee").is_null()))
    slugs = set(paid.get_column("beneficiaire").to_list())
    listed = _listed_names(register.actors.filter(pl.col("slug").is_in(list(slugs))))
    for candidate in candidates:
        if candidate.slug in slugs:
            continue
        common = COMMON | _place_words(candidate.places)
        own = {_telling(words, common) for words in map(_words, candidate.names)}
        others = sorted({_telling(words, common) for words in listed})
        if not any(process.extractOne(name, others, scorer=fuzz.token_set_ratio, score_cutoff=LIKENESS)
                   for name in own):
            yield candidate


def _listed_names(actors: pl.DataFrame) -> list[tuple[str, ...]]:
    """The words of each name of these entries."""
    names = [*actors.get_column("nom").to_list(),
             *(a for text in actors.get_column("alias").drop_nulls().to_list() for a in text.split("|"))]
    return sorted({words for name in names if (words := _words(name))})


def _words(name: str) -> tuple[str, ...]:
    return tuple(folded(name).split())


def _place_words(codes: Iterable[str]) -> set[str]:
    return {word for code in codes for word in _words(territory(code).name)}


def _telling(words: tuple[str, ...], common: Collection[str]) -> str:
    """The words that tell a name from others, or all of them where none does."""
    return " ".join([word for word in words if word not in common] or words)
