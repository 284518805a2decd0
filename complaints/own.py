"""The cases a consumer has: narrowed for their own list, counted, and those filed before they had the account."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.db.models import CharField, Count, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from accounts.models import User
from complaints.models import Complaint, Party
from complaints.numbers import folded
from complaints.workflow.states import Stage, State
from core.models import LedgerEntry
from core.secrets import blind_index

LONGEST_WORDS = 60
CONTACT = "consumer#contact:"  # the hat of a visitor who files names the contact they proved
BEGINNING = re.compile(r"(?:GX)?(\d{6})(\d{0,8})(\d{0,4})([\dX]?)", re.ASCII)
ENDED = tuple(state for state in State if state.stage == Stage.ENDED)
PILES: dict[str, Q] = {"": Q(), "open": ~Q(state__in=ENDED), "ended": Q(state__in=ENDED)}


@dataclass(frozen=True, slots=True)
class Tally:
    """How many own cases there are in each pile, and how many unclaimed ones were filed with a proven contact."""

    open: int
    ended: int
    unclaimed: int

    @property
    def all(self) -> int:
        return self.open + self.ended


def narrowed(rows: QuerySet[Complaint], *, pile: str = "", words: str = "") -> QuerySet[Complaint]:
    """Those of a pile ("open", "ended", all) whose title or number holds the words; an unknown pile is all."""
    return rows.filter(PILES.get(pile, Q()), _holding(words))


def words_of(text: str) -> str:
    """What was typed into the search box, fit for a query and for an address."""
    plain = unicodedata.normalize("NFKC", text)
    return " ".join("".join(one for one in plain if one.isprintable()).split())[:LONGEST_WORDS]


def _holding(words: str, prefix: str = "") -> Q:
    if not words:
        return Q()
    found = Q(**{f"{prefix}title__icontains": words}) | Q(**{f"{prefix}number__icontains": words})
    spelt = _spelt(words)
    return found | Q(**{f"{prefix}number__startswith": spelt}) if spelt else found


def _spelt(words: str) -> str:
    """The beginning of a number as it is stored, GX450103-20261122, however it was typed; empty for other words."""
    match = BEGINNING.fullmatch(folded(words))
    return "GX" + "-".join(filter(None, match.groups())) if match else ""


def unclaimed_by(user: User) -> QuerySet[Party]:
    """Leading parties without an account whose phone or e-mail address this account has proved."""
    proven = Q(pk=None)
    if user.phone_index:
        proven |= Q(phone_index=user.phone_index)
    if user.email:
        address = EmailAddress.objects.filter(user=user, email=user.email.lower(), verified=True)
        proven |= Q(Exists(address), email_index=blind_index(user.email, "email"))
    free = Q(position=0, user=None, anonymised_at=None) & ~Q(complaint__state=State.DRAFT)
    return Party.objects.filter(proven, free).exclude(_proved_otherwise(user))


def _proved_otherwise(user: User) -> Exists:
    """Filed by a visitor who proved another contact: what else they wrote down may be a slip, or somebody else's."""
    own = [blind_index(user.email or "", "email"), user.phone_index]
    stream = Concat(Value("case:"), Cast(OuterRef("complaint"), CharField()))
    filing = LedgerEntry.objects.filter(stream=stream, seq=1, hat__startswith=CONTACT)
    return Exists(filing.exclude(hat__in=[f"{CONTACT}{index[:16]}" for index in own if index]))


def tally_of(user: User, *, words: str = "") -> Tally:
    """Every figure of the own list; one query."""
    mine = Q(user=user) & ~Q(complaint__state=State.DRAFT) & _holding(words, "complaint__")
    ended = Q(complaint__state__in=ENDED)
    rows = Party.objects.filter(Q(user=user) | Q(pk__in=unclaimed_by(user).values("pk")))
    found = rows.aggregate(
        open=Count("complaint", distinct=True, filter=mine & ~ended),
        ended=Count("complaint", distinct=True, filter=mine & ended),
        unclaimed=Count("pk", filter=Q(user=None)),
    )
    return Tally(**found)
