"""The sources that steps rest on, in the reader's language. The declarations keep the short names lawyers use."""

from __future__ import annotations

from django.utils.translation import gettext, gettext_noop

from core import formats

# Short name, as in `basis` of the steps.
NAMES = (
    gettext_noop("公益诉讼解释"),
    gettext_noop("人民调解法"),
    gettext_noop("消委会规则"),
    gettext_noop("民诉法"),
    gettext_noop("仲裁法"),
    gettext_noop("消法"),
    gettext_noop("办法"),
    gettext_noop("条例"),
)


def cited(basis: str) -> str:
    """`消法 39；办法 10`, or `Consumer Law 39; Complaint Measures 10`."""
    if formats.chinese():
        return basis
    for name in NAMES:
        basis = basis.replace(name, gettext(name))
    for sign in formats.LATIN_MARKS:
        basis = basis.replace(sign, formats.mark(sign))
    return basis
