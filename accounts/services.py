"""The only writers of people, memberships and organisations."""

from __future__ import annotations

import datetime as dt

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction

from accounts import phones
from accounts.models import Interest, Membership, Organisation, Region, User
from accounts.selectors import phone_index, users_unproven
from core import time
from core.actors import Role


@transaction.atomic
def user_create(
    *,
    name: str,
    email: str = "",
    phone: str = "",
    sex: str = "",
    password: str | None = None,
    language: str = "zh-hans",
) -> User:
    """A person whose address and number are known to be theirs (staff, demonstration, import).

    Raises ValidationError for a phone that is no mobile number, IntegrityError when either is already taken.
    """
    user = User(name=name, email=email, sex=sex, language=language)
    user.set_password(password)
    user.save()
    if email:
        EmailAddress.objects.create(user=user, email=email.lower(), verified=True, primary=True)
    if phone:
        user_prove_phone(user=user, phone=phones.parse(phone))
    return user


def user_prove_phone(*, user: User, phone: str) -> None:
    """The person has shown that this number (E.164) is theirs; raises IntegrityError when it is another's."""
    user.phone = phone
    user.phone_index = phone_index(phone)
    user.save(update_fields=["phone", "phone_index"])


def user_claim_phone(*, user: User, phone: str) -> None:
    """Note a number that is still to be proven; it finds nobody until then."""
    user.phone = phone
    user.phone_index = None
    user.save(update_fields=["phone", "phone_index"])


def user_describe(*, user: User, name: str, sex: str, language: str) -> None:
    """Change how a person is addressed."""
    user.name, user.sex, user.language = name, sex, language
    user.save(update_fields=["name", "sex", "language"])


def user_speak(*, user: User, language: str) -> None:
    """Pages and messages come in this language from now on; raises ValueError for one the site does not have."""
    if language not in dict(settings.LANGUAGES):
        raise ValueError(language)
    user.language = language
    user.save(update_fields=["language"])


def user_disable(*, user: User) -> None:
    """Shut the account: no sign-in, no hat; what the person did stays."""
    user.is_active = False
    user.save(update_fields=["is_active"])


def user_forget_unproven(*, address: str = "", before: dt.datetime | None = None) -> int:
    """Remove sign-ups that never proved anything: of one address, or older than a moment. Returns how many.

    Without this, whoever types a stranger's address first would own it, with a password of their own.
    """
    if not address and before is None:
        return 0
    found = users_unproven(address=address, before=before)
    return found.delete()[1].get(User._meta.label, 0)


def membership_grant(
    *,
    user: User,
    role: Role,
    organisation: Organisation | None = None,
    area: str = "",
    starts: dt.date | None = None,
    ends: dt.date | None = None,
) -> Membership:
    """Give a role for a term; the area is the organisation's place unless told. Raises ValueError without either."""
    place = area or (organisation.region_id if organisation else "")
    if not place:
        raise ValueError("a membership needs an organisation or an area")
    day = starts or time.today()
    return Membership.objects.create(
        user=user, role=role.value, organisation=organisation, area=place, starts=day, ends=ends
    )


def membership_end(*, membership: Membership, on: dt.date | None = None) -> None:
    """The last day of a membership is `on` (today)."""
    membership.ends = max(on or time.today(), membership.starts)
    membership.save(update_fields=["ends"])


def membership_revoke(*, membership: Membership) -> None:
    """The membership gives no hat from this moment."""
    membership.active = False
    membership.save(update_fields=["active"])


def organisation_create(
    *, kind: Organisation.Kind, name: str, name_en: str, region: Region, parent: Organisation | None = None
) -> Organisation:
    """Add a body; raises IntegrityError when it is there already."""
    return Organisation.objects.create(kind=kind, name=name, name_en=name_en, region=region, parent=parent)


def interest_declare(
    *, user: User, kind: Interest.Kind, business_name: str, since: dt.date, until: dt.date | None = None, uscc: str = ""
) -> Interest:
    """Declare an interest in a business (domain.md §4.4)."""
    return Interest.objects.create(
        user=user, kind=kind, business_name=business_name, uscc=uscc.upper(), since=since, until=until
    )


def interest_end(*, interest: Interest, on: dt.date | None = None) -> None:
    """The interest held up to and including `on` (today)."""
    interest.until = max(on or time.today(), interest.since)
    interest.save(update_fields=["until"])
