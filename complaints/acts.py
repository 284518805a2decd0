"""What parties do beside the steps of the machine: declared here, done through the same door."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from complaints.models import Complaint, Party
from complaints.workflow.who import CONSUMER
from core import ledger
from core.errors import NotFound, Reason, Refused
from core.models import LedgerEntry
from core.workflow import Act, register_act

CLAIM = Act("claim_case", _("加入我的账号"), who=CONSUMER, stream="talk")

register_act(Complaint, CLAIM)


@ledger.on(CLAIM.name)
def claimed(case: Complaint, entry: LedgerEntry) -> None:
    """The party the hat names belongs to the account that acted: from here on facts and lists know them as one.

    Raises NotFound for an act without an account, Refused for a party that belongs to one already.
    """
    party = entry.hat.partition("#party:")[2]
    if entry.actor is None or not party.isdecimal():
        raise NotFound
    free = Party.objects.filter(pk=party, complaint=case, user=None, anonymised_at=None)
    if not free.update(user=entry.actor):
        raise Refused(Reason("already-claimed", _("这件投诉已经属于一个账号")))
