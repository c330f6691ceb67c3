"""Known pillars made unknown: does the method see it?

A pillar is an actor that the method finds doing much and well known. In one reading its ties to institutions are
lost, as if no source had told of them; in another, each institution is moreover stated not to have known it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import Final

import numpy as np

from odas_graph.analysis.archetypes import PILLAR
from odas_graph.analysis.draws import stated
from odas_graph.analysis.weights import Weights
from odas_graph.evaluation.ablation import repeated
from odas_graph.evaluation.measures import order, read
from odas_graph.evaluation.planted import MIDDLE, Step
from odas_graph.evaluation.ranking import places
from odas_graph.evaluation.report import Cell, Table
from odas_graph.i18n import gettext as _
from odas_graph.panel import MOMENTS, SILENT, Bools, Contacts, Ints, Panel, Ties
from odas_graph.simulation import story

# Pillars tried in each world, those of the lowest numbers; each is a reading of its own.
TRIED: Final = 12


def masked(panel: Panel, pillars: Ints) -> tuple[Panel, Bools]:
    """The panel with what each pillar shares with an institution as facts of their own; and which are kept when.

    Each contact of a pillar hangs on a tie of the two alone, so that hiding it changes nothing for others; and there is
    an absence for each pillar and each such institution. `kept` has 1 + 2 × pillars rows, by tie: as stated, then for
    each pillar without those ties, then for each likewise but with the absences in their place.
    """
    contacts, ties = panel.contacts, panel.ties
    at = np.flatnonzero(~ties.absent[contacts.tie] & np.isin(contacts.actor, pillars))
    of, institution, shared = contacts.actor[at], contacts.institution[at], contacts.tie[at]
    apart, absences = len(ties) + np.arange(len(at)), len(ties) + len(at) + np.arange(len(at))
    silent = np.full(len(at), SILENT)
    more = Ties(
        (*ties.iris, *(f"{word}/{i}" for word in ("masked", "absent") for i in range(len(at)))),
        np.concatenate([ties.absent, np.zeros(len(at), bool), np.ones(len(at), bool)]),
        np.concatenate([ties.formal, ties.formal[shared], silent]),
        np.concatenate([ties.origin, ties.origin[shared], silent]),
        np.concatenate([ties.action, ties.action[shared], silent]),
        np.concatenate([ties.member_tie, np.repeat(apart, 2), np.repeat(absences, 2)]),
        np.concatenate([ties.member, np.tile(np.stack([of, institution], axis=1).ravel(), 2)]))
    tie = contacts.tie.copy()
    tie[at] = apart
    actor, circle = np.append(contacts.actor, of), np.append(contacts.circle, contacts.circle[at])
    offices, tie = np.append(contacts.institution, institution), np.append(tie, absences)
    partners = np.append(contacts.partners, np.full(len(at), 2))
    moment = np.append(contacts.moment, np.full(len(at), MOMENTS.index("avant")))
    unaware = np.append(contacts.unaware, np.ones(len(at), bool))
    rows = np.lexsort((offices, tie, more.absent[tie], circle, actor))
    kept = np.ones((1 + 2 * len(pillars), len(more)), bool)
    kept[:, absences] = False
    for i, pillar in enumerate(pillars.tolist()):
        for row in (1 + i, 1 + len(pillars) + i):
            kept[row, apart[of == pillar]] = False
        kept[1 + len(pillars) + i, absences[of == pillar]] = True
    return replace(panel, ties=more, contacts=Contacts(
        actor[rows], circle[rows], offices[rows], tie[rows], partners[rows], moment[rows], unaware[rows])), kept


def evaluate_pillars(panel: Panel, seeds: int, weights: Weights, step: Step) -> list[Table]:
    """One table: the share of pillars that move up, by how much, and the share that comes on the list."""
    found: dict[str, list[tuple[float, float, float]]] = defaultdict(list)
    _try(found, _("data at hand"), panel, weights)
    for seed in range(seeds):
        _try(found, _("made-up countries"), story(MIDDLE, seed).panel(), weights)
        step()
    rows: list[tuple[Cell, ...]] = []
    for where in (_("data at hand"), _("made-up countries")):
        for how in (_("lost from the sources"), _("stated as absent")):
            results = np.array(found[f"{where}\t{how}"])
            rows.append((where, how, len(results),
                         *((None,) * 3 if not len(results) else (float((results[:, 0] > 0).mean()),
                                                                float(results[:, 1].mean()),
                                                                float(results[:, 2].mean())))))
    return [Table(
        "pillars", _("Known pillars made unknown"),
        (_("where"), _("their ties to institutions are"), _("pillars"), _("share that moves up"),
         _("mean move, as a share of all candidates"), _("share that comes on the list")), tuple(rows),
        (_("Places are by contribution less recognition; {n} pillars at most of each of {m} made-up countries of "
           "{size} actors.").format(n=TRIED, m=seeds, size=MIDDLE),))]


def _try(found: dict[str, list[tuple[float, float, float]]], where: str, panel: Panel, weights: Weights) -> None:
    base = read(panel, weights, stated(weights))
    pillars = base.candidates[base.archetype[0] == PILLAR][:TRIED]
    if not len(pillars):
        return
    wider, kept = masked(panel, pillars)
    scores = read(wider, weights, repeated(weights, len(kept), kept=kept))
    before = places(order(scores))
    for i, at in enumerate(np.searchsorted(scores.candidates, pillars).tolist()):
        for how, row in ((_("lost from the sources"), 1 + i), (_("stated as absent"), 1 + len(pillars) + i)):
            up = float(before[at] - places(order(scores, row))[at])
            found[f"{where}\t{how}"].append((up, up / len(before), float(scores.rank[row, at] > 0)))
