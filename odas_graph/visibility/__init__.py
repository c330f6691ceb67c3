"""Who is invisible, to whom, how sure that is, and what would change it: figures, words and proof brought together."""

from __future__ import annotations

from odas_graph.panel import KINDS
from odas_graph.visibility.assess import assess, assess_in_all_languages
from odas_graph.visibility.assessment import Assessment
from odas_graph.visibility.figures import PERTURBATIONS, PUBLIC_KINDS, Figures, figures
from odas_graph.visibility.fragility import Fragility, fragility
from odas_graph.visibility.lookup import find_actor
from odas_graph.visibility.matrix import CircleMatrix, circle_matrix
from odas_graph.visibility.meetings import MissingTies, missing_ties
from odas_graph.visibility.weights import default_weights, read_weights
from odas_graph.visibility.words import Proof

__all__ = ["KINDS", "PERTURBATIONS", "PUBLIC_KINDS", "Assessment", "CircleMatrix", "Figures", "Fragility",
           "MissingTies", "Proof", "assess", "assess_in_all_languages", "circle_matrix", "default_weights", "figures",
           "find_actor", "fragility", "missing_ties", "read_weights"]
