"""The steps of a case's course, typed. All of them are `perform`; none has rules of its own."""

from __future__ import annotations

from complaints.models import Complaint
from core.actors import Actor
from core.workflow import Receipt, perform


def complaint_accept(
    case: Complaint, *, by: Actor, opinion: str, no_ground: bool, no_conflict: bool, version: int | None = None,
    key: str = "",
) -> Receipt:  # fmt: skip
    """Accept the complaint (T12, 办法 15): no ground of refusal found, and the decider declares to be free."""
    data = {"opinion": opinion, "no_ground": no_ground, "no_conflict": no_conflict}
    return perform(case, "accept", by=by, data=data, version=version, key=key)


def complaint_withdraw(
    case: Complaint, *, by: Actor, reason: str, pressured: bool = False, note: str = "", version: int | None = None,
    key: str = "",
) -> Receipt:  # fmt: skip
    """Withdraw the complaint (T34). `reason`: a `WithdrawReason`; `pressured` is for the manager's eyes."""
    data = {"reason": reason, "pressured": pressured, "note": note}
    return perform(case, "withdraw", by=by, data=data, version=version, key=key)


def complaint_close(
    case: Complaint, *, by: Actor, result: str, note: str = "", version: int | None = None, key: str = ""
) -> Receipt:
    """Close the case before its archive date (T35). `result`: a `Result` that fits how it ended."""
    return perform(case, "close", by=by, data={"result": result, "note": note}, version=version, key=key)
