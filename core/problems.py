"""What the API answers when it does not do what was asked: problem+json (RFC 9457) with the door's own words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from core.errors import Busy, Conflict, DoorError, Invalid, NotFound, Reason, Refused, TooMany

# pydantic speaks English only; the kinds of mistakes a person can make have words of their own.
MISTAKES = {
    "missing": gettext_lazy("必须填写"),
    "extra_forbidden": gettext_lazy("没有这个栏目"),
    "literal_error": gettext_lazy("不在可选的范围内"),
    "string_too_long": gettext_lazy("超过了允许的长度"),
    "string_too_short": gettext_lazy("短于要求的长度"),
}
OTHER_MISTAKE = gettext_lazy("格式不对")
PLACES = frozenset({"body", "query", "header", "path", "payload", "data"})


class ReasonOut(Schema):
    rule: str
    words: str
    from_when: str | None = None


class Problem(Schema):
    """Every refusal. Which of the optional members are there depends on `status`."""

    type: str = "about:blank"
    title: str
    status: int
    version: int | None = None
    since: list[str] | None = None
    reasons: list[ReasonOut] | None = None
    possible: list[str] | None = None
    errors: dict[str, list[str]] | None = None


def problem(status: int, title: Any, **members: Any) -> HttpResponse:
    """One refusal as problem+json."""
    body = {"type": "about:blank", "title": str(title), "status": status, **members}
    return JsonResponse(body, status=status, content_type="application/problem+json")


def of_door(error: DoorError) -> HttpResponse:
    """404, 409, 422, 429 or 503 as the door means it."""
    response = problem(error.status, error.words, **_members(error))
    if isinstance(error, Busy | TooMany):
        response["Retry-After"] = str(error.retry_after)
    return response


def _members(error: DoorError) -> dict[str, Any]:
    match error:
        case Conflict():
            return {"version": error.version, "since": _texts(error.since)}
        case Refused():
            return {"reasons": [reason(one) for one in error.reasons], "possible": _texts(error.possible)}
        case Invalid():
            return {"errors": {field: _texts(words) for field, words in error.errors.items()}}
    return {}


def reason(one: Reason) -> dict[str, Any]:
    """A rule that stands in the way, ready for JSON."""
    return {
        "rule": one.rule,
        "words": str(one.words),
        "from_when": one.from_when.isoformat() if one.from_when else None,
    }


def _texts(words: Sequence[Any]) -> list[str]:
    return [str(one) for one in words]


def of_body(error: ValidationError) -> HttpResponse:
    """A body, header or parameter of the wrong shape, by field."""
    errors: dict[str, list[str]] = {}
    for one in error.errors:
        errors.setdefault(_field(one), []).append(str(MISTAKES.get(one["type"], OTHER_MISTAKE)))
    return of_door(Invalid(errors))


def _field(error: Mapping[str, Any]) -> str:
    return ".".join(str(part) for part in error["loc"] if part not in PLACES) or "__all__"


def answer_with_problems(api: NinjaAPI) -> None:
    """Let every refusal of this API be problem+json."""

    @api.exception_handler(DoorError)
    def door(_request: HttpRequest, error: DoorError) -> HttpResponse:
        return of_door(error)

    @api.exception_handler(ValidationError)
    def body(_request: HttpRequest, error: ValidationError) -> HttpResponse:
        return of_body(error)

    @api.exception_handler(AuthenticationError)
    def stranger(_request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
        return problem(401, _("请先登录"))

    @api.exception_handler(HttpError)
    def other(_request: HttpRequest, error: HttpError) -> HttpResponse:
        words = {403: _("页面已过期，请刷新后重试"), 400: _("内容不是有效的 JSON")}
        return problem(error.status_code, words.get(error.status_code, error.message))

    @api.exception_handler(Http404)
    def nowhere(_request: HttpRequest, _error: Http404) -> HttpResponse:
        return of_door(NotFound())
