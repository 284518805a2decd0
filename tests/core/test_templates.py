"""Every template: renders, keeps the strict content policy, speaks Chinese first and is well labelled."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.views.defaults import page_not_found, server_error

from core import time
from tests.core import samples

ROOT = Path(settings.BASE_DIR)
FILES = sorted((ROOT / "templates").rglob("*.html"))
PAGES = samples.pages()
MSGID = re.compile(r"""{%\s*(?:translate|trans)\s+(?:"([^"]*)"|'([^']*)')|_\("([^"]*)"\)""")
BLOCK = re.compile(r"{%\s*blocktranslate[^%]*%}(.*?){%\s*endblocktranslate", re.S)
HAN = re.compile(r"[\u4e00-\u9fff：，]")


def soup(name: str, **more: Any) -> BeautifulSoup:
    template, context = PAGES[name]
    with time.at(samples.NOW):
        return BeautifulSoup(samples.render(template, {**context, **more}), "html.parser")


def one(page: Tag, selector: str) -> Tag:
    found = page.select_one(selector)
    assert found is not None, selector
    return found


def text(page: Tag) -> str:
    return re.sub(r"\s+", " ", page.get_text())


@pytest.mark.parametrize("name", PAGES)
def test_each_page_renders_whole(name: str) -> None:
    page = soup(name)
    assert not re.search(r"{[#%{]", str(page)), "template syntax reached the reader"
    if name == "case-live":
        return
    assert len(page.select("main h1")) == 1
    assert one(page, "html")["lang"] == "zh-Hans"
    assert one(page, "title").get_text().endswith("· 质桥")


@pytest.mark.parametrize("name", PAGES)
def test_ids_are_unique_and_every_reference_has_its_target(name: str) -> None:
    page = soup(name)
    ids = [str(tag["id"]) for tag in page.select("[id]")]
    assert sorted(set(ids)) == sorted(ids)
    wanted = [str(tag[a]) for a in ("for", "aria-labelledby", "data-count-for") for tag in page.select(f"[{a}]")]
    wanted += [w for tag in page.select("[aria-describedby]") for w in str(tag["aria-describedby"]).split()]
    wanted += [str(tag["href"])[1:] for tag in page.select('a[href^="#"]')]
    assert set(wanted) <= set(ids)
    if name != "case-live":
        assert {str(tag["href"])[1:] for tag in page.select("use")} <= set(ids)


@pytest.mark.parametrize("name", PAGES)
def test_every_control_has_a_name(name: str) -> None:
    page = soup(name)
    labelled = {str(label["for"]) for label in page.select("label[for]")}
    for control in page.select("input:not([type=hidden]), select, textarea"):
        assert control.get("id") in labelled, control
    for button in page.select("button, a[href], summary"):
        assert button.get_text(strip=True) or button.get("aria-label"), button


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_nothing_inline(path: Path) -> None:
    source = path.read_text()
    assert not re.search(r"<style|\sstyle\s*=|\son[a-z]+\s*=|hx-on|javascript:|hx-vals=.js:", source, re.I)
    assert "|safe" not in source
    assert "autoescape off" not in source
    for script in re.findall(r"<script[^>]*>(.*?)</script>", source, re.S):
        assert not script.strip()


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_msgids_are_chinese(path: Path) -> None:
    source = path.read_text()
    said = ["".join(found) for found in MSGID.findall(source)] + BLOCK.findall(source)
    assert all(HAN.search(words) for words in said)


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_chinese_outside_translation(path: Path) -> None:
    source = re.sub(r"{%\s*comment.*?endcomment\s*%}|{#.*?#}", "", path.read_text(), flags=re.S)
    source = re.sub(r"{%\s*blocktranslate.*?endblocktranslate\s*%}", "", source, flags=re.S)
    source = re.sub(r"{%.*?%}|{{.*?}}", "", source, flags=re.S)
    words = re.findall(r"[\u4e00-\u9fff]+", source)
    assert words in ([], ["中文"])  # the language switch names each language in itself


@pytest.mark.parametrize("name", ["400.html", "500.html", "errors/503.html"])
def test_pages_of_last_resort_need_nothing(name: str) -> None:
    from django.template.loader import get_template

    words = get_template(name).render()
    assert "回到首页" in words
    assert "htmx" not in words


def test_djangos_own_error_views_use_them() -> None:
    request = RequestFactory().get("/x/")
    request.user = AnonymousUser()
    assert "我们这边出错了" in server_error(request).content.decode()
    answer = page_not_found(request, Exception("secret"))
    assert answer.status_code == 404
    assert "没有找到这一页" in answer.content.decode()
    assert "secret" not in answer.content.decode()


def test_scripts_are_external_and_ours() -> None:
    page = soup("home")
    sources = [str(script.get("src", "")) for script in page.select("script")]
    assert sources
    assert all(source.startswith("/static/") for source in sources)
    config = str(one(page, 'meta[name="htmx-config"]')["content"])
    assert '"includeIndicatorStyles":false' in config
    assert '"allowEval":false' in config


def test_the_strip_answers_the_four_questions() -> None:
    strip = one(soup("case"), ".case-strip")
    assert one(strip, '[aria-current="step"]').get_text().startswith("调解")
    assert len(strip.select(".stepper .done")) == 3
    assert text(one(strip, ".turn.yours")) == "轮到您，答复调解方案"
    assert "11月27日 周五" in text(one(strip, ".clock"))
    assert one(strip, ".clock time")["datetime"] == "2026-11-27T23:59:59+08:00"
    assert one(strip, ".actions .button")["href"] == "/p/"
    assert "只有不予受理的投诉可以申请复核" in text(one(strip, ".menu .off"))


def test_a_late_case_says_so_in_words_icon_and_tone() -> None:
    strip = one(soup("case-late"), ".case-strip")
    assert "逾期" in text(one(strip, '.chip[data-state="late"]'))
    assert one(strip, '.chip[data-state="late"] use')["href"] == "#i-alert"
    assert "逾期 1 个工作日" in text(one(strip, ".clock.late"))
    assert "暂估" in text(strip)
    assert strip.select(".actions") == []


def test_a_case_without_a_clock_says_so() -> None:
    assert "目前没有期限在计算" in text(one(soup("case", strip=samples.strip(clock=None)), ".clock"))


def test_the_live_part_can_be_fetched_alone_and_carries_its_cursor() -> None:
    inside, alone = one(soup("case"), "#case-live"), one(soup("case-live"), "#case-live")
    assert str(inside) == str(alone)
    assert (alone["data-stream"], alone["data-seq"]) == ("case:1", "9")
    assert (alone["hx-get"], alone["hx-trigger"]) == ("/cases/x/live/", "zq:refresh")


def test_what_is_not_possible_is_not_a_link_but_gives_the_rule() -> None:
    acts = one(soup("case"), "#acts")
    assert [a["href"] for a in acts.select("a")] == ["/s/1/", "/s/2/"]
    assert "双方尚未都同意调解" in text(one(acts, "details"))


def test_nothing_to_do_is_said() -> None:
    assert "目前不用您做什么" in text(one(soup("case-late"), "#acts"))


def test_words_of_people_are_escaped() -> None:
    evil = "<img src=x onerror=alert(1)>"
    page = soup("case", strip=samples.strip(title=evil, turn_label=evil, number=evil), claims=[("经过", evil)])
    assert page.select("img") == []
    assert evil in page.get_text()


def test_errors_stand_on_top_lead_to_the_field_and_beside_it() -> None:
    page = soup("file-wrong")
    assert text(one(page, "title")).strip().startswith("有错误：")
    lines = one(page, ".error-summary").select("li a")
    assert "事情经过" in " ".join(line.get_text() for line in lines)
    facts = one(page, "#id_facts")
    assert facts["aria-invalid"] == "true"
    assert str(facts["aria-describedby"]).split() == ["id_facts_helptext", "id_facts_error"]
    order = [child.name for child in one(page, ".field:has(#id_facts)").find_all(recursive=False)]
    assert order == ["label", "p", "p", "textarea", "p"]
    assert facts.get_text().strip() == "锅漏气"
    assert one(page, "#id_amount")["value"] == "六百多"


def test_a_form_without_errors_has_no_summary() -> None:
    page = soup("file")
    assert page.select(".error-summary, .invalid, [aria-invalid]") == []
    assert text(one(page, "title")).strip().startswith("经过")


def test_choices_are_grouped_under_their_question() -> None:
    group = one(soup("file"), "fieldset#id_hurt")
    assert one(group, "legend").get_text(strip=True) == "有人受伤吗"
    assert [label.get_text(strip=True) for label in group.select("label.choice")] == ["没有", "有人受伤"]


def test_what_may_be_left_out_is_marked() -> None:
    assert "可不填" in one(soup("file"), 'label[for="id_receipt"]').get_text()
    assert "可不填" not in one(soup("file"), 'label[for="id_respondent"]').get_text()


def test_a_step_carries_version_and_key_and_keeps_them_after_an_error() -> None:
    for name in ("step", "step-wrong"):
        page = soup(name)
        assert one(page, 'input[name="version"]')["value"] == "4"
        assert one(page, 'input[name="key"]')["value"] == "k-2"
        assert one(page, 'form[method="post"] input[name="csrfmiddlewaretoken"]')["value"]
    assert "利益冲突声明还没有签" in text(one(soup("step-wrong"), ".notice.danger"))


def test_a_mediator_who_cannot_take_the_case_cannot_be_chosen() -> None:
    options = one(soup("assign"), "select").select("option")
    assert [("disabled" in option.attrs) for option in options] == [False, False, True]
    assert "已满额" in options[2].get_text()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("cases-empty", "还没有投诉"),
        ("desk-empty", "这里没有案件"),
        ("assign-empty", "没有待分派的案件"),
        ("outbox-empty", "还没有发出过消息"),
    ],
)
def test_an_empty_list_says_why(name: str, words: str) -> None:
    assert words in one(soup(name), ".empty").get_text()


def test_the_desk_marks_what_is_late_in_words() -> None:
    page = soup("desk")
    assert "逾期 1 天" in one(page, "td .due.late").get_text()
    assert one(page, ".tally .late b").get_text() == "1"
    assert one(page, "#desk-live")["data-live"] == "count"


def test_navigation_follows_who_is_signed_in() -> None:
    template, context = PAGES["cases"]
    nav = [{"url": "/cases/", "label": "工作台"}, {"url": "/b/", "label": "案件", "count": 3}]
    someone = SimpleNamespace(is_authenticated=True, display_name="韦示例")
    page = BeautifulSoup(samples.render(template, {**context, "nav": nav}, someone), "html.parser")
    assert one(page, '.masthead nav a[aria-current="page"]').get_text() == "工作台"
    assert "韦示例" in one(page, ".account-name").get_text()
    assert soup("cases").select(".account-name") == []


def test_the_demonstration_says_that_it_is_one(settings: Any) -> None:
    settings.DEMO = False
    assert soup("home").select(".demo-banner") == []
    settings.DEMO = True
    assert "都是虚构的" in one(soup("home"), ".demo-banner").get_text()


def test_the_connection_badge_waits_hidden_in_a_polite_region() -> None:
    page = soup("case")
    badge = one(page, "#connection-lost")
    assert "hidden" in badge.attrs
    assert badge.parent is not None
    assert badge.parent["aria-live"] == "polite"
    assert "连接中断，正在重连…" in badge.get_text()


def test_letters_show_links_but_no_markup_of_the_sender() -> None:
    letter = {
        "channel": "email",
        "channel_label": "邮件",
        "to": "a@demo.example",
        "body": "<b>x</b> https://demo.example/",
        "at": samples.NOW,
    }
    page = soup("outbox", letters=[letter])
    assert page.select(".letter-body b") == []
    assert one(page, ".letter-body a")["href"] == "https://demo.example/"


def test_the_style_sheet_stays_small_and_colours_stay_in_the_tokens() -> None:
    sheet = (ROOT / "static/css/zhiqiao.css").read_text()
    assert len(sheet.encode()) < 100_000
    after = sheet[sheet.index("@layer base {") :]
    assert not re.search(r"oklch\(0|#[0-9a-f]{3,6}\b|rgb\(", after)
    assert "http" not in sheet.replace('a[href^="http"]', "")
