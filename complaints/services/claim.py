"""Bringing a case filed without an account into one."""

from __future__ import annotations

import logging

from accounts.models import User
from complaints.models import Complaint
from complaints.own import unclaimed_by
from core.actors import Actor, Hat, Role
from core.errors import NotFound, Refused
from core.workflow import Receipt, act

log = logging.getLogger(__name__)


def complaint_claim(case: Complaint, *, by: Actor) -> Receipt:
    """The party this hat is proved for belongs to the account from now on.

    Raises NotFound for a hat of another case or without an account, Refused when the party has an account already.
    """
    return act(case, "claim_case", by=by)


def complaints_claim_proven(*, user: User) -> int:
    """Bring in every case filed with a contact this account has proved; returns how many."""
    done = 0
    for party in unclaimed_by(user).select_related("complaint").order_by("complaint"):
        hat = Hat(Role.CONSUMER, case=party.complaint_id, subject=f"party:{party.pk}")
        try:
            complaint_claim(party.complaint, by=Actor(user.pk, hat))
        except (NotFound, Refused):
            log.info("case %s was claimed meanwhile", party.complaint_id)
        else:
            done += 1
    return done
