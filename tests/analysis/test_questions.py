"""What to ask of an actor, and what each answer would settle: the verdict given again on that answer."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from odas_graph.analysis.archetypes import ARCHETYPES
from odas_graph.analysis.draws import stated
from odas_graph.analysis.questions import Question, questions
from odas_graph.analysis.recognition import LOCAL_CIRCLES, recognition
from odas_graph.analysis.verdict import score
from odas_graph.panel import Panel
from odas_graph.visibility import default_weights
from tests.analysis.panels import panel

WEIGHTS = default_weights()
CIRCLES = {"mairie": "commune-ccas", "epci": "intercommunalite", "conseil": "departement", "caf": "protection-sociale"}
ROWS = [("asso", "repas", ["porteur"], True, ["denrees"]), ("autre", "repas", ["relais"], True),
        ("peu", "repas", [], True)]


def world(*contacts: Any) -> Panel:
    return panel(ROWS, contacts=contacts, institutions=list(CIRCLES), circles=CIRCLES)


def asked(whole: Panel, actor: str = "asso", scope: Any = LOCAL_CIRCLES) -> dict[str, Question]:
    draws = stated(WEIGHTS)
    seen = recognition(whole, draws)
    scores = score(whole, draws, weights=WEIGHTS, scope=scope, seen=seen)
    place = scores.candidates.tolist().index(whole.actors.iris.index(actor))
    return {q.circle: q for q in questions(whole, draws, scores, seen, place, weights=WEIGHTS, scope=scope)}


def test_a_question_for_each_circle_of_which_the_sources_are_silent() -> None:
    silent = asked(world())
    assert list(silent) == list(LOCAL_CIRCLES) and not any(q.dated for q in silent.values())
    # Nothing else is known: one answer decides.
    assert {(q.knew, q.unaware) for q in silent.values()} == {("pilier-reconnu", "invisible-atteste")}
    undated = asked(world(("asso", "caf", "protection-sociale")))
    assert [c for c, q in undated.items() if q.dated] == ["protection-sociale"]
    told = asked(world(("asso", "mairie", "commune-ccas", True, "preexistant"),
                       ("asso", "conseil", "departement", None, None, True, 2, "avant", True)))
    assert set(told) == {"intercommunalite", "protection-sociale"}
    # One of them is stated not to have known it: no other answer undoes that.
    assert {(q.knew, q.unaware) for q in told.values()} == {("invisible-atteste", "invisible-atteste")}


def test_of_who_does_little_no_answer_makes_a_matter() -> None:
    assert {(q.knew, q.unaware) for q in asked(world(), "peu").values()} == {(None, None)}


def test_circles_out_of_scope_are_not_asked() -> None:
    assert list(asked(world(), scope=("region", "departement"))) == ["region", "departement"]
    assert asked(world(), scope=()) == {}


FACTS = st.lists(st.tuples(st.sampled_from(sorted(CIRCLES)), st.sampled_from([True, False, None]),
                           st.sampled_from(["preexistant", "ne-de-l-action", None]), st.booleans()), max_size=4,
                 unique_by=lambda fact: fact[0])


@settings(max_examples=60)
@given(FACTS)
def test_the_answer_settles_what_it_says(facts: Any) -> None:
    rows = [("asso", who, CIRCLES[who], formal, origin, absent, 2, "avant" if absent else None, absent)
            for who, formal, origin, absent in facts]
    draws = stated(WEIGHTS)

    def archetype(*more: Any) -> str | None:
        whole = world(*more)
        scores = score(whole, draws, weights=WEIGHTS)
        number = int(scores.archetype[0, scores.candidates.tolist().index(whole.actors.iris.index("asso"))])
        return None if number < 0 else ARCHETYPES[number]

    institution = {circle: who for who, circle in CIRCLES.items()}
    for circle, question in asked(world(*rows)).items():
        others = [row for row in rows if row[2] != circle]
        agreed = ("asso", institution[circle], circle, True, "preexistant")
        ignored = ("asso", institution[circle], circle, None, None, True, 2, "avant", True)
        assert question.knew == archetype(*others, agreed)
        # A tie that is there today stays, born of the action.
        late = [("asso", institution[circle], circle, None, "ne-de-l-action")] if question.dated else []
        assert question.unaware == archetype(*others, ignored, *late)
