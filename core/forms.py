"""How forms look: one renderer, our templates, no inline anything."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting

from core import formats

UNBOXED = (forms.CheckboxInput, forms.RadioSelect, forms.CheckboxSelectMultiple)
WRITTEN = (forms.TextInput, forms.Textarea)
SHORT = (forms.NumberInput, forms.DateInput, forms.DateTimeInput, forms.TimeInput)


class HouseField(forms.BoundField):
    """A field with what our template needs to know; a form needs nothing but its declaration."""

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        """Django's own (required, aria-invalid, aria-describedby) and the class of the style sheet."""
        found: dict[str, Any] = super().build_widget_attrs(attrs, widget)
        widget = widget or self.field.widget
        if not self.is_hidden and not isinstance(widget, UNBOXED):
            found["class"] = " ".join(filter(None, ["input", self.width, widget.attrs.get("class", "")]))
        if isinstance(widget, WRITTEN) and formats.is_foreign(self.value()):
            found["lang"] = formats.CHINESE
        return found

    @property
    def width(self) -> str:
        """`short` for figures and days; a sentence gets the whole line."""
        return "short" if isinstance(self.field.widget, SHORT) and not self.unit else ""

    @property
    def unit(self) -> str:
        """What stands before the box, such as ¥."""
        return str(getattr(self.field.widget, "unit", ""))

    @property
    def is_single_choice(self) -> bool:
        """One box to tick: its label stands behind it."""
        return isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def most_characters(self) -> int | None:
        """The limit told under a long text."""
        limit = getattr(self.field, "max_length", None)
        return int(limit) if limit and isinstance(self.field.widget, forms.Textarea) else None


class Renderer(TemplatesSetting):
    """Draws forms and fields with our own templates."""

    form_template_name = "components/_form.html"
    field_template_name = "components/_field.html"
    bound_field_class = HouseField


class NamesSelect(forms.Select):
    """A choice among names that people gave, which no catalogue translates."""

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Django's own; a Chinese name on a page in another language says so."""
        option: dict[str, Any] = super().create_option(*args, **kwargs)
        if formats.is_foreign(option["label"]):
            option["attrs"]["lang"] = formats.CHINESE
        return option


class DayInput(forms.DateInput):
    """A day, with the browser's own calendar; always ISO, as `type=date` demands in every language."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class MoneyInput(forms.TextInput):
    """An amount in yuan. A text box with the figures' keyboard: number boxes lose what was typed wrongly."""

    unit = "¥"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs={"inputmode": "decimal", "autocomplete": "off", **(attrs or {})})
