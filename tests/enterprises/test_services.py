"""Lists of recalls: good rows are taken, bad ones named with line and reason, and twice is as once."""

from __future__ import annotations

import csv
import io
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from enterprises.forms import RecallForm
from enterprises.models import RecallKey, RecallNotice
from enterprises.recall_rows import RecallRow, Unreadable, decoded, read
from enterprises.services import recalls_example, recalls_import
from tests.enterprises.samples import CODE, told


def table(*rows: dict[str, Any], delimiter: str = ",") -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(told()), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def lines(*rows: Any) -> str:
    return "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)


# Reading

ENCODINGS = ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"]


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_a_table_is_read_in_any_encoding(encoding: str, delimiter: str) -> None:
    found = read(table(told(), delimiter=delimiter).encode(encoding))
    assert found == [RecallRow(2, told())]


def test_the_head_may_be_chinese_and_in_any_order() -> None:
    labels = {name: str(one.label) for name, one in RecallForm.base_fields.items()}
    row = dict(reversed(told().items()))
    text = ",".join(labels[name] for name in row) + "\n" + ",".join(row.values())
    assert read(text.encode()) == [RecallRow(2, told())]


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    text = table(told(defect="第一行\n第二行"), told(reference="2")).replace("\r\n", "\n") + "\n\n"
    assert [row.line for row in read(text.encode())] == [2, 4]


def test_lines_of_json_are_read() -> None:
    row = {**told(), "model_names": ["K9"], "item_codes": [2000000000015], "quantity": 100, "example": True}
    found = read(lines(row, told(reference="2")).encode())
    assert [one.line for one in found] == [1, 2]
    assert found[0].data["item_codes"] == [CODE]
    assert found[0].data["quantity"] == "100"
    assert not any(one.fault for one in found)


UNREADABLE: list[tuple[bytes, str]] = [
    (b"", "文件是空的"),
    (b"\xef\xbb\xbf \n", "文件是空的"),
    (b"\xff\xff\xff\x00", "读不出文字"),
    (b"PK\x03\x04\x00\x00\x00", "读不出文字"),
    (table(told()).replace("title", "titel").encode(), "不认识的列：titel"),
    (b"reference,title\n1,2", "缺少这些列"),
    (table(told()).replace("brand", "title").encode(), "重复的列"),
]


@pytest.mark.parametrize(("content", "words"), UNREADABLE)
def test_a_file_that_is_no_list_says_so(content: bytes, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        read(content)


ODD_LINES = [
    ('{"reference": ', "不是完整的 JSON"),
    ("[1, 2]", "应该是一个 JSON 对象"),
    ('{"referenz": "1"}', "不认识的列"),
    ('{"title": ["a"]}', "应该写成文字：标题"),
    ('{"published_on": {"y": 2026}}', "应该写成文字：发布日期"),
    ('{"model_names": [["a"]]}', "应该写成文字：型号"),
    ("[" * 100_000, "不是完整的 JSON"),
]


@pytest.mark.parametrize(("line", "words"), ODD_LINES)
def test_an_odd_line_of_json_is_named_and_the_next_one_read(line: str, words: str) -> None:
    odd, good = read(f"{line}\n{lines(told())}".encode())
    assert words in odd.fault
    assert not good.fault


def test_quotes_that_do_not_close_and_cells_too_many_are_named() -> None:
    text = table(told(), told(reference="2"))
    open_quote = read((text + '"3,abc\n').encode())
    assert [row.line for row in open_quote if row.fault] == [4]
    more = read(text.replace("样品局,,", "样品局,,,多出来的,").encode())
    assert all("格子比表头多" in row.fault for row in more)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    try:
        rows = read(content)
    except Unreadable as refused:
        rows = [RecallRow(1, fault=str(refused))]
    assert all(row.line >= 1 and (row.data or row.fault) for row in rows)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60))
def test_utf8_is_never_taken_for_anything_else(text: str) -> None:
    assert decoded(text.encode("utf-8-sig")) == text


# Checking

