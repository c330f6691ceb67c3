"""The story of a country in which some actors do much and are little known.

How the invisible are planted. Each actor that is no institution draws two numbers: its *engagement*, how much it does,
and its *visibility*, how well the institutions of its territory know it. Both are standard normal, and correlate as
little as `Parameters.correlation` says: to do much makes known, but not by much. The story then goes forward, and
nothing looks back from what is seen to what is true:

1. Engagement is effort. Half of it goes into taking part in more actions, half into doing more in each; and some
   actors, apart from both numbers, spread the same effort thin over many actions, others put it into few. More effort
   in an action brings an actor nearer to its heart (role), makes it likelier to meet inhabitants itself, to bring more
   things, to be tied to its partners; more engagement makes it act beyond its field of work and bring its speciality.
2. Visibility alone, and how near an institution is, decide whether it knew an actor before, and whether it wrote it
   down. Those that meet in an action may stay in touch, whoever they are.
3. Then it is observed (`observation`): a fifth of all facts is lost, most contacts with inhabitants are not told, a
   source states three in ten of the institutions that did not know an actor, and is silent on the others.

The truth is what happened before anything was observed. An actor is *planted* as invisible where it is of the third
that did most (its effort, summed over all it took part in) and of the third that the fewest institutions knew (of the
ten in charge of its commune); it is a *pillar* where it did as much and is of the third best known. `Truth.by_draw`
says who would be planted by the two numbers alone, chance left out.

Why this is not the formula of the score. Effort is a number that no observer sees and that no panel holds. The story
knows no role weight, no sharing among participants, no percentile, no weight of a footing, no mean over circles, no
interval: it draws by chance from frequencies counted in the shipped data (`parameters`). What the score adds up
(contact by role, sole cells, paths cut, ties by footing) are distant, noisy effects of effort and of who knew whom;
nothing keeps them from being bad measures of it, and the baselines (number of actions, ties) are effects of the same.
What the story has in common with the method is its view of the world: who does much is seen in many places and near
the heart of things, and who is known is known through ties. If that view is wrong, this test cannot tell.
"""

from __future__ import annotations

import numpy as np

from odas_graph.errors import UsageError
from odas_graph.i18n import gettext as _
from odas_graph.simulation.country import country
from odas_graph.simulation.deeds import deeds
from odas_graph.simulation.observation import observe
from odas_graph.simulation.parameters import MAX_ACTORS, MAX_IN_FILES, MAX_PARTICIPATIONS, MIN_ACTORS, Parameters
from odas_graph.simulation.people import people
from odas_graph.simulation.ties import bonds
from odas_graph.simulation.truth import truth
from odas_graph.simulation.world import World


def check_size(actors: int, *, files: bool = False) -> None:
    """UsageError for a number of actors that a story, or its dataset files, cannot have."""
    if not MIN_ACTORS <= actors <= MAX_ACTORS:
        raise UsageError(_("A made-up country needs between {low} and {high} actors.").format(
            low=MIN_ACTORS, high=MAX_ACTORS))
    if files and actors > MAX_IN_FILES:
        raise UsageError(_("Files of a dataset hold {n} actors at most: ask for N-Quads (--format nquads).").format(
            n=MAX_IN_FILES))


def story(actors: int, seed: int = 0, parameters: Parameters | None = None) -> World:
    """A world of so many actors, institutions among them; the same arguments give the same world.

    Each chapter (country, people, deeds, ties, observation) draws from a sequence of its own, so that two worlds that
    differ in `loss` alone tell the same truth. About linear in actors × actions per actor: ten seconds for 100,000
    actors and a million participations. UsageError for fewer actors than a territory needs, or more than memory holds.
    """
    check_size(actors)
    if seed < 0:
        raise UsageError(_("The seed is a whole number from 0 on."))
    parameters = parameters or Parameters()
    if actors * parameters.actions_per_actor > MAX_PARTICIPATIONS:
        raise UsageError(_("A made-up country holds {n} participations at most: ask for fewer actors, or fewer actions "
                           "an actor.").format(n=MAX_PARTICIPATIONS))
    chapters = [np.random.default_rng(s) for s in np.random.SeedSequence(seed).spawn(5)]
    land = country(actors, chapters[0], parameters)
    folk = people(actors, land, chapters[1], parameters)
    acts = deeds(land, folk, chapters[2], parameters)
    ties, strangers = bonds(land, folk, acts, chapters[3], parameters)
    seen = observe(acts, ties, strangers, chapters[4], parameters)
    return World(seed=seed, parameters=parameters, land=land, folk=folk, truth=truth(folk, acts, strangers, parameters),
                 **seen)
