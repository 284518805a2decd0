"""Reading complaints. Every page, list, export, API answer and socket starts from `visible_to`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db.models import Count, Prefetch, Q, QuerySet

from accounts.guests import cases_of
from accounts.models import Organisation, User
from accounts.selectors import hats_of, staff_of
from complaints.models import Agent, Complaint, Evidence, Party, Respondent
from complaints.numbers import NO_QUERY_CODE, parse_number, same_query_code
from complaints.workflow.states import ON_DESK, OPEN, State
from core.actors import STAFF, Actor, Hat, Role, covers
from core.errors import NotFound
from core.models import LedgerEntry

Area = Literal["party", "staff", "business"]
Viewer = User | AnonymousUser

NOTHING = Q(pk__in=())


def visible_to(actor: Actor) -> QuerySet[Complaint]:
    """The cases this actor may open at all; what of a case they may read, `projections` decides."""
    rows = Complaint.objects.exclude(state=State.DRAFT)
    rule = _RULES.get(actor.role)
    return rows.filter(rule(actor)) if rule else rows.none()


def _of_case(actor: Actor) -> Q:
    """A hat proven for one case reaches no other."""
    return Q() if actor.hat.case is None else Q(pk=actor.hat.case)


def _as_party(actor: Actor) -> Q:
    if actor.user_id is None:
        return NOTHING
    return Q(pk__in=Party.objects.filter(user=actor.user_id).values("complaint")) & _of_case(actor)


def _as_guest(actor: Actor) -> Q:
    return NOTHING if actor.hat.case is None else Q(pk=actor.hat.case)


def _as_link(actor: Actor) -> Q:
    told = Q(business_told_at__isnull=False) if actor.hat.subject.startswith("respondent:") else Q()
    return _as_guest(actor) & told


def _as_business(actor: Actor) -> Q:
    if actor.user_id is None:
        return NOTHING
    acting = Agent.objects.filter(user=actor.user_id, ended_at=None).values("respondent__complaint")
    return Q(pk__in=acting, business_told_at__isnull=False) & _of_case(actor)


def _as_mediator(actor: Actor) -> Q:
    return NOTHING if actor.hat.organisation is None else Q(association=actor.hat.organisation)


def _as_manager(actor: Actor) -> Q:
    if actor.hat.organisation is None or not actor.hat.area:
        return NOTHING
    first, last = area_range(actor.hat.area)
    return Q(association=actor.hat.organisation) | Q(county__gte=first, county__lte=last)


def _as_authority(actor: Actor) -> Q:
    return NOTHING if actor.hat.organisation is None else Q(delegated_by=actor.hat.organisation)


_RULES: dict[Role, Callable[[Actor], Q]] = {
    Role.CONSUMER: _as_party,
    Role.GUEST: _as_guest,
    Role.LINK: _as_link,
    Role.BUSINESS: _as_business,
    Role.MEDIATOR: _as_mediator,
    Role.MANAGER: _as_manager,
    Role.AUTHORITY: _as_authority,
}


def area_range(area: str) -> tuple[str, str]:
    """The first and the last code an area can contain: a range, so that the index on the county serves."""
    prefix = area[:2] if area.endswith("0000") else area[:4] if area.endswith("00") else area
    return prefix.ljust(6, "0"), prefix.ljust(6, "9")


def in_detail(rows: QuerySet[Complaint]) -> QuerySet[Complaint]:
    """With everything a case page shows: three queries for any number of cases."""
    return rows.select_related(
        "category__parent", "nature", "county__parent", "channel", "purchase_mode", "association", "mediator",
        "delegated_by",
    ).prefetch_related(
        Prefetch("parties", Party.objects.order_by("position").select_related("place")),
        Prefetch("respondents", Respondent.objects.order_by("position")),
    )  # fmt: skip


def in_lists(rows: QuerySet[Complaint]) -> QuerySet[Complaint]:
    """With what a line of a list shows; long texts stay in the database."""
    return without_people(rows).prefetch_related(
        Prefetch("parties", Party.objects.order_by("position")),
        Prefetch("respondents", Respondent.objects.order_by("position")),
    )


def without_people(rows: QuerySet[Complaint]) -> QuerySet[Complaint]:
    """For lists that name neither side: one query."""
    return rows.select_related("category", "nature", "county", "association", "mediator").defer(
        "narrative", "prior_contact"
    )


def case_for(user: Viewer, number: str, area: Area, *, chosen: str = "") -> tuple[Complaint, Actor]:
    """The case and the hat this person wears in it, in this part of the site.

    `chosen` is the code of a staff hat picked by the person. Raises NotFound for an unknown number and for a case that
    is not theirs: the same answer.
    """
    try:
        case = in_detail(Complaint.objects.exclude(state=State.DRAFT)).get(number=parse_number(number))
    except (ValidationError, Complaint.DoesNotExist):
        raise NotFound from None
    actor = next(iter(actors_in(user, case, area, chosen=chosen)), None)
    if actor is None:
        raise NotFound
    return case, actor


def actors_in(user: Viewer, case: Complaint, area: Area, *, chosen: str = "") -> Sequence[Actor]:
    """Every hat that opens the case to this person in this area, the fitting one first."""
    if area == "party":
        return _party_hats(user, case)
    if not isinstance(user, User) or not user.is_active:
        return ()
    return _agent_hats(user, case) if area == "business" else _staff_hats(user, case, chosen)


def _party_hats(user: Viewer, case: Complaint) -> list[Actor]:
    """Each party this account is; else, after a proof in this visit, the leading one as a guest."""
    parties = [party for party in case.parties.all() if user.pk is not None and party.user_id == user.pk]
    if parties and user.is_active:
        return [Actor(user.pk, Hat(Role.CONSUMER, case=case.pk, subject=f"party:{one.pk}")) for one in parties]
    if case.pk not in cases_of(user):
        return []
    return [Actor(None, Hat(Role.GUEST, case=case.pk, subject=f"party:{one.pk}")) for one in case.parties.all()[:1]]


def _agent_hats(user: User, case: Complaint) -> list[Actor]:
    if case.business_told_at is None:
        return []
    found = Agent.objects.filter(user=user, ended_at=None, respondent__complaint=case).order_by("respondent__position")
    return [
        Actor(user.pk, Hat(Role.BUSINESS, case=case.pk, subject=f"respondent:{respondent}"))
        for respondent in found.values_list("respondent", flat=True)
    ]


def _staff_hats(user: User, case: Complaint, chosen: str) -> list[Actor]:
    hats = [hat for hat in hats_of(user) if hat.role in STAFF and _reaches(hat, case)]
    ranked = sorted(hats, key=lambda hat: (hat.code != chosen, _rank(hat, user, case)))
    return [Actor(user.pk, hat) for hat in ranked]


def _reaches(hat: Hat, case: Complaint) -> bool:
    """`visible_to` for one loaded case, without asking the database again."""
    if hat.organisation is None:
        return False
    if hat.organisation == case.association_id:
        return True
    return hat.role == Role.MANAGER and covers(hat.area, case.county_id)


def _rank(hat: Hat, user: User, case: Complaint) -> int:
    """The mediator of this case first, its manager, a manager from above, a colleague last."""
    own = hat.organisation == case.association_id
    if hat.role == Role.MEDIATOR:
        return 0 if own and case.mediator_id == user.pk else 3
    return 1 if own else 2


def areas_of(user: Viewer, pk: int, *, in_full: bool = False) -> frozenset[Area]:
    """The parts of the site in which this person meets the case with this key.

    `in_full` leaves out staff who only see the line of it: colleagues and managers from above.
    """
    case = _loaded(pk)
    if case is None:
        return frozenset()
    areas: tuple[Area, ...] = ("party", "business")
    found = {area for area in areas if actors_in(user, case, area)}
    staff = _handles(user, case) if in_full else bool(actors_in(user, case, "staff"))
    return frozenset(found | {"staff"} if staff else found)


def confidant_of(user: Viewer, pk: int, subject: str) -> bool:
    """Whether this person is the mediator of the case, its manager, or the very side `subject` ("party-12")."""
    case = _loaded(pk)
    if case is None:
        return False
    sides = [*actors_in(user, case, "party"), *actors_in(user, case, "business")]
    return _handles(user, case) or subject in {actor.hat.subject.replace(":", "-") for actor in sides}


def _loaded(pk: int) -> Complaint | None:
    return Complaint.objects.exclude(state=State.DRAFT).prefetch_related("parties").filter(pk=pk).first()


def _handles(user: Viewer, case: Complaint) -> bool:
    """Whether this person is the mediator of the case or a manager of its association."""
    staff = actors_in(user, case, "staff")
    return isinstance(user, User) and any(_rank(actor.hat, user, case) < 2 for actor in staff)


def case_by_query_code(number: str, code: str) -> Complaint:
    """The case of a number and its query code, for the public status only. Raises NotFound.

    Whether the number is unknown or the code is wrong, the same is asked and compared, so that the time tells nothing.
    """
    rows = Complaint.objects.exclude(state=State.DRAFT).filter(number=_known_number(number))
    pk, kept = rows.values_list("pk", "query_code").first() or (None, NO_QUERY_CODE)
    same = same_query_code(code, kept)
    if pk is None or not same:
        raise NotFound
    return Complaint.objects.select_related("association", "county").get(pk=pk)


def _known_number(text: str) -> str:
    try:
        return parse_number(text)
    except ValidationError:
        return ""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list and the mark from which the next one starts (empty at the end)."""

    rows: tuple[Complaint, ...]
    after: str


