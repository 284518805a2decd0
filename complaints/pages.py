"""The pages of filing, in their order under five stages: what each asks, and in which words.

The rules of every field are those of `FilingForm`; a page cuts it down to what it asks.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

Tip = tuple[StrOrPromise, StrOrPromise]


@dataclass(frozen=True, slots=True)
class Stage:
    """One of the five steps a person is told of."""

    slug: str
    label: StrOrPromise


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its address, its name in lists, its heading, and the fields it asks.

    `main` are asked of everybody; `more`, which few need, is folded away behind `more_label`. `extra` are answers a
    page keeps that are no fields of the form. A page without fields of its own has a view of its own.
    """

    slug: str
    stage: str
    name: StrOrPromise
    heading: StrOrPromise
    lead: StrOrPromise = ""
    main: tuple[str, ...] = ()
    more_label: StrOrPromise = ""
    more: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    tips: tuple[Tip, ...] = ()
    template: str = "complaints/file/page.html"
    multipart: bool = False

    @property
    def fields(self) -> tuple[str, ...]:
        """Every field of the form that this page asks."""
        return (*self.main, *self.more)

    def __str__(self) -> str:
        return str(self.name)


STAGES = (
    Stage("what", _("遇到了什么")),
    Stage("who", _("涉及谁")),
    Stage("story", _("经过与证据")),
    Stage("claim", _("诉求")),
    Stage("check", _("核对并提交")),
)

NO_HURRY: Tip = (_("不用一次写完。"), _("每一页都会自动保存，关掉网页也能接着写，草稿保留 30 天。"))
NO_ACCOUNT: Tip = (_("先不用注册。"), _("最后一步用手机或者邮箱收一个验证码就行。"))
WHO_SEES: Tip = (_("谁能看到？"), _("调解员能看到全部；商家能看到经过，您的电话、住址和证件号会自动遮住。"))

PAGES: tuple[Page, ...] = (
    Page(
        "what", "what", _("类别"), _("您遇到了什么问题？"),
        main=("category",), extra=("q",), template="complaints/file/what.html", tips=(NO_HURRY, NO_ACCOUNT),
    ),
    Page(
        "product", "what", _("商品"), _("是哪件商品？"),
        lead=_("都可以不填。不是商品，或者手边没有包装，直接继续就好。"),
        main=("item_code", "brand_model", "batch_no"), template="complaints/file/product.html",
        tips=(
            (_("为什么问条码？"), _("凭条码能查到这件商品是不是正在召回，也能看出别人有没有遇到同样的问题。")),
            NO_HURRY,
        ),
    ),
    Page(
        "business", "who", _("商家"), _("您要投诉谁？"),
        lead=_("照小票、合同、招牌或者网店上的名称写就行，不用查。"),
        main=("respondent_name", "role", "county", "respondent_address"),
        more_label=_("网店请展开：平台和店铺链接；也可以填电话、信用代码"),
        more=("platform_name", "shop_link", "respondent_phone", "uscc"), template="complaints/file/business.html",
        tips=(
            (_("为什么问县区？"), _("投诉由对方所在地的消委会办理。网店不清楚在哪里的，选您收货的地方。")),
            NO_HURRY,
        ),
    ),
    Page(
        "purchase", "who", _("购买"), _("什么时候、怎么买的？"),
        main=("purchase_date", "purchase_mode", "amount_paid", "order_no"),
        tips=(
            (_("记不清日期？"), _("看看付款记录或者聊天记录；实在想不起来，写最接近的那一天，在经过里说明。")),
            NO_HURRY,
        ),
    ),
    Page(
        "story", "story", _("经过"), _("说说事情经过"),
        lead=_("像跟朋友说事一样写：什么时候、买了什么、出了什么问题、对方怎么说。"),
        main=("narrative", "title", "injury", "minor"),
        more_label=_("发现问题的日期、和对方沟通的情况"),
        more=("problem_known_on", "prior_contact"), template="complaints/file/story.html",
        tips=(
            (_("什么样的描述有用？"), _("时间、金额、出问题的地方、对方的答复。照实写就好，不必写得专业。")),
            (_("请不要写"), _("身份证号、银行卡号和密码。写了也会在对方看到之前遮住。")),
            WHO_SEES,
        ),
    ),
    Page(
        "evidence", "story", _("证据"), _("把证据拍下来"),
        lead=_("小票、聊天记录、商品出问题的地方。没有也可以先继续，提交以后还能补。"),
        multipart=True,
        tips=(
            (_("什么样的照片有用？"), _("能看清日期和金额的小票、商品铭牌和批次、出问题的位置、和商家的聊天记录。")),
            WHO_SEES,
        ),
    ),
    Page(
        "claim", "claim", _("要求"), _("您希望怎么解决？"),
        main=("nature", "remedies", "amount_in_dispute"),
        more_label=_("还有别的问题、其他损失、多人一起投诉"),
        more=("other_natures", "loss", "persons"), template="complaints/file/claim.html",
        tips=(
            (_("争议金额怎么填？"), _("您希望商家退还和赔偿的总数。不涉及钱的填 0。")),
            (_("可以改吗？"), _("可以。调解时双方商量，您的要求可以调整。")),
        ),
    ),
    Page(
        "elsewhere", "claim", _("在别处办理"), _("同一件事，只能在一处办理"),
        main=("elsewhere",), template="complaints/file/elsewhere.html",
        tips=(
            (_("选了「已投诉」会怎样？"), _("不影响提交。工作人员会先核对那边办到哪一步，再决定能不能受理。")),
        ),
    ),
    Page(
        "contact", "check", _("联系方式"), _("怎么联系您？"),
        lead=_("要填真实姓名；手机和邮箱至少留一个。"),
        main=("name", "salutation", "phone", "email", "share_phone", "place", "address"),
        more_label=_("替别人投诉，或者需要语言、读屏等协助"),
        more=("kind", "represented", "help_needed"),
        tips=(
            (_("商家看得到吗？"), _("看不到您的电话、邮箱和住址，除非您同意让对方看到手机号码。")),
            (_("为什么要真名？"), _("投诉须实名（投诉处理办法第十条）；商家看到的是「陈女士」这样的称呼。")),
        ),
    ),
    Page(
        "check", "check", _("核对"), _("核对一遍，然后提交"),
        lead=_("提交以后仍可补充材料，也可以随时撤回。"),
        main=("publish", "delegation", "sensitive", "privacy"), template="complaints/file/check.html",
        tips=(
            (_("提交以后"), _("会得到一个投诉编号，7 个工作日内告诉您是否受理。不受理会写明依据。")),
            WHO_SEES,
        ),
    ),
)  # fmt: skip

BY_SLUG = {page.slug: page for page in PAGES}
CHECK = BY_SLUG["check"]
# Every field that some page asks; anything else of the form is filled in by the system or by a clerk.
ASKED = frozenset(name for page in PAGES for name in page.fields)


def page_of(field: str) -> Page:
    """The page that asks for the field; the last one for a field that none asks."""
    return next((page for page in PAGES if field in page.fields), CHECK)


def neighbours(page: Page) -> tuple[Page | None, Page | None]:
    """The pages before and after."""
    at = PAGES.index(page)
    return PAGES[at - 1] if at else None, PAGES[at + 1] if at + 1 < len(PAGES) else None


def pages_of(stage: str) -> tuple[Page, ...]:
    """The pages of a stage, in their order."""
    return tuple(page for page in PAGES if page.stage == stage)


def finished(stage: str, saved: Iterable[str]) -> bool:
    """Whether every page of the stage was saved without anything to mend."""
    return {page.slug for page in pages_of(stage)} <= set(saved)
