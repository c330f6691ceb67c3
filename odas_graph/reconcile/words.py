"""Why two entries may be one actor, or not, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Final

from odas_graph.errors import UnknownTerritoryError
from odas_graph.i18n import gettext as _
from odas_graph.i18n import language
from odas_graph.reconcile.decisions import Choice
from odas_graph.reconcile.scoring import Feature

# A reason names the words it is about, and after six the point is made.
_MOST_WORDS: Final = 6


def in_words(feature: Feature) -> str:
    """The reason as a sentence fragment: “same SIREN 732829320”, “the words “secours populaire” are shared”."""
    said = _sentences(language()).get(feature.code, feature.code)
    values = [_shown(feature.code, word) for word in feature.words if word]
    more = "…" if len(values) > _MOST_WORDS else ""
    return said.format(words=", ".join(values[:_MOST_WORDS]) + more)


def choice_in_words(choice: Choice) -> str:
    """A decision as a person would say it."""
    return {"meme": _("one actor"), "different": _("two actors"), "incertain": _("not sure")}[choice]


def _shown(code: str, word: str) -> str:
    if code.startswith(("territory", "place-in-name")) or code in ("same-institution", "institutions-differ"):
        from odas_graph.territory import label, territory

        try:
            return label(territory(word))
        except UnknownTerritoryError:
            return word
    kind, space, number = word.partition(" ")
    return f"{kind.upper()} {number}" if space and kind in ("siren", "siret", "rna", "finess") else word


@cache
def _sentences(lang: str) -> Mapping[str, str]:  # one table a language: the language in force is part of the key
    return {code: say() for code, say in _SAID.items()}


_SAID: Final[Mapping[str, Callable[[], str]]] = {
    "same-identifier": lambda: _("same identifier: {words}"),
    "same-institution": lambda: _("there is only one in its territory: {words}"),
    "same-name-and-place": lambda: _("same words, same place, and the words are rare enough"),
    "shared-with-a-part": lambda: _("a body and a part of it share {words}"),
    "two-establishments": lambda: _("two establishments of one body: {words}"),
    "siren-differs": lambda: _("two different SIREN: {words}"),
    "rna-differs": lambda: _("two different RNA numbers: {words}"),
    "finess-differs": lambda: _("two different FINESS numbers: {words}"),
    "same-type": lambda: _("same type: {words}"),
    "types-differ": lambda: _("types that do not go together: {words}"),
    "institutions-differ": lambda: _("two institutions, each alone in its territory: {words}"),
    "more-than-the-institution": lambda: _("one is an institution, the other has more in its name: {words}"),
    "territory-same": lambda: _("same territory: {words}"),
    "territory-within": lambda: _("one territory lies in the other: {words}"),
    "territory-apart": lambda: _("two different territories: {words}"),
    "place-in-name-agrees": lambda: _("the place in one name is the territory of the other: {words}"),
    "place-in-name-apart": lambda: _("the place in one name is not the territory of the other: {words}"),
    "network": lambda: _("the name is that of a network, whose sections all bear it"),
    "network-unplaced": lambda: _("the name is that of a network, and where it is is not known"),
    "generic": lambda: _("a group of people without a body"),
    "person": lambda: _("a person: a name alone proves nothing"),
    "part-of": lambda: _("one is said to be part of the other"),
    "one-list": lambda: _("one list, written by hand, has them as two"),
    "only-place-shared": lambda: _("only the place is in common"),
    "nothing-shared": lambda: _("no word in common"),
    "shared": lambda: _("words in common: {words}"),
    "part-shared": lambda: _("most of the words are in common"),
    "both-add": lambda: _("each name has words of its own: {words}"),
    "one-adds": lambda: _("one name has more words: {words}"),
    "one-inside-other": lambda: _("one name is the whole of the other with more: {words}"),
    "same-words": lambda: _("the same words: {words}"),
    "same-words-rare": lambda: _("and they are rare"),
    "same-words-rivals": lambda: _("other entries have these words and more: {words}"),
    "inside-rivals": lambda: _("other entries have the shared words and others: {words}"),
    "holders": lambda: _("number of entries that have these words: {words}"),
    "inexact": lambda: _("the words are alike, not equal to the letter"),
    "same-start": lambda: _("the names begin alike"),
    "acronym": lambda: _("one name has the initials of the other: {words}"),
    "numbers-differ": lambda: _("different numbers in the names"),
    "place-added": lambda: _("one name adds a place: {words}"),
    "places-differ": lambda: _("the names are of two places: {words}"),
    "cut": lambda: _("the shorter name may have been cut off"),
    "speciality": lambda: _("a sport, a trade or a public sets them apart"),
    "former": lambda: _("one of the names is a former one"),
}
