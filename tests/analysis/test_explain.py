"""The sentences that say why: from facts only, and true."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odas_graph.analysis.explain import Deed, reasons
from odas_graph.analysis.recognition import LOCAL_CIRCLES
from odas_graph.analysis.verdict import LISTED, Candidate, Verdict, verdicts
from odas_graph.i18n import in_language
from odas_graph.network import CIRCLES
from tests.analysis.test_verdict import CANDIDATES, OTHERS, VIEWS, WEIGHTS, candidate, judged

NAMES = {circle: f"[{circle}]" for circle in CIRCLES}


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with in_language("en"):
        yield


def told(verdict: Verdict, *deeds: Deed) -> list[str]:
    with in_language("en"):
        return reasons(verdict, deeds, NAMES, LOCAL_CIRCLES, WEIGHTS)


def test_the_reasons_of_an_actor_its_town_hall_did_not_know() -> None:
    vu = candidate("vu", .3, "ignore", "inconnu", "sans-date")
    vu = replace(vu, circles={**vu.circles, "region": replace(VIEWS["formel"], circle="region")})
    deed = Deed("Repas", ["porteur"], ["denrées", "locaux"], True)
    assert told(judged(vu, *OTHERS)["vu"], deed) == [
        "“Repas”: porteur; brings denrées, locaux; in direct contact with inhabitants.",
        "[commune-ccas]: a source states that it did not know it.",
        "[departement]: a tie, of which no source says whether it is older than the action.",
        "No source says whether these circles knew it: [intercommunalite], [protection-sociale].",
        "Elsewhere, known before the action by: [region].",
        "Would leave the list if an agreement older than the action were recorded with: [commune-ccas].",
    ]


@pytest.mark.parametrize(("deed", "sentence"), [
    (Deed("A", ["porteur", "relais"], [], None), "“A”: porteur, relais."),
    (Deed("A", ["relais"], [], False), "“A”: relais; without direct contact with inhabitants."),
    (Deed("A", ["relais"], ["soins"], None), "“A”: relais; brings soins."),
    (Deed("{0} {circle} %s", ["{roles}"], [], None), "“{0} {circle} %s”: {roles}."),
])
def test_a_deed_is_told_as_it_stands(deed: Deed, sentence: str) -> None:
    assert told(judged(candidate("vu", .3), *OTHERS)["vu"], deed)[0] == sentence


@pytest.mark.parametrize(("view", "sentence"), [
    ("formel", "[commune-ccas]: a tie before the action, on a formal footing (agreement, funding, approval…)."),
    ("informel", "[commune-ccas]: a tie before the action, without anything in writing."),
    ("nouveau", "[commune-ccas]: first tie born of the action."),
    ("sans-lien", "[commune-ccas]: a source states that they did not work together."),
])
def test_a_circle_is_told_with_its_footing(view: str, sentence: str) -> None:
    assert told(judged(candidate("vu", .3, view), *OTHERS)["vu"])[0] == sentence


def test_a_footing_no_source_gives_is_said_so() -> None:
    vu = candidate("vu", .3)
    unsaid = replace(VIEWS["formel"], circle="commune-ccas", before=(.7, 1), formal=None)
    vu = replace(vu, circles={**vu.circles, "commune-ccas": unsaid})
    assert told(judged(vu, *OTHERS)["vu"])[0] == (
        "[commune-ccas]: a tie before the action, of which no source gives the footing.")


def test_what_the_action_made_of_an_absence_is_told() -> None:
    vu = candidate("vu", .3)
    made = replace(VIEWS["ignore"], circle="commune-ccas", after=(.3, .3))
    known = judged(replace(vu, circles={**vu.circles, "commune-ccas": made}), *OTHERS)["vu"]
    assert told(known)[0] == ("[commune-ccas]: a source states that it did not know it. The action has since made "
                              "the tie.")
    # Silence on the time after is no tie.
    assert "since" not in told(judged(candidate("vu", .3, "ignore"), *OTHERS)["vu"])[0]


def test_an_actor_outside_the_list_is_told_no_way_off_it() -> None:
    assert not any("list" in sentence for sentence in told(judged(candidate("vu", .3), *OTHERS)["vu"]))


def counterfactual(verdict: Verdict) -> set[str]:
    """The circles that the last sentence names."""
    last = told(verdict)[-1]
    if last.startswith("One agreement with a single circle"):
        return set()
    assert last.startswith("Would leave the list")
    return {circle for circle in LOCAL_CIRCLES if NAMES[circle] in last}


@given(CANDIDATES.filter(bool))
def test_what_would_take_an_actor_off_the_list_does(candidates: list[Candidate]) -> None:
    for verdict in verdicts(candidates, LOCAL_CIRCLES, WEIGHTS):
        if verdict.archetype not in LISTED:
            continue
        named = counterfactual(verdict)
        for circle in LOCAL_CIRCLES:
            if verdict.circles[circle].status == "connu":
                assert circle not in named
                continue
            agreed = [replace(c, circles={**c.circles, circle: replace(VIEWS["formel"], circle=circle)})
                      if c.actor == verdict.actor else c for c in candidates]
            after = next(v for v in verdicts(agreed, LOCAL_CIRCLES, WEIGHTS) if v.actor == verdict.actor)
            assert (after.rank is None) == (circle in named)


@given(st.sampled_from(["fr", "en"]), CANDIDATES.filter(bool))
def test_every_verdict_can_be_told_in_both_languages(lang: str, candidates: list[Candidate]) -> None:
    with in_language(lang):
        for verdict in verdicts(candidates, LOCAL_CIRCLES, WEIGHTS):
            sentences = reasons(verdict, [Deed("A", ["x"], [], True)], NAMES, LOCAL_CIRCLES, WEIGHTS)
            assert sentences and all(s.strip() and s.endswith(".") for s in sentences)
