"""Filters of the aids of filing: how a suggestion and a piece of personal data are named to the person."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal, InvalidOperation

from django import template

from complaints.filing import FilingForm
from core import formats
from core.scrub import Kind, placeholder

register = template.Library()

AMOUNTS = frozenset({"amount_paid", "amount_in_dispute", "loss"})


@register.filter
def asked_as(field: str) -> str:
    """The label under which the form asks for `field`; the name itself for one it does not ask."""
    known = FilingForm.base_fields.get(field)
    return str(known.label) if known else field


@register.filter
def as_answer(value: str, field: str) -> str:
    """A suggested value as people read it: a day in full, yuan with two places, anything else as it stands."""
    try:
        if field in AMOUNTS:
            return formats.money(Decimal(value))
        return formats.full_day(dt.date.fromisoformat(value)) if field.endswith(("_date", "_on")) else value
    except (InvalidOperation, ValueError):
        return value


@register.filter
def hidden_as(kind: str) -> str:
    """What the other side reads in place of personal data of this kind; the kind itself for an unknown one."""
    return str(placeholder(Kind(kind))) if kind in set(Kind) else kind
