"""What was typed so far, as far as it can be read; what cannot is as good as not typed."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from complaints.aids.platforms import platform_label
from complaints.fields import AmountField, PastDateField
from complaints.models import Category, PurchaseMode
from complaints.models.vocabulary import Domain
from core import time

CODE = re.compile(r"[A-Za-z0-9-]{1,16}")
LONGEST = 6000
AMOUNT, DAY = AmountField(required=False), PastDateField(required=False)


@dataclass(frozen=True, slots=True)
class Given:
    """The answers the rules ask for. Amounts are yuan above zero, else None; `words` is title, story and contact."""

    today: dt.date
    category: str = ""
    hints: frozenset[str] = frozenset()
    goods: bool = False
    distance: bool = False
    mode: str = ""
    natures: frozenset[str] = frozenset()
    remedies: frozenset[str] = frozenset()
    injury: str = ""
    role: str = ""
    platform: str = ""
    paid: Decimal | None = None
    used: Decimal | None = None
    dispute: Decimal | None = None
    loss: Decimal | None = None
    bought: dt.date | None = None
    known: dt.date | None = None
    words: str = ""

    def about(self, *natures: str) -> bool:
        """Whether the matter is, first or also, of one of these natures."""
        return not self.natures.isdisjoint(natures)

    def asks(self, *remedies: str) -> bool:
        """Whether one of these is asked for."""
        return not self.remedies.isdisjoint(remedies)


def given(answers: Mapping[str, Any]) -> Given:
    """Read what can be read; never raises."""
    category = _category(text(answers, "category"))
    mode = text(answers, "purchase_mode")
    return Given(
        today=time.today(),
        category=category.code if category else "",
        hints=frozenset(map(str, category.hints)) if category and isinstance(category.hints, list) else frozenset(),
        goods=category is not None and category.domain == Domain.PRODUCT,
        distance=mode in _distance_modes() if mode else False,
        mode=mode,
        natures=frozenset([text(answers, "nature"), *texts(answers, "other_natures")]) - {""},
        remedies=frozenset(texts(answers, "remedies")) - {""},
        injury=text(answers, "injury"),
        role=text(answers, "role"),
        platform=text(answers, "platform_name").strip() or platform_label(text(answers, "shop_link")),
        paid=amount(answers, "amount_paid"),
        used=amount(answers, "amount_used"),
        dispute=amount(answers, "amount_in_dispute"),
        loss=amount(answers, "loss"),
        bought=day(answers, "purchase_date"),
        known=day(answers, "problem_known_on"),
        words=" ".join(text(answers, name) for name in ("title", "narrative", "prior_contact")),
    )


def texts(answers: Mapping[str, Any], name: str) -> list[str]:
    """The texts of an answer that may have several."""
    values = answers.getlist(name) if hasattr(answers, "getlist") else answers.get(name)
    several = values if isinstance(values, list | tuple | set | frozenset) else [values]
    return [one[:LONGEST] for one in several if isinstance(one, str)]


def text(answers: Mapping[str, Any], name: str) -> str:
    """The text of an answer; amounts and days may be of their own types already."""
    value = answers.get(name)
    if isinstance(value, dt.date | Decimal | int) and not isinstance(value, bool):
        return str(value)
    return next(iter(texts(answers, name)), "")


def amount(answers: Mapping[str, Any], name: str) -> Decimal | None:
    """Yuan above zero."""
    value = cleaned(AMOUNT, text(answers, name))
    return value.quantize(Decimal("0.01")) if isinstance(value, Decimal) and value > 0 else None


def day(answers: Mapping[str, Any], name: str) -> dt.date | None:
    """A day that has come."""
    value = cleaned(DAY, text(answers, name))
    return value if isinstance(value, dt.date) else None


def cleaned(field: forms.Field, value: str) -> Any:
    """As the form would read it; None for what it would refuse."""
    try:
        return field.clean(value)
    except ValidationError:
        return None


def _category(code: str) -> Category | None:
    # A database may refuse to look for what is no code at all, such as a zero byte.
    if not CODE.fullmatch(code):
        return None
    return Category.objects.filter(code=code, level=Category.Level.LEAF, active=True).first()


def _distance_modes() -> set[str]:
    return set(PurchaseMode.objects.filter(active=True, distance=True).values_list("code", flat=True))
