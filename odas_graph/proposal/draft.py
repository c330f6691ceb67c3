"""What is proposed for a fiche: each proposal with its sentence, the rule that made it, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from odas_graph.i18n import gettext as _
from odas_graph.proposal.mentions import Confidence

TieKind = Literal["partnership", "funding", "absence"]


@dataclass(frozen=True, slots=True)
class Basis:
    """Why something is proposed: confidence, rule, and the sentence with its place.

    `start` and `end` count characters of the text from 0; `page` counts from 1 and is None where there are no pages.
    """

    confidence: Confidence
    rule: str
    quote: str
    start: int
    end: int
    heading: str = ""
    page: int | None = None

    def to_dict(self) -> dict[str, Any]:
        """The basis as JSON-ready values, the rule also in words."""
        found = {"confidence": self.confidence, "rule": self.rule, "why": rule_in_words(self.rule),
                 "quote": self.quote, "start": self.start, "end": self.end, "heading": self.heading or None,
                 "page": self.page}
        return {name: value for name, value in found.items() if value is not None}


@dataclass(frozen=True, slots=True)
class ProposedTerritory:
    """A territory by its code."""

    code: str
    label: str
    basis: Basis


@dataclass(frozen=True, slots=True)
class ProposedCode:
    """A code of the lists of needs or publics."""

    code: str
    basis: Basis


@dataclass(slots=True)
class ProposedActor:
    """An actor; `known` says that the user's data hold it under this slug; `roles` by the basis of each."""

    slug: str
    name: str
    type: str
    generic: bool
    basis: Basis
    aliases: list[str] = field(default_factory=list)
    territory: str | None = None
    known: bool = False
    roles: dict[str, Basis] = field(default_factory=dict)

    @property
    def leads(self) -> bool:
        """Whether the text says that it carries the action."""
        return "porteur" in self.roles


@dataclass(frozen=True, slots=True)
class ProposedTie:
    """A partnership (two actors or more), a funding (who pays, who receives) or a tie that was not there."""

    kind: TieKind
    actors: tuple[str, ...]
    basis: Basis
    amount: str | None = None
    unaware: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """All that is proposed for one fiche; `source` is the name of its file."""

    source: str
    title: str
    territories: tuple[ProposedTerritory, ...]
    needs: tuple[ProposedCode, ...]
    publics: tuple[ProposedCode, ...]
    actors: tuple[ProposedActor, ...]
    ties: tuple[ProposedTie, ...]

    def to_dict(self) -> dict[str, Any]:
        """The draft as JSON-ready values."""
        return {
            "draft": True, "source": self.source, "title": self.title,
            "territories": [{"code": t.code, "label": t.label, **t.basis.to_dict()} for t in self.territories],
            "needs": [{"code": c.code, **c.basis.to_dict()} for c in self.needs],
            "publics": [{"code": c.code, **c.basis.to_dict()} for c in self.publics],
            "actors": [{"slug": a.slug, "name": a.name, "aliases": a.aliases, "type": a.type, "generic": a.generic,
                        "territory": a.territory, "known": a.known,
                        "roles": {role: basis.to_dict() for role, basis in a.roles.items()}, **a.basis.to_dict()}
                       for a in self.actors],
            "ties": [{"kind": t.kind, "actors": list(t.actors), "amount": t.amount, "unaware": list(t.unaware),
                      **t.basis.to_dict()} for t in self.ties],
        }


def confidence_in_words(confidence: Confidence) -> str:
    """How sure a proposal is, for people."""
    words: Mapping[Confidence, str] = {"certain": _("certain"), "likely": _("likely"), "to-check": _("to check")}
    return words[confidence]


def rule_in_words(rule: str) -> str:
    """What a rule goes by, for people."""
    words = {
        "given": _("you gave it"),
        "under-heading": _("it stands under the heading that says so"),
        "homonyms": _("several territories bear this name"),
        "in-title": _("it stands in the title"),
        "in-passing": _("the text names it in passing"),
        "name-of-lead": _("the name of the lead holds it"),
        "item-under-heading": _("an item under the heading of needs has the words of the list"),
        "word-of-list": _("the text has the words of the list"),
        "known": _("your data hold this actor"),
        "network": _("the name of a national network"),
        "named-elsewhere": _("a name that follows, here or elsewhere, a word that says what it is"),
        "name-after-word": _("a name after a word that says what it is"),
        "listed": _("a name with a capital among those one works with; its type is a guess"),
        "person-who-leads": _("a person with her office, under the heading of those who lead"),
        "authority-of-place": _("a local authority with its name"),
        "authority-of-fiche": _("a local authority without name: that of the territory of the fiche"),
        "body-of-place": _("a body of which there is one in the place that is named"),
        "body-of-fiche": _("a body without name: that of the territory of the fiche"),
        "national-body": _("a body of the whole country"),
        "several-bodies": _("several bodies of one kind"),
        "group-acts": _("a group that acts"),
        "lead-heading": _("it stands under the heading of those who lead"),
        "sole-candidate": _("the first actor that the text names; it has no heading for those who lead"),
        "funded-by": _("words of funding stand beside it"),
        "funds": _("it is said to fund"),
        "receives": _("the text speaks of subsidies received, and names it"),
        "supplied-by": _("words of supply stand beside it"),
        "steered-with": _("words of joint steering stand in the sentence"),
        "volunteers": _("volunteers bring their time"),
        "works-with-lead": _("words of working together stand in the sentence, which names the lead"),
        "works-with-lead-implied": _("words of working together stand in the sentence; the lead is implied"),
        "under-partners": _("it is named under the heading of partners"),
        "all-together": _("the sentence says that they work together"),
        "said-absent": _("the sentence says that they had no tie, or did not know each other"),
    }
    return words[rule]
