"""Records in which one actor has one entry: what is certain and what was decided, across datasets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from odas_graph.fiche import Actor, Dataset
from odas_graph.findings import Finding
from odas_graph.i18n import gettext as _
from odas_graph.reconcile.clusters import cluster
from odas_graph.reconcile.decisions import Decisions
from odas_graph.reconcile.entries import entries
from odas_graph.reconcile.pairs import certain_pairs
from odas_graph.reconcile.renaming import renamed_action
from odas_graph.records import Located, Records, Register


def apply(records: Sequence[Records], decisions: Decisions) -> tuple[list[Records], list[Finding]]:
    """The records with certain and decided pairs merged, in the order given, and what could not be.

    One entry of each actor stays: that of the observer's own dataset, then of an imported list, then of a register;
    then the first slug. The others go to `Records.also` under its slug (rows of a register are marked `elsewhere`), and
    every mention follows. The order of the datasets does not count for who merges with whom. Applied to its own result,
    it changes nothing, unless a decision against a merger names a slug that the first time has taken away.
    """
    described = entries(records)
    found = cluster(described, certain_pairs(described), decisions)
    findings = [*decisions.findings, *_unknown(decisions, {e.slug for e in described}), *found.findings]
    merged = []
    for one in records:
        changed, faults = _renamed(one, found.renamed)
        merged.append(changed)
        findings += faults
    return merged, sorted(set(findings), key=lambda f: f.sort_key)


def _unknown(decisions: Decisions, slugs: set[str]) -> list[Finding]:
    """Decisions on actors that no dataset describes: kept, for a source may be back tomorrow."""
    missing = sorted({slug for pair in decisions for slug in pair} - slugs)
    if not missing:
        return []
    return [Finding(level="info", code="decision-on-nobody", file="decisions.csv", message=_(
        "{n} actors of the decisions are in none of these datasets ({names}): nothing follows from them here.").format(
            n=len(missing), names=", ".join(missing[:5]) + ("…" if len(missing) > 5 else "")))]


def _renamed(records: Records, renamed: Mapping[str, str]) -> tuple[Records, list[Finding]]:
    if not renamed:
        return records, []
    findings: list[Finding] = []
    actions = []
    for action in records.actions:
        changed, faults = renamed_action(action, renamed)
        actions.append(changed)
        findings += faults
    stay = tuple(_actor(a, renamed) for a in records.actors if a.slug not in renamed)
    gone = tuple(_actor(a, renamed) for a in (*(a for a in records.actors if a.slug in renamed), *records.also))
    register = records.register
    if register is not None:
        register, faults = _register(register, renamed)
        findings += faults
    also = tuple(sorted(gone, key=lambda a: (a.slug, a.file, a.line("slug") or 0, a.record.name)))
    return replace(records, dataset=_dataset(records, renamed), actors=stay, actions=tuple(actions), register=register,
                   also=also), findings


def _actor(located: Located[Actor], renamed: Mapping[str, str]) -> Located[Actor]:
    actor = located.record
    slug = renamed.get(actor.slug, actor.slug)
    above = tuple(dict.fromkeys(p for p in (renamed.get(p, p) for p in actor.part_of) if p != slug))
    if (slug, above) == (actor.slug, actor.part_of):
        return located
    return replace(located, record=actor.model_copy(update={"slug": slug, "part_of": above}), slug=slug)


def _dataset(records: Records, renamed: Mapping[str, str]) -> Located[Dataset]:
    """The description of the dataset, whose contradictions and coverage name actors too."""
    dataset, fiches = records.dataset.record, {a.slug for a in records.actions}

    def new(slug: str) -> str:
        return slug if slug in fiches else renamed.get(slug, slug)

    record = dataset.model_copy(update={
        "contradictions": tuple(c.model_copy(update={"concerns": tuple(dict.fromkeys(map(new, c.concerns)))})
                                for c in dataset.contradictions),
        "coverage": tuple(c.model_copy(update={"funders": tuple(dict.fromkeys(
            renamed.get(f, f) for f in c.funders))}) for c in dataset.coverage)})
    return records.dataset if record == dataset else replace(records.dataset, record=record)


def _register(register: Register, renamed: Mapping[str, str]) -> tuple[Register, list[Finding]]:
    """The two tables with their slugs replaced; rows of an actor that pays itself are left out, and told."""
    import polars as pl

    actors, fundings = register.actors, register.fundings
    if "elsewhere" not in actors.columns:
        actors = actors.with_columns(pl.lit(False).alias("elsewhere"))
    old, new = list(renamed), list(renamed.values())
    actors = actors.with_columns(
        (pl.col("elsewhere") | pl.col("slug").is_in(old)).alias("elsewhere"),
        pl.col("slug").replace(old, new)).sort("ligne", "slug", maintain_order=True)
    fundings = fundings.with_columns(pl.col("financeur").replace(old, new), pl.col("beneficiaire").replace(old, new))
    # Rows that said so before are the importer's business.
    now = (fundings["financeur"] == fundings["beneficiaire"]) & (
        register.fundings["financeur"] != register.fundings["beneficiaire"])
    to_itself = fundings.filter(now)
    findings = [_pays_itself(register.file, row) for row in to_itself.iter_rows(named=True)]
    return Register(actors, fundings.filter(~now), register.file), findings


def _pays_itself(file: str, row: Mapping[str, object]) -> Finding:
    return Finding(level="warning", code="tie-with-itself", file=file, row=int(str(row["ligne"])), message=_(
        "Who pays and who is paid are one actor, “{slug}”: the row was left out. If they are two, decide so with "
        "`odas-graph reconcile --review`.").format(slug=row["financeur"]))
