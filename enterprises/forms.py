"""What a row of a list of recalls must look like before it is believed."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core import time
from core.workflow import StepForm
from core.workflow.forms import refuse_hidden
from enterprises.plain import gtin14, plain

_BETWEEN = re.compile(r"[;；,，、|\n]")
YES, NO = frozenset({"1", "true", "yes", "是", "示例"}), frozenset({"", "0", "false", "no", "否"})


class SeveralField(forms.Field):
    """A list of texts, or one text with marks between (`；`, `、`, `|`)."""

    def __init__(self, *, most: int = 60, **kwargs: Any) -> None:
        super().__init__(**{"required": False, **kwargs})
        self.most = most

    def to_python(self, value: Any) -> list[str]:
        """Without empty and repeated ones, in their order."""
        parts = value if isinstance(value, list) else _BETWEEN.split("" if value is None else str(value))
        return list(dict.fromkeys(filter(None, (str(part).strip() for part in parts))))

    def validate(self, value: list[str]) -> None:
        """Raises ValidationError for what is too long to be one of them, or holds what cannot be seen."""
        for one in value:
            refuse_hidden(one)
        if long := [one for one in value if len(one) > self.most]:
            raise ValidationError(
                _("「%(words)s…」太长，请用分号把各项分开"), code="long", params={"words": long[0][:20]}
            )


class CodesField(SeveralField):
    """Bar codes, kept as GTIN-14."""

    def clean(self, value: Any) -> list[str]:
        """Raises ValidationError naming the first code that is none."""
        codes: list[str] = super().clean(value)
        for code in codes:
            if "e+" in code.lower():
                raise ValidationError(
                    _("条码 %(code)s 被表格软件改成了科学计数法，请把这一列设为文本后重新填写"),
                    code="science",
                    params={"code": code},
                )
            if not gtin14(code):
                raise ValidationError(
                    _("条码 %(code)s 不是有效的商品条码，请核对每一位数字"), code="gtin", params={"code": code}
                )
        return list(dict.fromkeys(map(gtin14, codes)))


class RecallForm(StepForm):
    """One recall (消费品召回管理暂行规定 15–17: who, what, why, and what to do)."""

    reference = forms.CharField(label=_("公告编号"), max_length=60)
    title = forms.CharField(label=_("标题"), max_length=120)
    producer = forms.CharField(label=_("生产者"), max_length=120)
    brand = forms.CharField(label=_("品牌"), max_length=40, required=False)
    model_names = SeveralField(label=_("型号"))
    item_codes = CodesField(label=_("商品条码"))
    batches = SeveralField(label=_("批次"), most=40)
    batch_from = forms.CharField(label=_("批次起"), max_length=40, required=False)
    batch_to = forms.CharField(label=_("批次止"), max_length=40, required=False)
    defect = forms.CharField(label=_("缺陷"), max_length=300)
    advice = forms.CharField(label=_("消费者怎么做"), max_length=300, required=False)
    quantity = forms.IntegerField(label=_("数量"), required=False, min_value=1, max_value=2_000_000_000)
    published_on = forms.DateField(
        label=_("发布日期"), input_formats=["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日"]
    )
    source = forms.CharField(label=_("发布机关"), max_length=80)
    url = forms.URLField(label=_("公告网址"), max_length=300, required=False, assume_scheme="https")
    example = forms.CharField(label=_("示例"), max_length=10, required=False)

    def clean_example(self) -> bool:
        """是 or 否, as a table writes it."""
        words = unicodedata.normalize("NFKC", self.cleaned_data["example"]).strip().lower()
        if words not in YES | NO:
            raise ValidationError(_("请填「是」或者「否」"), code="yes_no")
        return words in YES

    def clean_published_on(self) -> Any:
        """Not before there were recalls, and not in the future."""
        day = self.cleaned_data["published_on"]
        if day > time.today():
            raise ValidationError(_("发布日期不能晚于今天"), code="future")
        if day.year < 1990:
            raise ValidationError(_("请检查年份"), code="too_old")
        return day

    def clean(self) -> dict[str, Any]:
        """What needs two columns to be wrong."""
        data = super().clean() or {}
        if not self.errors:
            self._range(data)
            self._findable(data)
        return data

    def _range(self, data: dict[str, Any]) -> None:
        first, last = plain(data["batch_from"]), plain(data["batch_to"])
        if bool(first) != bool(last):
            self.add_error("batch_to", _("批次起和批次止要么都填，要么都不填"))
        elif len(first) != len(last) or first > last:
            self.add_error("batch_to", _("批次起和批次止的位数要相同，起不能大于止"))

    def _findable(self, data: dict[str, Any]) -> None:
        by_batch = data["brand"] and (data["batches"] or data["batch_from"])
        if not (data["model_names"] or data["item_codes"] or by_batch):
            self.add_error("model_names", _("至少填写型号、商品条码之一，或者品牌和批次，否则查不到这条公告"))
