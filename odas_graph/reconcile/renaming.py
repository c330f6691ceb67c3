"""An action once some of its actors have become one: every mention follows, and no fact is told twice or of oneself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from odas_graph.fiche import Action, Participation
from odas_graph.fiche.fields import MAX_TEXT
from odas_graph.findings import Finding
from odas_graph.i18n import gettext as _
from odas_graph.records import Located, Path_

P = TypeVar("P", bound=Participation)


def renamed_action(located: Located[Action], renamed: Mapping[str, str]) -> tuple[Located[Action], list[Finding]]:
    """The action with each slug replaced, and what had to go: a tie, a funding, an absence of an actor with itself."""
    action, findings = located.record, list[Finding]()
    if renamed.keys().isdisjoint(_mentioned(action)):
        return located, []

    def new(slug: str) -> str:
        return renamed.get(slug, slug)

    def dropped(path: Path_, actor: str) -> None:
        findings.append(Finding(level="warning", code="tie-with-itself", file=located.file,
                                line=located.line(*path), field=".".join(map(str, path)), message=_(
            "This is said between entries that are one actor, “{slug}”: it was left out. If they are two, decide so "
            "with `odas-graph reconcile --review`.").format(slug=actor)))

    def parties(key: str, items: Sequence[object], field: str) -> list[tuple[object, tuple[str, ...]]]:
        kept = []
        for i, item in enumerate(items):
            those = tuple(dict.fromkeys(new(slug) for slug in getattr(item, field)))
            if len(those) < 2:
                dropped((key, i), those[0])
            else:
                kept.append((item, those))
        return kept

    partnerships = tuple(p.model_copy(update={"partners": those})  # type: ignore[attr-defined]
                         for p, those in parties("partenariats", action.partnerships, "partners"))
    tensions = tuple(t.model_copy(update={"parties": those})  # type: ignore[attr-defined]
                     for t, those in parties("tensions", action.tensions, "parties"))
    absences = tuple(a.model_copy(update={  # type: ignore[attr-defined]
        "parties": those, "unaware": tuple(dict.fromkeys(new(s) for s in a.unaware))})  # type: ignore[attr-defined]
        for a, those in parties("absences", action.absent_ties, "parties"))
    fundings = []
    for i, funding in enumerate(action.fundings):
        if new(funding.funder) == new(funding.beneficiary):
            dropped(("financements", i), new(funding.funder))
        else:
            fundings.append(funding.model_copy(update={"funder": new(funding.funder),
                                                       "beneficiary": new(funding.beneficiary)}))
    record = action.model_copy(update={
        "leads": _joined(action.leads, renamed), "participants": _joined(action.participants, renamed),
        "partnerships": partnerships, "tensions": tensions, "absent_ties": absences, "fundings": tuple(fundings)})
    return Located(record, located.slug, located.file, located.lines, located.columns), findings


def _mentioned(action: Action) -> set[str]:
    return {slug for p in (*action.leads, *action.participants) for slug in (p.actor,)}.union(
        *(p.partners for p in action.partnerships), *(t.parties for t in action.tensions),
        *(a.parties for a in action.absent_ties), *((f.funder, f.beneficiary) for f in action.fundings))


def _joined(items: Iterable[P], renamed: Mapping[str, str]) -> tuple[P, ...]:
    """The participations, those of entries that became one actor told once, with all their roles and proof."""
    found: dict[str, P] = {}
    order: list[P | str] = []
    came: dict[str, set[str]] = {}
    for item in items:
        slug = renamed.get(item.actor, item.actor)
        known = found.get(slug)
        if known is None:
            order.append(slug)
            found[slug] = item.model_copy(update={"actor": slug})
        elif item.actor in came[slug]:
            # The fiche itself says it twice of one entry: that is its business.
            order.append(item.model_copy(update={"actor": slug}))
        else:
            found[slug] = _both(known, item)
        came.setdefault(slug, set()).add(item.actor)
    return tuple(found[place] if isinstance(place, str) else place for place in order)


def _both(one: P, other: P) -> P:
    """One participation that says what both say; having met inhabitants once is having met them."""
    met = [p.direct_contact for p in (one, other) if p.direct_contact is not None]
    notes = dict.fromkeys(p.note for p in (one, other) if p.note)
    return one.model_copy(update={
        "roles": tuple(dict.fromkeys((*one.roles, *other.roles))),
        "contributions": tuple(dict.fromkeys((*one.contributions, *other.contributions))),
        "direct_contact": any(met) if met else None,
        "note": " ; ".join(notes)[:MAX_TEXT] if notes else None,
        "proof": tuple(dict.fromkeys((*one.proof, *other.proof)))})
