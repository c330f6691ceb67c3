"""What a person collects, typed and checked: actors, fiches, datasets.

Keys of the files are French (the people who fill them are); attributes are English, and every class bears the name of
the ontology class it mirrors. Nothing here reads a file or knows RDF.
"""

from odas_graph.fiche.actions import (
    AbsentTie,
    Action,
    Actor,
    Continuing,
    Evidence,
    Funding,
    Identifiers,
    Participant,
    Participation,
    Partnership,
    Period,
    Proof,
    Remark,
    Result,
    Tension,
    Tie,
)
from odas_graph.fiche.datasets import Claim, Contradiction, Coverage, Dataset, SecondReading, Source
from odas_graph.fiche.fields import (
    DATE_PATTERN,
    IDENTIFIER_PATTERN,
    ISSN_PATTERN,
    MAX_NAME,
    MAX_TEXT,
    SLUG_PATTERN,
    TERRITORY_PATTERN,
    CodeError,
    Model,
    bare,
)

__all__ = [
    "DATE_PATTERN",
    "IDENTIFIER_PATTERN",
    "ISSN_PATTERN",
    "MAX_NAME",
    "MAX_TEXT",
    "SLUG_PATTERN",
    "TERRITORY_PATTERN",
    "AbsentTie",
    "Action",
    "Actor",
    "Claim",
    "CodeError",
    "Continuing",
    "Contradiction",
    "Coverage",
    "Dataset",
    "Evidence",
    "Funding",
    "Identifiers",
    "Model",
    "Participant",
    "Participation",
    "Partnership",
    "Period",
    "Proof",
    "Remark",
    "Result",
    "SecondReading",
    "Source",
    "Tension",
    "Tie",
    "bare",
]
