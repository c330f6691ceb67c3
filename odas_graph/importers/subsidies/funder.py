"""Who pays, where the table has no column for it: the public body of the territory that the user names."""

from __future__ import annotations

from typing import NamedTuple

from odas_graph.i18n import gettext as _
from odas_graph.importers.imported import Options
from odas_graph.importers.noting import Noted
from odas_graph.importers.places import named_body
from odas_graph.importers.subsidies.layout import Layout
from odas_graph.territory import Territory, resolve


class Funder(NamedTuple):
    """The name of a public body, and its SIREN where that is known."""

    name: str
    siren: str | None = None


def funder_of(layout: Layout, options: Options, noted: Noted) -> Funder | None:
    """Who paid the rows that name nobody: the body of the territory of the options, else of their title.

    A finding says what was taken, or asks.
    """
    told = "funder" in layout.columns or "funder_id" in layout.columns
    place = resolve(options.territory) if options.territory else named_body(options.title)
    if place is None:
        if not told:
            noted.about("violation", "no-funder", _(
                "No column says who paid. Name the territory of who pays: --territory 72 for a département, R52 for a "
                "région, its code for a commune; or add a column “nomAttribuant”."))
        return None
    found = body_of(place)
    if found is None or told:
        return found
    noted.about("info", "funder-taken", _("No column says who paid: it is taken to be “{name}”.").format(
        name=found.name))
    return found


def body_of(place: Territory) -> Funder | None:
    """The public body that pays in the name of a territory; none for the country."""
    match place.kind:
        case "departement":
            return Funder(f"Conseil départemental ({place.name})")
        case "region":
            return Funder(f"Conseil régional ({place.name})")
        case "commune":
            return Funder(f"Commune ({place.name})", place.siren)
        case "epci":
            return Funder(place.name, place.siren)
    return None
