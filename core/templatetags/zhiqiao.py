"""Tags and filters of the house; built in, no {% load %} needed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms, template
from django.forms import BoundField
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from core import formats

register = template.Library()

# State of a case or of a document -> (tone of the style sheet, icon). Colour is never alone: a word always follows.
LOOKS: dict[str, tuple[str, str]] = {
    "draft": ("filed", "pen"),
    "filed": ("filed", "upload"),
    "negotiating": ("filed", "chat"),
    "supplementing": ("attention", "pen"),
    "assigned": ("assigned", "user"),
    "accepted": ("assigned", "file-check"),
    "mediating": ("mediating", "chat"),
    "suspended": ("mediating", "pause"),
    "mediated": ("mediated", "hand"),
    "settled": ("mediated", "hand"),
    "terminated": ("ended", "close"),
    "arbitrating": ("arbitrated", "scale"),
    "arbitrated": ("arbitrated", "scale"),
    "referred": ("referred", "people"),
    "rejected": ("ended", "stop"),
    "transferred": ("ended", "right"),
    "withdrawn": ("ended", "left"),
    "closed": ("ended", "box"),
    "ended": ("ended", "box"),
    "attention": ("attention", "alert"),
    "late": ("late", "alert"),
}
MOST_PIPS = 15


@register.simple_tag
def icon(name: str) -> SafeString:
    """One drawing of the sprite; decoration only, the word beside it carries the meaning."""
    return format_html('<svg class="icon" aria-hidden="true"><use href="#i-{}"></use></svg>', name)


@register.simple_tag
def html_lang() -> str:
    """The language of the page as browsers and screen readers expect it: `zh-Hans`, `en`."""
    return formats.CHINESE if formats.chinese() else str(get_language())


@register.filter
def said(value: Any) -> str | SafeString:
    """What a person wrote; Chinese on a page in another language is marked as Chinese, so that it is read out right."""
    words = conditional_escape("" if value is None else value)
    return format_html('<span lang="{}">{}</span>', formats.CHINESE, words) if formats.is_foreign(value) else words


@register.simple_tag
def said_lang(value: Any) -> SafeString | str:
    """The same where no element fits inside (a title, an option): the attribute alone."""
    return format_html(' lang="{}"', formats.CHINESE) if formats.is_foreign(value) else ""


@register.simple_tag
def mark(sign: str) -> str:
    """A mark between parts, `：；，、`, as the reader's language sets it."""
    return formats.mark(sign)


def in_time(value: Any, words: Callable[[Any], str]) -> str | SafeString:
    """A `<time>` element whose machine-readable value is the day or the moment itself; nothing for nothing."""
    if not isinstance(value, date):
        return ""
    return format_html('<time datetime="{}">{}</time>', formats.stamp(value), words(value))


@register.filter
def zh_date(value: date | None) -> str | SafeString:
    """2026年11月22日 周日."""
    return in_time(value, formats.full_day)


@register.filter
def zh_day(value: date | None) -> str | SafeString:
    """11月27日 周五, with the year when it is another one."""
    return in_time(value, formats.short_day)


@register.filter
def zh_bare(value: date | None) -> str | SafeString:
    """11月10日, for steppers and tables."""
    return in_time(value, formats.bare_day)


@register.filter
def zh_datetime(value: datetime | None) -> str | SafeString:
    """2026年11月22日 周日 09:14."""
    return in_time(value, formats.full_moment)


@register.filter
def zh_moment(value: datetime | None) -> str | SafeString:
    """今天 09:14, or 11月23日 16:10."""
    return in_time(value, formats.moment)


@register.filter
def zh_by(value: date | None) -> str | SafeString:
    """11月27日 周五 for a day, 今天 18:30 for a moment: until when something is done."""
    return in_time(value, formats.moment if isinstance(value, datetime) else formats.short_day)


@register.filter
def money(value: Decimal | float | str | None) -> str | SafeString:
    """¥1,280.00, unbroken; nothing for no amount."""
    try:
        words = formats.money(Decimal(str(value)))
    except InvalidOperation:
        return ""
    return format_html('<span class="figure">{}</span>', words)


@register.filter
def number_grouped(value: object) -> str | SafeString:
    """A number that must not break over lines: a case number, a code."""
    return format_html('<span class="figure">{}</span>', value) if value else ""


@register.simple_tag
def chip(state: str, label: str = "") -> SafeString:
    """A state as icon, word and tone. `state` is a state of a case or a tone; `label` is the word for it."""
    tone, drawing = LOOKS.get(str(state), ("filed", "flag"))
    word = label or getattr(state, "label", state)
    return format_html('<span class="chip" data-state="{}">{}{}</span>', tone, icon(drawing), word)


@register.filter
def possible(acts: Iterable[Mapping[str, Any]] | None) -> list[Mapping[str, Any]]:
    """The acts that nothing stands in the way of."""
    return [act for act in acts or () if not act.get("why_not")]


@register.filter
def impossible(acts: Iterable[Mapping[str, Any]] | None) -> list[Mapping[str, Any]]:
    """The acts that a rule forbids for now; shown with the rule, so that nobody searches in vain."""
    return [act for act in acts or () if act.get("why_not")]


@register.inclusion_tag("components/_due.html")
def due(words: str, level: str = "calm") -> dict[str, str]:
    """A deadline in words, marked when it is near (`soon`) or over (`late`)."""
    return {"words": words, "level": level}


@register.inclusion_tag("components/_pips.html")
def pips(used: int | None, total: int | None) -> dict[str, Any]:
    """Working days used, today and left as small squares; beside the words, so hidden from screen readers."""
    known = used is not None and total is not None and 0 < total <= MOST_PIPS
    if not known or used is None or total is None:
        return {"days": []}
    return {"days": ["used" if n < used else "today" if n == used and used else "" for n in range(total)]}


@register.inclusion_tag("components/_error_summary.html")
def error_summary(form: forms.BaseForm) -> dict[str, Any]:
    """What is to mend, with a link to each field; nothing when all is well."""
    lines = [(field, error) for field in form for error in field.errors] if form.is_bound else []
    general = list(form.non_field_errors()) if form.is_bound else []
    hidden = [error for field, error in lines if field.is_hidden]
    shown = [(target_of(field), field.label, error) for field, error in lines if not field.is_hidden]
    return {"general": general + hidden, "lines": shown, "count": len(general) + len(lines)}


def target_of(field: BoundField) -> str:
    """The id a link must point at: a group of choices has its first choice, anything else itself."""
    if isinstance(field.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return f"{field.auto_id}_0"
    return str(field.id_for_label or field.auto_id)


@register.inclusion_tag("components/_form_fields.html")
def form_fields(form: forms.BaseForm) -> dict[str, Any]:
    """Every field of the form, drawn by the house's field template."""
    return {"form": form}
