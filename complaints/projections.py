"""What each audience may read of a case (domain.md §4.2). Pages, API, exports, PDF and push take these, never a row.

Nothing here asks the database: give it a case loaded by `selectors.in_detail` or `in_lists`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum

from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from complaints.codes import Salutation
from complaints.models import Complaint, Party, Respondent
from complaints.workflow.states import Stage, State
from core.actors import Actor, Role
from core.masking import mask_id, mask_name, mask_phone, token
from core.scrub import scrub

SEX = {Salutation.MR: "男", Salutation.MS: "女"}


class Audience(Enum):
    """Who reads. The order is from the most to the least."""

    SELF = "self"
    STAFF = "staff"
    COLLEAGUE = "colleague"
    BUSINESS = "business"
    OUTSIDE = "outside"


FULL = frozenset({Audience.SELF, Audience.STAFF})
BOTH_SIDES = frozenset({Audience.SELF, Audience.STAFF, Audience.BUSINESS})


def audience_of(case: Complaint, actor: Actor) -> Audience:
    """As whom this actor reads this case."""
    if actor.role in {Role.CONSUMER, Role.GUEST}:
        return Audience.SELF if actor.hat.case == case.pk else Audience.OUTSIDE
    if actor.role == Role.LINK:
        return Audience.SELF if actor.hat.subject.startswith("party:") else Audience.BUSINESS
    if actor.role == Role.BUSINESS:
        return Audience.BUSINESS
    return _staff_audience(case, actor)


def _staff_audience(case: Complaint, actor: Actor) -> Audience:
    """Own mediator and own manager read all; a colleague, or a manager from above, what the list needs."""
    own = actor.hat.organisation == case.association_id
    if actor.role == Role.MANAGER:
        return Audience.STAFF if own else Audience.COLLEAGUE
    if actor.role == Role.MEDIATOR:
        return Audience.STAFF if own and case.mediator_id == actor.user_id else Audience.COLLEAGUE
    return Audience.OUTSIDE


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person of the consumer's side; an empty field is not for this reader."""

    kind: StrOrPromise
    name: str
    phone: str = ""
    email: str = ""
    place: str = ""
    address: str = ""
    id_no: str = ""


