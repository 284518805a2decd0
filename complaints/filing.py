"""The form of T02, whole or cut to a page. What identifies a person stays out of the ledger (`private`)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any, ClassVar, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from complaints import choices
from complaints.choices import ManyRowsField, RowsField
from complaints.codes import Elsewhere, Help, Injury, PartyKind, RespondentRole, Salutation, YesNo
from complaints.fields import AmountField, ItemCodeField, PastDateField, PhoneField, RealNameField, UsccField
from core.forms import MoneyInput
from core.workflow import StepForm, WordsField

NATURES = choices.terms("Nature")
PARTY_KINDS = [one for one in PartyKind.choices if one[0] != PartyKind.REPRESENTATIVE]


def yes_no(label: StrOrPromise, help_text: StrOrPromise) -> forms.TypedChoiceField:
    """Two boxes of the official form 一: either is an answer, none is not."""
    return forms.TypedChoiceField(
        label=label,
        help_text=help_text,
        choices=YesNo.choices,
        coerce=lambda value: value == YesNo.YES,
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择「同意」或者「不同意」，都可以提交")},
    )


SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)
# What a rule of one page needs of the answers of another.
CROSSING = frozenset({"kind", "injury", "minor", "purchase_date"})


def line(**attrs: str) -> forms.TextInput:
    """A line of text; nothing is offered from other forms unless it is the person's own."""
    return forms.TextInput(attrs={"autocomplete": "off", **attrs})


class HashesField(forms.MultipleChoiceField):
    """The SHA-256 of the files that are handed in with it, in hex."""

    widget = forms.MultipleHiddenInput

    def valid_value(self, value: Any) -> bool:
        """Whether it can be one."""
        return bool(SHA256.fullmatch(str(value)))


class Section(NamedTuple):
    """The fields of a page: asked of everybody, and folded away; `open` when something folded was answered or wrong."""

    fields: list[BoundField]
    more: list[BoundField]
    open: bool


