"""The part of the method pages on size and speed: tables and a plot made from docs/size.json (tools/bench_large.py)."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml

Row = Mapping[str, Any]

@cache
def _read() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("method_words.yaml").read_text("utf-8"))
    return found


def _words(lang: str) -> Mapping[str, str]:
    found: Mapping[str, str] = _read()["size"][lang]
    return found


def size(lang: str, measured: str) -> str:
    """The tables, in that language, of what was measured (the text of docs/size.json)."""
    rows, words = json.loads(measured), _words(lang)
    return "\n\n".join((_country(rows, words, lang), _networkx(rows, words, lang), _growth(rows, words, lang),
                        f"![{words['alt']}](images/size.{lang}.svg)"))


def plot(lang: str, measured: str) -> str:
    """Seconds for 1,000 actors by number of actors, as SVG; the band is what was promised."""
    import matplotlib

    matplotlib.use("svg")
    import matplotlib.pyplot as plt

    found, words = _grown(json.loads(measured)), _words(lang)
    actors = [row["actors"] for row in found]
    each = [1000 * row["seconds"] / row["actors"] for row in found]
    with plt.rc_context({"svg.hashsalt": "odas-graph", "svg.fonttype": "none"}):
        figure, axes = plt.subplots(figsize=(6, 3.2))
        axes.fill_between(actors, each[0], 1.3 * each[0], color="#56b4e9", alpha=0.3)
        axes.plot(actors, each, marker="o", color="#0b3d66")
        axes.set_xscale("log")
        axes.set_ylim(0, 1.6 * max(each))
        axes.set_xlabel(words["actors"])
        axes.set_ylabel(words["each"])
        figure.tight_layout()
        buffer = io.StringIO()
        figure.savefig(buffer, format="svg", metadata={"Date": None})
        plt.close(figure)
    return buffer.getvalue()


def _country(rows: Sequence[Row], words: Mapping[str, str], lang: str) -> str:
    whole = next(row for row in rows if "quads" in row)
    steps = [(_read()["steps"][name][lang], row["seconds"]) for row in rows
             if (name := row["what"].strip().removeprefix("of which ")) in _read()["steps"]]
    memory = next(row["value"] for row in rows if "memory" in row["what"])
    lines = [f"| {name} | {_number(seconds, lang, 0)} | |" for name, seconds in steps]
    lines += [f"| {words['total']} | {_number(whole['seconds'], lang, 0)} | |",
              f"| {words['peer']} | {_number(whole['peer_seconds'], lang, 0)} | |",
              f"| {words['ratio']} | {_number(whole['ratio'], lang, 2)} | ≤ 3 |",
              f"| {words['memory']} | {_number(memory, lang, 0)} | ≤ {_number(6144, lang, 0)} |"]
    said = words["country"].format(**{name: _number(whole[name], lang, 0)
                                      for name in ("actors", "participations", "quads")})
    head = " | ".join(words[name] for name in ("step", "seconds", "promise"))
    return "\n".join([said, "", f"| {head} |", "|---|---|---|", *lines])


def _networkx(rows: Sequence[Row], words: Mapping[str, str], lang: str) -> str:
    lines = [f"| {_number(row['nodes'], lang, 0)} | {_number(row['ties'], lang, 0)} | "
             f"{_number(row['seconds'], lang, 2)} | {_number(row['peer_seconds'], lang, 1)} | "
             f"{_number(row['ratio'], lang, 0)} |"
             for row in rows if row.get("peer") == "plain networkx"]
    head = " | ".join(words[name] for name in ("nodes", "ties", "own", "plain", "times"))
    return "\n".join([words["networkx"], "", f"| {head} |", "|---|---|---|---|---|", *lines])


def _growth(rows: Sequence[Row], words: Mapping[str, str], lang: str) -> str:
    lines = [f"| {_number(row['actors'], lang, 0)} | {_number(row['seconds'], lang, 2)} | "
             f"{_number(1000 * row['seconds'] / row['actors'], lang, 3)} | {_number(row['ratio'], lang, 2)} | ≤ "
             f"{_number(1.3, lang, 1)} |" for row in _grown(rows)]
    head = " | ".join(words[name] for name in ("actors", "seconds", "each", "against", "promise"))
    return "\n".join([words["growth"], "", f"| {head} |", "|---|---|---|---|---|", *lines])


def _grown(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if row["what"].startswith("C, R and verdicts")]


def _number(value: float, lang: str, decimals: int) -> str:
    text = f"{value:,.{decimals}f}"
    return text if lang == "en" else text.replace(",", "\u202f").replace(".", ",")
