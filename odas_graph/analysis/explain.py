"""Why an actor stands where it stands: sentences built from facts only, in the language in force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from odas_graph.analysis.recognition import CircleView
from odas_graph.analysis.verdict import LISTED, Verdict, relisted
from odas_graph.analysis.weights import Weights
from odas_graph.i18n import gettext as _


@dataclass(frozen=True, slots=True)
class Deed:
    """One action of an actor: its title, the actor's roles and contributions as words, direct contact or not."""

    action: str
    roles: Sequence[str]
    contributions: Sequence[str]
    contact: bool | None


def reasons(verdict: Verdict, deeds: Sequence[Deed], circle_names: Mapping[str, str], scope: Sequence[str],
            weights: Weights) -> list[str]:
    """The sentences of a verdict: what it does, who knew it, what the sources leave unsaid, what would change it."""
    sentences = [_deed(deed) for deed in deeds]
    views = [verdict.circles[circle] for circle in scope]
    sentences += [_view(view, circle_names[view.circle]) for view in views if view.status != "inconnu"]
    silent = [circle_names[view.circle] for view in views if view.status == "inconnu"]
    if silent:
        sentences.append(_("No source says whether these circles knew it: {circles}.").format(
            circles=", ".join(silent)))
    outside = [circle_names[circle] for circle, view in sorted(verdict.circles.items())
               if circle not in scope and view.status == "connu"]
    if outside:
        sentences.append(_("Elsewhere, known before the action by: {circles}.").format(circles=", ".join(outside)))
    if verdict.archetype in LISTED:
        sentences += _counterfactual(verdict, scope, circle_names, weights)
    # Many begin with the name of a circle, which is a word of a code list.
    return [sentence[:1].upper() + sentence[1:] for sentence in sentences]


def _deed(deed: Deed) -> str:
    text = _("“{action}”: {roles}").format(action=deed.action, roles=", ".join(deed.roles))
    if deed.contributions:
        text += _("; brings {contributions}").format(contributions=", ".join(deed.contributions))
    if deed.contact:
        text += _("; in direct contact with inhabitants")
    elif deed.contact is False:
        text += _("; without direct contact with inhabitants")
    return text + "."


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


def _counterfactual(verdict: Verdict, scope: Sequence[str], names: Mapping[str, str],
                    weights: Weights) -> list[str]:
    """The circles of which one recorded agreement before the action would take the actor off the list."""
    worth = weights.recognition["formelle-avant"]
    enough = []
    for circle in scope:
        view = verdict.circles[circle]
        if view.status == "connu":
            continue
        known = replace(view, before=(worth, worth), after=(worth, worth), status="connu", formal=True)
        if not relisted(verdict, {**verdict.circles, circle: known}, scope, weights):
            enough.append(names[circle])
    if enough:
        return [_("Would leave the list if an agreement older than the action were recorded with: {circles}.").format(
            circles=_(" or ").join(enough))]
    return [_("One agreement with a single circle would not be enough to take it off the list.")]
