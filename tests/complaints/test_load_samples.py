"""Loading samples: what is filed and when, what is refused and in which words, and that twice is once."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

from complaints.codes import SELF_CHANNELS, PartyKind
from complaints.models import Complaint
from complaints.samples import Report, load
from complaints.samples.days import last_named, number
from complaints.samples.load import Maker, Plan
from complaints.samples.moments import Planner
from complaints.samples.rows import Problem, Row, Vocabulary, read
from core import time
from core.models import LedgerEntry
from tests.cast import Cast

GIVEN = Path(__file__).parents[2] / "config" / "data" / "sample_complaints.jsonl"
NOW = dt.datetime(2026, 11, 20, 10, 0, tzinfo=time.SHANGHAI)
TODAY = NOW.date()
SAMPLE: dict[str, Any] = {
    "title": "水壶漏电",
    "narrative": "在示例百货买的水壶，插上电手就发麻，店里不肯退。",
    "category": "P0202",
    "nature": "safety",
    "domain": "product",
    "amount": 89,
    "remedy": ["refund"],
    "channel": "web",
    "county": "南宁市青秀区",
}


@pytest.fixture
def today() -> Iterator[None]:
    with time.at(NOW):
        yield


def lines(path: Path, *rows: Any) -> Path:
    """A file of these rows; what is text already is written as it is."""
    texts = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
    path.write_text("\n".join(texts) + "\n", encoding="utf-8")
    return path


def sample(**changes: Any) -> dict[str, Any]:
    return {**SAMPLE, **changes}


def loaded(path: Path, **options: Any) -> Report:
    return load(path, **{"seed": 1, "end": time.now(), **options})


def plans(path: Path, seed: int = 1) -> list[Plan]:
    """What would be filed."""
    maker = Maker.of_today(seed)
    rows = [row for row in read(path, maker.words) if isinstance(row, Row)]
    when = Planner.until(NOW, seed).moments(rows)
    return [maker.plan(row, when[row.digest]) for row in rows]


def test_the_given_file_is_filed_through_the_door_once_the_oldest_first(today: None, cast: Cast) -> None:
    assert loaded(GIVEN) == Report(filed=28)
    again = loaded(GIVEN, seed=2)
    assert (again.filed, again.present, again.refused) == (0, 28, [])
    cases = list(Complaint.objects.prefetch_related("parties").order_by("pk"))
    assert len(cases) == 28
    for case in cases:
        assert (case.clerk is not None) == (case.channel_id not in SELF_CHANNELS)
        assert (case.delegated_by_id == cast.authority_body.pk) == (case.channel_id == "delegated")
        assert case.parties.all()[0].user_id is None
    entries = LedgerEntry.objects.filter(kind="submit").order_by("pk")
    assert [entry.stream for entry in entries] == [case.stream for case in cases]
    assert all(entry.key.startswith("samples:") and entry.recorded_at == entry.effective_at for entry in entries)
    filed_in_order(cases)


def filed_in_order(cases: list[Complaint]) -> None:
    """Over twelve months, none in the future, and the numbers of a county count up through its day."""
    filed = [case.filed_at for case in cases if case.filed_at]
    assert filed == sorted(filed)
    assert NOW - dt.timedelta(days=366) < filed[0] < filed[-1] < NOW
    counted: dict[str, list[str]] = defaultdict(list)
    for case, moment in zip(cases, filed, strict=True):
        start = f"GX{case.county_id}-{time.local_date(moment):%Y%m%d}-"
        assert case.number.startswith(start)
        counted[start].append(case.number.removeprefix(start)[:4])
    assert all(numbers == [f"{n:04d}" for n in range(1, len(numbers) + 1)] for numbers in counted.values())


def test_what_the_narrative_tells_is_followed(db: None, cast: Cast) -> None:
    found = {plan.row.title: plan for plan in plans(GIVEN)}
    smoke = found["电动车电池充电时冒烟"]
    assert smoke.data["respondent_name"] == "示例电动车行(甲店)"
    assert (smoke.data["batch_no"], smoke.data["brand_model"]) == ("B2608", "示例K9型")
    assert smoke.data["purchase_date"] == "2026-08-12"
    assert (smoke.data["amount_in_dispute"], smoke.data["remedies"]) == ("3980", ["return_goods", "refund", "damages"])
    assert found["复合肥疑似不合格导致减产"].data["persons"] == "23"
    assert found["精装房实际配置低于样板间"].data["persons"] == "87"
    child = found["未成年孩子打赏游戏充值"].data
    assert (child["kind"], child["minor"], child["sensitive"]) == (PartyKind.GUARDIAN, "on", "on")
    assert child["represented"][0] == child["name"][0]
    assert found["直播间买的翡翠是处理货"].data["purchase_mode"] == "live"
    assert found["网购螺蛳粉有异物"].data["purchase_mode"] == "online"
    assert found["网购螺蛳粉有异物"].data["purchase_date"] >= "2026-07-18"


def test_what_it_does_not_tell_is_invented_and_says_so(db: None, cast: Cast) -> None:
    for plan in plans(GIVEN):
        assert "示例" in plan.data["address"]
        assert "示例" in plan.data["respondent_name"]
        assert "示例" in plan.data.get("respondent_address", "") + plan.data.get("platform_name", "")
        assert re.fullmatch(r"13[89]0000[1-9]\d{3}", plan.data["phone"])
        assert plan.data["purchase_date"] <= time.local_date(plan.at).isoformat()


def test_days_follow_the_narrative_and_the_office(db: None, cast: Cast) -> None:
    named, office = 0, Planner.until(NOW, 1).calendar
    for plan in plans(GIVEN):
        local = plan.at.astimezone(time.SHANGHAI)
        last = last_named(plan.row.narrative, TODAY)
        if plan.row.channel not in SELF_CHANNELS:
            assert office.is_workday(local.date())
            assert 9 <= local.hour < 18
        if last and "B2608" not in plan.row.narrative and "丙店" not in plan.row.narrative:
            named += 1
            assert 1 <= (local.date() - last).days <= 15
    assert named >= 6


def test_one_batch_and_one_shop_come_within_sixty_days(db: None, cast: Cast) -> None:
    for words, many in (("B2608", 4), ("丙店", 2)):
        days = [time.local_date(plan.at) for plan in plans(GIVEN) if words in plan.row.narrative]
        assert len(days) == many
        assert (max(days) - min(days)).days <= 60


def test_a_complaint_of_long_ago_waits_for_its_batch_but_never_comes_before_what_it_tells(
    tmp_path: Path, cast: Cast
) -> None:
    early, late = (f"2026年{month}月3日买的水壶漏电，批次B2601。" for month in (1, 9))
    path = lines(
        tmp_path / "x", sample(narrative=early), sample(narrative=late), sample(narrative="批次B2601，漏电了。")
    )
    days = [time.local_date(plan.at) for plan in plans(path)]
    assert (max(days) - min(days)).days <= 60
    assert dt.date(2026, 9, 4) <= days[1] <= dt.date(2026, 9, 18)
    assert days[0] > dt.date(2026, 1, 3)


def test_the_same_file_and_seed_give_the_same_rows(db: None, cast: Cast) -> None:
    assert plans(GIVEN) == plans(GIVEN)
    first, other = plans(GIVEN), plans(GIVEN, seed=7)
    assert [plan.row for plan in first] == [plan.row for plan in other]
    assert [plan.data["name"] for plan in first] != [plan.data["name"] for plan in other]
    assert [plan.at for plan in first] != [plan.at for plan in other]


HOSTILE: list[tuple[Any, str]] = [
    ('{"title": "没有写完', "不是完整的 JSON"),
    ('["列表"]', "花括号"),
    (sample(category="P9999"), "没有「P9999」这个类别"),
    (sample(category="P-food"), "没有「P-food」这个类别"),
    (sample(nature="bad"), "没有「bad」这种问题性质"),
    (sample(remedy=["refund", "money"]), "没有「money」这种投诉请求"),
    (sample(remedy="refund"), "应当是一个列表"),
    (sample(remedy=[]), "缺少「remedy」"),
    (sample(channel="pigeon"), "没有「pigeon」这个渠道"),
    (sample(county="广东省广州市天河区"), "「广东省广州市天河区」不是广西的县"),
    (sample(county="桂林市青秀区"), "「桂林市青秀区」不是广西的县"),
    (sample(county="南宁市"), "「南宁市」不是广西的县"),
    (sample(amount=-1), "金额不能小于 0"),
    (sample(amount="许多"), "「amount」应当是数字"),
    (sample(amount=True), "「amount」应当是数字"),
    (json.dumps(SAMPLE, ensure_ascii=False).replace("89", "NaN"), "不是完整的 JSON"),
    (sample(amount=10**11), "争议金额(元)："),
    (sample(narrative="长" * 10_000), "事情经过："),
    (sample(narrative="短"), "事情经过："),
    ({name: value for name, value in SAMPLE.items() if name != "title"}, "缺少「title」"),
    (sample(title=12), "「title」应当是文字"),
    (sample(title="长" * 61), "一句话标题："),
    (sample(narrative="看不见的\u202e字藏在这里，请检查。"), "事情经过："),
]


def test_a_hostile_file_is_refused_line_by_line_and_the_rest_is_filed(
    today: None, tmp_path: Path, cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    path = lines(tmp_path / "hostile.jsonl", sample(), *(row for row, _words in HOSTILE), "", sample(title="另一件"))
    with pytest.raises(CommandError):
        call_command("load_samples", str(path))
    out, err = capsys.readouterr()
    refused = err.splitlines()
    assert len(refused) == len(HOSTILE)
    for place, (line, (_row, words)) in enumerate(zip(refused, HOSTILE, strict=True), start=2):
        assert line.startswith(f"第 {place} 行：")
        assert words in line
    assert f"新登记 2 件，已经登记过 0 件，没有登记 {len(HOSTILE)} 件" in out
    assert set(Complaint.objects.values_list("title", flat=True)) == {"水壶漏电", "另一件"}


def test_bytes_that_are_no_text_are_refused(tmp_path: Path, db: None) -> None:
    path = tmp_path / "bytes"
    path.write_bytes(b'{"title": "\xff\xfe"}\n' + b"[" * 100_000)
    found = list(read(path, Vocabulary.of_today()))
    assert [problem.line for problem in found] == [1, 2]
    assert all(isinstance(problem, Problem) for problem in found)
    assert "UTF-8" in str(found[0])


def test_a_line_written_twice_is_filed_once(today: None, tmp_path: Path, cast: Cast) -> None:
    path = lines(tmp_path / "twice", sample(), sample(amount="89.00", note="不影响"), sample(amount=90))
    report = loaded(path)
    assert (report.filed, report.present, report.refused) == (2, 1, [])


def test_without_staff_only_what_people_file_themselves_is_filed(today: None, tmp_path: Path, db: None) -> None:
    path = lines(tmp_path / "x", sample(), sample(channel="window"), sample(channel="delegated"))
    report = loaded(path)
    assert report.filed == 1
    assert [problem.line for problem in report.refused] == [2, 3]
    assert all("没有工作人员" in str(problem) or "没有登记监管部门" in str(problem) for problem in report.refused)


def test_nobody_backdates_outside_the_demonstration(
    settings: Settings, tmp_path: Path, cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    path = lines(tmp_path / "x", sample(narrative="2026年1月3日买的水壶漏电，店里不肯退。"))
    settings.TESTING = settings.DEMO = False
    with pytest.raises(CommandError, match="--now"):
        call_command("load_samples", str(path))
    assert not Complaint.objects.exists()
    before = time.now()
    call_command("load_samples", str(path), "--now")
    assert "新登记 1 件" in capsys.readouterr().out
    filed = Complaint.objects.get().filed_at
    assert filed
    assert before <= filed <= time.now()


def test_until_a_day_nothing_is_filed_later(today: None, tmp_path: Path, cast: Cast) -> None:
    texts = ("水壶漏电，店里不肯退。", "9月28日买的水壶漏电，不肯退。", "10月8日买的水壶漏电，不肯退。")
    path = lines(tmp_path / "x", *(sample(narrative=text) for text in texts))
    call_command("load_samples", str(path), "--until", "2026-10-01")
    end = time.end_of_day(dt.date(2026, 10, 1))
    assert Complaint.objects.filter(filed_at__lte=end).count() == 3


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--until", "2026-11-21"), "不能晚于今天"),
        (("--until", "2020-01-01"), "不能早于 2024-07-01"),
        (("--until", "2026-01-01", "--now"), "不能同时使用"),
        (("--until", "昨天"), "日期的写法"),
    ],
)
def test_options_that_make_no_sense_are_refused(today: None, db: None, options: tuple[str, ...], words: str) -> None:
    with pytest.raises(CommandError, match=words):
        call_command("load_samples", str(GIVEN), *options)


def test_a_file_that_is_not_there_is_said_so(db: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="读不了文件"):
        call_command("load_samples", str(tmp_path / "nowhere"))


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("2026年8月12日买的，9月3日冒烟", dt.date(2026, 9, 3)),
        ("七月买的，用了两个月", dt.date(2026, 9, 29)),
        ("10月8日去发现门锁了", dt.date(2026, 10, 8)),
        ("9月底教练换馆", dt.date(2026, 9, 30)),
        ("十二月二十日下的单", dt.date(2025, 12, 20)),
        ("2026年4月提车", dt.date(2026, 4, 30)),
        ("11月付的钱", dt.date(2026, 11, 19)),
        ("2026-07-18生产", dt.date(2026, 7, 18)),
        ("国庆参加旅行团", dt.date(2026, 10, 7)),
        ("保质期至2027年1月1日", None),
        ("去年九月才用", None),
        ("剩18个月，昨天关门", None),
        ("2月30日、13月1日都没有这一天", None),
    ],
)
def test_the_last_day_a_narrative_names(text: str, last: dt.date | None) -> None:
    assert last_named(text, TODAY) == last


@pytest.mark.parametrize(
    ("text", "value"), [("12", 12), ("十", 10), ("二十三", 23), ("八十", 80), ("两", 2), ("一二", 0)]
)
def test_numerals(text: str, value: int) -> None:
    assert number(text) == value


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("防城港市东兴市", "450681"),
        ("百色市隆林各族自治县", "451031"),
        ("广西壮族自治区南宁市西乡塘区", "450107"),
        ("南宁市 青秀区", "450103"),
        ("青秀区", None),
        ("贵阳市云岩区", None),
        ("", None),
    ],
)
def test_the_place_of_a_sample(db: None, text: str, code: str | None) -> None:
    assert Vocabulary.of_today().places.county_of(text) == code