def page_of(rows: QuerySet[Complaint], *, after: str = "", size: int = 20, people: bool = True) -> Page:
    """The newest `size` cases after the mark, by filing time and key; a bad mark starts anew. `people`: both sides."""
    ordered = (in_lists if people else without_people)(rows).order_by("-filed_at", "-pk")
    mark = Complaint.objects.filter(pk=after).values_list("filed_at", "pk").first() if _is_key(after) else None
    if mark is not None:
        ordered = ordered.filter(Q(filed_at__lt=mark[0]) | Q(filed_at=mark[0], pk__lt=mark[1]))
    found = list(ordered[: size + 1])
    return Page(tuple(found[:size]), str(found[size - 1].pk) if len(found) > size else "")


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19


def own_cases(actor: Actor) -> QuerySet[Complaint]:
    """What a consumer or a business meets on their own list."""
    return visible_to(actor)


def desk_of(actor: Actor) -> QuerySet[Complaint]:
    """Cases a mediator works on."""
    return visible_to(actor).filter(mediator=actor.user_id, state__in=OPEN)


def waiting_for_assignment(actor: Actor) -> QuerySet[Complaint]:
    """Cases of the own association that nobody works on yet."""
    return visible_to(actor).filter(association=actor.hat.organisation, state=State.FILED)


