"""Entries and datasets made for a test: a line each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from odas_graph.fiche import Action, Actor, Dataset
from odas_graph.reconcile import Entry, Pair, candidates
from odas_graph.reconcile.entries import IMPORTED, identified
from odas_graph.records import REGISTER_ACTORS, REGISTER_FUNDINGS, Located, Records, Register


def entry(name: str, *aliases: str, slug: str = "", siren: str | None = None, siret: str | None = None,
          rna: str | None = None, **fields: Any) -> Entry:
    """An imported entry; its own dataset unless one is given."""
    slug = slug or f"e-{abs(hash((name, aliases, siren, siret, rna, tuple(sorted(fields.items())))))}"
    fields.setdefault("dataset", f"jeu-{slug}")
    fields.setdefault("rank", IMPORTED)
    return Entry(slug=slug, names=(name, *aliases), file="actors.yaml", siret=siret,
                 identifiers=identified(siren, siret, rna, None), **fields)


def pair(one: Entry, other: Entry, among: Sequence[Entry] = ()) -> Pair | None:
    """The pair of these two, compared alone or among others; None where they are held to be two."""
    found = candidates([one, other, *among], threshold=0.0).pairs
    return next((p for p in found if p.slugs == (min(one.slug, other.slug), max(one.slug, other.slug))), None)


def verdict(one: Entry, other: Entry) -> str:
    """`certain`, `part-of`, `likely` (shown by default), `unlikely` or `different`."""
    from odas_graph.reconcile import THRESHOLD

    found = pair(one, other)
    if found is None:
        return "different"
    return found.verdict if found.verdict != "candidate" else "likely" if found.score >= THRESHOLD else "unlikely"


def actor(slug: str, name: str, kind: str = "association", territory: str | None = None, **fields: Any) -> Actor:
    """An entry of a registry."""
    return Actor.model_validate({"slug": slug, "nom": name, "type": kind, "territoire": territory,
                                 "preuve": {"section": "Ici"}, **fields})


def dataset(name: str, actors: Sequence[Actor] = (), actions: Mapping[str, Action] | None = None,
            register: Register | None = None, **about: Any) -> Records:
    """A dataset as it is read."""
    record = Dataset.model_validate({
        "jeu": name, "titre": name, "description": "Essai.", "date": "2020", "fictif": True,
        "sources": [{"slug": f"source-{name}", "titre": name}], **about})
    return Records(
        Located(record, name, f"{name}/dataset.yaml"),
        tuple(Located(a, a.slug, f"{name}/actors.yaml", {(): n, ("slug",): n}) for n, a in enumerate(actors, 1)),
        tuple(Located(a, slug, f"{name}/fiches/{slug}.yaml") for slug, a in (actions or {}).items()), register=register)


def action(source: str, **fields: Any) -> Action:
    """A fiche of the dataset `source`; keys in French."""
    return Action.model_validate({
        "titre": "Une action", "source": f"source-{source}", "territoires": ["93072"], **fields})


def register(name: str, actors: Sequence[Mapping[str, Any]], fundings: Sequence[tuple[str, str, int]] = ()) -> Register:
    """A register of rows given by their columns; fundings as who pays, who is paid, row."""
    whole = {column: pl.Int64 if column == "ligne" else pl.String for column in REGISTER_ACTORS}
    paid = {column: pl.Int64 if column in ("ligne", "annee") else pl.String for column in REGISTER_FUNDINGS}
    rows = [{**dict.fromkeys(REGISTER_ACTORS), "ligne": n, **row} for n, row in enumerate(actors, 2)]
    payments = [{**dict.fromkeys(REGISTER_FUNDINGS), "financeur": one, "beneficiaire": other, "ligne": n,
                 "montant": "10"} for one, other, n in fundings]
    return Register(pl.DataFrame(rows, schema=whole).with_columns(elsewhere=pl.lit(False)),
                    pl.DataFrame(payments, schema=paid), f"{name}/registre.csv")
