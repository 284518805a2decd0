"""A case filed without an account joins one: by a proof, once, and from then on it counts as that person's."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress

from accounts.models import User
from accounts.services import user_claim_phone, user_create
from complaints.facts import conflict_of
from complaints.models import Complaint, Party
from complaints.own import narrowed, tally_of, unclaimed_by, words_of
from complaints.selectors import own_cases
from complaints.services import complaint_accept, complaint_claim, complaint_file, complaints_claim_proven
from core.actors import PUBLIC, SYSTEM, Actor, Hat, Role
from core.errors import NotFound, Refused
from core.models import LedgerEntry
from core.secrets import blind_index
from core.verify import verify
from tests.cast import Cast
from tests.complaints.samples import again, agent, assigned, filed, given, withdrawn
from tests.core.crowd import at_once

pytestmark = pytest.mark.django_db

PHONE = "13877100001"


def nobodys(cast: Cast, **changes: Any) -> Complaint:
    """Filed by somebody without an account."""
    made = filed(cast, **changes)
    Party.objects.filter(complaint=made).update(user=None)
    return again(made.pk)


def guest(case: Complaint, user: User | None) -> Actor:
    """Who proved the case by a code, signed in or not."""
    return Actor(user.pk if user else None, Hat(Role.GUEST, case=case.pk, subject=f"party:{case.parties.get().pk}"))


def owner(case: Complaint) -> Any:
    return Party.objects.get(complaint=case).user


def test_the_party_belongs_to_the_account_and_the_ledger_says_how(cast: Cast) -> None:
    case = nobodys(cast)
    receipt = complaint_claim(case, by=guest(case, cast.other_consumer))
    assert owner(case) == cast.other_consumer
    entry = LedgerEntry.objects.get(stream=f"{case.stream}:talk")
    assert (entry.kind, entry.actor, entry.hat) == (
        "claim_case", cast.other_consumer.pk, f"guest#party:{case.parties.get().pk}",
    )  # fmt: skip
    assert (receipt.seq, again(case.pk).version) == (1, case.version)
    assert list(own_cases(cast.actor("other_consumer"))) == [case]
    assert list(verify(entry.stream)) == []


def test_a_party_with_an_account_is_nobody_elses(cast: Cast) -> None:
    case = filed(cast)
    for user in (cast.other_consumer, cast.consumer):
        with pytest.raises(Refused) as caught:
            complaint_claim(case, by=guest(case, user))
        assert [one.rule for one in caught.value.reasons] == ["already-claimed"]
    assert owner(case) == cast.consumer
    assert not LedgerEntry.objects.filter(kind="claim_case").exists()


def test_without_an_account_there_is_nothing_to_join(cast: Cast) -> None:
    case = nobodys(cast)
    with pytest.raises(NotFound):
        complaint_claim(case, by=guest(case, None))
    assert owner(case) is None


def test_who_proved_another_case_or_none_claims_nothing(cast: Cast) -> None:
    case, other = nobodys(cast), nobodys(cast, respondent_name="另一家店")
    strangers = [
        guest(other, cast.other_consumer), cast.actor("other_consumer"), cast.actor("mediator"), cast.actor("manager"),
        agent(case, cast), SYSTEM, PUBLIC,
        Actor(cast.business.pk, Hat(Role.LINK, case=case.pk, subject=f"party:{case.parties.get().pk}")),
    ]  # fmt: skip
    for stranger in strangers:
        with pytest.raises(NotFound):
            complaint_claim(case, by=stranger)
    assert owner(case) is None


def test_the_party_of_another_case_is_out_of_reach(cast: Cast) -> None:
    """A hat of this case that names a party of another one."""
    case, other = nobodys(cast), nobodys(cast, respondent_name="另一家店")
    crossed = Actor(cast.consumer.pk, Hat(Role.GUEST, case=case.pk, subject=f"party:{other.parties.get().pk}"))
    with pytest.raises(Refused):
        complaint_claim(case, by=crossed)
    assert owner(case) is owner(other) is None


@pytest.mark.django_db(transaction=True)
def test_of_two_accounts_at_once_one_gets_it(cast: Cast) -> None:
    case = nobodys(cast)
    (outcomes,) = at_once([
        lambda: complaint_claim(case, by=guest(case, cast.consumer)),
        lambda: complaint_claim(case, by=guest(case, cast.other_consumer)),
    ])  # fmt: skip
    assert [type(one) for one in outcomes].count(Refused) == 1
    assert LedgerEntry.objects.filter(kind="claim_case").count() == 1
    assert LedgerEntry.objects.get(kind="claim_case").actor == owner(case).pk


def test_a_mediator_whose_own_case_it_turns_out_to_be_may_not_decide_it(cast: Cast) -> None:
    """K1: a party is never a judge in their own cause."""
    case = assigned(cast)
    Party.objects.filter(complaint=case).update(user=None)
    assert conflict_of(case, cast.mediator.pk) == ""
    complaint_claim(case, by=guest(case, cast.mediator))
    assert conflict_of(case, cast.mediator.pk) == "K1"
    with pytest.raises(Refused) as caught:
        complaint_accept(case, by=cast.actor("mediator"), opinion="可以受理", no_ground=True, no_conflict=True)
    assert [one.rule for one in caught.value.reasons] == ["decider_unconflicted"]


# ---- by a proven contact -----------------------------------------------------------------------------------------


def test_a_proven_phone_finds_what_was_filed_with_it(cast: Cast) -> None:
    user = user_create(name="韦小满", phone=PHONE)
    mine = [nobodys(cast, phone=f"+86 {PHONE}", respondent_name=f"第{n}店") for n in range(3)]
    nobodys(cast, phone="13877100002")
    filed(cast, phone=PHONE, respondent_name="已有账号的店")
    assert {one.complaint_id for one in unclaimed_by(user)} == {case.pk for case in mine}
    assert tally_of(user).unclaimed == 3
    assert complaints_claim_proven(user=user) == 3
    assert set(own_cases(Actor(user.pk, Hat(Role.CONSUMER)))) == set(mine)
    assert complaints_claim_proven(user=user) == tally_of(user).unclaimed == 0


def test_a_proven_address_finds_it_too_in_any_spelling(cast: Cast) -> None:
    user = user_create(name="韦小满", email="Wei@Example.com")
    case = nobodys(cast, phone="", email="wei@EXAMPLE.com")
    assert [one.complaint_id for one in unclaimed_by(user)] == [case.pk]


def test_an_unproven_contact_finds_nothing(cast: Cast) -> None:
    nobodys(cast, email="wei@example.com")
    user = user_create(name="某人", email="wei@example.com")
    EmailAddress.objects.filter(user=user).update(verified=False)
    user_claim_phone(user=user, phone=f"+86{PHONE}")
    assert not unclaimed_by(user).exists()
    assert complaints_claim_proven(user=user) == 0


def test_one_for_whom_another_speaks_is_not_found_by_their_contact(cast: Cast) -> None:
    """Only whoever leads was reached by the contact; nobody is told of a case by a number they share."""
    user = user_create(name="韦小满", phone=PHONE)
    case = nobodys(cast, phone="13877100002")
    Party.objects.create(complaint=case, position=1, name="韦小满", phone=PHONE)
    assert not unclaimed_by(user).exists()


def test_without_any_contact_nothing_is_found(cast: Cast) -> None:
    """Empty never equals empty."""
    nobodys(cast, email="")
    assert not unclaimed_by(User(pk=0)).exists()


# ---- the own list ------------------------------------------------------------------------------------------------


def test_the_figures_of_the_own_list_follow_the_words(cast: Cast) -> None:
    kettle, _lamp = filed(cast, respondent_name="甲店"), filed(cast, title="台灯不亮", respondent_name="乙店")
    withdrawn(cast, title="台灯又不亮", respondent_name="丙店")
    filed(cast, by="other_consumer", phone="13877100009", respondent_name="丁店")
    every, lamps = tally_of(cast.consumer), tally_of(cast.consumer, words="台灯")
    assert (every.open, every.ended, every.all, every.unclaimed) == (2, 1, 3, 0)
    assert (lamps.open, lamps.ended, lamps.all) == (1, 1, 2)
    assert tally_of(cast.consumer, words=kettle.number).all == 1


@pytest.mark.parametrize(
    "words",
    ["{number}", "{lower}", "{bare}", "{head}", "0001", "打火花", "{wide}"],
)
def test_a_number_or_title_is_found_however_it_is_typed(words: str, cast: Cast) -> None:
    case = filed(cast)
    number = case.number
    filled = words.format(
        number=number, lower=number.lower(), bare=number.replace("-", ""), head=number[2:12].replace("-", ""),
        wide="".join(chr(ord(c) + 0xFEE0) for c in number),
    )  # fmt: skip
    assert list(narrowed(own_cases(cast.actor("consumer")), words=words_of(filled))) == [case]


@pytest.mark.parametrize("words", ["%", "_", "'", "台灯", "GX999999", "\\"])
def test_other_words_find_nothing(words: str, cast: Cast) -> None:
    filed(cast)
    assert not narrowed(own_cases(cast.actor("consumer")), words=words_of(words)).exists()


def test_what_cannot_be_asked_for_is_left_out_of_the_words() -> None:
    assert words_of(" 台\x00灯\u200b \n 不亮 ") == "台灯 不亮"
    assert len(words_of("长" * 500)) == 60


def by_visitor(cast: Cast, contact: str, purpose: str, **changes: Any) -> Complaint:
    """Filed without an account by somebody who proved this contact and no other."""
    index = blind_index(contact, purpose)
    by = Actor(None, Hat(Role.CONSUMER, subject=f"contact:{index[:16]}"))
    return again(complaint_file(by=by, data=given(**changes), key=uuid4().hex, owner="dtest").pk)


def test_an_address_nobody_proved_brings_no_case_in(cast: Cast) -> None:
    """A slip of the finger in the e-mail address must not hand the case to whoever owns that address."""
    stranger = cast.other_consumer
    case = by_visitor(cast, PHONE, "phone", phone=PHONE, email=stranger.email)
    assert not unclaimed_by(stranger).exists()
    assert tally_of(stranger).unclaimed == 0
    assert complaints_claim_proven(user=stranger) == 0
    assert owner(case) is None


def test_the_address_that_was_proved_does(cast: Cast) -> None:
    user = cast.other_consumer
    assert user.email
    case = by_visitor(cast, user.email, "email", phone="0771-5550123", email=user.email)
    assert complaints_claim_proven(user=user) == 1
    assert owner(case) == user
