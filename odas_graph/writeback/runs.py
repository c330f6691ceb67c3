"""What produced the results: the software, its weights, the circles, the trials, in the words of both languages."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Final

from odas_graph import __version__, vocab
from odas_graph.analysis.weights import Weights
from odas_graph.i18n import LANGUAGES, in_language
from odas_graph.i18n import gettext as _
from odas_graph.writeback.turtle import iri, plain, said, text

VISIBILITY: Final = "visibility"
_AGENT: Final = f"<{vocab.ID}agent/odas-graph>"


@dataclass(frozen=True, slots=True)
class Settings:
    """How the analysis was run: stability is a share of so many `trials`, drawn from `seed`.

    `ended_at` (xsd:dateTime) is the clock, recorded only if given, so that two runs give the same bytes.
    """

    trials: int = 0
    seed: int = 0
    version: str = __version__
    ended_at: str | None = None


def describe(weights: Weights, scope: Sequence[str], settings: Settings, measured: Sequence[str],
             clustered: Sequence[str]) -> Iterator[str]:
    """The runs as Turtle: that of visibility, one a network measured, one a network whose clusters were sought."""
    terms = weights_text(weights)
    digest = hashlib.sha256(terms.encode()).hexdigest()
    node = f"<{vocab.ID}weights/{digest[:16]}>"
    common = f";p:wasAssociatedWith {_AGENT}"
    if settings.ended_at:
        common += f";p:endedAtTime {plain(settings.ended_at)}^^x:dateTime"
    own = [f";p:used {node}", *said("o:scope", [f"c:{circle}" for circle in scope])]
    if settings.trials:
        own.append(f";o:trials {settings.trials};o:seed {settings.seed}")
    yield f"{_run(VISIBILITY)} a o:Run{_words(_visibility)}{common}{''.join(own)} .\n"
    for name, label, networks in (("measures", _measures, measured), ("clusters", _clusters, clustered)):
        for network in networks:
            yield f"{_run(f'{name}-{network}')} a o:Run{_words(label)}{common};o:network {plain(network)} .\n"
    yield f"{_AGENT} a p:SoftwareAgent;<{vocab.FOAF.name}> {plain(f'odas-graph {settings.version}')} .\n"
    yield (f"{node} a p:Entity{_words(_weights)};<{vocab.DCT.identifier}> {plain(f'sha256:{digest}')}"
           f";<{vocab.RDF.value}> {plain(terms)} .\n")


def weights_text(weights: Weights) -> str:
    """All the weights, one a line, in an order of their own: equal weights, equal text."""
    lines = []
    for field in fields(weights):
        table = getattr(weights, field.name)
        if isinstance(table, Mapping):
            lines += [f"{field.name}.{key}: {table[key]:.10g}" for key in sorted(table)]
        else:
            lines.append(f"{field.name}: {', '.join(sorted(table))}")
    return "\n".join(lines)


def _run(slug: str) -> str:
    return iri(f"{vocab.ID}run/{slug}")


def _words(label: Callable[[], str]) -> str:
    """The label in both languages."""
    found = []
    for lang in LANGUAGES:
        with in_language(lang):
            found.append(f";l:label {text(label(), lang)}")
    return "".join(found)


def _visibility() -> str:
    return _("Visibility of actors: what they contribute, and which circles knew them")


def _measures() -> str:
    return _("Place of each actor in a network")


def _clusters() -> str:
    return _("Cooperation clusters of a network")


def _weights() -> str:
    return _("Weights of the method")
