"""A dataset: its sources, what they cover, where they disagree."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from odas_graph.fiche.actions import Period, Proof
from odas_graph.fiche.fields import (
    ISSN_PATTERN,
    Model,
    Name,
    PartialDate,
    Slug,
    Text,
    YesNo,
)


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


class Coverage(Model):
    """What a published list covers: who pays, in which years, and whether it names every beneficiary of theirs."""

    funders: tuple[Slug, ...] = Field(alias="financeurs", min_length=1)
    years: tuple[Annotated[int, Field(ge=1900, le=2100)], ...] = Field(alias="annees", min_length=1)
    complete: YesNo = Field(default=False, alias="exhaustif")


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
    coverage: tuple[Coverage, ...] = Field(default=(), alias="couverture")
    sources: tuple[Source, ...] = Field(min_length=1)
    contradictions: tuple[Contradiction, ...] = ()
    second_readings: tuple[SecondReading, ...] = Field(default=(), alias="relectures")
