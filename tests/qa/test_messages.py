"""The collector finds words wherever they can stand, and the checker sees what is wrong with a translation."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.catalog import Message

from tools import messages

TEMPLATE = """{% load i18n %}<h1>{% translate "标题" %} {{ x|default:_("无") }}</h1>
   {% blocktranslate trimmed count n=n %}
     一件 {{ n }} '引'
   {% plural %}
     多件 {{ n }}
   {% endblocktranslate %}{% include "x" with t=_("标") %} {% translate "开" context "动词" %}
"""
PYTHON = """A = _('甲')
B = ngettext('%(n)d 件', '%(n)d 件以上', n)
C = pgettext('名', '乙')
"""


@pytest.fixture
def catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> set[object]:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text(TEMPLATE, encoding="utf-8")
    (tmp_path / "core").mkdir()
    (tmp_path / "core" / "words.py").write_text(PYTHON, encoding="utf-8")
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    return {(message.context, message.id) for message in messages.found_words() if message.id}


def test_words_of_python_and_templates_are_found(catalogue: set[object]) -> None:
    assert catalogue == {
        (None, "标题"),
        (None, "无"),
        (None, ("一件 %(n)s '引'", "多件 %(n)s")),
        (None, "标"),
        ("动词", "开"),
        (None, "甲"),
        (None, ("%(n)d 件", "%(n)d 件以上")),
        ("名", "乙"),
    }


@pytest.mark.parametrize(
    ("word", "english", "fault"),
    [
        ("案件", "Case", ""),
        ("案件", "", "not translated"),
        ("案件", "案件", "still Chinese"),
        ("共 %(n)s 件", "%(n)s cases", ""),
        ("共 %(n)s 件", "%(m)s cases", "other placeholders"),
        ("共 {n} 件", "cases", "other placeholders"),
        (("%(n)s 件", "%(n)s 件"), ("one case", "%(n)s cases"), ""),
        (("%(n)s 件", "%(n)s 件"), ("one case", ""), "not translated"),
        (("%(n)s 件", "%(n)s 件"), ("one case", "%(m)s cases"), "other placeholders"),
    ],
)
def test_faults_of_a_translation(word: str | tuple[str, str], english: str | tuple[str, str], fault: str) -> None:
    assert messages.faults_of(Message(word, english)) == fault


def test_a_fuzzy_translation_is_a_fault() -> None:
    assert messages.faults_of(Message("案件", "Case", flags=["fuzzy"])) == "marked fuzzy"
