"""Actors and fiches."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from odas_graph.fiche.fields import (
    SLUG_PATTERN,
    ActorType,
    Approach,
    Continuation,
    Contribution,
    Criterion,
    Figure,
    Formalisations,
    Heading,
    Identifier,
    Model,
    Moment,
    Name,
    Need,
    Number,
    Origin,
    PartialDate,
    Parties,
    Phase,
    Public,
    Role,
    Slug,
    Stage,
    TerritoryCode,
    Text,
    YesNo,
    distinct,
)


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
        distinct((self.funder, self.beneficiary))
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
