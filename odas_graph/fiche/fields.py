"""What fields may hold: slugs, texts, dates, figures, codes; the base of every record."""

from __future__ import annotations

import unicodedata
from datetime import date as calendar_date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
)

from odas_graph import vocab
from odas_graph.naming import MAX_SLUG

SLUG_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"
TERRITORY_PATTERN = r"^[0-9A-Za-z]{2,9}$"
DATE_PATTERN = r"^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"
IDENTIFIER_PATTERN = r"^[0-9A-Z]{1,20}$"
ISSN_PATTERN = r"^[0-9]{4}-[0-9]{3}[0-9X]$"
# 3,000 characters hold the longest remark of the sources three times over, and bound what a page must show.
MAX_TEXT = 3000
MAX_NAME = 300


def bare(text: str) -> str:
    """The text in composed form, white space and control characters folded into single spaces.

    Formatting characters go without trace: directional marks, which turn a page around, and the soft hyphens that
    copying from a PDF leaves inside words.
    """
    text = "".join(c for c in text if unicodedata.category(c) != "Cf")
    return " ".join("".join(c if c.isprintable() else " " for c in unicodedata.normalize("NFC", text)).split())


def _real_date(text: str) -> str:
    """Refuses the 31st of February; a year or a month stands for its first day."""
    try:
        calendar_date.fromisoformat(text + "0000-01-01"[len(text):])
    except ValueError as error:
        raise ValueError("no-such-day") from error
    return text


def _yes_or_no(value: Any) -> Any:
    return {"oui": True, "non": False}.get(value.strip().lower(), value) if isinstance(value, str) else value


def distinct(actors: tuple[str, ...]) -> tuple[str, ...]:
    """Refuses the same actor twice."""
    if len(set(actors)) != len(actors):
        raise ValueError("same-actor-twice")
    return actors


Slug = Annotated[str, StringConstraints(pattern=SLUG_PATTERN, max_length=MAX_SLUG)]
Text = Annotated[str, BeforeValidator(lambda v: bare(v) if isinstance(v, str) else v),
                 StringConstraints(min_length=1, max_length=MAX_TEXT)]
Name = Annotated[str, BeforeValidator(lambda v: bare(v) if isinstance(v, str) else v),
                 StringConstraints(min_length=1, max_length=MAX_NAME)]
TerritoryCode = Annotated[str, StringConstraints(pattern=TERRITORY_PATTERN)]
PartialDate = Annotated[str, StringConstraints(pattern=DATE_PATTERN), AfterValidator(_real_date)]
Parties = Annotated[tuple[Slug, ...], Field(min_length=2), AfterValidator(distinct)]
YesNo = Annotated[bool, BeforeValidator(_yes_or_no)]
# Bounds no figure of social action comes near, so that "1e999999" cannot become a text of a million digits.
Figure = Annotated[Decimal, Field(max_digits=24, decimal_places=6)]
Number = Annotated[int, Field(ge=1, le=1_000_000)]
# Written in groups ("123 456 789") or not, an identifier is one.
Identifier = Annotated[str, BeforeValidator(lambda v: "".join(v.split()).upper() if isinstance(v, str) else v),
                       StringConstraints(pattern=IDENTIFIER_PATTERN)]


class CodeError(ValueError):
    """A slug that is not in its code list."""

    def __init__(self, scheme: str, slug: str) -> None:
        super().__init__(f"{slug!r} is not in the code list {scheme!r}")
        self.scheme, self.slug = scheme, slug


def _code(scheme: str) -> AfterValidator:
    def check(slug: str) -> str:
        if slug not in vocab.CODES[scheme]:
            raise CodeError(scheme, slug)
        return slug

    return AfterValidator(check)


def _choices(scheme: str) -> WithJsonSchema:
    """What an editor offers for a code: its slugs."""
    return WithJsonSchema({"type": "string", "enum": list(vocab.CODES[scheme])})


ActorType = Annotated[str, _code("type-acteur"), _choices("type-acteur")]
Role = Annotated[str, _code("role"), _choices("role")]
Contribution = Annotated[str, _code("contribution"), _choices("contribution")]
Formalisation = Annotated[str, _code("formalisation"), _choices("formalisation")]
_FOOTING_SCHEMA = {"type": "string", "enum": list(vocab.CODES["formalisation"])}
# One footing is written as a word, several as a list.
Formalisations = Annotated[
    tuple[Formalisation, ...], BeforeValidator(lambda v: [v] if isinstance(v, str) else v),
    WithJsonSchema({"anyOf": [_FOOTING_SCHEMA, {"type": "array", "items": _FOOTING_SCHEMA}]})]
Origin = Annotated[str, _code("origine"), _choices("origine")]
Moment = Annotated[str, _code("moment"), _choices("moment")]
Need = Annotated[str, _code("problematique"), _choices("problematique")]
Public = Annotated[str, _code("public"), _choices("public")]
Criterion = Annotated[str, _code("caracteristique"), _choices("caracteristique")]
Approach = Annotated[str, _code("approche"), _choices("approche")]
Phase = Annotated[str, _code("phase"), _choices("phase")]
Continuation = Annotated[str, _code("continuite"), _choices("continuite")]
Stage = Annotated[str, _code("stade"), _choices("stade")]
Heading = Annotated[str, _code("rubrique"), _choices("rubrique")]


class Model(BaseModel):
    """Base of every typed record: unknown keys refused, French keys as aliases, values never changed afterwards."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, str_strip_whitespace=True)
