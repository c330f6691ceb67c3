"""Who works with whom in local social action in France, and who does a great deal without being known.

    import odas_graph as og
    kg = og.build()
    kg.invisible(territory="93")
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = ["KnowledgeGraph", "__version__", "build", "load"]

if TYPE_CHECKING:
    from odas_graph.pipeline import KnowledgeGraph, build, load


def __getattr__(name: str) -> Any:
    # Heavy parts load when first asked for, so that a command which needs none stays instant.
    if name in ("build", "load", "KnowledgeGraph"):
        from odas_graph import pipeline

        return getattr(pipeline, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
