"""The navigation of the masthead: what this person has here, by the hats they hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from accounts.hats import staff_actor_of
from core.actors import Role


def navigation(request: HttpRequest) -> dict[str, Any]:
    """`nav` for `components/_nav_items.html`; asked for only by pages that draw the masthead."""
    return {"nav": SimpleLazyObject(lambda: items(request))}


def items(request: HttpRequest) -> list[Mapping[str, Any]]:
    """Staff get their desk; an empty list means the public navigation. One query for who is signed in."""
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return []
    actor = staff_actor_of(request)
    if actor is None:
        return []
    found = [item(request, "desk", _("工作台"))]
    if actor.role == Role.MANAGER:
        found.append(item(request, "desk_assign", _("分派")))
    return [*found, {**item(request, "case_list", _("我的投诉")), "extra": True}]


def item(request: HttpRequest, name: str, label: str) -> dict[str, Any]:
    """One link, marked when it is this page."""
    url = reverse(name)
    return {"url": url, "label": label, "current": request.path == url}
