"""odas-graph compare"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from odas_graph.cli.app import lang_option
from odas_graph.i18n import gettext as _

if TYPE_CHECKING:
    from odas_graph.cooperation.comparison import Side
    from odas_graph.cooperation.names import Names
    from odas_graph.cooperation.reference import Against


@click.command("compare", help=_("Set the territories CODE (codes or names) side by side: what the sources know of "
                                 "each, and its networks, each against networks of its own size drawn at random, since "
                                 "networks of different sizes do not compare."))
@click.argument("codes", nargs=-1, required=True, metavar="CODE...")
@click.option("--draws", type=click.IntRange(min=100), default=1000, show_default=True, metavar="N",
              help=_("How many networks of the same size to draw."))
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True,
              help=_("The seed of what is drawn."))
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True,
              help=_("How to write the list."))
@click.option("--store", default=None, metavar="PATH|URL", help=_("A folder a build wrote, a store, or an endpoint."))
@lang_option
def command(codes: tuple[str, ...], draws: int, seed: int, form: str, store: str | None) -> None:
    """Prints the comparison."""
    import json

    from odas_graph.cli.graph import open_graph
    from odas_graph.cli.output import print_table, write_out
    from odas_graph.cli.progress import progress
    from odas_graph.cooperation.comparison import compare
    from odas_graph.cooperation.names import place_iri, place_name, read_names
    from odas_graph.network import Facts, panel

    places = list(dict.fromkeys(place_iri(code) for code in codes))
    facts = Facts(open_graph(store).store)
    with progress(_("Drawing networks of the same size"), 2 * draws * len(places)) as advance:
        sides = compare(panel(facts), places, draws=draws, seed=seed, advance=advance)
    if form == "json":
        write_out((json.dumps({"draws": draws, "seed": seed, "territories": [side.to_dict() for side in sides]},
                              ensure_ascii=False, indent=1) + "\n").encode(), "-")
        return
    names = read_names(facts)
    if form == "csv":
        from odas_graph.exporters.tables import to_csv

        headings, rows = _long(sides, names)
        write_out(to_csv(headings, rows).encode(), "-")
        return
    print_table([_("what the sources know"), *(place_name(side.territory) for side in sides)], _known(sides, names))
    for network, title in (("ties", _("ties between actors")), ("affiliation", _("actors in the same actions"))):
        click.echo()
        print_table([title, *(place_name(side.territory) for side in sides)], _figures(sides, network))
    click.echo()
    for note in _notes(draws):
        click.echo(note)


def _known(sides: list[Side], names: Names) -> list[list[str]]:
    """What is counted, a row each; needs and circles a row each as well."""
    from odas_graph.cooperation.wording import percent
    from odas_graph.vocab import CODES

    def share(value: float | None, of: int) -> str:
        return "–" if value is None else _("{share} of {n}").format(share=percent(value), n=of)

    rows = [(_("actors"), [str(s.actors) for s in sides]), (_("actions"), [str(s.actions) for s in sides]),
            (_("participations"), [str(s.participations) for s in sides]),
            (_("ties stated"), [str(s.ties) for s in sides])]
    for i, word in enumerate((_("ties: formal"), _("ties: informal"), _("ties: footing not stated"))):
        rows.append((word, [str(s.footing[i]) for s in sides]))
    rows.append((_("formal, of the ties whose footing is stated"),
                 [share(s.formal, sum(s.footing[:2])) for s in sides]))
    for i, slug in enumerate((*CODES["origine"], None)):
        word = _("origin not stated") if slug is None else names.word("origine", slug)
        rows.append((_("ties: {what}").format(what=word), [str(s.origin[i]) for s in sides]))
    rows += [(_("born of the action, of the ties whose origin is stated"),
              [share(s.born, sum(s.origin[:-1])) for s in sides]),
             (_("spheres present"), [", ".join(names.word("sphere", slug) for slug in s.spheres) or "0"
                                     for s in sides]),
             (_("needs answered"), [str(len(s.needs)) for s in sides]),
             (_("needs answered by a single body"), [
                 ", ".join(names.word("problematique", slug) for slug in s.sole) or "0" for s in sides])]
    for slug in CODES["problematique"]:
        if any(slug in s.needs for s in sides):
            rows.append((_("bodies that answer: {need}").format(need=names.word("problematique", slug)),
                         [str(s.needs.get(slug, 0)) for s in sides]))
    for slug in CODES["cercle"]:
        rows.append((_("actors of whom it is documented whether this circle knew them: {circle}").format(
            circle=names.word("cercle", slug)), [f"{s.circles[slug]}/{s.candidates}" for s in sides]))
    rows.append((_("documented, of all actors and circles"),
                 [share(s.coverage, s.candidates * len(CODES["cercle"])) for s in sides]))
    return [[word, *cells] for word, cells in rows]


def _words() -> dict[str, str]:
    return {"density": _("pairs tied (density), against the reference"),
            "centralisation": _("centralisation"), "fragmentation": _("fragmentation: pairs with no way between"),
            "clustering": _("clustering: partners of one who are partners"),
            "distance": _("mean distance between those who can reach each other")}


def _figures(sides: list[Side], network: str) -> list[list[str]]:
    few = _("too few ties to compare") if network == "ties" else _("too few shared actions to compare")
    rows = []
    for figure, word in _words().items():
        cells = []
        for side in sides:
            figures = side.networks[network]
            cells.append(few if figures is None else _cell(figure, figures[figure]))
        rows.append([word, *cells])
    return rows


def _cell(figure: str, of: Against) -> str:
    """The verdict first, then what it rests on; of a density nothing but its relation to the reference."""
    from odas_graph.cooperation.comparison import ratio
    from odas_graph.cooperation.wording import number

    verdicts = {"above": _("above"), "below": _("below"), "within": _("within"), "unknown": _("not defined"),
                "fixed": _("fixed by the size")}
    if of.verdict == "unknown":
        return verdicts["unknown"]
    if figure == "density":
        return _("{verdict}: {times} times the reference").format(
            verdict=verdicts[of.verdict], times=number(ratio(of), 2))
    return _("{verdict}: {seen} ({low} to {high})").format(
        verdict=verdicts[of.verdict], seen=number(of.observed, 2), low=number(of.low, 2), high=number(of.high, 2))


def _notes(draws: int) -> list[str]:
    from odas_graph.cooperation.wording import number

    return [
        _("The reference: {draws} networks drawn at random, with as many actors, each in a tie (an action) at least, "
          "and as many ties, each of as many partners. In brackets, where 90% of them lie. One figure in ten lies "
          "outside by chance alone; with so many draws, no probability under {least} can be told.").format(
              draws=draws, least=number(2 / (draws + 1), 2)),
        _("Densities are never set side by side: the share of pairs tied falls as a network grows, whatever people do. "
          "Each is given as a multiple of what chance gives a network of its own size."),
        _("A source that says nothing of a tie does not say that there is none: few ties may be few words.")]


def _long(sides: list[Side], names: Names) -> tuple[list[str], list[list[object]]]:
    """One row a territory and figure, for a spreadsheet."""
    from odas_graph.cooperation.comparison import ratio
    from odas_graph.cooperation.names import place_name

    headings = [_("territory"), _("network"), _("figure"), _("value"), _("reference, 5%"), _("reference, 95%"),
                _("place in the reference"), _("p"), _("draws"), _("against the reference")]
    rows: list[list[object]] = []
    for side, cells in zip(sides, zip(*(row[1:] for row in _known(sides, names)), strict=True), strict=True):
        place = place_name(side.territory)
        rows += [[place, "", row[0], cell] + [None] * 6
                 for row, cell in zip(_known(sides, names), cells, strict=True)]
        for network, figures in side.networks.items():
            for figure, of in (figures or {}).items():
                raw = figure != "density"
                rows.append([place, network, _words()[figure], of.observed if raw else ratio(of),
                             of.low if raw else None, of.high if raw else None, of.place, of.p, of.draws, of.verdict])
    return headings, rows
