"""What every page may use."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext


def site(request: HttpRequest) -> dict[str, Any]:
    """The site's name, the association's label and whether this is the demonstration."""
    return {"site_name": settings.SITE_NAME, "association_label": association_label(), "demo": settings.DEMO}


def association_label() -> str:
    """The everyday word for an association, as it stands inside a sentence."""
    label = gettext(settings.ASSOCIATION_LABEL)
    return label if label == settings.ASSOCIATION_LABEL else label.lower()
