"""The form of T02: one page, in five groups. What identifies a person stays out of the ledger (`private`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, ClassVar, NamedTuple, cast

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from complaints import choices
from complaints.codes import Elsewhere, Help, Injury, PartyKind, RespondentRole, Salutation, YesNo
from complaints.fields import AmountField, ItemCodeField, PastDateField, PhoneField, RealNameField, UsccField
from core.workflow import StepForm, WordsField

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


def unchosen(field: forms.ChoiceField) -> list[tuple[str, StrOrPromise]]:
    """A list nobody has looked at must not answer for them with its first line."""
    asks = type(field.widget) is forms.Select and field.required and field.initial is None
    return [("", _("请选择"))] if asks else []


class Group(NamedTuple):
    """A part of the page: what everybody is asked, and what few need (folded away behind `more_label`)."""

    heading: StrOrPromise
    main: tuple[str, ...]
    more_label: StrOrPromise = ""
    more: tuple[str, ...] = ()


class Section(NamedTuple):
    """A group with its fields; `open` when something in the folded part was answered or is to mend."""

    heading: StrOrPromise
    fields: list[BoundField]
    more_label: StrOrPromise
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
        error_messages={"required": _("请选择您以什么身份投诉")},
    )
    name = RealNameField(label=_("您的姓名"))
    salutation = forms.ChoiceField(label=_("称呼"), choices=Salutation.choices, initial=Salutation.NONE)
    phone = PhoneField(label=_("手机号码"), required=False, help_text=_("工作人员用它联系您"))
    email = forms.EmailField(label=_("电子邮箱"), required=False, max_length=120)
    place = forms.ChoiceField(label=_("您所在的县区"), choices=choices.places, required=False)
    address = forms.CharField(label=_("联系地址"), max_length=200)
    represented = RealNameField(label=_("您代理的消费者姓名"), required=False)

    role = forms.ChoiceField(label=_("对方属于"), choices=RespondentRole.choices, initial=RespondentRole.SELLER)
    respondent_name = forms.CharField(
        label=_("商家或者单位名称"), max_length=120, help_text=_("以小票、合同、招牌或者网店名称为准")
    )
    county = forms.ChoiceField(label=_("对方所在的县区"), choices=choices.counties)
    respondent_address = forms.CharField(
        label=_("对方地址"), max_length=200, required=False, help_text=_("网店没有地址的，填下面的平台和店铺链接")
    )
    platform_name = forms.CharField(label=_("网络平台"), max_length=60, required=False)
    shop_link = forms.URLField(label=_("店铺链接"), max_length=300, required=False, assume_scheme="https")
    respondent_phone = forms.CharField(label=_("对方电话"), max_length=30, required=False)
    uscc = UsccField(label=_("统一社会信用代码"), required=False, help_text=_("营业执照上的 18 位代码"))

    category = forms.ChoiceField(label=_("属于哪一类"), choices=choices.leaves)
    purchase_date = PastDateField(label=_("购买或者签约日期"))
    purchase_mode = forms.ChoiceField(label=_("怎么买的"), choices=choices.terms("PurchaseMode"))
    order_no = forms.CharField(label=_("订单号或者合同号"), max_length=64, required=False)
    item_code = ItemCodeField(label=_("商品条码"), required=False)
    batch_no = forms.CharField(label=_("生产批次"), max_length=40, required=False)
    brand_model = forms.CharField(label=_("品牌型号"), max_length=80, required=False)
    amount_paid = AmountField(label=_("已付金额(元)"), required=False)
    amount_in_dispute = AmountField(label=_("争议金额(元)"), help_text=_("不涉及金额的填 0"))
    loss = AmountField(label=_("其他损失(元)"), required=False)

    title = WordsField(label=_("一句话标题"), max_length=60, widget=forms.TextInput)
    narrative = WordsField(
        label=_("事情经过"), min_length=10, max_length=5000, help_text=_("什么时候、买了什么、出了什么问题、对方怎么说")
    )
    nature = forms.ChoiceField(label=_("主要问题"), choices=choices.terms("Nature"))
    other_natures = forms.MultipleChoiceField(
        label=_("还有哪些问题"), choices=choices.terms("Nature"), required=False, widget=forms.CheckboxSelectMultiple
    )
    remedies = forms.MultipleChoiceField(
        label=_("您的要求"),
        choices=choices.terms("Remedy"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请至少选择一项要求")},
    )
    problem_known_on = PastDateField(label=_("什么时候发现问题"), required=False)
    prior_contact = WordsField(label=_("和对方沟通过吗，对方怎么说"), max_length=2000, required=False)
    injury = forms.ChoiceField(label=_("有没有人受伤"), choices=Injury.choices, initial=Injury.NONE)
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
    channel = forms.ChoiceField(label=_("渠道"), choices=choices.terms("Channel"), initial="web", required=False)
    delegated_by = forms.ChoiceField(label=_("委托机关"), choices=choices.authorities, required=False)

    GROUPS: ClassVar[tuple[Group, ...]] = (
        Group(
            _("发生了什么"),
            ("title", "narrative", "nature", "injury", "remedies"),
            _("还有别的问题、发现日期、和对方沟通的情况"),
            ("other_natures", "problem_known_on", "persons", "prior_contact", "minor"),
        ),
        Group(
            _("买了什么"),
            ("category", "purchase_date", "purchase_mode", "amount_in_dispute"),
            _("品牌型号、订单号、批次、条码、已付金额和其他损失"),
            ("brand_model", "order_no", "batch_no", "item_code", "amount_paid", "loss"),
        ),
        Group(
            _("投诉谁"),
            ("respondent_name", "role", "county", "respondent_address"),
            _("网店请展开：平台和店铺链接；也可以填电话、信用代码"),
            ("platform_name", "shop_link", "respondent_phone", "uscc"),
        ),
        Group(
            _("您的信息"),
            ("name", "salutation", "phone", "email", "place", "address"),
            _("替别人投诉，或者需要语言、读屏等协助"),
            ("kind", "represented", "help_needed"),
        ),
        Group(
            _("确认并提交"),
            (
                "elsewhere", "publish", "delegation", "share_phone", "sensitive", "privacy", "channel", "delegated_by",
            ),
        ),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.ChoiceField):
                # Read once: a list of answers would ask the rows again for each of them.
                found = list(cast("Iterable[tuple[str, Any]]", field.choices))
                field.choices = [*unchosen(field), *found]

    def groups(self) -> Iterator[Section]:
        """The sections in the order of the page; nothing is left out."""
        for group in self.GROUPS:
            fields, more = ([self[name] for name in names if name in self.fields] for names in (group.main, group.more))
            opened = self.is_bound and any(field.errors or self._answered(field) for field in more)
            yield Section(group.heading, fields, group.more_label, more, opened)

    @staticmethod
    def _answered(field: BoundField) -> bool:
        """Whether what was sent differs from the untouched form."""
        return bool(field.field.has_changed(field.initial, field.data))

    def clean(self) -> dict[str, Any]:
        """What needs two fields to be wrong. Errors stand where the person can mend them."""
        data = super().clean() or {}
        for rule in (self._contact, self._represented, self._respondent, self._natures, self._sensitive, self._dates):
            rule(data)
        return {**data, **self._defaults(data)}

    @staticmethod
    def _defaults(data: dict[str, Any]) -> dict[str, Any]:
        defaults = {"persons": 1, "help_needed": Help.NONE.value, "channel": "web"}
        return {name: data.get(name) or value for name, value in defaults.items()}

    def _contact(self, data: dict[str, Any]) -> None:
        asked = "phone" in data and "email" in data
        if asked and not data["phone"] and not data["email"]:
            self.add_error("phone", _("手机号码和电子邮箱至少填一个，否则无法联系您"))
        if data.get("share_phone") and asked and not data["phone"]:
            self.add_error("share_phone", _("您没有填写手机号码"))

    def _represented(self, data: dict[str, Any]) -> None:
        needs = data.get("kind") in {PartyKind.AGENT, PartyKind.GUARDIAN}
        if needs and "represented" in data and not data["represented"]:
            self.add_error("represented", _("请填写消费者本人的姓名"))

    def _respondent(self, data: dict[str, Any]) -> None:
        if not {"respondent_address", "shop_link"} <= data.keys():
            return
        if not data["respondent_address"] and not data["shop_link"]:
            self.add_error("respondent_address", _("请填写对方地址；网店请填写平台和店铺链接"))
        if data["shop_link"] and not data["respondent_address"] and not data.get("platform_name"):
            self.add_error("platform_name", _("请填写店铺所在的网络平台"))

    def _natures(self, data: dict[str, Any]) -> None:
        others = [code for code in data.get("other_natures", ()) if code != data.get("nature")]
        if len(others) > 2:
            self.add_error("other_natures", _("除主要问题外，最多再选两项"))
        else:
            data["other_natures"] = others

    def _sensitive(self, data: dict[str, Any]) -> None:
        hurt = data.get("injury", Injury.NONE) != Injury.NONE
        if (hurt or data.get("minor")) and not data.get("sensitive"):
            self.add_error("sensitive", _("涉及人身伤害或者未成年人的，需要您单独同意处理敏感信息"))
        if data.get("minor") and data.get("kind") == PartyKind.CONSUMER:
            self.add_error("kind", _("涉及未成年人的，请由监护人或者代理人提交"))

    def _dates(self, data: dict[str, Any]) -> None:
        bought, known = data.get("purchase_date"), data.get("problem_known_on")
        if bought and known and known < bought:
            self.add_error("problem_known_on", _("发现问题的日期不能早于购买日期"))
