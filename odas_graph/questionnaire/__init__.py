"""The questionnaire as a workbook: its sheets and columns, defined once for the template and for reading it back.

It asks what annex 1 (the call) and annex 3 (the grid) of the report ask, less who answered: persons are not recorded.
"""

from odas_graph.questionnaire.labels import code_named, definitions, labels
from odas_graph.questionnaire.model import EXAMPLE, LISTS, SEPARATOR, Column, Sheet, is_example
from odas_graph.questionnaire.sheets import (
    ABSENCE,
    ACTIONS,
    ACTORS,
    FUNDING,
    PARTICIPATIONS,
    PARTNERSHIP,
    RESULTS,
    TENSION,
    TIES,
    actions,
    sheets,
)

__all__ = [
    "ABSENCE",
    "ACTIONS",
    "ACTORS",
    "EXAMPLE",
    "FUNDING",
    "LISTS",
    "PARTICIPATIONS",
    "PARTNERSHIP",
    "RESULTS",
    "SEPARATOR",
    "TENSION",
    "TIES",
    "Column",
    "Sheet",
    "actions",
    "code_named",
    "definitions",
    "is_example",
    "labels",
    "sheets",
]