BAD: list[tuple[dict[str, Any], str]] = [
    ({"reference": ""}, "公告编号：请填写公告编号"),
    ({"reference": "1" * 61}, "公告编号：最多 60 个字"),
    ({"title": "  "}, "标题：请填写标题"),
    ({"producer": ""}, "生产者：请填写生产者"),
    ({"defect": ""}, "缺陷：请填写缺陷"),
    ({"source": ""}, "发布机关：请填写发布机关"),
    ({"published_on": ""}, "发布日期：请填写发布日期"),
    ({"published_on": "去年"}, "发布日期：请填写正确的日期"),
    ({"published_on": "2026-02-30"}, "发布日期：请填写正确的日期"),
    ({"published_on": "2999-01-01"}, "发布日期：发布日期不能晚于今天"),
    ({"published_on": "1026-01-01"}, "发布日期：请检查年份"),
    ({"item_codes": "2000000000016"}, "商品条码：条码 2000000000016 不是有效的商品条码"),
    ({"item_codes": f"{CODE};123"}, "商品条码：条码 123 不是有效的商品条码"),
    ({"item_codes": "2.00E+12"}, "科学计数法"),
    ({"quantity": "很多"}, "数量：请填写整数"),
    ({"quantity": "0"}, "数量：不能小于 1"),
    ({"batch_from": "A1"}, "批次止：批次起和批次止要么都填"),
    ({"batch_from": "20260831", "batch_to": "20260801"}, "批次止：批次起和批次止的位数要相同"),
    ({"batch_from": "1", "batch_to": "20"}, "批次止：批次起和批次止的位数要相同"),
    ({"url": "不是网址"}, "公告网址：请填写完整的网址"),
    ({"url": "javascript:alert(1)"}, "公告网址：请填写完整的网址"),
    ({"example": "也许"}, "示例：请填「是」或者「否」"),
    ({"model_names": "", "item_codes": "", "batches": ""}, "至少填写型号"),
    ({"model_names": "", "item_codes": "", "brand": ""}, "至少填写型号"),
    ({"model_names": "K" * 61}, "太长，请用分号"),
    ({"model_names": "K\u202e9"}, "看不见的控制字符"),
    ({"title": "a\u200bb"}, "看不见的控制字符"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("changes", "words"), BAD)
def test_a_bad_row_is_named_and_left_out(changes: dict[str, Any], words: str) -> None:
    found = recalls_import([RecallRow(2, told(**changes)), RecallRow(3, told(reference="good"))])
    assert (found.new, len(found.faults)) == (1, 1)
    assert str(found.faults[0]).startswith("第 2 行")
    assert words in str(found.faults[0])
    assert RecallNotice.objects.get().reference == "good"


GOOD: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"published_on": "2026年8月5日"}, {"published_on": "2026-08-05"}),
    ({"published_on": "2026/8/5"}, {"published_on": "2026-08-05"}),
    ({"published_on": "20260805"}, {"published_on": "2026-08-05"}),
    ({"item_codes": f"{CODE}；{CODE}、036000291452"}, {"item_codes": ["02000000000015", "00036000291452"]}),
    ({"model_names": " K9 |K10\nK9"}, {"model_names": ["K9", "K10"]}),
    ({"quantity": ""}, {"quantity": None}),
    ({"example": "是"}, {"example": True}),
    ({"example": "FALSE"}, {"example": False}),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("changes", "stored"), GOOD)
def test_what_is_stored(changes: dict[str, Any], stored: dict[str, Any]) -> None:
    assert recalls_import([RecallRow(2, told(**changes))]).faults == []
    notice = RecallNotice.objects.get()
    values = {name: getattr(notice, name) for name in stored}
    assert {name: str(value) if name == "published_on" else value for name, value in values.items()} == stored


# Taking


@pytest.mark.django_db
def test_importing_again_changes_nothing_and_a_change_changes_one_row() -> None:
    rows = [RecallRow(2, told()), RecallRow(3, told(reference="2"))]
    first, again = recalls_import(rows), recalls_import(rows)
    assert (first.new, first.changed, first.same) == (2, 0, 0)
    assert (again.new, again.changed, again.same) == (0, 0, 2)
    keys = set(RecallKey.objects.values_list("kind", "key"))
    assert keys == {("code", "02000000000015"), ("model", "k9"), ("batch", "b2608"), ("brand", "样品")}
    changed = recalls_import([RecallRow(2, told(model_names="K10", batches=""))])
    assert (changed.new, changed.changed) == (0, 1)
    notice = RecallNotice.objects.get(reference=told()["reference"])
    assert set(notice.keys.values_list("key", flat=True)) == {"02000000000015", "k10", "样品"}
    assert RecallNotice.objects.count() == 2