@dataclass(frozen=True, slots=True)
class RespondentView:
    """Someone the complaint is against."""

    role: StrOrPromise
    name: str
    address: str = ""
    uscc: str = ""
    platform_name: str = ""
    shop_link: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case as one audience reads it. Amounts in yuan; None is unknown or not for this reader."""

    number: str
    version: int
    state: str
    state_label: StrOrPromise
    stage: Stage
    title: str
    category: str
    nature: str
    other_natures: tuple[str, ...]
    remedies: tuple[str, ...]
    county: str
    association: str
    mediator: str
    filed_at: dt.datetime | None
    accepted_at: dt.datetime | None
    closed_at: dt.datetime | None
    result: StrOrPromise
    urgent: bool
    people: tuple[PersonView, ...] = ()
    respondents: tuple[RespondentView, ...] = ()
    narrative: str = ""
    prior_contact: str = ""
    purchase_date: dt.date | None = None
    purchase_mode: str = ""
    order_no: str = ""
    item_code: str = ""
    batch_no: str = ""
    brand_model: str = ""
    amount_paid: Decimal | None = None
    amount_in_dispute: Decimal | None = None
    loss: Decimal | None = None
    problem_known_on: dt.date | None = None
    injury: StrOrPromise = ""
    persons: int = 1
    minor: bool = False
    elsewhere: StrOrPromise = ""
    help_needed: StrOrPromise = ""
    channel: str = ""
    query_code: str = ""


def case_view(case: Complaint, audience: Audience, *, subject: str = "") -> CaseView:
    """The whole case as `audience` reads it; `subject` ("party:12") says which person reads as themself."""
    line = _line(case, audience)
    if audience is Audience.OUTSIDE:
        return line
    line = replace(
        line,
        people=tuple(_person(party, audience, subject) for party in case.parties.all()),
        respondents=tuple(_respondent(one) for one in case.respondents.all()),
    )
    if audience in BOTH_SIDES:
        line = _with_purchase(line, case, audience)
    return _with_answers(line, case, audience) if audience in FULL else line


def line_view(case: Complaint, audience: Audience, *, people: bool = True) -> CaseView:
    """A line of a list: no long texts, no contacts; without `people` neither side is named."""
    if audience is Audience.OUTSIDE or not people:
        return _line(case, audience)
    full = audience in FULL
    persons = (PersonView(one.get_kind_display(), _name(one, full=full)) for one in case.parties.all())
    respondents = (RespondentView(one.get_role_display(), one.name_as_given) for one in case.respondents.all())
    return replace(_line(case, audience), people=tuple(persons), respondents=tuple(respondents))


@dataclass(frozen=True, slots=True)
class StatusView:
    """What a number and a query code show to whoever holds them: how far it is, nothing of whom or what."""

    number: str
    state_label: StrOrPromise
    stage: Stage
    association: str
    filed_at: dt.datetime | None
    closed_at: dt.datetime | None


def status_view(case: Complaint) -> StatusView:
    """Publicity 1 of domain.md §3.2."""
    return StatusView(
        case.number,
        State(case.state).label,
        State(case.state).stage,
        str(case.association),
        case.filed_at,
        case.closed_at,
    )


def _line(case: Complaint, audience: Audience) -> CaseView:
    outside = audience is Audience.OUTSIDE
    return CaseView(
        number=case.number,
        version=case.version,
        state=case.state,
        state_label=State(case.state).label,
        stage=State(case.state).stage,
        title=_title(case, audience),
        category=case.category.label,
        nature=case.nature.label,
        other_natures=tuple(case.other_natures),
        remedies=tuple(case.remedies),
        county=str(case.county),
        association=str(case.association),
        mediator="" if outside or case.mediator is None else str(case.mediator),
        filed_at=case.filed_at,
        accepted_at=case.accepted_at,
        closed_at=case.closed_at,
        result=case.get_result_display(),
        urgent=case.urgent,
        people=(_token(case),) if outside else (),
    )


def _title(case: Complaint, audience: Audience) -> str:
    """What a person wrote goes outside only after a human has read it; until then the category stands for it."""
    if audience is Audience.OUTSIDE:
        return case.category.label
    return case.title if audience in FULL else scrub(case.title)


def _token(case: Complaint) -> PersonView:
    return PersonView(_("消费者"), token(case.pk, "case"), place=str(case.county))


def _person(party: Party, audience: Audience, subject: str) -> PersonView:
    own = audience is Audience.SELF and subject in {"", f"party:{party.pk}"}
    if own or audience is Audience.STAFF:
        return PersonView(
            party.get_kind_display(), party.name, party.phone, party.email, _place(party), party.address,
            mask_id(party.id_no),
        )  # fmt: skip
    phone = mask_phone(party.phone)
    if audience is Audience.BUSINESS and party.phone_shared:
        phone = party.phone
    return PersonView(party.get_kind_display(), _name(party, full=False), phone, place=_place(party))


def _name(party: Party, *, full: bool) -> str:
    return party.name if full else mask_name(party.name, SEX.get(Salutation(party.salutation), ""))


def _place(party: Party) -> str:
    return str(party.place) if party.place else ""


def _respondent(one: Respondent) -> RespondentView:
    return RespondentView(
        one.get_role_display(), one.name_as_given, one.address, one.uscc, one.platform_name, one.shop_link, one.phone
    )


def _with_purchase(line: CaseView, case: Complaint, audience: Audience) -> CaseView:
    """What was bought and said about it: both sides' business, scrubbed for the other one."""
    read = str if audience in FULL else scrub
    return replace(
        line,
        narrative=read(case.narrative),
        prior_contact=read(case.prior_contact),
        purchase_date=case.purchase_date,
        purchase_mode=case.purchase_mode.label,
        order_no=case.order_no,
        item_code=case.item_code,
        batch_no=read(case.batch_no),
        brand_model=read(case.brand_model),
        amount_paid=case.amount_paid,
        amount_in_dispute=case.amount_in_dispute,
        loss=case.loss,
        problem_known_on=case.problem_known_on,
        persons=case.persons,
    )


def _with_answers(line: CaseView, case: Complaint, audience: Audience) -> CaseView:
    """What was told to the association alone: health, age, other procedures, how to help. Never to the other side."""
    return replace(
        line,
        injury=case.get_injury_display(),
        minor=case.minor,
        elsewhere=case.get_elsewhere_display(),
        help_needed=case.get_help_needed_display(),
        channel=case.channel.label,
        query_code=case.query_code if audience is Audience.SELF else "",
    )


def views(cases: Iterable[Complaint], actor: Actor) -> Sequence[CaseView]:
    """The lines of a list as this actor reads them."""
    return tuple(line_view(case, audience_of(case, actor)) for case in cases)
