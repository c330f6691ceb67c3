"""The parts of the method pages that are made: facts of the shipped data, weights with their reasons, the evaluation.

Each page is text written by hand with blocks between markers; `filled` puts there what `blocks` makes, in the words of
method_words.yaml.
"""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

import networkx as nx
import numpy as np
import yaml
from size_page import size

from odas_graph.analysis import centrality
from odas_graph.evaluation import Evaluation, Table, Target, to_markdown
from odas_graph.i18n import in_language
from odas_graph.panel import Panel
from odas_graph.resources import package_file
from odas_graph.store import GraphStore
from odas_graph.visibility import Figures, figures
from odas_graph.visibility.words import Words, percent

BLOCK: Final = re.compile(r"(?s)(<!-- généré: (\w+) -->\n).*?(<!-- fin -->)")


def filled(page: str, made: Mapping[str, Callable[[], str]]) -> str:
    """The page with each of its blocks as it is now; KeyError for a block that nothing makes."""
    return BLOCK.sub(lambda found: f"{found[1]}{made[found[2]]()}\n{found[3]}", page)


def blocks(lang: str, store: GraphStore, evaluated: str, measured: str) -> dict[str, Callable[[], str]]:
    """What makes each block of a page in that language.

    `evaluated` is the text of docs/evaluation.json, `measured` that of docs/size.json.
    """
    makers: dict[str, Callable[[], str]] = {
        "faits": lambda: facts(lang, figures(store)), "reconnaissance": lambda: recognition(lang),
        "poids": lambda: weights(lang, store), "evaluation": lambda: evaluation(lang, evaluated),
        "taille": lambda: size(lang, measured)}

    def within(maker: Callable[[], str]) -> Callable[[], str]:
        def make() -> str:
            with in_language(lang):
                return french(maker()) if lang == "fr" else maker()

        return make

    return {name: within(maker) for name, maker in makers.items()}


@cache
def _words() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("method_words.yaml").read_text("utf-8"))
    return found


@cache
def _weights() -> dict[str, dict[str, dict[str, Any]]]:
    found: dict[str, dict[str, dict[str, Any]]] = yaml.safe_load(
        package_file("analysis/weights.yaml").read_text("utf-8"))
    return found


def facts(lang: str, found: Figures) -> str:
    """How few actions there are, how void the one-mode network is, how much is unknown."""
    panel, scores = found.panel, found.scores
    parts = np.bincount(panel.participations.actor, minlength=len(panel.actors))[scores.candidates]
    actions, together = participants(panel), one_mode(panel)
    between = list(centrality(together, ["betweenness"])["betweenness"].values())
    pieces = [frozenset(piece) for piece in nx.connected_components(together)]
    text = str(_words()["facts"][lang]).format(
        actors=len(parts), actions=len(panel.actions), once=percent(float(np.mean(parts == 1))),
        zero=percent(sum(value == 0 for value in between) / len(between)), pieces=len(pieces),
        same=sum(piece in actions for piece in pieces), silent=percent(float(np.mean(scores.coverage[0] == 0))),
        ranked=int((scores.rank[0] > 0).sum()))
    return "\n".join(textwrap.wrap(text, 130, break_long_words=False, break_on_hyphens=False))


def participants(panel: Panel) -> set[frozenset[int]]:
    """Who takes part in each action, by number."""
    rows = panel.participations
    return {frozenset(rows.actor[rows.action == action].tolist()) for action in set(rows.action.tolist())}


def one_mode(panel: Panel) -> nx.Graph[int]:
    """All participants of each action tied together: what the method does not do."""
    graph: nx.Graph[int] = nx.Graph()
    for members in sorted(participants(panel), key=sorted):
        graph.add_nodes_from(sorted(members))
        graph.add_edges_from((one, other) for one in members for other in members if one < other)
    return graph


def recognition(lang: str) -> str:
    """What each thing a source may say is worth, before and after the action."""
    worth = {name: entry["valeur"] for name, entry in _weights()["reconnaissance"].items()}
    formal, informal, born, absence = (worth[name] for name in (
        "formelle-avant", "informelle-avant", "nee-de-l-action", "absence"))

    def to(low: float, high: float) -> str:
        text = str(_words()["to"][lang])
        return number(low, lang) if low == high else text.format(low=number(low, lang), high=number(high, lang))

    values = {"formal": to(formal, formal), "informal": to(informal, informal), "known": to(informal, formal),
              "undated": to(absence, formal), "since": to(born, formal), "absence": to(absence, absence),
              "born": to(born, born), "perhaps": to(absence, born), "unknown": to(0, 1)}
    head, *rows = [[str(cell).format(**values) for cell in row] for row in _words()["recognition"][lang]]
    return table(head, rows)


def weights(lang: str, store: GraphStore) -> str:
    """Every weight with its reason, a table a section; KeyError for a reason that has no English."""
    words, own = Words(store), _words()
    tables = []
    for name, section in _weights().items():
        title = own["sections"][name]
        rows = [(words.code(title["list"], slug) if "list" in title else own["entries"][slug][lang],
                 number(entry["valeur"], lang), own["reasons"][entry["raison"]] if lang == "en" else entry["raison"])
                for slug, entry in section.items()]
        tables.append(table((title[lang], *own["weights"][lang]), rows))
    return "\n\n".join(tables)


def evaluation(lang: str, text: str) -> str:
    """Targets and tables as `odas-graph evaluate` prints them, from what it found (docs/evaluation.json)."""
    made = json.loads(text)[lang]
    return to_markdown(Evaluation(
        tuple(Table(t["name"], t["title"], tuple(t["headings"]), tuple(map(tuple, t["rows"])), tuple(t["notes"]))
              for t in made["tables"]),
        tuple(Target(t["name"], t["text"], t["wanted"], t["figure"]) for t in made["targets"]))).rstrip("\n")


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def number(value: float, lang: str) -> str:
    """A number as the language writes it."""
    return f"{value:g}".replace(".", ",") if lang == "fr" else f"{value:g}"


def french(text: str) -> str:
    """Text with the no-break spaces of French typography."""
    return re.sub(r" ([:;?!»%])", "\u00a0\\1", text).replace("« ", "«\u00a0")
