"""Filing: the case, the people in it, what they agreed to and its number, in the transaction of T02."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.selectors import association_at
from complaints.codes import NOTICE_VERSION, Injury, PartyKind, Purpose
from complaints.models import Complaint, Consent, Draft, Party, Respondent
from complaints.numbers import allocate, new_query_code
from complaints.services.evidence import draft_files, evidence_from_draft
from core import time
from core.actors import STAFF, Actor
from core.errors import Reason, Refused
from core.workflow import Receipt, perform_new

Given = Mapping[str, Any]

# Columns of the case that the form fills under their own name.
SAME = (
    "title", "other_natures", "remedies", "purchase_date", "order_no", "item_code", "batch_no", "brand_model",
    "amount_paid", "amount_in_dispute", "loss", "narrative", "problem_known_on", "prior_contact", "injury", "minor",
    "persons", "elsewhere", "help_needed",
)  # fmt: skip


def complaint_file(*, by: Actor, data: Given, key: str, owner: str = "", draft: Draft | None = None) -> Receipt:
    """File a complaint (T02). `data` is what `FilingForm` expects, raw.

    The association of the respondent's county gets it, else the city's, else the region's. `key` makes sending it
    twice file it once; `owner` stands for a visitor without an account. The files of `draft` become evidence, and the
    draft is emptied and knows its case (`filed`). Raises NotFound, Invalid, Refused or Busy.
    """

    made: list[Complaint] = []

    def create(given: Given) -> Complaint:
        case = _case(given, by)
        made.append(case)
        filer = _people(case, given, by)
        _consents(filer, given)
        if draft is not None:
            _use_up(draft, case)
            _hand_in(draft, case, by, given["evidence"])
        return case

    files = [] if draft is None else draft_files(draft)
    given = {**data, "evidence": [one.file.sha256 for one in files]}
    receipt = perform_new(Complaint, "submit", by=by, data=given, create=create, key=key, owner=owner)
    if draft is not None:
        draft.filed, draft.answers = _number(receipt, made), ""
    return receipt


def _number(receipt: Receipt, made: list[Complaint]) -> str:
    """The number of the case; read again only where the request was sent twice."""
    if receipt.repeated:
        return Complaint.objects.values_list("number", flat=True).get(pk=receipt.pk)
    return made[-1].number


def _use_up(draft: Draft, case: Complaint) -> None:
    """Empty the draft and let it know its case. Raises Refused when it was filed or deleted a moment ago."""
    unfiled = Draft.objects.filter(pk=draft.pk, filed="")
    if not unfiled.update(filed=case.number, answers="", updated_at=time.now()):
        raise Refused(Reason("draft-used", _("这份草稿刚刚已经提交或者删除，请刷新页面")))


def _hand_in(draft: Draft, case: Complaint, by: Actor, named: list[str]) -> None:
    """The files become evidence: those the entry names, and no others."""
    if evidence_from_draft(draft=draft, case=case, by=by) != named:
        raise Refused(Reason("files-changed", _("照片或者文件刚刚有变化，请核对后再提交一次")))


def _case(given: Given, by: Actor) -> Complaint:
    county = given["county"]
    association = association_at(county)
    if association is None:
        raise Refused(Reason("no-association", _("这个县区还没有承办的消委会")))
    return Complaint.objects.create(
        number=allocate(county, time.today()),
        query_code=new_query_code(),
        association_id=association.pk,
        category_id=given["category"],
        nature_id=given["nature"],
        county_id=county,
        channel_id=given["channel"],
        purchase_mode_id=given["purchase_mode"],
        clerk=by.user_id if by.role in STAFF else None,
        urgent=given["injury"] != Injury.NONE or given["nature"] == "safety",
        publish_consent=given["publish"],
        delegation_consent=given["delegation"],
        delegated_by_id=int(given["delegated_by"]) if given["delegated_by"] else None,
        **{name: given[name] for name in SAME},
    )


def _people(case: Complaint, given: Given, by: Actor) -> Party:
    """The person who writes leads; one they speak for stands behind them. Whose account it is: never a clerk's."""
    filer = Party(
        complaint=case,
        kind=given["kind"],
        name=given["name"],
        salutation=given["salutation"],
        phone=given["phone"],
        phone_shared=given["share_phone"],
        email=given["email"],
        place_id=given["place"] or None,
        address=given["address"],
        user_id=None if by.role in STAFF else by.user_id,
    )
    people = [filer]
    if given["represented"]:
        people.append(Party(complaint=case, position=1, kind=PartyKind.CONSUMER, name=given["represented"]))
    Party.objects.bulk_create(people)
    Respondent.objects.create(
        complaint=case,
        role=given["role"],
        name_as_given=given["respondent_name"],
        address=given["respondent_address"],
        uscc=given["uscc"],
        platform_name=given["platform_name"],
        shop_link=given["shop_link"],
        phone=given["respondent_phone"],
    )
    return filer


def _consents(filer: Party, given: Given) -> None:
    answers = {
        Purpose.HANDLING: given["privacy"],
        Purpose.SENSITIVE: given["sensitive"],
        Purpose.PUBLICATION: given["publish"],
        Purpose.DELEGATION: given["delegation"],
        Purpose.SHARE_PHONE: given["share_phone"],
    }
    if given["minor"] and given["kind"] == PartyKind.GUARDIAN:
        answers[Purpose.GUARDIAN] = given["sensitive"]
    now = time.now()
    Consent.objects.bulk_create(
        Consent(party=filer, purpose=purpose, granted=granted, version=NOTICE_VERSION, at=now)
        for purpose, granted in answers.items()
    )
