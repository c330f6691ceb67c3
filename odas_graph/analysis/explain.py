"""Why an actor stands where it stands: sentences built from facts only, each with these, in the language in force."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from odas_graph.analysis.archetypes import LISTED
from odas_graph.analysis.exits import Exits
from odas_graph.analysis.recognition import CircleView
from odas_graph.analysis.stability import Stability
from odas_graph.analysis.verdict import Verdict
from odas_graph.i18n import gettext as _

# Holds wherever one of these does, or says less: no word of its own beside them.
_IMPLIED = {"invisible-probable": {"invisible-atteste", "revele-par-l-action"},
            "donnees-insuffisantes": {"invisible-atteste"}}


@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence, and the IRIs of the facts it rests on: ties, absences, participations. Silence rests on none."""

    text: str
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Deed:
    """One action of an actor: its title, the actor's roles and contributions as words, direct contact or not."""

    action: str
    roles: Sequence[str]
    contributions: Sequence[str]
    contact: bool | None
    facts: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Gift:
    """What an actor alone brings to an action: contributions as words, the title of the action."""

    contributions: Sequence[str]
    action: str
    facts: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """The needs, as words, that an actor alone answers in a territory."""

    needs: Sequence[str]
    territory: str
    facts: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """Two actors that an actor joins, and that no stated tie does: names, and spheres as words."""

    one: str
    one_sphere: str
    other: str
    other_sphere: str
    facts: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Story:
    """What an actor does, in words that the caller has: its deeds, what it alone brings and answers, whom it joins.

    `apart` is how many actors and actions would no longer be linked to the rest without it (`between.cut_off`).
    """

    deeds: Sequence[Deed] = ()
    gifts: Sequence[Gift] = ()
    answers: Sequence[Answer] = ()
    apart: int = 0
    links: Sequence[Link] = ()


@dataclass(frozen=True, slots=True)
class Names:
    """The words of the code lists, by slug."""

    circles: Mapping[str, str]
    archetypes: Mapping[str, str] = field(default_factory=dict)


def reasons(verdict: Verdict, story: Story, names: Names, scope: Sequence[str],
            exits: Exits | None = None) -> list[Reason]:
    """The sentences of a verdict: what it does, alone and between whom, who knew it, what is unsaid, how firm it is.

    For a listed actor, also what would take it off the list, where `exits` are given.
    """
    found = [*_deeds(story), *_joins(verdict, story), *_circles(verdict, names, scope), *_others(verdict, names)]
    if verdict.archetype in LISTED:
        if verdict.stability is not None:
            found.append(Reason(_firmness(verdict.stability)))
        if exits is not None:
            found += _exits(verdict, story, names, exits)
    # Many begin with the name of a circle, which is a word of a code list.
    return [Reason(reason.text[:1].upper() + reason.text[1:], tuple(dict.fromkeys(reason.facts))) for reason in found]


def _deeds(story: Story) -> Iterator[Reason]:
    for deed in story.deeds:
        text = _("“{action}”: {roles}").format(action=deed.action, roles=", ".join(deed.roles))
        if deed.contributions:
            text += _("; brings {contributions}").format(contributions=", ".join(deed.contributions))
        if deed.contact:
            text += _("; in direct contact with inhabitants")
        elif deed.contact is False:
            text += _("; without direct contact with inhabitants")
        yield Reason(text + ".", tuple(deed.facts))
    for gift in story.gifts:
        yield Reason(_("In “{action}”, the sources name nobody else who brings: {contributions}.").format(
            action=gift.action, contributions=", ".join(gift.contributions)), tuple(gift.facts))
    for answer in story.answers:
        yield Reason(_("{territory}: the sources name nobody else there who answers: {needs}.").format(
            territory=answer.territory, needs=", ".join(answer.needs)), tuple(answer.facts))


def _joins(verdict: Verdict, story: Story) -> Iterator[Reason]:
    if story.apart:
        text = (_("Without it, one actor or action would no longer be linked to the rest.") if story.apart == 1 else
                _("Without it, {n} actors and actions would no longer be linked to the rest.").format(n=story.apart))
        yield Reason(text, _rests_on(story.deeds))
    for link in story.links:
        yield Reason(_("Makes the link between {one} ({one_sphere}) and {other} ({other_sphere}), whom no stated tie "
                       "joins.").format(one=link.one, one_sphere=link.one_sphere, other=link.other,
                                        other_sphere=link.other_sphere), tuple(link.facts))
    if story.links and verdict.brokered > len(story.links):
        yield Reason(_("In all, it makes such a link for {n} pairs of actors of different fields.").format(
            n=round(verdict.brokered)), _rests_on(story.links))