class FilingForm(StepForm):
    """A complaint as a person writes it (domain.md §3.3; 办法 10). Amounts in yuan.

    Errors stand at their fields. Whether this person may file at all is asked by the guards of the step.
    """

    private: ClassVar[tuple[str, ...]] = (
        "name", "phone", "email", "address", "represented", "respondent_name", "respondent_address", "uscc",
        "platform_name", "shop_link", "respondent_phone", "order_no", "batch_no", "brand_model", "prior_contact",
    )  # fmt: skip

    kind = forms.ChoiceField(
        label=_("您是"),
        choices=PARTY_KINDS,
        initial=PartyKind.CONSUMER,
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择您以什么身份投诉")},
    )
    name = RealNameField(label=_("您的姓名"), widget=line(autocomplete="name"))
    salutation = forms.ChoiceField(
        label=_("称呼"), choices=Salutation.choices, initial=Salutation.NONE, widget=forms.RadioSelect
    )
    phone = PhoneField(label=_("手机号码"), required=False, help_text=_("工作人员用它联系您"))
    email = forms.EmailField(
        label=_("电子邮箱"), required=False, max_length=120, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    place = RowsField(label=_("您所在的县区"), source=choices.PLACES, required=False)
    address = forms.CharField(label=_("联系地址"), max_length=200, widget=line(autocomplete="street-address"))
    represented = RealNameField(label=_("您代理的消费者姓名"), required=False, widget=line())

    role = forms.ChoiceField(label=_("对方属于"), choices=RespondentRole.choices, initial=RespondentRole.SELLER)
    respondent_name = forms.CharField(
        label=_("商家或者单位名称"),
        max_length=120,
        widget=line(),
        help_text=_("以小票、合同、招牌或者网店名称为准"),
    )
    county = RowsField(label=_("对方所在的县区"), source=choices.COUNTIES)
    respondent_address = forms.CharField(
        label=_("对方地址"),
        max_length=200,
        required=False,
        widget=line(),
        help_text=_("网店没有地址的，填下面的平台和店铺链接"),
    )
    platform_name = forms.CharField(label=_("网络平台"), max_length=60, required=False, widget=line())
    shop_link = forms.URLField(
        label=_("店铺链接"), max_length=300, required=False, assume_scheme="https", widget=line(inputmode="url")
    )
    respondent_phone = forms.CharField(label=_("对方电话"), max_length=30, required=False, widget=line(inputmode="tel"))
    uscc = UsccField(
        label=_("统一社会信用代码"),
        required=False,
        widget=line(autocapitalize="characters", spellcheck="false"),
        help_text=_("营业执照上的 18 位代码"),
    )

    category = RowsField(label=_("属于哪一类"), source=choices.LEAVES)
    purchase_date = PastDateField(label=_("购买或者签约日期"))
    purchase_mode = RowsField(label=_("怎么买的"), source=choices.terms("PurchaseMode"), widget=forms.RadioSelect)
    order_no = forms.CharField(label=_("订单号或者合同号"), max_length=64, required=False, widget=line())
    item_code = ItemCodeField(label=_("商品条码"), required=False, help_text=_("包装上竖线下面的 8 至 14 位数字"))
    batch_no = forms.CharField(
        label=_("生产批次"), max_length=40, required=False, widget=line(), help_text=_("包装或者铭牌上的批号、生产日期")
    )
    brand_model = forms.CharField(label=_("品牌型号"), max_length=80, required=False, widget=line())
    amount_paid = AmountField(label=_("已付金额(元)"), required=False, widget=MoneyInput)
    amount_in_dispute = AmountField(label=_("争议金额(元)"), widget=MoneyInput, help_text=_("不涉及金额的填 0"))
    loss = AmountField(label=_("其他损失(元)"), required=False, widget=MoneyInput)

    title = WordsField(
        label=_("一句话标题"), max_length=60, widget=line(), help_text=_("不填的话，用经过的第一句；核对时还可以改")
    )
    narrative = WordsField(
        label=_("事情经过"), min_length=10, max_length=5000, help_text=_("什么时候、买了什么、出了什么问题、对方怎么说")
    )
    nature = RowsField(label=_("主要问题"), source=NATURES, widget=forms.RadioSelect)
    other_natures = ManyRowsField(
        label=_("还有哪些问题"), source=NATURES, required=False, widget=forms.CheckboxSelectMultiple
    )
    remedies = ManyRowsField(
        label=_("您的要求"),
        source=choices.terms("Remedy"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请至少选择一项要求")},
    )
    problem_known_on = PastDateField(label=_("什么时候发现问题"), required=False)
    prior_contact = WordsField(label=_("和对方沟通过吗，对方怎么说"), max_length=2000, required=False)
    injury = forms.ChoiceField(
        label=_("有没有人受伤"), choices=Injury.choices, initial=Injury.NONE, widget=forms.RadioSelect
    )
    minor = forms.BooleanField(label=_("涉及未成年人"), required=False)
    persons = forms.IntegerField(label=_("一共涉及多少人"), min_value=1, max_value=100_000, initial=1, required=False)

    elsewhere = forms.ChoiceField(
        label=_("这件事在别处处理过吗"),
        choices=Elsewhere.choices,
        widget=forms.RadioSelect,
        help_text=_("法院、仲裁机构、行政机关或者消委会已经受理的，可能不再受理；本站不是 12315 平台"),
        error_messages={"required": _("请回答这件事是否已在别处处理")},
    )
    publish = yes_no(_("结案后公开投诉记录"), _("公开前会去掉您的个人信息，并由工作人员审核"))
    delegation = yes_no(_("必要时由其他机构受委托调解"), _("例如行业协会或者调解组织"))
    share_phone = forms.BooleanField(label=_("允许对方看到我的手机号码"), required=False)
    privacy = forms.BooleanField(
        label=_("我已阅读并同意隐私告知"), error_messages={"required": _("请先阅读并同意隐私告知")}
    )
    sensitive = forms.BooleanField(
        label=_("单独同意处理健康、未成年人等敏感信息"),
        required=False,
        help_text=_("有人受伤或者涉及未成年人时才需要勾选"),
    )
    help_needed = forms.ChoiceField(label=_("需要什么协助"), choices=Help.choices, initial=Help.NONE, required=False)
    channel = RowsField(label=_("渠道"), source=choices.terms("Channel"), initial="web", required=False)
    delegated_by = RowsField(label=_("委托机关"), source=choices.AUTHORITIES, required=False)
    evidence = HashesField(label=_("证据"), required=False)  # filled in from the files of the draft, asked on no page

    def __init__(
        self, *args: Any, only: Sequence[str] | None = None, others: Mapping[str, Any] | None = None, **kwargs: Any
    ) -> None:
        """`only` cuts the form to the fields of a page; `others` are the raw answers of the other pages.

        A rule that needs two fields speaks at the field that is asked, and knows the rest from `others`.
        """
        super().__init__(*args, **kwargs)
        self.others = others or {}
        if only is not None:
            self._cut(only)
        for field in self.rows.values():
            field.offer_none()

    @property
    def rows(self) -> dict[str, RowsField]:
        """The fields whose answers are rows."""
        return {name: field for name, field in self.fields.items() if isinstance(field, RowsField)}

    def full_clean(self) -> None:
        """Django's own, after one look-up has told which of the codes that were sent there are."""
        if self.is_bound:
            sent = [(field.source, field.codes_in(self[name].data)) for name, field in self.rows.items()]
            there = choices.look_up(sent)
            for field in self.rows.values():
                field.there = there[field.source.model]
        super().full_clean()

    def _cut(self, names: Sequence[str]) -> None:
        """Leave these fields, in their order; what a page can propose itself it does not insist on."""
        self.fields = {name: self.fields[name] for name in names}
        if "title" in self.fields:
            self.fields["title"].required = False

    def section(self, main: Iterable[str], more: Iterable[str]) -> Section:
        """The fields of a page, in its order."""
        fields, folded = ([self[name] for name in names if name in self.fields] for names in (main, more))
        return Section(fields, folded, any(field.errors or self._answered(field) for field in folded))

    @staticmethod
    def _answered(field: BoundField) -> bool:
        """Whether somebody chose or wrote something here, other than what stands there untouched."""
        value, untouched = field.value(), field.field.initial
        return bool(value) and str(value) != str(untouched)

    def clean(self) -> dict[str, Any]:
        """What needs two fields to be wrong. Errors stand where the person can mend them."""
        data = super().clean() or {}
        known = {**self._known(), **data}
        for rule in (self._contact, self._represented, self._respondent, self._natures, self._sensitive, self._dates):
            rule(known)
        return {**data, **self._defaults(data), **self._others_than_main(data)}

    def _known(self) -> dict[str, Any]:
        """What the other pages answered, for the rules that need it; what is wrong there is said there."""
        found = {}
        for name in CROSSING - self.fields.keys():
            field = self.base_fields[name]
            with suppress(ValidationError):
                found[name] = field.clean(field.widget.value_from_datadict(self.others, MultiValueDict(), name))
        return found

    def _say(self, name: str, words: StrOrPromise) -> None:
        """An error at its field; a page that does not ask for it leaves it to the page that does."""
        if name in self.fields:
            self.add_error(name, words)

    def _defaults(self, data: dict[str, Any]) -> dict[str, Any]:
        defaults = {"persons": 1, "help_needed": Help.NONE.value, "channel": "web"}
        return {name: data.get(name) or value for name, value in defaults.items() if name in self.fields}

    def _contact(self, data: dict[str, Any]) -> None:
        asked = "phone" in data and "email" in data
        if asked and not data["phone"] and not data["email"]:
            self._say("phone", _("手机号码和电子邮箱至少填一个，否则无法联系您"))
        if data.get("share_phone") and asked and not data["phone"]:
            self._say("share_phone", _("您没有填写手机号码"))

    def _represented(self, data: dict[str, Any]) -> None:
        needs = data.get("kind") in {PartyKind.AGENT, PartyKind.GUARDIAN}
        if needs and "represented" in data and not data["represented"]:
            self._say("represented", _("请填写消费者本人的姓名"))

    def _respondent(self, data: dict[str, Any]) -> None:
        if not {"respondent_address", "shop_link"} <= data.keys():
            return
        if not data["respondent_address"] and not data["shop_link"]:
            self._say("respondent_address", _("请填写对方地址；网店请填写平台和店铺链接"))
        if data["shop_link"] and not data["respondent_address"] and not data.get("platform_name"):
            self._say("platform_name", _("请填写店铺所在的网络平台"))

    def _natures(self, data: dict[str, Any]) -> None:
        if len(others_than(data.get("nature"), data.get("other_natures", ()))) > 2:
            self._say("other_natures", _("除主要问题外，最多再选两项"))

    @staticmethod
    def _others_than_main(data: dict[str, Any]) -> dict[str, Any]:
        if "other_natures" not in data:
            return {}
        return {"other_natures": others_than(data.get("nature"), data["other_natures"])}

    def _sensitive(self, data: dict[str, Any]) -> None:
        if is_sensitive(data) and not data.get("sensitive"):
            self._say("sensitive", _("涉及人身伤害或者未成年人的，需要您单独同意处理敏感信息"))
        if data.get("minor") and data.get("kind") == PartyKind.CONSUMER:
            self._say("kind", _("涉及未成年人的，请由监护人或者代理人提交"))

    def _dates(self, data: dict[str, Any]) -> None:
        bought, known = data.get("purchase_date"), data.get("problem_known_on")
        if bought and known and known < bought:
            self._say("problem_known_on", _("发现问题的日期不能早于购买日期"))


def others_than(main: Any, codes: Iterable[str]) -> list[str]:
    """The codes without the leading one."""
    return [code for code in codes if code != main]


def is_sensitive(answers: Mapping[str, Any]) -> bool:
    """Whether health or a child is spoken of, which needs a consent of its own (个人信息保护法 28–31)."""
    return (answers.get("injury") or Injury.NONE) != Injury.NONE or bool(answers.get("minor"))
