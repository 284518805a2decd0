"""Reading lists of recalls as offices send them: CSV out of a spreadsheet in whatever encoding, or lines of JSON."""

from __future__ import annotations

import codecs
import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from core.formats import mark
from enterprises.forms import RecallForm, SeveralField

UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
MARKS = ",\t;"


@dataclass(frozen=True, slots=True)
class RecallRow:
    """A row as it was read; `fault` says why it could not be."""

    line: int
    data: Mapping[str, Any] = field(default_factory=dict)
    fault: str = ""


class Unreadable(ValueError):
    """The file as a whole is no list of recalls; the message says why in plain words."""


def read(content: bytes) -> list[RecallRow]:
    """The rows of a file, each with its line. Raises Unreadable."""
    text = decoded(content)
    if not text.strip():
        raise Unreadable(_("文件是空的"))
    return list(_of_json(text) if text.lstrip()[0] in "{[" else _of_table(text))


def decoded(content: bytes) -> str:
    """UTF-8 with or without its mark, UTF-16 with it, otherwise GB 18030 (which has GBK and GB 2312 in it)."""
    for encoding in ("utf-16",) if content.startswith(UTF16) else ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Unreadable(_("读不出文字：请把文件另存为 CSV（UTF-8）再导入"))


def _of_json(text: str) -> Iterator[RecallRow]:
    """One object on each line."""
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            data = json.loads(line)
        except (ValueError, RecursionError):
            yield RecallRow(number, fault=_("这一行不是完整的 JSON"))
            continue
        if not isinstance(data, dict):
            yield RecallRow(number, fault=_("这一行应该是一个 JSON 对象，用花括号括起来"))
        else:
            yield _of_object(number, data)


def _of_object(line: int, data: dict[str, Any]) -> RecallRow:
    """Numbers are read as they are written; lists where several are allowed."""
    unknown = [name for name in data if name not in RecallForm.base_fields]
    if unknown:
        return RecallRow(line, data, fault=_unknown(unknown))
    odd = [name for name, value in data.items() if not _is_plain(name, value)]
    if odd:
        names = mark("、").join(str(RecallForm.base_fields[name].label) for name in odd)
        return RecallRow(line, data, fault=_("这些内容应该写成文字：%(names)s") % {"names": names})
    return RecallRow(line, {name: _text(value) for name, value in data.items()})


def _is_plain(name: str, value: Any) -> bool:
    if isinstance(value, list):
        several = isinstance(RecallForm.base_fields[name], SeveralField)
        return several and all(isinstance(one, (str, int)) for one in value)
    return value is None or isinstance(value, (str, int, float))


def _text(value: Any) -> Any:
    if isinstance(value, list):
        return [str(one) for one in value]
    return "" if value is None else str(value)


def _of_table(text: str) -> Iterator[RecallRow]:
    """A head line, then a row each; what is between the columns is seen from the head."""
    head = text.lstrip("\r\n").splitlines()[0]
    reader = csv.reader(io.StringIO(text), delimiter=max(MARKS, key=head.count), strict=True)
    names: list[str] | None = None
    start = 1
    try:
        for cells in reader:
            line, start = start, reader.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            if names is None:
                names = columns(cells)
            else:
                yield _row(line, names, cells)
    except csv.Error:
        yield RecallRow(start, fault=_("从这一行起引号不配对，后面的行没有读"))


def columns(cells: list[str]) -> list[str]:
    """The fields that a head line names, in Chinese or by their names; Unreadable when one is unknown or missing."""
    labels = {str(one.label): name for name, one in RecallForm.base_fields.items()}
    known = [labels.get(cell.strip(), cell.strip()) for cell in cells]
    if unknown := [name for name in known if name and name not in RecallForm.base_fields]:
        raise Unreadable(_unknown(unknown))
    required = [name for name, one in RecallForm.base_fields.items() if one.required and name not in known]
    if required:
        missing = mark("、").join(str(RecallForm.base_fields[name].label) for name in required)
        raise Unreadable(_("表头缺少这些列：%(names)s") % {"names": missing})
    if len(set(filter(None, known))) < len([name for name in known if name]):
        raise Unreadable(_("表头里有重复的列"))
    return known


def _unknown(names: list[str]) -> str:
    labels = mark("、").join(str(one.label) for one in RecallForm.base_fields.values())
    return _("不认识的列：%(names)s。可以用的列：%(known)s") % {"names": mark("、").join(names[:5]), "known": labels}


def _row(line: int, names: list[str], cells: list[str]) -> RecallRow:
    extra = any(cell.strip() for cell in cells[len(names) :])
    data = {name: cell for name, cell in zip(names, cells, strict=False) if name}
    return RecallRow(line, data, fault=_("这一行的格子比表头多，请检查内容里的逗号是否加了引号") if extra else "")
