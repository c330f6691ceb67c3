"""Do the records of all datasets hold together: actors in the registry, territories that exist, one slug one thing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from odas_graph.errors import UnknownTerritoryError
from odas_graph.fiche import Action, Actor, Dataset, Evidence
from odas_graph.findings import Finding
from odas_graph.i18n import gettext as _
from odas_graph.importers.faults import did_you_mean
from odas_graph.importers.places import is_territory
from odas_graph.records import Located, Path_, Records
from odas_graph.territory import territory

# The named graphs that are no dataset.
RESERVED: Final = frozenset({"territories", "ontology", "analysis", "description"})


def actor_mentions(action: Action) -> Iterator[tuple[Path_, str]]:
    """Every actor slug an action names, with the path of its key."""
    for key, participations in (("porteurs", action.leads), ("participants", action.participants)):
        for i, participation in enumerate(participations):
            yield (key, i, "acteur"), participation.actor
    for i, partnership in enumerate(action.partnerships):
        for j, slug in enumerate(partnership.partners):
            yield ("partenariats", i, "partenaires", j), slug
    for i, funding in enumerate(action.fundings):
        yield ("financements", i, "financeur"), funding.funder
        yield ("financements", i, "beneficiaire"), funding.beneficiary
    for i, tension in enumerate(action.tensions):
        for j, slug in enumerate(tension.parties):
            yield ("tensions", i, "parties", j), slug
    for i, absent in enumerate(action.absent_ties):
        for j, slug in enumerate(absent.parties):
            yield ("absences", i, "acteurs", j), slug


def source_mentions(action: Action) -> Iterator[tuple[Path_, str]]:
    """Every source slug an action names in its evidence, with the path of its key."""
    yield ("source",), action.source
    groups: tuple[tuple[str, Sequence[object]], ...] = (
        ("porteurs", action.leads), ("participants", action.participants), ("partenariats", action.partnerships),
        ("financements", action.fundings), ("tensions", action.tensions), ("absences", action.absent_ties),
        ("resultats", action.results))
    for key, items in groups:
        for i, item in enumerate(items):
            yield from _sources((key, i, "preuve"), getattr(item, "proof", ()))
    for heading, remarks in action.remarks.items():
        for i, remark in enumerate(remarks):
            yield from _sources(("constats", heading, i, "preuve"), remark.proof)
    if action.continuing:
        yield from _sources(("suite", "preuve"), action.continuing.proof)


def _sources(path: Path_, proof: Iterable[Evidence]) -> Iterator[tuple[Path_, str]]:
    for evidence in proof:
        if evidence.source:
            yield path, evidence.source


@dataclass(frozen=True, slots=True)
class _Known:
    """What records may refer to; `actors` is None where a registry could not be read, and any name may be right."""

    actors: Collection[str] | None
    actions: Collection[str]
    sources: Collection[str]


def check_references(datasets: Sequence[Records]) -> list[Finding]:
    """What does not hold together across records: unknown actors, territories, sources, slugs used twice."""
    findings: list[Finding] = []
    registry: dict[str, Located[Actor]] = {}
    named: dict[str, Located[Dataset]] = {}
    sources: dict[str, tuple[str, str]] = {}
    actions: dict[str, Located[Action]] = {}
    for records in datasets:
        findings += _dataset_named_twice(records.dataset, named)
        findings += _source_named_twice(records.dataset, sources)
        for actor in records.actors:
            findings += _registered(actor, registry)
        for action in records.actions:
            findings += _action_named_twice(action, actions)
    actors = registry.keys() | _listed(datasets) | _union(r.broken.actors for r in datasets)
    known = _Known(None if any(r.broken.registry for r in datasets) else actors,
                   actions.keys() | _union(r.broken.actions for r in datasets), sources)
    for records in datasets:
        only = only_source(records.dataset.record)
        for actor in records.actors:
            findings += _actor_faults(actor, known, only)
        for action in records.actions:
            findings += _action_faults(action, known)
        findings += _contradiction_faults(records.dataset, known, only)
    return findings


def _listed(datasets: Iterable[Records]) -> set[str]:
    """The slugs of the actors of registers."""
    return _union(set(r.register.actors.get_column("slug")) for r in datasets if r.register)


def _union(sets: Iterable[set[str]]) -> set[str]:
    return set[str]().union(*sets)


def _action_named_twice(action: Located[Action], known: dict[str, Located[Action]]) -> Iterator[Finding]:
    if known.setdefault(action.slug, action) is not action:
        yield action.violation("duplicate-slug", ("slug",) if action.columns else (), _(
            "The action “{slug}” is already described in {file}; give one of the two another name.").format(
                slug=action.slug, file=known[action.slug].file))


def only_source(dataset: Dataset) -> str | None:
    """The source of a proof that names none: that of the dataset where it has only one."""
    return dataset.sources[0].slug if len(dataset.sources) == 1 else None


def _dataset_named_twice(dataset: Located[Dataset], known: dict[str, Located[Dataset]]) -> Iterator[Finding]:
    if dataset.slug in RESERVED:
        yield dataset.violation("duplicate-slug", ("jeu",), _(
            "“{slug}” is the name of a part of every graph; give the dataset another name.").format(slug=dataset.slug))
    elif known.setdefault(dataset.slug, dataset) is not dataset:
        yield dataset.violation("duplicate-slug", ("jeu",), _(
            "The dataset “{slug}” is already described in {file}; give one of the two another name.").format(
                slug=dataset.slug, file=known[dataset.slug].file))


def _source_named_twice(dataset: Located[Dataset], known: dict[str, tuple[str, str]]) -> Iterator[Finding]:
    """The same slug in two datasets is the same source, provided both give it the same title."""
    here: set[str] = set()
    for i, source in enumerate(dataset.record.sources):
        title, file = known.setdefault(source.slug, (source.title, dataset.file))
        if source.slug in here or title != source.title:
            yield dataset.violation("duplicate-slug", ("sources", i, "slug"), _(
                "The source “{slug}” is already described in {file}. If it is the same text, give the same title, once "
                "a dataset; if not, give it another slug.").format(slug=source.slug, file=file))
        here.add(source.slug)


def _contradiction_faults(dataset: Located[Dataset], known: _Known, only: str | None) -> Iterator[Finding]:
    for i, contradiction in enumerate(dataset.record.contradictions):
        for j, slug in enumerate(contradiction.concerns):
            if known.actors is not None and slug not in known.actors and slug not in known.actions:
                yield dataset.violation("unknown-thing", ("contradictions", i, "concerne", j), _(
                    "“{slug}” is neither a fiche nor an actor of the registry.{hint}").format(
                        slug=slug, hint=did_you_mean(slug, [*known.actions, *known.actors])))
        for j, claim in enumerate(contradiction.claims):
            path: Path_ = ("contradictions", i, "affirmations", j, "preuve")
            yield from _source_faults(dataset, _sources(path, claim.proof), known)
            yield from _without_source(dataset, path, claim.proof, only)


def _registered(actor: Located[Actor], registry: dict[str, Located[Actor]]) -> list[Finding]:
    """The same slug in two datasets is the same actor, provided both say the same name and type."""
    known = registry.setdefault(actor.slug, actor)
    if known is not actor and not _same_actor(known, actor):
        return [actor.violation("duplicate-slug", ("slug",), _(
            "The actor “{slug}” is described in {file} under another name or type. If it is the same actor, say the "
            "same; if not, give it another slug.").format(slug=actor.slug, file=known.file))]
    return []


def _same_actor(one: Located[Actor], other: Located[Actor]) -> bool:
    return (one.record.name, one.record.type) == (other.record.name, other.record.type)


def _actor_faults(actor: Located[Actor], known: _Known, only: str | None) -> Iterator[Finding]:
    record = actor.record
    yield from _unknown_actors(actor, ((("fait_partie_de", i), slug) for i, slug in enumerate(record.part_of)), known)
    codes: list[tuple[Path_, str]] = [(("territoire",), record.territory)] if record.territory else []
    yield from _territory_faults(actor, codes + [(("intervient", i), c) for i, c in enumerate(record.operates_in)])
    yield from _source_faults(actor, _sources(("preuve",), record.proof), known)
    yield from _without_source(actor, ("preuve",), record.proof, only)


def _action_faults(action: Located[Action], known: _Known) -> Iterator[Finding]:
    yield from _unknown_actors(action, actor_mentions(action.record), known)
    yield from _territory_faults(action, [(("territoires", i), c) for i, c in enumerate(action.record.territories)])
    yield from _source_faults(action, source_mentions(action.record), known)
    if action.record.detailed_by:
        yield from _unknown_action(action, ("fiche",), action.record.detailed_by, known)


def _unknown_actors(located: Located[Any], mentions: Iterable[tuple[Path_, str]], known: _Known) -> Iterator[Finding]:
    for path, slug in mentions:
        if known.actors is not None and slug not in known.actors:
            yield located.violation("unknown-actor", path, _(
                "The actor “{slug}” is not in the registry (actors.yaml).{hint}").format(
                    slug=slug, hint=did_you_mean(slug, known.actors)))


def _unknown_action(located: Located[Any], path: Path_, slug: str, known: _Known) -> Iterator[Finding]:
    if slug not in known.actions:
        yield located.violation("unknown-action", path, _("The fiche “{slug}” does not exist.{hint}").format(
            slug=slug, hint=did_you_mean(slug, known.actions)))


def _territory_faults(located: Located[Any], codes: Iterable[tuple[Path_, str]]) -> Iterator[Finding]:
    for path, code in codes:
        try:
            territory(code)
        except UnknownTerritoryError as error:
            yield located.violation("unknown-territory", path, str(error))


def _source_faults(located: Located[Any], mentions: Iterable[tuple[Path_, str]], known: _Known) -> Iterator[Finding]:
    for path, slug in mentions:
        if slug not in known.sources:
            yield located.violation("unknown-source", path, _(
                "The source “{slug}” is not in dataset.yaml.{hint}").format(
                    slug=slug, hint=did_you_mean(slug, known.sources)))


def _without_source(located: Located[Any], path: Path_, proof: Iterable[Evidence],
                    only: str | None) -> Iterator[Finding]:
    if only is None and any(evidence.source is None for evidence in proof):
        yield located.violation("missing-source", path, _(
            "Say which source this proof is from, as in {example}: the dataset has several.").format(
                example="{source: …, section: …}"))


def without_unknown_references(datasets: Sequence[Records]) -> list[Records]:
    """The records less what names an unknown actor or territory, and less the second of two things of one slug.

    What is dropped is what `check_references` lists; an action goes only if it loses its last lead or territory.
    """
    by_slug: dict[str, Records] = {}
    for records in datasets:
        if records.dataset.slug not in RESERVED:
            by_slug.setdefault(records.dataset.slug, records)
    datasets = list(by_slug.values())
    known = {a.slug for records in datasets for a in records.actors} | _listed(datasets)
    fiches = {a.slug for records in datasets for a in records.actions}
    seen_actions: set[str] = set()
    seen_actors: dict[str, Located[Actor]] = {}
    kept = []
    for records in datasets:
        actors, actions = [], []
        for actor in records.actors:
            if _same_actor(seen_actors.setdefault(actor.slug, actor), actor):
                actors.append(replace(actor, record=_mended_actor(actor.record, known)))
        for action in records.actions:
            mended = _mended_action(action.record, known, fiches)
            if mended is not None and action.slug not in seen_actions:
                actions.append(replace(action, record=mended))
                seen_actions.add(action.slug)
        dataset = replace(records.dataset, record=_mended_dataset(records.dataset.record, fiches | known))
        kept.append(replace(records, dataset=dataset, actors=tuple(actors), actions=tuple(actions)))
    return kept


def _mended_dataset(dataset: Dataset, things: set[str]) -> Dataset:
    return dataset.model_copy(update={"contradictions": tuple(
        c.model_copy(update={"concerns": tuple(slug for slug in c.concerns if slug in things)})
        for c in dataset.contradictions)})


def _mended_actor(actor: Actor, known: set[str]) -> Actor:
    return actor.model_copy(update={
        "territory": actor.territory if actor.territory and is_territory(actor.territory) else None,
        "operates_in": tuple(c for c in actor.operates_in if is_territory(c)),
        "part_of": tuple(p for p in actor.part_of if p in known)})


def _mended_action(action: Action, known: set[str], fiches: set[str]) -> Action | None:
    mended = action.model_copy(update={
        "detailed_by": action.detailed_by if action.detailed_by in fiches else None,
        "territories": tuple(c for c in action.territories if is_territory(c)),
        "leads": tuple(p for p in action.leads if p.actor in known),
        "participants": tuple(p for p in action.participants if p.actor in known),
        "partnerships": tuple(p for p in action.partnerships if known.issuperset(p.partners)),
        "fundings": tuple(f for f in action.fundings if known.issuperset((f.funder, f.beneficiary))),
        "tensions": tuple(t for t in action.tensions if known.issuperset(t.parties)),
        "absent_ties": tuple(a for a in action.absent_ties if known.issuperset(a.parties))})
    return mended if mended.leads and mended.territories else None
