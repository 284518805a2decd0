"""Words for translators, with nothing but pip packages: no gettext programs needed.

    python -m tools.messages update    write new words into locale/en/LC_MESSAGES/django.po, drop unused ones
    python -m tools.messages check     fail when a word is untranslated, fuzzy, or its placeholders differ
    python -m tools.messages compile   make the .mo files

The words in the code are Chinese, so only English has a catalogue.
"""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
PO = ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po"
ROOMS = "config notifications supervision mediation volunteers complaints enterprises accounts core".split()  # noqa: SIM905

Spec = tuple[int | tuple[int, str], ...] | None
KEYWORDS: dict[str, Spec] = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
CALL = re.compile(r" ((?:n?p?gettext|_)\((?:u?'(?:[^'\\]|\\.)*'|u?\"(?:[^\"\\]|\\.)*\"|, ?|count)+\)) ")
HOLDER = re.compile(r"%(?:\((\w+)\))?[sdif]|\{(\w*)[^{}]*\}")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def sources() -> Iterator[Path]:
    """Python files and templates with words in them; tests and migrations have none."""
    for room in ROOMS:
        yield from (path for path in sorted((ROOT / room).rglob("*.py")) if "migrations" not in path.parts)
        yield from sorted((ROOT / room).rglob("templates/**/*.*"))
    yield from (path for path in sorted((ROOT / "templates").rglob("*")) if path.is_file())


def as_python(path: Path) -> str:
    """What Babel can read: Python as it stands; of a template its translation calls, each on its own line."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return text
    from django.utils.translation.template import templatize

    lines = templatize(text, origin=str(path)).split("\n")
    return "\n".join("; ".join(match[1] for match in CALL.finditer(f" {line} ")) for line in lines)


def found_words() -> Catalog:
    """Every word in the code, with the files it stands in."""
    catalogue = Catalog(locale="en", project="zhiqiao", domain="django", charset="utf-8")
    for path in sources():
        place = str(path.relative_to(ROOT))
        body = io.BytesIO(as_python(path).encode())
        for _line, function, words, _notes in extract_python(body, KEYWORDS, [], {}):
            add(catalogue, place, str(function), words)
    return catalogue


def add(catalogue: Catalog, place: str, function: str, words: object) -> None:
    """Put one call's words in the catalogue: (context), singular, (plural)."""
    parts = [part for part in (words if isinstance(words, tuple) else (words,)) if isinstance(part, str)]
    context = parts.pop(0) if function.lstrip("n").startswith("pgettext") and parts else None
    plural = function.startswith("n")
    if parts and all(parts):
        key = (parts[0], parts[1]) if plural and len(parts) > 1 else parts[0]
        catalogue.add(key, locations=[(place, 0)], context=context)


def translated() -> Catalog:
    """The English catalogue as it is in the tree; empty when there is none yet."""
    if not PO.exists():
        return Catalog(locale="en", project="zhiqiao", domain="django", charset="utf-8")
    with PO.open("rb") as source:
        return read_po(source, locale="en")


def update() -> int:
    """Write the catalogue: translations kept, new words empty, unused ones gone, nothing guessed."""
    catalogue = translated()
    catalogue.update(found_words(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    catalogue.fuzzy = False
    catalogue.header_comment = "# English words of 质桥. Made by `make messages`; write the msgstr."
    PO.parent.mkdir(parents=True, exist_ok=True)
    with PO.open("wb") as target:
        write_po(target, catalogue, sort_output=True, include_lineno=False, width=120)
    empty = sum(1 for message in catalogue if message.id and not all(strings(message)))
    print(f"{PO.relative_to(ROOT)}: {len(catalogue)} words, {empty} to translate")
    return 0


def strings(message: Message) -> list[str]:
    """The translation: one text, or one for each plural form."""
    return [text or "" for text in (message.string if isinstance(message.string, tuple | list) else [message.string])]


def originals(message: Message) -> list[str]:
    return list(message.id) if isinstance(message.id, tuple | list) else [message.id]


def faults_of(message: Message) -> str:
    """What is wrong with one translation, or nothing."""
    texts, words = strings(message), originals(message)
    if not texts or not all(texts):
        return "not translated"
    if message.fuzzy:
        return "marked fuzzy"
    if any(text in words and CHINESE.search(text) for text in texts):
        return "still Chinese"
    allowed = frozenset().union(*map(holders, words))
    exact = len(words) == 1  # a singular may leave out the number
    fits = all(holders(text) == allowed if exact else holders(text) <= allowed for text in texts)
    return "" if fits else "other placeholders"


def holders(text: str) -> frozenset[str]:
    """The placeholders of a text, whatever their order."""
    return frozenset(match[0] for match in HOLDER.finditer(text.replace("%%", "")))


def missing() -> list[str]:
    """One line for each word of the code whose English is missing or wrong."""
    english = translated()
    lines = []
    for message in found_words():
        if not message.id:
            continue
        there = english.get(originals(message)[0], context=message.context)
        if fault := faults_of(there) if there else "not in the catalogue":
            lines.append(f"{message.locations[0][0]}: {originals(message)[0]!r}: {fault}")
    return lines


def check() -> int:
    """Print what is missing; 1 when anything is."""
    lines = missing()
    print("\n".join(lines) or "translations complete")
    return 1 if lines else 0


def compile_all() -> int:
    """Make the .mo files that are older than their .po."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from config.catalogues import compile_changed

    for path in compile_changed():
        print(path.relative_to(ROOT))
    return 0


COMMANDS = {"update": update, "check": check, "compile": compile_all}

if __name__ == "__main__":
    sys.exit(COMMANDS[sys.argv[1]]() if sys.argv[1:2] and sys.argv[1] in COMMANDS else sys.exit(__doc__))
