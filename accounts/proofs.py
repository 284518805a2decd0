"""A code sent to a phone or an address, and the proof that comes back.

Call both functions outside transactions: what was counted and tried must stand whatever becomes of the rest.
"""

from __future__ import annotations

import datetime as dt
import math
import secrets
import unicodedata
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from accounts import phones
from accounts.models import ContactCode
from accounts.selectors import language_of, user_by_email, user_by_phone
from core import limits, outbound, time
from core.errors import Invalid, TooMany
from core.limits import Limit
from core.masking import mask_account, mask_phone
from core.secrets import blind_index, keyed_hash

DIGITS = 6
LASTS = dt.timedelta(minutes=10)
TRIES = 5
PAUSE = dt.timedelta(seconds=60)  # between two codes to one contact
KEPT = dt.timedelta(days=2)
PER_ADDRESS = Limit("code-address", 20, dt.timedelta(hours=1))
PER_SUBJECT = Limit("code-subject", 10, dt.timedelta(days=1))
PER_CONTACT = Limit("code-contact", 5, dt.timedelta(hours=1))


@dataclass(frozen=True, slots=True)
class Contact:
    """Where a code goes: the spelling it is sent to, the index it is known by, and what the page may show of it."""

    channel: ContactCode.Channel
    to: str
    index: str
    masked: str


def contact_of(*, phone: str = "", email: str = "") -> Contact:
    """The phone, else the e-mail address; raises Invalid at its field when a code cannot go there."""
    if phone:
        try:
            e164 = phones.parse(phone)
        except ValidationError as error:
            raise Invalid({"phone": error.messages}) from error
        return Contact(ContactCode.Channel.SMS, e164, blind_index(e164, "phone"), mask_phone(e164))
    if not email:
        raise Invalid({"phone": [_("请填写手机号或者电子邮箱，用来接收验证码。")]})
    return Contact(ContactCode.Channel.EMAIL, email, blind_index(email, "email"), mask_account(email))


def code_send(*, purpose: ContactCode.Purpose, subject: str, phone: str = "", email: str = "", source: str = "") -> str:
    """Send a code to the phone (11 digits), else to the e-mail address; returns where to, masked for the page.

    Codes sent before for the same thing die. `source` is the client's address (`core.addresses`). Raises Invalid for a
    phone that takes no text messages, `core.errors.TooMany` when too many were asked for. The answer is the same
    whether or not anybody is known by the contact.
    """
    contact = contact_of(phone=phone, email=email)
    _require_pause(contact)
    _count(contact, subject, source)
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    with transaction.atomic(durable=True):
        limits.one_at_a_time(PER_CONTACT.scope, contact.index)
        _require_pause(contact)
        _keep(contact, purpose, subject, code)
        told = {"code": code, "purpose": purpose.label}
        outbound.send(contact.channel, contact.to, "code", told, language=_language(contact))
    return contact.masked


def code_check(*, purpose: ContactCode.Purpose, subject: str, code: str) -> str:
    """Use up the code; returns the blind index of the contact it proved. Raises Invalid at the field "code"."""
    code = "".join(unicodedata.normalize("NFKC", code).split())
    sent = _newest(purpose, subject)
    if sent is None or not _try_once(sent):
        raise Invalid({"code": [_("验证码已经失效，请重新发送一个。")]})
    right = secrets.compare_digest(_hashed(purpose, subject, sent.contact_index, code), sent.code_hash)
    if not right:
        raise Invalid({"code": [_("验证码不对，请核对后再填。")]})
    if not _in_force().filter(pk=sent.pk).update(used_at=time.now()):  # somebody was faster with the same code
        raise Invalid({"code": [_("验证码已经失效，请重新发送一个。")]})
    return sent.contact_index


def forget_codes() -> int:
    """Remove codes of the days before; returns how many."""
    return ContactCode.objects.filter(expires_at__lt=time.now() - KEPT).delete()[0]


def _count(contact: Contact, subject: str, source: str) -> None:
    """Whoever asks first, so that one who asks too often uses up nothing of the others."""
    if source:
        PER_ADDRESS.hit(source)
    PER_SUBJECT.hit(subject)
    PER_CONTACT.hit(contact.index)


def _require_pause(contact: Contact) -> None:
    """Raises TooMany while the last code to this contact is younger than a minute."""
    newest = ContactCode.objects.filter(contact_index=contact.index).order_by("-sent_at")
    last = newest.values_list("sent_at", flat=True).first()
    if last is not None and (left := last + PAUSE - time.now()) > dt.timedelta():
        raise TooMany(math.ceil(left.total_seconds()))


def _keep(contact: Contact, purpose: ContactCode.Purpose, subject: str, code: str) -> None:
    """The new code; those before it end now."""
    now = time.now()
    _in_force().filter(purpose=purpose, subject=subject).update(expires_at=now)
    ContactCode.objects.create(
        purpose=purpose, subject=subject, channel=contact.channel, contact_index=contact.index,
        code_hash=_hashed(purpose, subject, contact.index, code), sent_at=now, expires_at=now + LASTS,
    )  # fmt: skip


def _in_force() -> QuerySet[ContactCode]:
    """Codes that were not used and have not run out."""
    return ContactCode.objects.filter(used_at=None, expires_at__gt=time.now())


def _newest(purpose: ContactCode.Purpose, subject: str) -> ContactCode | None:
    return _in_force().filter(purpose=purpose, subject=subject).order_by("-sent_at", "-pk").first()


def _try_once(sent: ContactCode) -> bool:
    """Count the try before looking at the code, so that many at once have no more tries than one after the other."""
    with transaction.atomic(durable=True):
        return bool(_in_force().filter(pk=sent.pk, tries__lt=TRIES).update(tries=F("tries") + 1))


def _hashed(purpose: str, subject: str, index: str, code: str) -> str:
    return keyed_hash(f"{purpose}|{subject}|{index}|{code}", "contact-code")


def _language(contact: Contact) -> str:
    """That of the account which proved this contact, else of whoever asks."""
    by_phone = contact.channel is ContactCode.Channel.SMS
    return language_of(user_by_phone(contact.to) if by_phone else user_by_email(contact.to))
