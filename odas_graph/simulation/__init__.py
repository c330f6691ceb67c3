"""A made-up country in which the invisible actors are known beforehand.

    from odas_graph.simulation import check_size, story
    world = story(1000, seed=1)
    world.panel()        # what an observer sees of it, as analysis reads it
    world.planted        # which actors it made invisible

How the invisible are planted, and why that is not the formula of the score: see `simulation.telling`.
"""

from __future__ import annotations

from odas_graph.simulation.parameters import Parameters
from odas_graph.simulation.telling import check_size, story
from odas_graph.simulation.world import World

__all__ = ["Parameters", "World", "check_size", "story"]
