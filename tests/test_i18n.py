"""Languages: French by default, a variable of the context, English where the catalogue is silent."""

from __future__ import annotations

import asyncio
import struct
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from odas_graph import i18n
from odas_graph.i18n import LANGUAGES, gettext, in_language, language, language_from_environment, set_language


def machine_object(texts: Mapping[str, str]) -> bytes:
    """A .mo file (GNU gettext manual, 10.3) of these texts."""
    keys = sorted(texts)
    ids, strings = [k.encode() for k in keys], [texts[k].encode() for k in keys]
    position = 28 + 16 * len(keys)
    tables, blob = [], b""
    for column in (ids, strings):
        for item in column:
            tables.append(struct.pack("<II", len(item), position + len(blob)))
            blob += item + b"\0"
    head = struct.pack("<7I", 0x950412DE, 0, len(keys), 28, 28 + 8 * len(keys), 0, position)
    return head + b"".join(tables) + blob


@pytest.fixture
def catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    folder = tmp_path / "fr" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "odas_graph.mo").write_bytes(machine_object({
        "": "Content-Type: text/plain; charset=UTF-8\n", "Yes": "Oui", "{n} ties": "{n} liens", "Unsaid": ""}))
    monkeypatch.setattr(i18n, "LOCALE_DIR", tmp_path)
    i18n._catalogue.cache_clear()
    yield
    i18n._catalogue.cache_clear()


@pytest.mark.usefixtures("catalogue")
def test_a_message_is_translated_where_the_catalogue_knows_it() -> None:
    with in_language("fr"):
        assert gettext("Yes") == "Oui" and gettext("{n} ties").format(n=2) == "2 liens"
        assert gettext("Nothing of the kind") == "Nothing of the kind"
        assert gettext("Unsaid") == "Unsaid"  # not translated yet: English rather than nothing
        assert gettext("") == ""  # and not the headers of the catalogue
    with in_language("en"):
        assert gettext("Yes") == "Yes" and gettext("") == ""


def test_the_catalogue_that_ships_can_be_read() -> None:
    with in_language("fr"):
        assert gettext("No such message, ever") == "No such message, ever"


def test_french_is_the_language_where_nothing_is_said() -> None:
    found: list[str] = []
    thread = threading.Thread(target=lambda: found.append(language()))
    thread.start()
    thread.join()
    assert found == ["fr"]


def test_a_block_in_a_language_gives_the_former_one_back() -> None:
    with in_language("en"):
        with in_language("fr"):
            assert language() == "fr"
        assert language() == "en"
        with pytest.raises(RuntimeError), in_language("fr"):
            raise RuntimeError
        assert language() == "en"


@pytest.mark.parametrize("wrong", ["de", "", "FR", "fr_FR", "../fr"])
def test_another_language_is_refused_and_changes_nothing(wrong: str) -> None:
    with in_language("en"):
        with pytest.raises(ValueError, match="choose fr or en"):
            set_language(wrong)
        with pytest.raises(ValueError, match="choose fr or en"), in_language(wrong):
            pass
        assert language() == "en"


def test_two_threads_may_speak_two_languages() -> None:
    together = threading.Barrier(2, timeout=10)

    def speak(lang: str) -> str:
        set_language(lang)
        together.wait()
        return language()

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(speak, LANGUAGES)) == list(LANGUAGES)


def test_two_tasks_may_speak_two_languages() -> None:
    async def speak(lang: str) -> str:
        with in_language(lang):
            await asyncio.sleep(0)
            return language()

    async def both() -> list[str]:
        return await asyncio.gather(*(speak(lang) for lang in LANGUAGES))

    assert asyncio.run(both()) == list(LANGUAGES)


def test_a_language_set_in_a_context_stays_in_it() -> None:
    with in_language("en"):
        copy_context().run(set_language, "fr")
        assert language() == "en"


@pytest.mark.parametrize(("environ", "expected"), [
    ({}, "fr"), ({"LANG": "en_GB.UTF-8"}, "en"), ({"LANG": "en"}, "en"), ({"LANG": "EN_us"}, "en"),
    ({"LANG": "fr_FR.UTF-8"}, "fr"), ({"LANG": "C"}, "fr"), ({"LANG": "de_DE"}, "fr"), ({"LANG": "eng"}, "fr"),
    ({"LANG": "en@euro"}, "en"), ({"LANG": "en-GB"}, "en"),
    ({"LC_ALL": "fr_FR", "LANG": "en_GB"}, "fr"), ({"LC_ALL": "", "LANG": "en_GB"}, "en"),
    ({"LC_MESSAGES": "en_GB", "LANG": "fr_FR"}, "en"), ({"LC_ALL": "fr_FR", "LC_MESSAGES": "en_GB"}, "fr"),
    ({"LANGUAGE": "en:fr", "LANG": "fr_FR"}, "en"), ({"LANGUAGE": "fr:en", "LANG": "en_GB"}, "fr"),
    ({"LANGUAGE": "", "LANG": "en_GB"}, "en"),
])
def test_the_language_of_the_environment(environ: dict[str, str], expected: str) -> None:
    assert language_from_environment(environ) == expected


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(["LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG", "PATH"]), st.text(max_size=12)))
def test_any_environment_gives_a_language(environ: dict[str, str]) -> None:
    assert language_from_environment(environ) in LANGUAGES