@dataclass(frozen=True, slots=True)
class MediatorLoad:
    """A mediator in office, how many cases lie on their desk, and how many may."""

    user: User
    load: int
    limit: int

    @property
    def has_room(self) -> bool:
        return self.load < self.limit


def mediators_with_load(association: Organisation) -> list[MediatorLoad]:
    """The mediators of an association, the least loaded first, equal ones by key. One query."""
    people = staff_of(association, Role.MEDIATOR).annotate(
        load=Count("mediated_complaints", filter=Q(mediated_complaints__state__in=ON_DESK))
    )
    return [MediatorLoad(one, one.load, association.limit) for one in people.order_by("load", "pk")]


def evidence_of(case: Complaint) -> QuerySet[Evidence]:
    """The evidence of a case with its files, in its order; what of it somebody may see, `projections_evidence` says."""
    return Evidence.objects.filter(complaint=case).select_related("file").order_by("position", "pk")


def withdrawal_reasons(case: Complaint) -> dict[int, str]:
    """Why each piece of evidence was taken down, by its key; two queries. Words that were erased are left out."""
    entries = LedgerEntry.objects.filter(stream__startswith=f"{case.stream}:", kind="withdraw_evidence")
    return {
        entry.data["evidence"]: text.text for entry in entries.prefetch_related("texts") for text in entry.texts.all()
    }
