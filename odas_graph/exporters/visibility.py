"""Who is invisible, to whom, what would change it and what rests on whom, as CSV and JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from odas_graph.exporters.tables import to_csv
from odas_graph.visibility import Assessment, CircleMatrix, Fragility, MissingTies
from odas_graph.visibility.fragility import Stop

COLUMNS = ("rang", "acteur", "nom", "genre", "territoire", "nom_territoire", "archetype", "contribution",
           "reconnaissance_avant", "avant_min", "avant_max", "reconnaissance_apres", "couverture", "raisons", "preuves",
           "generique", "proximite", "passage", "irremplacabilite", "profils", "profil_tient", "liste_tient",
           "rang_bas", "rang_haut")
MATRIX_COLUMNS = ("rang", "acteur", "nom", "genre", "territoire", "nom_territoire", "archetype", "contribution")
TIE_COLUMNS = ("ordre", "acteur", "nom", "rang", "territoire", "nom_territoire", "cercle", "institution",
               "nom_institution", "institution_generique", "sort_de_la_liste", "avant_min", "avant_max",
               "avec_lien_min", "avec_lien_max", "besoins_publics_atteints", "actions_atteintes", "paires_reliees",
               "fragmentation", "fragmentation_apres", "chemin", "explication", "autres_institutions", "a_completer")
LOSS_COLUMNS = ("ordre", "acteur", "nom", "genre", "institution", "territoire_acteur", "perte", "besoin",
                "nom_besoin", "territoire", "nom_territoire", "action", "titre_action", "apport", "reste_seul",
                "lien", "avec")
# The words of `LOSSES` in the column `perte`.
_LOSSES = {"needs": "besoin-sans-reponse", "actions": "action-sans-personne", "leads": "action-sans-porteur",
           "contributions": "apport-que-nul-autre", "cut_off": "acteur-isole", "narrowed": "besoin-un-seul-reste",
           "ties": "lien-perdu"}


def to_json(value: Any) -> str:
    """A JSON text of values that are JSON-ready, indented by one space."""
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def assessments_to_json(assessments: Sequence[Assessment]) -> str:
    """A JSON list of objects, best first; names as the command documents them."""
    return to_json([a.to_dict() for a in assessments])


def assessments_to_csv(assessments: Sequence[Assessment]) -> str:
    """One line an actor, best first, headings in French."""
    rows = []
    for assessment in assessments:
        data = assessment.to_dict()
        low, high = data["recognition_before_interval"]
        places = dict.fromkeys(p["place"] for p in data["evidence"])
        held = data["stability"] or {}
        rows.append([data["rank"], data["actor"], data["label"], data["kind"], data["territory"],
                     data["territory_label"], data["archetype"], data["contribution"], data["recognition_before"], low,
                     high, data["recognition_after"], data["coverage"], " ".join(data["reasons"]),
                     " | ".join(places), _yes(data["generic"]), *data["standings"].values(),
                     " ".join(data["signatures"]), *(held.get(k) for k in ("holds", "listed", "rank_low",
                                                                           "rank_high"))])
    return to_csv(COLUMNS, rows)


def matrix_to_json(matrix: CircleMatrix) -> str:
    """The matrix as one JSON object: circles, shares unknown, rows with their cells."""
    return to_json(matrix.to_dict())


def matrix_to_csv(matrix: CircleMatrix) -> str:
    """One line an actor; for each circle what it knew, then which institutions the sources speak of; then the proof."""
    headings = [*MATRIX_COLUMNS, *matrix.circles, *(f"{circle}_institutions" for circle in matrix.circles), "preuves"]
    rows = []
    for row in matrix.rows:
        cells = [row.cells[circle] for circle in matrix.circles]
        places = dict.fromkeys(p.place for cell in cells for p in cell.proofs)
        rows.append([row.rank, row.name.iri, row.name.label, row.kind, row.territory, row.territory_label,
                     row.archetype, None if row.contribution is None else round(row.contribution, 4),
                     *(cell.code for cell in cells),
                     *(" | ".join(i.label for i in cell.institutions) for cell in cells),
                     " | ".join(places)])
    return to_csv(headings, rows)


def missing_ties_to_json(found: MissingTies) -> str:
    """One JSON object: `ties`, those that change most first, and `to_complete`."""
    return to_json(found.to_dict())


def missing_ties_to_csv(found: MissingTies) -> str:
    """One line a tie, then one for each circle and actor of which the data hold no institution (`a_completer`)."""
    rows: list[list[Any]] = []
    for number, tie in enumerate(found.ties, 1):
        data = tie.to_dict()
        rows.append([number, data["actor"], data["label"], data["rank"], data["territory"], data["territory_label"],
                     data["circle"], data["institution"], data["institution_label"],
                     _yes(data["institution_generic"]), None if tie.leaves is None else _yes(tie.leaves),
                     *data["recognition_before_interval"], *data["recognition_if_known_interval"],
                     len(tie.matters), " | ".join(tie.actions), tie.joined, data["fragmentation"],
                     data["fragmentation_after"], " > ".join(tie.way), " ".join(tie.sentences),
                     " | ".join(o.label for o in tie.others), "non"])
    for gap in found.gaps:
        for actor in gap.actors:
            line: list[Any] = [None] * len(TIE_COLUMNS)
            line[1:3], line[4:7] = [actor.iri, actor.label], [gap.territory, gap.territory_label, gap.circle]
            line[-1] = "oui"
            rows.append(line)
    return to_csv(TIE_COLUMNS, rows)


def fragility_to_json(found: Fragility) -> str:
    """One JSON object: `actors`, those with which most stops first, and `needs`."""
    return to_json(found.to_dict())


def fragility_to_csv(found: Fragility) -> str:
    """One line for each thing that would stop, by actor, in the order of the actors."""
    rows = [line for number, stop in enumerate(found.stops, 1) for line in _losses(number, stop)]
    return to_csv(LOSS_COLUMNS, rows)


def _losses(number: int, stop: Stop) -> Iterator[list[Any]]:
    start = [number, stop.name.iri, stop.name.label, stop.kind, _yes(stop.institution), stop.territory_label]
    for name, items in stop.items.items():
        for item in items:
            alone = item.get("left_label") if name == "narrowed" else item.get("label")
            yield [*start, _LOSSES[name], *(item.get(key) for key in (
                "need", "need_label", "territory", "territory_label", "action", "title", "contribution")), alone,
                item.get("tie"), item.get("with")]


def _yes(answer: bool) -> str:
    return "oui" if answer else "non"
