"""Every English message of the command has a Chinese translation that fits, and what is compiled is what is written."""

import io
from string import Formatter

import pytest
from babel.messages.mofile import read_mo

from tests.language import catalogue


@pytest.fixture(scope="module")
def translations():
    return catalogue.translations()


def test_every_message_is_translated(translations):
    lacking = [texts[0] for texts in catalogue.said() if not (known := translations.get(texts[0])) or not all(known.string)]
    assert not lacking, "no translation; run `make messages`, write it into auditlib.po, run `make messages` again"


def test_no_translation_is_left_over(translations):
    said = {texts[0] for texts in catalogue.said()}
    kept = [message.id if isinstance(message.id, str) else message.id[0] for message in translations if message.id]
    assert [text for text in kept if text not in said] == [], "run `make messages`"


def fields(text: str) -> set[tuple[str, str]]:
    """Placeholders with the form of numbers; Chinese has its own quotation marks."""
    return {(name, form) for _, name, form, how in Formatter().parse(text) if name is not None}


def test_placeholders_agree(translations):
    for message in translations:
        if message.id and "python-format" not in message.flags:
            english = {field for text in ([message.id] if isinstance(message.id, str) else message.id) for field in fields(text)}
            for text in [message.string] if isinstance(message.string, str) else message.string:
                assert fields(text) <= english if isinstance(message.id, tuple) else fields(text) == english, text


def test_placeholders_are_names(translations):
    for texts in catalogue.said():
        for text in texts:
            assert all(name is None or name.isidentifier() for _, name, _, _ in Formatter().parse(text)) or "%(" in text, text


def test_what_is_compiled_is_what_is_written(translations):
    compiled = read_mo(io.BytesIO(catalogue.PO.with_suffix(".mo").read_bytes()))
    assert pairs(compiled) == pairs(translations), "run `make messages`"


def pairs(catalog):
    return sorted(
        [*([m.id] if isinstance(m.id, str) else m.id), *([m.string] if isinstance(m.string, str) else m.string)] for m in catalog if m.id
    )
