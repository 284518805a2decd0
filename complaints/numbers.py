"""Case numbers and query codes.

`GX` + county (6) + `-` + yyyymmdd + `-` + 4 digits per county and local day + `-` + check character
(ISO 7064 MOD 11-2 over the 18 digits), e.g. GX450103-20261122-0007-X.
"""

from __future__ import annotations

import datetime as dt
import re
import secrets
import unicodedata

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.translation import gettext_lazy as _

from complaints.models import NumberCounter
from core.checkdigits import check_character
from core.errors import Reason, Refused

SHAPE = re.compile(r"(?:GX)?(\d{6})(\d{8})(\d{4})([\dX])")
# No 0 and O, 1 and I and L: read aloud over the telephone, written on paper.
QUERY_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
QUERY_LENGTH = 8
NO_QUERY_CODE = "0" * QUERY_LENGTH  # compared with where there is no case
MOST = 9999
# Blanks, and the many dashes that phones and keyboards make of a hyphen.
FILLERS = re.compile("[\\s_.\u00b7\u2212\u2500\u30fc\u4e00\u200b-\u200d\ufeff\u2010-\u2015-]")
LOOK_ALIKES = str.maketrans("OIL", "011")
# One statement for the first number of the day and for every other; the same on both databases.
NEXT = (
    "INSERT INTO {table} AS counter (county, day, last) VALUES (%s, %s, 1) "
    "ON CONFLICT (county, day) DO UPDATE SET last = counter.last + 1 RETURNING last"
)


def allocate(county: str, day: dt.date) -> str:
    """The next number of the county on the day; call inside the transaction that uses it.

    The counter's row stays locked until that transaction ends, so two never get the same; a rollback gives the
    number back. Raises Refused when the day's 9,999 are used up, RuntimeError outside a transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a number is allocated inside the transaction that uses it")
    table = connection.ops.quote_name(NumberCounter._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(NEXT.format(table=table), [county, day])
        (last,) = cursor.fetchone()
    if last > MOST:
        raise Refused(Reason("numbers-used-up", _("这个县区今天的编号已经用完，请明天再提交")))
    return compose(county, day, last)


def compose(county: str, day: dt.date, sequence: int) -> str:
    """The number in its written form."""
    digits = f"{county}{day:%Y%m%d}{sequence:04d}"
    return f"GX{county}-{day:%Y%m%d}-{sequence:04d}-{check_character(digits)}"


def parse_number(text: str) -> str:
    """The number in its written form, however it was typed: full-width, lower case, spaces, other dashes or none.

    Letters that look like figures are read as figures: but for GX and X, a number has no letters.

    Raises ValidationError that says whether the shape or the check character is wrong.
    """
    match = SHAPE.fullmatch(folded(text).translate(LOOK_ALIKES))
    if match is None:
        raise ValidationError(_("投诉编号的样子是 GX450103-20261122-0007-X，请检查"), code="shape")
    county, day, sequence, check = match.groups()
    if check_character(county + day + sequence) != check:
        raise ValidationError(_("投诉编号有误，请核对每一位数字"), code="check")
    return f"GX{county}-{day}-{sequence}-{check}"


def folded(text: str) -> str:
    """Capitals and figures of half width, nothing between them."""
    return FILLERS.sub("", unicodedata.normalize("NFKC", text)).upper()


def new_query_code() -> str:
    """Eight random characters that nobody mistakes for another."""
    return "".join(secrets.choice(QUERY_ALPHABET) for _n in range(QUERY_LENGTH))


def same_query_code(given: str, kept: str) -> bool:
    """Whether the code typed is the one kept, in a time that does not tell how close it came."""
    return secrets.compare_digest(folded(given).encode(), kept.encode())
