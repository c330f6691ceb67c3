"""What several commands let one choose: a territory, circles, kinds of actors; each refused with what there is."""

from __future__ import annotations

from collections.abc import Sequence

import click

from odas_graph import vocab
from odas_graph.i18n import gettext as _


def territory_iri(text: str | None) -> str | None:
    """The IRI of the territory of that code or name; None for None. Raises UnknownTerritoryError."""
    if text is None:
        return None
    from odas_graph.territory import resolve

    return f"{vocab.ID}territory/{resolve(text).iri_slug}"


def codes(text: str | None, scheme: str) -> list[str]:
    """The slugs of a comma-separated list, each once; click.UsageError for one that is not in the code list."""
    names = [name.strip() for name in (text or "").split(",") if name.strip()]
    for name in names:
        if name not in vocab.CODES[scheme]:
            raise click.UsageError(_("“{value}” is not in the code list “{scheme}”: {codes}.").format(
                value=name[:100], scheme=scheme, codes=", ".join(vocab.CODES[scheme])))
    return list(dict.fromkeys(names))


def kinds(chosen: Sequence[str], with_persons: bool) -> tuple[str, ...]:
    """The kinds of actors asked for: all that may be published by default, persons only with `with_persons`."""
    from odas_graph.panel import KINDS
    from odas_graph.visibility import PUBLIC_KINDS

    if "person" in chosen and not with_persons:
        raise click.UsageError(_("Natural persons are shown only with --with-persons; keep the result to yourself."))
    if chosen:
        return tuple(dict.fromkeys(chosen))
    return KINDS if with_persons else PUBLIC_KINDS
