"""The API of a machine, made from its declarations: one operation per offered step, the form as its body.

A room says how its cases are found, shown and made (`Cases`); the rest is the same for every machine. Who may see a
case and what of it is the room's answer alone; nothing here reads a row.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from ninja import NinjaAPI, Router, Schema, Status
from ninja.params.functions import Header, Query
from ninja.security import django_auth
from pydantic import Field, create_model

from core.actors import Actor, Role
from core.errors import Invalid, NotFound
from core.models import Stateful
from core.problems import Problem, ReasonOut, answer_with_problems, reason
from core.schema import Strict, schema_of, schema_of_view
from core.workflow import Action, Declared, Receipt, available, declarations, declared, perform, propose

PAGE = 20
ENTRIES = 100
REFUSALS = dict.fromkeys((401, 403, 404, 409, 422, 503), Problem)


@dataclass(frozen=True, slots=True)
class Cases:
    """What a room tells of its cases. Users are signed in; `hat` is the code of the hat asked for, "" for none.

    `page` answers one page of lines and the mark of the next one; `find` the case and the hat worn in it, or raises
    NotFound; `view` and `entries` are projections for that hat; `file` makes a case and answers its number too.
    """

    model: type[Stateful]
    creates: str
    line: Any
    full: Any
    item: Any
    page: Callable[[Any, str, str, int], tuple[Sequence[Any], str]]
    find: Callable[[Any, str, str], tuple[Stateful, Actor]]
    view: Callable[[Any, Actor], Any]
    entries: Callable[[Any, Actor, int, int], Sequence[Any]]
    file: Callable[[Any, str, Mapping[str, Any], str], tuple[Receipt, str]]


class ActionOut(Schema):
    """A step this person may take from here; open when `why_not` is empty. `drafts`: a second person decides."""

    step: str
    number: str
    label: str
    drafts: bool
    why_not: list[ReasonOut]


class ReceiptOut(Schema):
    """The proof that a step was done; `repeated` when the same key came before."""

    number: str
    version: int
    step: str
    source: str
    target: str
    hash: str
    repeated: bool


class DraftOut(Schema):
    """A step that waits for its second person."""

    number: str
    proposal: int
    version: int
    step: str


class Api(NinjaAPI):
    """Draws its description once per language and place: it follows from the code alone and costs 0.3 s to draw."""

    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: Any = None) -> Any:
        drawn = vars(self).setdefault("_drawn", {})
        line = (get_language(), path_prefix, str(path_params))
        if line not in drawn:
            drawn[line] = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        return drawn[line]


def new_api(title: str, namespace: str) -> NinjaAPI:
    """An API for signed-in people (session and CSRF token), whose every refusal is problem+json."""
    api = Api(
        title=title, version="1", urls_namespace=namespace, auth=django_auth, docs_url=None,
        docs_decorator=require_safe,
    )  # fmt: skip
    answer_with_problems(api)
    return api


def wear(actors: Sequence[Actor], hat: str) -> Actor:
    """The actor under the hat asked for, or under the only one. Raises NotFound, or Invalid when one must be named."""
    found = [actor for actor in actors if not hat or actor.hat.code == hat]
    if not found:
        raise NotFound
    if len(found) > 1:
        codes = "、".join(actor.hat.code for actor in found)
        raise Invalid({"hat": [_("您在这个案件中有几种身份，请用 hat 指明一种：{codes}").format(codes=codes)]})
    return found[0]


def cases_router(cases: Cases) -> Router:
    """Every operation on the cases of one machine."""
    router = Router(tags=["cases"])
    _reading(router, cases)
    _filing(router, cases)
    for one in declarations(cases.model).values():
        if one.step.offered and one.name != cases.creates and set(one.who.all_roles) != {Role.SYSTEM}:
            _step(router, cases, one)
    _unknown_step(router)
    return router


def idempotency_key() -> Any:
    """Required wherever something is written: sending it again with the same content does nothing twice."""
    return Header(..., alias="Idempotency-Key", min_length=1, max_length=100)


def etag(response: HttpResponse, version: int) -> None:
    """The version as the header that caches know; clocks and notes move without it, so it is no reason for a 304."""
    response["ETag"] = f'"{version}"'


def answer(name: str, **members: Any) -> type[Schema]:
    """An answer of several parts."""
    shown: dict[str, Any] = {key: (kind, ...) for key, kind in members.items()}
    made: type[Schema] = create_model(name, __base__=Schema, **shown)
    return made


def _reading(router: Router, cases: Cases) -> None:
    name = cases.model.__name__
    page = answer(f"{name}Page", cases=list[schema_of_view(cases.line)], next=str)  # type: ignore[misc]
    full = answer(f"{name}Answer", case=schema_of_view(cases.full), version=int, hat=str, available=list[ActionOut])
    items = answer(f"{name}Entries", entries=list[schema_of_view(cases.item)], version=int)  # type: ignore[misc]

    @router.get("/cases", response={200: page, **REFUSALS}, operation_id="cases_list")
    def cases_list(request: HttpRequest, hat: str = "", after: str = "", limit: int = Query(PAGE, ge=1, le=100)) -> Any:
        found, mark = cases.page(request.user, hat, after, limit)
        return {"cases": list(found), "next": mark}

    @router.get("/cases/{number}", response={200: full, **REFUSALS}, operation_id="case_read")
    def case_read(request: HttpRequest, response: HttpResponse, number: str, hat: str = "") -> Any:
        case, actor = cases.find(request.user, number, hat)
        etag(response, case.version)
        steps = [_action(one) for one in available(case, actor)]
        view = cases.view(case, actor)
        return {"case": view, "version": case.version, "hat": actor.hat.code, "available": steps}

    @router.get("/cases/{number}/entries", response={200: items, **REFUSALS}, operation_id="case_entries")
    def case_entries(
        request: HttpRequest, response: HttpResponse, number: str, hat: str = "", after: int = Query(0, ge=0)
    ) -> Any:
        case, actor = cases.find(request.user, number, hat)
        etag(response, case.version)
        return {"entries": list(cases.entries(case, actor, after, ENTRIES)), "version": case.version}


def _action(one: Action) -> dict[str, Any]:
    return {
        "step": one.name,
        "number": one.step.number,
        "label": str(one.step.label),
        "drafts": one.drafts,
        "why_not": [reason(why) for why in one.why_not],
    }


def _filing(router: Router, cases: Cases) -> None:
    step = declared(cases.model, cases.creates)

    def view(
        request: HttpRequest, response: HttpResponse, payload: Any, key: str = idempotency_key(), hat: str = ""
    ) -> Any:
        receipt, number = cases.file(request.user, hat, plain_data(payload), key)
        etag(response, receipt.seq)
        response["Location"] = f"{request.path}/{number}"
        return Status(201, _receipt(number, receipt))

    view.__annotations__["payload"] = schema_of(step.step.form, f"{_camel(step.name)}Data")
    answers: Any = {201: ReceiptOut, **REFUSALS}
    router.add_api_operation(
        "/cases", ["POST"], view, response=answers, summary=str(step.step.label), operation_id=f"case_{step.name}"
    )


def _step(router: Router, cases: Cases, one: Declared) -> None:
    """The operation of one declared step. A step for two people is drafted: 202, its version unchanged."""
    data = schema_of(one.step.form, f"{_camel(one.name)}Data")
    some = ... if any(field.is_required() for field in data.model_fields.values()) else data()
    body = create_model(f"{_camel(one.name)}In", __base__=Strict, version=(int, Field(ge=0)), data=(data, some))

    def view(
        request: HttpRequest, response: HttpResponse, number: str, payload: Any, *, hat: str = "",
        key: str = idempotency_key(),
    ) -> Any:  # fmt: skip
        case, actor = cases.find(request.user, number, hat)
        given, version = plain_data(payload.data), int(payload.version)
        if one.step.second_person is not None:
            draft = propose(case, one.name, by=actor, data=given, version=version)
            waiting = {"number": number, "proposal": draft.pk, "version": draft.case_version, "step": one.name}
            return Status(202, waiting)
        receipt = perform(case, one.name, by=actor, data=given, version=version, key=key)
        etag(response, receipt.seq)
        return Status(200, _receipt(number, receipt))

    view.__annotations__["payload"] = body
    done: Any = {202: DraftOut} if one.step.second_person else {200: ReceiptOut}
    router.add_api_operation(
        f"/cases/{{number}}/steps/{one.name}", ["POST"], view, response={**done, **REFUSALS},
        summary=str(one.step.label), description=str(one.step.basis), operation_id=f"case_{one.name}",
    )  # fmt: skip


def _unknown_step(router: Router) -> None:
    """Every other name: not looked up anywhere, so it is as unknown as a case of somebody else."""

    @router.post("/cases/{number}/steps/{step}", response=REFUSALS, include_in_schema=False)
    def unknown(request: HttpRequest, number: str, step: str) -> Any:
        raise NotFound


def plain_data(payload: Schema) -> dict[str, Any]:
    """What the form is given: the JSON values; what was left out stays out."""
    return payload.model_dump(mode="json", exclude_none=True)


def _receipt(number: str, receipt: Receipt) -> dict[str, Any]:
    return {
        "number": number,
        "version": receipt.seq,
        "step": receipt.kind,
        "source": receipt.source,
        "target": receipt.target,
        "hash": receipt.hash,
        "repeated": receipt.repeated,
    }


def _camel(name: str) -> str:
    return name.title().replace("_", "")
