"""Which entries are one actor: candidates explained, decisions kept as data, entries merged."""

from odas_graph.reconcile.decisions import COLUMNS, FILE, Decision, Decisions, read_decisions, write_decisions
from odas_graph.reconcile.entries import Entry, entries
from odas_graph.reconcile.merging import apply
from odas_graph.reconcile.pairs import THRESHOLD, Compared, candidates
from odas_graph.reconcile.scoring import Feature, Pair
from odas_graph.reconcile.words import in_words

__all__ = [
    "COLUMNS",
    "FILE",
    "THRESHOLD",
    "Compared",
    "Decision",
    "Decisions",
    "Entry",
    "Feature",
    "Pair",
    "apply",
    "candidates",
    "entries",
    "in_words",
    "read_decisions",
    "write_decisions",
]
