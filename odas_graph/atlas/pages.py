"""Pages from templates: what every kind of page needs, and writing them under the root of their language."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from odas_graph.atlas.addresses import language_root, other_languages, prefix
from odas_graph.atlas.site import Site
from odas_graph.i18n import gettext as _
from odas_graph.i18n import in_language
from odas_graph.resources import package_file
from odas_graph.territory import label
from odas_graph.views import Proof
from odas_graph.visibility.words import percent

if TYPE_CHECKING:
    import jinja2

ASSETS: Final = ("atlas/atlas.css", "atlas/atlas.js", "tables.js")
LANGUAGE_NAMES: Final = {"fr": "Français", "en": "English"}


@dataclass(frozen=True)
class Page:
    """One page: its path from the root of its language, its template, its heading, and what the template shows.

    `section` is the page of the menu that it belongs to; `trail` the pages above it by name, the last one itself
    without address.
    """

    path: str
    template: str
    heading: str
    section: str = "index.html"
    trail: Sequence[tuple[str, str | None]] = ()
    context: Mapping[str, Any] = field(default_factory=dict)


class Press:
    """Prints the pages of one language into a folder, from the root of which `main` is the language."""

    def __init__(self, site: Site, folder: Path, main: str) -> None:
        self.site, self.main = site, main
        self.folder = folder / language_root(site.lang, main)

    def print(self, pages: Iterable[Page]) -> int:
        """Writes pages; says how many."""
        count = 0
        with in_language(self.site.lang):
            for page in pages:
                target = self.folder / page.path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(self.html(page), "utf-8", newline="")
                count += 1
        return count

    def html(self, page: Page) -> str:
        """The page as HTML, the same bytes each time."""
        site, back = self.site, prefix(page.path)
        assets = back + prefix(language_root(site.lang, self.main)) + "assets/"

        def address(iri: str) -> str | None:
            target = site.page(iri)
            return back + target if target else None

        return _environment().get_template(f"atlas/{page.template}").render(
            site=site, lang=site.lang, path=page.path, heading=page.heading, section=page.section, trail=page.trail,
            root=back, page=lambda path: back + path, asset=lambda name: assets + name, address=address,
            plural=site.plural, sections=sections(), words=_script_words(), name=site.name, word=site.word,
            place_of=self._place, top=back + prefix(language_root(site.lang, self.main)),
            languages=[(code, LANGUAGE_NAMES[code], target)
                       for code, target in other_languages(page.path, site.lang, self.main).items()],
            **page.context)

    def _place(self, proof: Proof) -> str:
        """A place in a source, in words."""
        parts = [self.site.dossiers.sources.get(proof.source) or proof.source]
        if proof.section:
            parts.append(proof.section)
        if proof.page:
            parts.append(_("page {n}").format(n=proof.page))
        if proof.row:
            parts.append(_("row {n}").format(n=proof.row))
        return ", ".join(parts)


def sections() -> list[tuple[str, str]]:
    """The menu: names and pages."""
    return [(_("Overview"), "index.html"), (_("Territories"), "territoires/index.html"),
            (_("Actions"), "actions/index.html"), (_("Actors"), "acteurs/index.html"),
            (_("Little-known actors"), "invisibles.html"), (_("Method and data"), "methode.html")]


def write_assets(folder: Path, sites: Iterable[Site]) -> None:
    """Writes what pages share: style, script, and an index to search in for each language."""
    target = folder / "assets"
    target.mkdir(parents=True, exist_ok=True)
    for name in ASSETS:
        source = package_file(f"templates/{name}")
        (target / source.name).write_text(source.read_text("utf-8"), "utf-8", newline="")
    for site in sites:
        # A page opened from disk may not read a file, but may run one.
        entries = json.dumps(list(_index(site)), ensure_ascii=False, separators=(",", ":")).replace("<", r"\u003c")
        (target / f"recherche-{site.lang}.js").write_text(f"window.odasIndex={entries};\n", "utf-8", newline="")


def _index(site: Site) -> Iterator[dict[str, str]]:
    """What can be searched for: name, kind, page, where it is, other names."""
    for iri in site.public_actors:
        actor = site.dossiers.actors[iri]
        where = site.name(actor.based_in) if actor.based_in else ""
        yield {"name": actor.name, "kind": "actor", "page": site.page(iri) or "", "where": where,
               "more": " ".join((*actor.aliases, site.word("type-acteur", actor.type)))}
    for iri, action in sorted(site.dossiers.actions.items()):
        yield {"name": site.name(iri), "kind": "action", "page": site.page(iri) or "",
               "where": ", ".join(site.name(t) for t in action.territories),
               "more": site.words("problematique", action.codes["problematique"])}
    for territory in site.territories:
        yield {"name": label(territory), "kind": "territory", "page": f"territoires/{territory.code}.html",
               "where": "", "more": territory.code}


def _script_words() -> dict[str, Any]:
    return {"found": _("{n} results"), "nothing": _("Nothing found."), "filter": _("Filter the table"),
            "rows": _("{n} rows of {all} shown"), "save": _("Save this table (CSV)"), "more": _("Show {n} more rows"),
            "kinds": {"actor": _("actor"), "action": _("action"), "territory": _("territory")}}


@cache
def _environment() -> jinja2.Environment:
    import jinja2

    # What `_` gives is plain text: a name written into it by `format` is escaped with the rest.
    environment = jinja2.Environment(
        autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined,
        loader=jinja2.FileSystemLoader(package_file("templates/atlas/base.html.j2").parents[1]))
    environment.globals.update(_=_, percent=percent)
    # Jinja's own `capitalize` would make of “CCAS de Nice” “Ccas de nice”.
    environment.filters["sentence"] = lambda text: text[:1].upper() + text[1:]
    return environment
