"""Fiches from text: what rules and gazetteers can propose from a narrative, for a person to check; never data.

No rule decides: each proposal carries its sentence, the rule that made it and how sure that is.
"""

from odas_graph.proposal.documents import Document, read_document
from odas_graph.proposal.draft import Draft, confidence_in_words, rule_in_words
from odas_graph.proposal.evaluation import Evaluation, evaluate
from odas_graph.proposal.mentions import KnownActor
from odas_graph.proposal.proposing import propose
from odas_graph.proposal.writing import to_yaml

__all__ = ["Document", "Draft", "Evaluation", "KnownActor", "confidence_in_words", "evaluate", "propose",
           "read_document", "rule_in_words", "to_yaml"]
