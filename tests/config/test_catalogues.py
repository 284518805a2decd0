"""Translations are compiled when they changed, and only then."""

from __future__ import annotations

import gettext
import os
from pathlib import Path
from typing import Any

from config import catalogues

WORDS = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "案件"\nmsgstr "Case"\n'


def test_compiled_once_and_again_after_a_change(settings: Any, tmp_path: Path) -> None:
    settings.LOCALE_PATHS = [tmp_path]
    po = tmp_path / "en" / "LC_MESSAGES" / "django.po"
    po.parent.mkdir(parents=True)
    po.write_text(WORDS, encoding="utf-8")
    mo = po.with_suffix(".mo")
    assert catalogues.compile_changed() == [mo]
    assert catalogues.compile_changed() == []
    with mo.open("rb") as made:
        assert gettext.GNUTranslations(made).gettext("案件") == "Case"
    later = mo.stat().st_mtime + 5
    os.utime(po, (later, later))
    assert catalogues.compile_changed() == [mo]
    assert [path.name for path in sorted(po.parent.iterdir())] == ["django.mo", "django.po"]
