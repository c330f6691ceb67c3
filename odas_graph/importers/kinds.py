"""What can be imported, and who reads it; each importer is loaded when it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Final, cast

from odas_graph.errors import UsageError
from odas_graph.i18n import gettext as _
from odas_graph.importers.imported import Importer

KINDS: Final[Mapping[str, str]] = {
    "workbook": "odas_graph.importers.workbook:read_workbook",
    "fiches": "odas_graph.importers.fiches:read_fiches",
    "scdl-subventions": "odas_graph.importers.subsidies:read_subsidies",
    "data-inclusion": "odas_graph.importers.data_inclusion:read_data_inclusion",
    "rna": "odas_graph.importers.registers:read_rna",
    "sirene": "odas_graph.importers.registers:read_sirene",
    "finess": "odas_graph.importers.registers:read_finess",
    "csv": "odas_graph.importers.mapped:read_mapped",
}


def importer(kind: str) -> Importer:
    """The function that reads files of this kind; UsageError, with the nearest, for a kind that does not exist."""
    if kind not in KINDS:
        from odas_graph.importers.faults import did_you_mean

        raise UsageError(_("There is no kind of file “{kind}”.{hint} There are: {kinds}.").format(
            kind=kind[:80], hint=did_you_mean(kind, KINDS), kinds=", ".join(KINDS)))
    module, _colon, name = KINDS[kind].partition(":")
    return cast(Importer, getattr(import_module(module), name))
