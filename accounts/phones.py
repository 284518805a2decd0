"""Mobile numbers of the mainland, the one form in which they are kept, and the many in which people type them."""

from __future__ import annotations

import unicodedata

import phonenumbers
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

COUNTRY = 86
MOBILE = (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)


def parse(text: str) -> str:
    """E.164 (+8613800000000) of what was typed: with or without +86, spaces, dashes or full-width digits.

    Raises ValidationError unless it is a mobile number of the mainland: codes go out by SMS.
    """
    try:
        number = phonenumbers.parse(unicodedata.normalize("NFKC", text), "CN")
    except phonenumbers.NumberParseException as error:
        raise invalid() from error
    if not _is_mobile(number):
        raise invalid()
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def national(e164: str) -> str:
    """The 11 digits people know: 13800000000."""
    return e164.removeprefix(f"+{COUNTRY}")


def invalid() -> ValidationError:
    """The words for a number that cannot be used."""
    return ValidationError(_("请填写 11 位的中国大陆手机号，例如 13800000000。"), code="invalid_phone")


def _is_mobile(number: phonenumbers.PhoneNumber) -> bool:
    kind = phonenumbers.number_type(number)
    return number.country_code == COUNTRY and phonenumbers.is_valid_number(number) and kind in MOBILE
