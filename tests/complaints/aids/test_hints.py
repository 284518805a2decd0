"""Worked examples of every rule (domain.md §2, §9.4), its limits, and when it has nothing to say."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from complaints.aids.hints import RULES, Hint, hints_for
from complaints.aids.hints.days import proof_until, return_until
from complaints.aids.hints.sums import deposit_sum, prepaid_sum, tenfold_sum, threefold_sum
from complaints.filing import FilingForm
from complaints.models import Category, PurchaseMode
from core import time

NOW = dt.datetime(2026, 11, 22, 9, 0, tzinfo=time.SHANGHAI)
EVERYTHING = {
    "category": "P0101",
    "purchase_mode": "online",
    "nature": "safety",
    "other_natures": ["false_ad", "contract"],
    "remedies": ["punitive", "refund_prepaid", "refund_deposit"],
    "injury": "serious",
    "amount_paid": "68",
    "purchase_date": "2026-11-20",
    "title": "定金",
}

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def november() -> Iterator[None]:
    with time.at(NOW):
        yield


def hints(**answers: Any) -> dict[str, Hint]:
    return {one.code: one for one in hints_for(answers)}


def said(hint: Hint) -> str:
    return "\n".join([hint.title, hint.words, hint.basis, *hint.steps, *hint.notes])


# H1 --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("price", "total"),
    [
        ("5800", "23200.00"),
        ("189", "756.00"),
        ("166.66", "666.66"),  # 499.98 is below the floor
        ("166.67", "666.68"),  # 500.01 is above it
        ("100", "600.00"),
        ("0.01", "500.01"),
        ("9999999999.99", "39999999999.96"),
    ],
)
def test_threefold(price: str, total: str) -> None:
    hint = hints(category="S0502", nature="counterfeit", amount_paid=price)["H1"]
    assert hint.result == Decimal(total)
    assert str(hint.result) == total
    assert hint.basis == "消费者权益保护法第55条第1款"


def test_threefold_shows_how() -> None:
    assert threefold_sum(Decimal(100))[1] == (
        "价款的三倍：¥300.00",
        "不足 ¥500.00，按 ¥500.00",
        "价款 ¥100.00 加 ¥500.00，一共 ¥600.00",
    )
    assert threefold_sum(Decimal(189))[1] == ("价款的三倍：¥567.00", "价款 ¥189.00 加 ¥567.00，一共 ¥756.00")


@pytest.mark.parametrize("price", ["", "0", "-5", "六百多", "1e400", "NaN", "Infinity", None, [], "12.345"])
def test_no_price_no_sum(price: Any) -> None:
    hint = hints(category="S0502", nature="false_ad", amount_paid=price)["H1"]
    assert hint.result is None
    assert "填写「已付金额」" in hint.steps[0]


def test_a_price_as_people_write_it() -> None:
    assert hints(category="S0502", nature="false_ad", amount_paid="￥５,８００元")["H1"].result == Decimal(23200)
    assert hints(category="S0502", nature="false_ad", amount_paid=Decimal(5800))["H1"].result == Decimal(23200)


def test_threefold_only_where_fraud_is_claimed() -> None:
    for answers in (
        {"nature": "false_ad"},
        {"nature": "quality", "other_natures": ["counterfeit"]},
        {"nature": "metrology"},
        {"nature": "quality", "remedies": ["punitive"]},
    ):
        assert "H1" in hints(category="P0202", **answers)
    assert "H1" not in hints(category="P0202", nature="quality", remedies=["refund"])
    assert "H1" not in hints(category="L0101", nature="false_ad")
    assert "H1" not in hints(category="", nature="false_ad")


def test_closing_down_with_prepaid_money_is_fraud_too() -> None:
    closed = hints(category="S0101", nature="contract", narrative="示例健身馆关门失联，余额不退")
    assert "预付式消费解释第23条" in closed["H1"].basis
    assert "H1" not in hints(category="S0101", nature="contract", narrative="不想去了，想退卡")
    assert "H1" not in hints(category="S0101", nature="dignity", narrative="早就关门了")


# H2 --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("price", "loss", "total"),
    [
        ("68", "", "1068.00"),
        ("59", "", "1059.00"),
        ("99.99", "", "1099.99"),  # 999.90 is below the floor
        ("100", "", "1100.00"),
        ("100.01", "", "1100.11"),
        ("68", "300", "1068.00"),  # 900 of the loss is more than 680, both below the floor
        ("68", "500", "1568.00"),  # three times the loss is larger
        ("500", "1000", "5500.00"),  # ten times the price is larger
        ("500", "2000", "6500.00"),
    ],
)
def test_tenfold(price: str, loss: str, total: str) -> None:
    hint = hints(category="P0101", nature="safety", amount_paid=price, loss=loss)["H2"]
    assert hint.result == Decimal(total)


def test_tenfold_warns_of_labels_and_of_large_purchases() -> None:
    hint = hints(category="P0101", nature="other", remedies=["punitive"], amount_paid="300000")["H2"]
    assert any("标签、说明书有瑕疵" in note for note in hint.notes)
    assert any("超过一家人正常需要" in note for note in hint.notes)
    assert "明知" in hint.words


def test_tenfold_shows_how() -> None:
    assert tenfold_sum(Decimal(68), Decimal(500))[1] == (
        "价款的十倍：¥680.00",
        "损失的三倍：¥1,500.00；两者取较大的",
        "价款 ¥68.00 加 ¥1,500.00，一共 ¥1,568.00",
    )
    assert tenfold_sum(None, Decimal(500))[0] is None


def test_tenfold_is_for_food_that_is_unsafe() -> None:
    assert "H2" not in hints(category="P0101", nature="price")
    assert "H2" not in hints(category="P0202", nature="safety")
    assert "H2" in hints(category="S0301", nature="other", injury="injured")


# H3 --------------------------------------------------------------------------------------------------------------


def test_known_defect_has_no_sum() -> None:
    hint = hints(category="P0603", nature="safety", injury="serious", loss="10000", amount_paid="3680")["H3"]
    assert hint.result is None
    assert not hint.steps
    assert hint.basis == "消费者权益保护法第55条第2款"


def test_known_defect_needs_somebody_hurt() -> None:
    assert "H3" in hints(category="P0603", injury="injured")
    assert "H3" not in hints(category="P0603", injury="none")
    assert "H3" not in hints(category="P0202", injury="injured")
    assert "H3" in hints(category="P0202", injury="serious")
    assert "H3" in hints(injury="serious")


# H4 --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("bought", "open_until"),
    [
        ("2026-11-22", "2026年11月29日 周日"),
        ("2026-11-16", "2026年11月23日 周一"),
        ("2026-11-15", "2026年11月22日 周日"),
    ],
)
def test_return_still_open_to_the_seventh_day(bought: str, open_until: str) -> None:
    hint = hints(category="P0202", purchase_mode="online", purchase_date=bought)["H4"]
    assert hint.notes[0] == f"还在期限内：即使购买当天就签收，也可以退到 {open_until}。"


def test_return_over_on_the_eighth_day_unless_received_later() -> None:
    hint = hints(category="P0202", purchase_mode="online", purchase_date="2026-11-14")["H4"]
    assert hint.notes[0] == "如果购买当天签收，期限已于 2026年11月21日 周六 届满；签收较晚的，从签收次日起数 7 日。"
    assert "7 日内退款" in hint.notes[1]
    assert "定作的、鲜活易腐的" in hint.notes[2]


def test_the_seventh_day_ends_at_midnight_in_guangxi() -> None:
    with time.at(dt.datetime(2026, 11, 22, 23, 59, tzinfo=time.SHANGHAI)):
        assert "还在期限内" in said(hints(category="P0202", purchase_mode="live", purchase_date="2026-11-15")["H4"])
    with time.at(dt.datetime(2026, 11, 23, 0, 0, tzinfo=time.SHANGHAI)):
        assert "届满" in said(hints(category="P0202", purchase_mode="live", purchase_date="2026-11-15")["H4"])


def test_return_is_for_goods_bought_at_a_distance() -> None:
    for mode in ("online", "live", "phone"):
        assert "H4" in hints(category="P0401", purchase_mode=mode)
        assert "H4" in hints(category="S0501", purchase_mode=mode)
    for mode in ("shop", "", "nonsense"):
        assert "H4" not in hints(category="P0401", purchase_mode=mode)
    assert "H4" not in hints(category="S0101", purchase_mode="online")
    assert "H4" not in hints(purchase_mode="online")


@pytest.mark.parametrize("bought", ["", "2026-11-23", "2026-13-01", "昨天", None, "1889-01-01", ["2026-11-20"][:0]])
def test_no_day_of_purchase_no_last_day(bought: Any) -> None:
    hint = hints(category="P0401", purchase_mode="online", purchase_date=bought)["H4"]
    assert not any("届满" in note or "还在期限内" in note for note in hint.notes)


# H5 --------------------------------------------------------------------------------------------------------------


def test_faulty_goods_within_and_after_seven_days() -> None:
    day7 = hints(category="P0202", nature="quality", purchase_mode="shop", purchase_date="2026-11-15")["H5"]
    assert day7.notes[0] == "按购买当天收到计算，退货期限到 2026年11月22日 周日，还没有过。"
    day8 = hints(category="P0202", nature="quality", purchase_mode="shop", purchase_date="2026-11-14")["H5"]
    assert "已于 2026年11月21日 周六 届满" in day8.notes[0]
    assert "更换、修理" in day8.notes[1]
    assert len(hints(category="P0202", nature="quality")["H5"].notes) == 1


def test_faulty_goods_need_a_fault() -> None:
    assert "H5" not in hints(category="P0202", nature="price")
    assert "H5" not in hints(category="S0101", nature="quality")


# H6 --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("delivered", "last"),
    [
        ((2026, 5, 22), (2026, 11, 22)),
        ((2025, 8, 31), (2026, 2, 28)),
        ((2023, 8, 31), (2024, 2, 29)),
        ((2023, 8, 29), (2024, 2, 29)),
        ((2024, 2, 29), (2024, 8, 29)),
        ((2025, 12, 31), (2026, 6, 30)),
        ((2025, 7, 1), (2026, 1, 1)),
    ],
)
def test_six_months_end_on_the_same_day_or_the_last(
    delivered: tuple[int, int, int], last: tuple[int, int, int]
) -> None:
    assert proof_until(dt.date(*delivered)) == dt.date(*last)


def test_burden_of_proof_on_the_last_day_and_the_day_after() -> None:
    last = hints(category="P0201", nature="quality", purchase_date="2026-05-22")["H6"]
    assert last.notes[0] == "按购买日期计算，6 个月到 2026年11月22日 周日，还没有过。"
    over = hints(category="P0201", nature="quality", purchase_date="2026-05-21")["H6"]
    assert "已于 2026年11月21日 周六 届满" in over.notes[0]


def test_what_was_found_in_time_stays_in_time() -> None:
    found = hints(category="E0201", nature="quality", purchase_date="2025-08-31", problem_known_on="2026-02-28")["H6"]
    assert "您填写的发现日期在期限内" in found.notes[0]
    late = hints(category="E0201", nature="quality", purchase_date="2025-08-31", problem_known_on="2026-03-01")["H6"]
    assert "届满" in late.notes[0]


def test_burden_of_proof_is_for_durable_goods_and_decoration() -> None:
    assert "H6" not in hints(category="P0202", nature="quality")
    assert "H6" not in hints(category="P0201", nature="price")
    assert "从交付、验收或者收到之日起算" in said(hints(category="E0101", nature="quality")["H6"])


# H7 --------------------------------------------------------------------------------------------------------------


def test_prepaid_with_what_was_used() -> None:
    assert prepaid_sum(Decimal(4999), Decimal("899.5"), None) == (
        Decimal("4099.50"),
        ("已付 ¥4,999.00 − 已使用 ¥899.50 = ¥4,099.50",),
    )
    assert hints(category="S0101", nature="contract", amount_paid="12000", amount_used="2250")["H7"].result == 9750
    assert hints(category="S0101", nature="contract", amount_paid="12000", amount_used="12000")["H7"].result == 0


def test_prepaid_shows_the_rule_when_the_use_is_unknown() -> None:
    hint = hints(category="S0101", nature="contract", amount_paid="4999", amount_in_dispute="4100")["H7"]
    assert hint.result is None
    assert hint.steps == (
        "应退余额 = 已付 ¥4,999.00 − 已使用部分的金额",
        "您填写的争议金额是 ¥4,100.00，倒推已使用 ¥899.00，请核对",
    )
    assert prepaid_sum(None, None, None) == (None, ("应退余额 = 已付金额 − 已使用部分的金额",))
    # More used, or more in dispute, than was paid: nothing to work out.
    assert prepaid_sum(Decimal(100), Decimal(200), None)[0] is None
    assert len(prepaid_sum(Decimal(100), None, Decimal(100))[1]) == 1


def test_prepaid_cooling_days() -> None:
    day7 = hints(category="S0102", nature="contract", purchase_date="2026-11-15")["H7"]
    assert "到 2026年11月22日 周日 为止" in day7.notes[-1]
    day8 = hints(category="S0102", nature="contract", purchase_date="2026-11-14")["H7"]
    assert "已于 2026年11月21日 周六 届满；不影响要求退还余额" in day8.notes[-1]
    assert "7 日内" in hints(category="S0102", nature="contract")["H7"].notes[-1]


def test_prepaid_where_it_was_prepaid() -> None:
    assert "H7" in hints(category="S0301", remedies=["refund_prepaid"])
    assert "H7" in hints(category="S0201", nature="quality", remedies=["rescind"])
    assert "H7" not in hints(category="S0201", nature="privacy")
    assert "H7" not in hints(category="S0301", nature="contract")


# H8 to H11 ---------------------------------------------------------------------------------------------------------


def test_platform_by_name_by_link_or_by_way_of_buying() -> None:
    assert "（示例平台）" in said(hints(category="P0401", platform_name="示例平台")["H8"])
    assert "（淘宝）" in said(hints(category="P0401", shop_link="https://item.taobao.com/1")["H8"])
    assert "写明平台名称和店铺链接" in said(hints(category="S0501")["H8"])
    assert "H8" in hints(purchase_mode="live")
    assert "H8" not in hints(category="P0401", purchase_mode="shop")
    assert "H8" not in hints(category="S0501", role="platform")
    with translation.override("en"):
        assert "Taobao" in said(hints(category="P0401", shop_link="https://item.taobao.com/1")["H8"])


@pytest.mark.parametrize(
    ("leaf", "rule"),
    [
        ("P0201", "《部分商品修理更换退货责任规定》"),
        ("P0301", "《移动电话机商品修理更换退货责任规定》"),
        ("P0302", "《微型计算机商品修理更换退货责任规定》"),
        ("P0601", "《家用汽车产品修理更换退货责任规定》"),
    ],
)
def test_guarantee_by_leaf(leaf: str, rule: str) -> None:
    assert hints(category=leaf, nature="after_sales")["H9"].basis == f"消费者权益保护法第24条；{rule}"


def test_guarantee_without_a_rule_of_its_own_and_not_at_all() -> None:
    assert hints(category="P0402", nature="quality")["H9"].basis == "消费者权益保护法第24条"
    assert "H9" not in hints(category="P0401", nature="quality")
    assert "H9" not in hints(category="P0301", nature="price")


def test_every_leaf_with_a_guarantee_has_words_for_it() -> None:
    for code in Category.objects.filter(level="leaf").values_list("code", flat=True):
        assert ("H9" in hints(category=code, nature="quality")) == ("H9" in Category.objects.get(pk=code).hints)


def test_first_asked_for_food_and_for_medicine() -> None:
    assert "食品安全法第148条第1款" in hints(category="P0101", nature="safety")["H10"].basis
    assert "药品管理法第144条" in hints(category="P0801", nature="other", injury="injured")["H10"].basis
    assert "H10" not in hints(category="P0101", nature="price")
    assert "H10" not in hints(category="P0202", nature="safety")


def test_farm_inputs_are_appraised_before_harvest() -> None:
    for leaf in ("P0901", "P0902"):
        hint = hints(category=leaf)["H11"]
        assert "收获以前" in said(hint)
        assert hint.basis == "消费者权益保护法第62条"
    assert "H11" not in hints(category="P0101", nature="quality")


# H12 -------------------------------------------------------------------------------------------------------------


def test_deposit_is_doubled_up_to_a_fifth_of_the_price() -> None:
    hint = hints(category="E0202", remedies=["refund_deposit"], title="定金不退", amount_paid="1000")["H12"]
    assert hint.result == Decimal(2000)
    assert hint.steps == (
        "定金 ¥1,000.00 × 2 = ¥2,000.00",
        "合同总价达到 ¥5,000.00，这笔钱才全部算定金。",
    )
    assert any("20%" in note for note in hint.notes)
    assert deposit_sum(Decimal("0.01"))[0] == Decimal("0.02")
    assert "¥166.65" in deposit_sum(Decimal("33.33"))[1][1]


def test_what_is_no_earnest_money_is_not_doubled() -> None:
    bond = hints(category="S1101", remedies=["refund_deposit"], narrative="租房押金不退", amount_paid="1000")["H12"]
    assert bond.result is None
    assert bond.steps == ("可以要求的数额 = 定金 × 2",)
    assert any("押金、订金" in note for note in bond.notes)
    assert "H12" in hints(category="S1001", narrative="付了定金，影楼倒闭")
    assert "H12" not in hints(category="S1001", narrative="照片拍得差")
    assert "H12" not in hints(category="P0101", narrative="付了定金")


# All -------------------------------------------------------------------------------------------------------------


def test_nothing_for_nothing() -> None:
    assert hints_for({}) == []
    assert hints(category="P0202", nature="other") == {}
    assert hints(category="P9999", nature="quality", remedies=["punitive"]) == {}
    Category.objects.filter(code="P0202").update(active=False)
    assert "H5" not in hints(category="P0202", nature="quality")


def test_in_their_order_each_at_most_once() -> None:
    codes = [one.code for one in hints_for(EVERYTHING)]
    assert codes == ["H1", "H2", "H3", "H4", "H5", "H7", "H8", "H10", "H12"]
    assert len(RULES) == 12


def test_an_administrator_decides_which_leaf_has_which_hint() -> None:
    Category.objects.filter(code="L0101").update(hints=["H1", "H99"])
    assert "H1" in hints(category="L0101", nature="false_ad")
    Category.objects.filter(code="L0101").update(hints={"H1": 1})
    assert hints(category="L0101", nature="false_ad") == {}


def test_two_queries_at_most() -> None:
    with CaptureQueriesContext(connection) as asked:
        hints_for(EVERYTHING)
    assert len(asked) <= 2
    with CaptureQueriesContext(connection) as asked:
        hints_for({})
    assert len(asked) == 0


def test_an_administrator_decides_what_is_a_distance() -> None:
    PurchaseMode.objects.filter(code="phone").update(distance=False)
    assert "H4" not in hints(category="P0401", purchase_mode="phone")


def test_answers_of_a_posted_form() -> None:
    posted = QueryDict("category=S0502&nature=quality&other_natures=price&other_natures=counterfeit&amount_paid=5800")
    assert {one.code: one.result for one in hints_for(posted)}["H1"] == Decimal(23200)


def test_never_a_promise_always_an_article() -> None:
    leaves = Category.objects.filter(level="leaf").values_list("code", flat=True)
    found = [one for leaf in leaves for one in hints_for({**EVERYTHING, "category": leaf})]
    assert {one.code for one in found} == {f"H{n}" for n in range(1, 13)}
    for one in found:
        assert re.search(r"第\d+条|第14至18条", one.basis), one.code
        assert not re.search("保证|一定|必须赔|肯定|应当赔您", said(one)), one.code
        assert "{" not in said(one)
        assert one.result is None or one.result == one.result.quantize(Decimal("0.01"))


def test_shown_with_the_reservation_and_the_sum() -> None:
    page = render_to_string("complaints/aids/_hints.html", {"hints": hints_for(EVERYTHING)})
    assert "可能适用" in page
    assert "由双方或者裁判机构认定" in page
    assert "¥1,068.00" in page
    assert "食品安全法第148条第2款" in page
    assert page.count("<h3>") == 9
    assert render_to_string("complaints/aids/_hints.html", {"hints": []}).strip() == ""


NAMES = [*FilingForm.base_fields, "amount_used", "nonsense"]
ODD = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.decimals(), st.dates(), st.datetimes(), st.binary(),
    st.text(), st.lists(st.text(max_size=8)), st.dictionaries(st.text(max_size=3), st.none(), max_size=2),
)  # fmt: skip
LIKELY = st.sampled_from(
    ["P0101", "P0201", "P0603", "S0101", "E0202", "P\x00", "online", "live", "quality", "safety", "contract", "serious",
     "refund_deposit", "punitive", "189", "９９", "0.001", "1e9999999", "9" * 400, "2026-11-15", "0001-01-01",
     "9999-12-31", "2026-02-30", "https://taobao.com", "定金关门"]
)  # fmt: skip


@given(st.dictionaries(st.sampled_from(NAMES), LIKELY | ODD, max_size=20))
def test_any_answers_are_answered(answers: dict[str, Any]) -> None:
    for one in hints_for(answers):
        assert isinstance(one, Hint)
        assert one.result is None or one.result.is_finite()


@given(st.decimals("0.01", "9999999999.99", places=2), st.decimals("0.01", "9999999999.99", places=2))
def test_sums_hold_for_every_amount(price: Decimal, loss: Decimal) -> None:
    assert threefold_sum(price)[0] == price + max(3 * price, Decimal(500))
    assert tenfold_sum(price, loss)[0] == price + max(10 * price, 3 * loss, Decimal(1000))
    assert deposit_sum(price)[0] == 2 * price
    assert return_until(dt.date(2026, 2, 25)) == dt.date(2026, 3, 4)
