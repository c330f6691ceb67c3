"""What a person collects, typed and checked: actors, fiches, datasets.

Keys of the files are French (the people who fill them are); attributes are English, and every class bears the name of
the ontology class it mirrors. Nothing here reads a file or knows RDF.
"""

from __future__ import annotations

import unicodedata
from datetime import date as calendar_date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)

from odas_graph import vocab

SLUG_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"
TERRITORY_PATTERN = r"^[0-9A-Za-z]{2,9}$"
DATE_PATTERN = r"^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"
IDENTIFIER_PATTERN = r"^[0-9A-Z]{1,20}$"
ISSN_PATTERN = r"^[0-9]{4}-[0-9]{3}[0-9X]$"
MAX_SLUG = 120
# 3,000 characters hold the longest remark of the sources three times over, and bound what a page must show.
MAX_TEXT = 3000
MAX_NAME = 300


def _bare(text: str) -> str:
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


def _distinct(actors: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(actors)) != len(actors):
        raise ValueError("same-actor-twice")
    return actors


Slug = Annotated[str, StringConstraints(pattern=SLUG_PATTERN, max_length=MAX_SLUG)]
Text = Annotated[str, BeforeValidator(lambda v: _bare(v) if isinstance(v, str) else v),
                 StringConstraints(min_length=1, max_length=MAX_TEXT)]
Name = Annotated[str, BeforeValidator(lambda v: _bare(v) if isinstance(v, str) else v),
                 StringConstraints(min_length=1, max_length=MAX_NAME)]
TerritoryCode = Annotated[str, StringConstraints(pattern=TERRITORY_PATTERN)]
PartialDate = Annotated[str, StringConstraints(pattern=DATE_PATTERN), AfterValidator(_real_date)]
Parties = Annotated[tuple[Slug, ...], Field(min_length=2), AfterValidator(_distinct)]
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


class Evidence(Model):
    """The place where a source says it: source, heading, page, row."""

    source: Slug | None = None
    section: Name | None = None
    page: Number | None = None
    row: Number | None = Field(default=None, alias="ligne")


def _as_evidence(value: Any) -> Any:
    """A list of evidence mappings from what people write: a heading, a mapping, or a list of either."""
    items = value if isinstance(value, (list, tuple)) else [value]
    return [{"section": item} if isinstance(item, str) else item for item in items]


_PLACE_SCHEMA = {"anyOf": [{"type": "string", "minLength": 1}, {
    "type": "object", "additionalProperties": False, "properties": {
        "source": {"type": "string", "pattern": SLUG_PATTERN}, "section": {"type": "string"},
        "page": {"type": "integer", "minimum": 1}, "ligne": {"type": "integer", "minimum": 1}}}]}
Proof = Annotated[
    tuple[Evidence, ...], BeforeValidator(_as_evidence), Field(min_length=1),
    WithJsonSchema({"anyOf": [*_PLACE_SCHEMA["anyOf"], {"type": "array", "minItems": 1, "items": _PLACE_SCHEMA}]})]


class Period(Model):
    """A span of time; either end may be open, dates may stop at the month or the year."""

    start: PartialDate | None = Field(default=None, alias="debut")
    end: PartialDate | None = Field(default=None, alias="fin")

    @model_validator(mode="after")
    def _in_order(self) -> Period:
        if self.start and self.end:
            width = min(len(self.start), len(self.end))
            if self.start[:width] > self.end[:width]:
                raise ValueError("period-order")
        return self


class Identifiers(Model):
    """Official identifiers, as digits and letters without spaces; the shapes check their keys."""

    siren: Identifier | None = None
    siret: Identifier | None = None
    rna: Identifier | None = None
    finess: Identifier | None = None