@pytest.mark.django_db
def test_a_reference_twice_in_one_list_is_a_mistake() -> None:
    found = recalls_import([RecallRow(2, told()), RecallRow(3, told(title="另一个"))])
    assert [str(fault) for fault in found.faults] == ["第 3 行 样召〔2026〕1号：公告编号和第 2 行重复"]
    assert RecallNotice.objects.get().title == told()["title"]


@pytest.mark.django_db
def test_a_dry_run_tells_and_writes_nothing() -> None:
    recalls_import([RecallRow(2, told())])
    rows = [RecallRow(2, told(title="改了")), RecallRow(3, told(reference="2")), RecallRow(4, told(title=""))]
    found = recalls_import(rows, dry_run=True)
    assert (found.new, found.changed, found.same, len(found.faults)) == (1, 1, 0, 1)
    assert RecallNotice.objects.get().title == told()["title"]


@pytest.mark.django_db
def test_letters_that_are_written_out_in_several_are_cut() -> None:
    found = recalls_import([RecallRow(2, told(model_names="\ufdfa" * 60, brand="\ufdfa" * 40))])
    assert found.new == 1
    assert max(len(key) for key in RecallKey.objects.values_list("key", flat=True)) <= 80


# The examples and the command


@pytest.mark.django_db
def test_the_examples_are_sound_marked_and_wide() -> None:
    rows = recalls_example()
    assert len(rows) >= 8
    assert recalls_import(rows).faults == []
    assert RecallNotice.objects.filter(example=False).count() == 0
    assert all(
        "示例" in one.title + one.reference and one.source.startswith("示例") for one in RecallNotice.objects.all()
    )
    assert all(code.startswith("020") for one in RecallNotice.objects.all() for code in one.item_codes)
    assert recalls_import(recalls_example()).same == len(rows)


def run(path: Path, *options: str) -> tuple[str, str, str]:
    out, err = StringIO(), StringIO()
    try:
        call_command("import_recalls", str(path), *options, stdout=out, stderr=err)
    except CommandError as error:
        return out.getvalue(), err.getvalue(), str(error)
    return out.getvalue(), err.getvalue(), ""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "recalls.csv"


@pytest.mark.django_db
def test_the_command_takes_a_good_list(file: Path) -> None:
    file.write_bytes(table(told(), told(reference="2")).encode("gbk"))
    assert run(file) == ("2 new, 0 changed, 0 as before, 0 left out\n", "", "")
    assert run(file) == ("0 new, 0 changed, 2 as before, 0 left out\n", "", "")


@pytest.mark.django_db
def test_the_command_names_bad_rows_takes_the_good_and_fails(file: Path) -> None:
    file.write_text(table(told(title=""), told(reference="2"), told(reference="3", item_codes="1")), "utf-8")
    out, err, error = run(file)
    assert out == "1 new, 0 changed, 0 as before, 2 left out\n"
    assert err.splitlines()[0] == "第 2 行 样召〔2026〕1号：标题：请填写标题"
    assert err.splitlines()[1].startswith("第 4 行 3：商品条码：条码 1 ")
    assert error == "2 of 3 rows were left out"
    assert RecallNotice.objects.get().reference == "2"


@pytest.mark.django_db
def test_the_command_can_only_look(file: Path) -> None:
    file.write_text(lines(told()), "utf-8")
    assert run(file, "--dry-run")[0] == "1 would be new, 0 would be changed, 0 as before, 0 left out\n"
    assert not RecallNotice.objects.exists()


@pytest.mark.django_db
def test_the_command_says_what_it_cannot_read(file: Path) -> None:
    assert "recalls.csv" in run(file)[2]
    file.write_bytes(b"")
    assert run(file)[2].endswith("文件是空的")
