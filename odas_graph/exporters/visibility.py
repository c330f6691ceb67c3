"""The list of invisible actors as CSV and JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence

from odas_graph.exporters.tables import to_csv
from odas_graph.visibility import Assessment

COLUMNS = ("rang", "acteur", "nom", "genre", "territoire", "nom_territoire", "archetype", "contribution",
           "reconnaissance_avant", "avant_min", "avant_max", "reconnaissance_apres", "couverture", "raisons", "preuves",
           "generique")


def assessments_to_json(assessments: Sequence[Assessment]) -> str:
    """A JSON list of objects, best first; names as the command documents them."""
    return json.dumps([a.to_dict() for a in assessments], ensure_ascii=False, indent=1) + "\n"


def assessments_to_csv(assessments: Sequence[Assessment]) -> str:
    """One line an actor, best first, headings in French."""
    rows = []
    for assessment in assessments:
        data = assessment.to_dict()
        low, high = data["recognition_before_interval"]
        places = dict.fromkeys(p["place"] for p in data["evidence"])
        rows.append([data["rank"], data["actor"], data["label"], data["kind"], data["territory"],
                     data["territory_label"], data["archetype"], data["contribution"], data["recognition_before"], low,
                     high, data["recognition_after"], data["coverage"], " ".join(data["reasons"]),
                     " | ".join(places), "oui" if data["generic"] else "non"])
    return to_csv(COLUMNS, rows)