class Actor(Model):
    """One entry of the registry: one actor, one entry."""

    slug: Slug
    name: Name = Field(alias="nom")
    aliases: tuple[Name, ...] = Field(default=(), alias="alias")
    type: ActorType
    nature: Literal["organisation", "organisme-public", "service", "collectif", "personne"] | None = None
    territory: TerritoryCode | None = Field(default=None, alias="territoire")
    operates_in: tuple[TerritoryCode, ...] = Field(default=(), alias="intervient")
    part_of: tuple[Slug, ...] = Field(default=(), alias="fait_partie_de")
    generic: YesNo = Field(default=False, alias="generique")
    identifiers: Identifiers | None = Field(default=None, alias="identifiants")
    note: Text | None = Field(default=None, alias="precision")
    proof: Proof = Field(alias="preuve")


class Participation(Model):
    """One actor in one action: roles, what it brings, whether it met inhabitants itself."""

    actor: Slug = Field(alias="acteur")
    roles: tuple[Role, ...] = ()
    contributions: tuple[Contribution, ...] = ()
    direct_contact: YesNo | None = Field(default=None, alias="contact_direct")
    note: Text | None = Field(default=None, alias="precision")
    proof: Proof = Field(alias="preuve")


class Participant(Participation):
    """A participation beside those of the leads: it has to say in what role."""

    roles: tuple[Role, ...] = Field(min_length=1)


class Tie(Model):
    """What partnerships and fundings share."""

    subject: Text | None = Field(default=None, alias="objet")
    formalisation: Formalisations = ()
    origin: Origin | None = Field(default=None, alias="origine")
    period: Period | None = Field(default=None, alias="periode")
    outside_action: YesNo = Field(default=False, alias="hors_action")
    proof: Proof = Field(alias="preuve")


class Partnership(Tie):
    """A tie of two or more actors; a coordination of eight is one partnership of eight."""

    partners: Parties = Field(alias="partenaires")


class Funding(Tie):
    """Who pays whom."""

    funder: Slug = Field(alias="financeur")
    beneficiary: Slug = Field(alias="beneficiaire")
    amount: Figure | None = Field(default=None, ge=0, alias="montant")
    year: int | None = Field(default=None, ge=1900, le=2100, alias="annee")

    @model_validator(mode="after")
    def _two_actors(self) -> Funding:
        _distinct((self.funder, self.beneficiary))
        return self


class Tension(Model):
    """A disagreement stated by a source."""

    parties: Parties
    about: Text = Field(alias="objet")
    proof: Proof = Field(alias="preuve")


class AbsentTie(Model):
    """A source states that actors did not work together, or that one did not know the other."""

    parties: Parties = Field(alias="acteurs")
    unaware: tuple[Slug, ...] = Field(default=(), alias="ignorant")
    moment: Moment | None = None
    about: Text = Field(alias="objet")
    proof: Proof = Field(alias="preuve")

    @model_validator(mode="after")
    def _unaware_is_a_party(self) -> AbsentTie:
        if not set(self.unaware) <= set(self.parties):
            raise ValueError("unaware-not-party")
        return self


class Result(Model):
    """A figure a source gives."""

    label: Text = Field(alias="libelle")
    value: Figure | None = Field(default=None, alias="valeur")
    unit: Name | None = Field(default=None, alias="unite")
    qualifier: Name | None = Field(default=None, alias="approximation")
    proof: Proof = Field(alias="preuve")


class Remark(Model):
    """What a source says under a heading of the analysis grid, in the curator's own words."""

    text: Text = Field(alias="texte")
    proof: Proof = Field(alias="preuve")


class Continuing(Model):
    """What became of the action."""

    codes: tuple[Continuation, ...] = Field(default=(), alias="continuite")
    text: Text | None = Field(default=None, alias="texte")
    proof: Proof = Field(alias="preuve")

    @model_validator(mode="after")
    def _says_something(self) -> Continuing:
        if not (self.codes or self.text):
            raise ValueError("nothing-said")
        return self


