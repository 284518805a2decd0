"""Shop links find their platform; what only looks like one finds none."""

from __future__ import annotations

import time

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from complaints.aids.platforms import LONGEST, known, link_in, platform_label, platform_of


@pytest.mark.parametrize(
    ("link", "name"),
    [
        ("https://item.taobao.com/item.htm?id=1&spm=a", "淘宝"),
        ("https://taobao.com", "淘宝"),
        ("http://SHOP123.TaoBao.com/", "淘宝"),
        ("shop123.taobao.com", "淘宝"),
        ("//detail.tmall.com/item.htm?id=2", "天猫"),
        ("https://m.tb.cn/h.abc?tk=xyz", "淘宝"),
        ("https://2.taobao.com/item", "闲鱼"),
        ("https://item.jd.com/100012345.html", "京东"),
        ("https://3.cn/abc", "京东"),
        ("https://mobile.yangkeduo.com/goods.html?goods_id=1", "拼多多"),
        ("https://p.pinduoduo.com/abc", "拼多多"),
        ("https://v.douyin.com/iabc/", "抖音"),
        ("https://haohuo.jinritemai.com/views/product?id=1", "抖音"),
        ("https://v.kuaishou.com/abc", "快手"),
        ("https://www.meituan.com/shop/1", "美团"),
        ("https://h5.ele.me/shop/#id=1", "饿了么"),
        ("https://www.dianping.com/shop/1", "大众点评"),
        ("http://xhslink.com/abc", "小红书"),
        ("https://detail.vip.com/detail-1.html", "唯品会"),
        ("https://product.suning.com/0/1.html", "苏宁易购"),
        ("https://detail.1688.com/offer/1.html", "阿里巴巴1688"),
        ("https://hotels.ctrip.com/hotel/1.html", "携程"),
        ("https://www.fliggy.com/", "飞猪"),
        ("https://www.qunar.com", "去哪儿"),
        ("https://kyfw.12306.cn/otn/", "铁路12306"),
        ("https://weidian.com/item.html?itemID=1", "微店"),
        ("https://shop1.m.youzan.com/", "有赞"),
        ("#小程序://示例商城/首页/AbCdEfG", "微信小程序"),
        ("https://mp.weixin.qq.com/s/abc", "微信"),
        ("https://item.taobao.com:443/item.htm", "淘宝"),
        ("https://item.taobao.com./item.htm", "淘宝"),
        ("  https://item.taobao.com/item.htm  ", "淘宝"),
        ("https://item.taobao.com/item.htm?title=电压力锅", "淘宝"),
    ],
)
def test_known(link: str, name: str) -> None:
    assert platform_of(link) == name


@pytest.mark.parametrize(
    "link",
    [
        "",
        "   ",
        "taobao",
        "com",
        "https://",
        "https://evil-taobao.com/",
        "https://eviltaobao.com/",
        "https://taobao.com.evil.cn/",
        "https://taobao.com.cn/",
        "https://evil.cn/taobao.com",
        "https://evil.cn/?u=https://taobao.com",
        "https://evil.cn#taobao.com",
        "https://taobao.com@evil.cn/",
        "https://user:taobao.com@evil.cn/",
        "https://evil.cn@taobao.com/",
        "https://taobao.com\\@evil.cn/",
        "https:\\\\taobao.com",
        "https://evil.cn\\.taobao.com",
        "https://tаobao.com/",  # a Cyrillic а
        "https://taobao。com/",
        "https://taobao.com／.evil.cn/",
        "https://taobao.com%2eevil.cn/",
        "https://tao bao.com/",
        "https://taobao.com\u200b/",
        "https://[taobao.com]/",
        "https://[::1",
        "https://127.0.0.1/taobao.com",
        "https://..taobao.com/",
        "ftp://taobao.com/",
        "javascript://taobao.com/%0aalert(1)",
        "data:text/html,taobao.com",
        "mailto:shop@taobao.com",
        "https://tb.cn.evil/",
        "https://atb.cn/",
        "https://xjd.com/",
        "https://qq.com/",
        "https://" + "a." * 2000 + "taobao.com",
    ],
)
def test_unknown(link: str) -> None:
    assert platform_of(link) == ""
    assert platform_label(link) == ""


@pytest.mark.parametrize(
    ("text", "link"),
    [
        (
            "【淘宝】https://m.tb.cn/h.5aBcD?tk=XyZ123 CZ3457 「示例牌电压力锅 5升」点击链接直接打开 或者 搜索打开",
            "https://m.tb.cn/h.5aBcD?tk=XyZ123",
        ),
        (
            "7.43 复制打开抖音，看看【示例店铺的作品】 https://v.douyin.com/iAbC123/ Qk@1.2 :8pm",
            "https://v.douyin.com/iAbC123/",
        ),
        ("https://v.douyin.com/iAbC/复制此链接，打开抖音", "https://v.douyin.com/iAbC/"),
        ("我在京东发现了一个好物，https://3.cn/2-abcDE。快来看", "https://3.cn/2-abcDE"),
        ("（https://item.jd.com/1.html）", "https://item.jd.com/1.html"),
        ("(https://item.jd.com/1.html)", "https://item.jd.com/1.html"),
        (
            "看图 https://example.cn/a.png 店铺 https://mobile.yangkeduo.com/mall?id=1",
            "https://mobile.yangkeduo.com/mall?id=1",
        ),
        ("官网 https://example.cn/a?b=1", "https://example.cn/a?b=1"),
        ("店铺地址shop123.taobao.com/abc，客服不理人", "https://shop123.taobao.com/abc"),
        ("店铺 shop123.taobao.com", "https://shop123.taobao.com"),
        ("https://item.taobao.com/item.htm?id=1", "https://item.taobao.com/item.htm?id=1"),
    ],
)
def test_the_link_in_a_share_text(text: str, link: str) -> None:
    assert link_in(text) == link


@pytest.mark.parametrize(
    "text",
    [
        "",
        "没有链接",
        "买了3.5斤，花了12.8元",
        "见附件 photo.jpg 和 contract.pdf",
        "shop@taobao.com",
        "www.example.cn/abc",
        "evil-taobao.com/abc",
        "taobao.com.evil.cn/abc",
        "javascript:alert(1)",
        "#小程序://示例商城/首页/AbCdEfG",
    ],
)
def test_no_link_where_none_is(text: str) -> None:
    assert link_in(text) == ""


@given(st.text(max_size=300) | st.text("htps:/.taobcm@#\\? 。", max_size=120))
def test_any_text_is_answered(text: str) -> None:
    assert platform_of(text) in {"", *(name for name, _english in known().values())}
    link = link_in(text)
    assert link == "" or link.lower().startswith(("http://", "https://"))


@pytest.mark.parametrize("text", ["a." * 5000, "a-" * 5000, "https://" * 2000, "." * 9000, "a" * 9000])
def test_long_texts_cost_little(text: str) -> None:
    start = time.process_time()
    link_in(text)
    platform_of(text)
    assert time.process_time() - start < 0.5
    assert len(link_in(text)) <= LONGEST + len("https://")


def test_named_in_the_language_of_the_reader() -> None:
    link = "https://item.taobao.com/1"
    assert platform_label(link) == "淘宝"
    with translation.override("en"):
        assert platform_label(link) == "Taobao"
        assert platform_of(link) == "淘宝"


def test_the_file_names_hosts_that_are_hosts() -> None:
    for host, names in known().items():
        assert host == host.lower().strip(".")
        assert platform_of(f"https://{host}/") == platform_of(f"https://www.{host}/") == names[0]
        assert names[1].isascii()
