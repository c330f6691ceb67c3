"""The day that a command works with: that of `--date`, else today's."""

from __future__ import annotations

import click

from odas_graph.i18n import gettext as _


def day(text: str | None) -> str:
    """The day as YYYY-MM-DD; click.UsageError for what is none."""
    from datetime import date, datetime

    if text is None:
        return datetime.now().astimezone().date().isoformat()
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise click.UsageError(_("“{value}” is no day: write YYYY-MM-DD.").format(value=text[:40])) from error