class Action(Model):
    """One fiche: one action, by the sections of the analysis grid (annex 3 of the report)."""

    title: Name = Field(alias="titre")
    title_en: Name | None = Field(default=None, alias="titre_en")
    summary: Text | None = Field(default=None, alias="resume")
    source: Slug
    section: Name | None = None
    page: Number | None = None
    row: Number | None = Field(default=None, alias="ligne")
    stage: Stage | None = Field(default=None, alias="stade")
    territories: tuple[TerritoryCode, ...] = Field(alias="territoires", min_length=1)
    place: Name | None = Field(default=None, alias="lieu")
    needs: tuple[Need, ...] = Field(default=(), alias="problematiques")
    publics: tuple[Public, ...] = ()
    criteria: tuple[Criterion, ...] = Field(default=(), alias="caracteristiques")
    approaches: tuple[Approach, ...] = Field(default=(), alias="approches")
    phases: tuple[Phase, ...] = ()
    period: Period | None = Field(default=None, alias="periode")
    leads: tuple[Participation, ...] = Field(alias="porteurs", min_length=1)
    participants: tuple[Participant, ...] = ()
    partnerships: tuple[Partnership, ...] = Field(default=(), alias="partenariats")
    fundings: tuple[Funding, ...] = Field(default=(), alias="financements")
    tensions: tuple[Tension, ...] = ()
    absent_ties: tuple[AbsentTie, ...] = Field(default=(), alias="absences")
    results: tuple[Result, ...] = Field(default=(), alias="resultats")
    remarks: dict[Heading, tuple[Remark, ...]] = Field(default_factory=dict, alias="constats")
    continuing: Continuing | None = Field(default=None, alias="suite")
    detailed_by: Slug | None = Field(default=None, alias="fiche")

    @property
    def participations(self) -> tuple[Participation, ...]:
        """Every participation, leads first, each lead with the role `porteur`."""
        leads = tuple(p if "porteur" in p.roles else p.model_copy(update={"roles": ("porteur", *p.roles)})
                      for p in self.leads)
        return leads + self.participants


class Source(Model):
    """A text facts come from."""

    slug: Slug
    title: Name = Field(alias="titre")
    short_title: Name | None = Field(default=None, alias="titre_court")
    authors: tuple[Name, ...] = Field(default=(), alias="auteurs")
    publisher: Name | None = Field(default=None, alias="editeur")
    date: PartialDate | None = None
    kind: Literal["rapport", "article", "entretien", "questionnaire", "fichier", "autre"] = Field(
        default="autre", alias="genre")
    issn: str | None = Field(default=None, pattern=ISSN_PATTERN)
    note: Text | None = Field(default=None, alias="precision")


class Claim(Model):
    """What one source says in a contradiction."""

    text: Text = Field(alias="texte")
    proof: Proof = Field(alias="preuve")


class Contradiction(Model):
    """Two sources (or two pages of one) that disagree; every claim stays."""

    about: Text = Field(alias="sujet")
    concerns: tuple[Slug, ...] = Field(default=(), alias="concerne")
    claims: tuple[Claim, ...] = Field(alias="affirmations", min_length=2)


class SecondReading(Model):
    """How many facts the second reading added or mended, per file."""

    date: PartialDate
    reader: Name | None = Field(default=None, alias="par")
    file: Name = Field(alias="fichier")
    added: int = Field(ge=0, alias="ajouts")
    mended: int = Field(ge=0, alias="corrections")
    note: Text | None = Field(default=None, alias="precision")


class Dataset(Model):
    """What a dataset is: title, sources, licence, how it was collected, what it lacks."""

    slug: Slug = Field(alias="jeu")
    title: Name = Field(alias="titre")
    title_en: Name | None = Field(default=None, alias="titre_en")
    description: Text
    description_en: Text | None = None
    licence: Literal["etalab-2.0", "CC-BY-4.0", "CC0-1.0", "ODbL-1.0"] = "etalab-2.0"
    creator: Name | None = Field(default=None, alias="auteur")
    date: PartialDate
    period: Period | None = Field(default=None, alias="periode")
    collection: Text | None = Field(default=None, alias="collecte")
    gaps: tuple[Text, ...] = Field(default=(), alias="lacunes")
    fictional: YesNo = Field(default=False, alias="fictif")
    sources: tuple[Source, ...] = Field(min_length=1)
    contradictions: tuple[Contradiction, ...] = ()
    second_readings: tuple[SecondReading, ...] = Field(default=(), alias="relectures")
