"""Open, load, query, save a graph: embedded (Oxigraph) or remote (SPARQL protocol) behind one interface.

A query reads all graphs together: its default graph is their union. Oxigraph does not merge a triple that two graphs
hold, it counts it twice (and so does its server): write DISTINCT where two datasets may say the same thing.
"""

from odas_graph.store.embedded import EmbeddedStore
from odas_graph.store.interface import GraphStore
from odas_graph.store.remote import RemoteStore
from odas_graph.store.results import Row, Solutions, Term, Triples, python_value
from odas_graph.store.serialisation import canonical_nquads

__all__ = ["EmbeddedStore", "GraphStore", "RemoteStore", "Row", "Solutions", "Term", "Triples", "canonical_nquads",
           "python_value"]
