"""Looking up a case by number and query code, without an account: the form, the limits, what comes next.

Two limits. Whoever asks, right or wrong, counts at their address. Wrong tries also count at the number, so that many
addresses together guess no better than one; once an hour's wrong tries are used up the number is shut to everybody for
a while, also to the right code: let that alone through, and guessing simply goes on. The person themself still comes in
by their account, or asks the association.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from accounts.proofs import Contact, contact_of
from complaints.models import Complaint
from complaints.numbers import QUERY_ALPHABET, QUERY_LENGTH, folded, parse_number
from complaints.own import CONTACT
from complaints.selectors import case_by_query_code
from complaints.workflow.states import State
from core import clocks, time
from core.errors import Invalid, NotFound
from core.form_words import PlainForm
from core.limits import Limit
from core.models import LedgerEntry

PER_ADDRESS = Limit("lookup-address", 20, dt.timedelta(minutes=10))
PER_NUMBER = Limit("lookup-number", 10, dt.timedelta(hours=1))
WRONG = _("编号和查询码对不上，请核对后再试。两样都写在提交成功的页面上。")
CODE = re.compile(f"[{QUERY_ALPHABET}]{{{QUERY_LENGTH}}}")
PLAIN = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}

NextStep = tuple[dt.date | None, StrOrPromise, StrOrPromise]


class LookupForm(PlainForm, forms.Form):
    """Number and code. What is wrong with their shape is said at the field: that tells nothing of any case."""

    number = forms.CharField(
        label=_("投诉编号"), max_length=60, widget=forms.TextInput(PLAIN),
        help_text=_("样子是 GX450103-20261122-0007-X，横线可以不写。"),
    )  # fmt: skip
    code = forms.CharField(
        label=_("查询码"), max_length=40, help_text=_("8 位字母和数字，大小写都可以。"),
        widget=forms.TextInput({**PLAIN, "class": "code"}),
    )  # fmt: skip

    def clean_number(self) -> str:
        """In its written form."""
        return parse_number(self.cleaned_data["number"])

    def clean_code(self) -> str:
        """Folded; a letter no code has was misread."""
        code = folded(self.cleaned_data["code"])
        if not CODE.fullmatch(code):
            raise forms.ValidationError(_("查询码是 8 位字母和数字，里面没有 0、1、I、L、O，请再看看。"), code="shape")
        return code


def look_up(form: LookupForm, source: str) -> Complaint | None:
    """The case the form names, or None with what is wrong written into the form. `source`: the client's address.

    Raises `core.errors.TooMany`. Call it outside transactions.
    """
    PER_ADDRESS.hit(source)
    if not form.is_valid():
        return None
    number = form.cleaned_data["number"]
    PER_NUMBER.hit(number)
    try:
        case = case_by_query_code(number, form.cleaned_data["code"])
    except NotFound:
        form.add_error(None, WRONG)
        return None
    PER_NUMBER.give_back(number)
    return case


def reached(case: Complaint) -> Mapping[str, dt.datetime]:
    """When each kind of step last happened: the days of the strip's stations, nothing of what was said."""
    rows = LedgerEntry.objects.filter(stream=case.stream).order_by("seq")
    return dict(rows.values_list("kind", "effective_at"))


COURSE: tuple[tuple[str, StrOrPromise, StrOrPromise], ...] = (
    ("C-ASSIGN", _("安排调解员"), _("承办的消委会收到后会指定一名调解员。")),
    ("C-ACCEPT", _("告诉您是否受理"), _("不受理会写明依据，并告诉您别的办法。")),
    ("C-MEDI", _("双方调解"), _("受理后 60 日内，双方自愿，由调解员主持。")),
)
FROM: dict[str, int] = {State.FILED: 0, State.ASSIGNED: 1, State.ACCEPTED: 2, State.MEDIATING: 2}


def next_steps(case: Complaint) -> list[NextStep]:
    """What comes next and by when; nothing once the case left the common course. One query."""
    if case.state not in FROM:
        return []
    due = {clock.code: time.local_date(clock.due_at) for clock in clocks.running(case.stream)}
    return [(due.get(code), title, words) for code, title, words in COURSE[FROM[case.state] :]]


def contacts_of(case: Complaint) -> dict[str, Contact]:
    """Where a code can go to prove that somebody is the consumer: by channel, of the leading party.

    Of what a visitor wrote down only the contact they proved when filing: the other may be a slip, or somebody else's.
    """
    lead = case.parties.filter(position=0, anonymised_at=None).first()
    if lead is None:
        return {}
    given = [one for one in ({"phone": lead.phone}, {"email": lead.email}) if any(one.values())]
    found = [one for one in map(_contact, given) if one is not None]
    proven = _proven_when_filed(case)
    return {str(one.channel): one for one in found if one.index.startswith(proven)}


def _proven_when_filed(case: Complaint) -> str:
    """The beginning of the index of the contact a visitor proved; "" where an account or a clerk filed."""
    hat = LedgerEntry.objects.filter(stream=case.stream, seq=1).values_list("hat", flat=True).first() or ""
    return hat.removeprefix(CONTACT) if hat.startswith(CONTACT) else ""


def _contact(given: Mapping[str, str]) -> Contact | None:
    """None for a fixed line: it takes no text messages."""
    try:
        return contact_of(**given)
    except Invalid:
        return None