def _circles(verdict: Verdict, names: Names, scope: Sequence[str]) -> Iterator[Reason]:
    seen = [verdict.circles[circle] for circle in scope]
    for view in seen:
        if view.status != "inconnu":
            yield Reason(_view(view, names.circles[view.circle]), view.facts)
    silent = [names.circles[view.circle] for view in seen if view.status == "inconnu"]
    if silent:
        yield Reason(_("No source says whether these circles knew it: {circles}.").format(circles=", ".join(silent)))
    elsewhere = [view for circle, view in sorted(verdict.circles.items())
                 if circle not in scope and view.status == "connu"]
    if elsewhere:
        yield Reason(_("Elsewhere, known before the action by: {circles}.").format(
            circles=", ".join(names.circles[view.circle] for view in elsewhere)), _rests_on(elsewhere))


def _view(view: CircleView, name: str) -> str:
    if view.status == "connu":
        wording = {
            True: _("{circle}: a tie before the action, on a formal footing (agreement, funding, approval…)."),
            False: _("{circle}: a tie before the action, without anything in writing."),
            None: _("{circle}: a tie before the action, of which no source gives the footing."),
        }[view.formal]
    else:
        wording = {
            "lien-date-inconnue": _("{circle}: a tie, of which no source says whether it is older than the action."),
            "absence-attestee": _("{circle}: a source states that it did not know it."),
            "sans-lien": _("{circle}: a source states that they did not work together."),
            "lien-nouveau": _("{circle}: first tie born of the action."),
        }[view.status]
    text = wording.format(circle=name)
    if view.status in ("absence-attestee", "sans-lien") and view.after[0] > view.before[1]:
        text += _(" The action has since made the tie.")
    return text


def _others(verdict: Verdict, names: Names) -> Iterator[Reason]:
    """The other archetypes that hold of a listed actor; their facts are those told before."""
    if verdict.archetype not in LISTED:
        return
    held = [one for one in verdict.signatures
            if one != verdict.archetype and not _IMPLIED.get(one, set()) & set(verdict.signatures)]
    if held:
        yield Reason(_("Also fits these profiles: {profiles}.").format(
            profiles=", ".join(names.archetypes.get(one, one) for one in held)))


def _firmness(found: Stability) -> str:
    text = _("Of {readings} trials that change data and weights a little, stays on the list in {listed}%, with the "
             "same profile in {holds}%").format(
        readings=found.readings, listed=_percent(found.listed), holds=_percent(found.holds))
    if found.rank_low is None:
        return text + "."
    if found.rank_high is None:
        place = _("from rank {low} to off the list").format(low=found.rank_low)
    elif found.rank_low == found.rank_high:
        place = _("at rank {low}").format(low=found.rank_low)
    else:
        place = _("between ranks {low} and {high}").format(low=found.rank_low, high=found.rank_high)
    return f"{text}, {place}."


def _percent(share: float) -> int:
    """All and none are said of all and none alone."""
    whole = round(100 * share)
    return whole if share in (0, 1) else min(max(whole, 1), 99)


def _exits(verdict: Verdict, story: Story, names: Names, exits: Exits) -> Iterator[Reason]:
    if exits.circles:
        yield Reason(_("Would leave the list if an agreement older than the action were recorded with: "
                       "{circles}.").format(circles=_(" or ").join(names.circles[c] for c in exits.circles)),
                     _rests_on([verdict.circles[circle] for circle in exits.circles]))
    else:
        yield Reason(_("One agreement with a single circle would not be enough to take it off the list."),
                     _rests_on(list(verdict.circles.values())))
    if "proximite" in exits.parts:
        yield Reason(_("Would leave the list if its direct contact with inhabitants were not confirmed."),
                     _rests_on([deed for deed in story.deeds if deed.contact]))
    if "passage" in exits.parts:
        yield Reason(_("Would leave the list if all whom it links were linked without it."),
                     _rests_on(story.links) + (_rests_on(story.deeds) if story.apart else ()))
    if "irremplacabilite" in exits.parts:
        yield Reason(_("Would leave the list if others brought all that it alone brings."),
                     _rests_on(story.gifts) + _rests_on(story.answers))


def _rests_on(told: Sequence[Deed] | Sequence[Gift] | Sequence[Answer] | Sequence[Link] | Sequence[CircleView]
              ) -> tuple[str, ...]:
    return tuple(fact for one in told for fact in one.facts)
