"""Worlds of candidates for the verdict: what each does with inhabitants, and what each local circle knew of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from hypothesis import strategies as st

from odas_graph.analysis.draws import stated
from odas_graph.analysis.recognition import LOCAL_CIRCLES, recognition
from odas_graph.analysis.verdict import Verdict, score, verdicts
from odas_graph.panel import CIRCLES, KINDS, Panel
from tests.analysis.panels import Known, Part, panel
from tests.analysis.test_weights import shipped_weights

WEIGHTS: Final = shipped_weights()
# Alone in one action, in contact with inhabitants: C1 is the weight of the role, C2 and C3 are 0.
ROLE_OF: Final = {1.0: "porteur", .8: "mediateur", .7: "relais", .6: "expert", .5: "facilitateur", .4: "fournisseur",
                  .3: "financeur", .2: "evaluateur"}
# What a source says of a circle, and so what it knew before and after, and how we know.
VIEWS: Final[Mapping[str, Mapping[str, Any] | None]] = {
    "inconnu": None,                                                                          # [0, 1], [0, 1]
    "formel": {"origin": "preexistant", "formal": True},                                      # 1, 1
    "informel": {"origin": "preexistant", "formal": False},                                   # .7, .7
    "sans-date": {},                                                                          # [0, 1], [.3, 1]
    "sans-date-informel": {"formal": False},                                                  # [0, .7], [.3, .7]
    "ignore": {"absent": True, "moment": "avant", "unaware": True},                           # 0, [0, .3]
    "sans-lien": {"absent": True},                                                            # 0, 0
    "nouveau": {"origin": "ne-de-l-action"},                                                  # 0, .3
}


class Candidate(NamedTuple):
    """An actor: its C1 (None where no source speaks of contact), what the local circles knew, its kind, its sphere."""

    name: str
    proximity: float | None
    views: tuple[str, ...] = ()
    kind: str = "organisation"
    sphere: str = "association"


def candidate(name: str, proximity: float | None, *views: str, **others: str) -> Candidate:
    return Candidate(name, proximity, views, **others)


def part(one: Candidate) -> Part:
    if not one.proximity:
        return Part(one.name, f"action-{one.name}", ("porteur",), None if one.proximity is None else False)
    return Part(one.name, f"action-{one.name}", (ROLE_OF[one.proximity],), True)


def known(name: str, circle: str, view: str) -> list[Known]:
    said = VIEWS[view]
    return [] if said is None else [Known(name, f"{circle}-{name}", circle, **said)]


def world(candidates: Iterable[Candidate], extra: Sequence[Known] = (), silent: str = "") -> Panel:
    """The panel of these candidates; `extra` are facts more, and of `silent` no source says whom it met."""
    everyone = list(candidates)
    facts = [fact for one in everyone for circle, view in zip(LOCAL_CIRCLES, one.views, strict=False)
             for fact in known(one.name, circle, view)]
    parts = [part(one)._replace(contact=None) if one.name == silent else part(one) for one in everyone]
    return panel(parts, contacts=[*facts, *extra], kinds={one.name: one.kind for one in everyone},
                 spheres={one.name: one.sphere for one in everyone},
                 institutions={fact.institution for fact in (*facts, *extra)})


def assessed(found: Panel, scope: Sequence[str] = LOCAL_CIRCLES) -> list[Verdict]:
    """The verdicts on all candidates, persons too, in order."""
    draws = stated(WEIGHTS)
    seen = recognition(found, draws)
    return verdicts(found, score(found, draws, weights=WEIGHTS, scope=scope, kinds=KINDS, seen=seen), seen)


def judged(*candidates: Candidate, scope: Sequence[str] = LOCAL_CIRCLES) -> dict[str, Verdict]:
    return {v.actor: v for v in assessed(world(candidates), scope)}


CANDIDATES = st.lists(st.builds(
    lambda proximity, views, kind, sphere: (proximity, tuple(views), kind, sphere),
    st.none() | st.sampled_from([0.0, *ROLE_OF]), st.lists(st.sampled_from(sorted(VIEWS)), max_size=4),
    st.sampled_from(KINDS), st.sampled_from(["association", "logement"])), max_size=14).map(
        lambda items: [Candidate(f"a{i:02}", *item) for i, item in enumerate(items)])
SCOPES = st.lists(st.sampled_from(CIRCLES), unique=True, max_size=6)
