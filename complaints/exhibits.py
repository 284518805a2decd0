"""What may be done to a case without moving it: adding evidence, and taking it down again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from complaints.codes import Side, Sight
from complaints.models import Complaint, Evidence
from complaints.workflow import who
from complaints.workflow.states import State
from core import ledger
from core.actors import STAFF, Actor, Role
from core.errors import Invalid, NotFound, Reason, Refused
from core.models import LedgerEntry, StoredFile
from core.workflow import Act, StepForm, WordsField, register_act

LARGEST_ID = 2**63 - 1
MOST_AT_ONCE = 12
MOST_OF_A_SIDE = 60
# Whom each side may show something to.
SIGHTS: dict[Side, tuple[Sight, ...]] = {
    Side.CONSUMER: (Sight.ALL, Sight.MEDIATOR),
    Side.BUSINESS: (Sight.ALL, Sight.MEDIATOR),
    Side.STAFF: (Sight.ALL, Sight.STAFF),
}
SIDES = {Role.CONSUMER: Side.CONSUMER, Role.GUEST: Side.CONSUMER, Role.BUSINESS: Side.BUSINESS}


def side_of(role: Role) -> Side:
    """For which side somebody under this hat speaks."""
    return Side.STAFF if role in STAFF else SIDES[role]


def role_in(hat: str) -> Role:
    """The role in the code of a hat, as the ledger and the evidence keep it."""
    return Role(hat.split("@", maxsplit=1)[0].split("#", maxsplit=1)[0])


class FilesField(forms.Field):
    """Tokens of stored files; cleaned to what the ledger keeps of each: its key and the hash of its bytes."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> list[dict[str, Any]]:
        tokens = [str(one) for one in value] if isinstance(value, list | tuple) else []
        if len(tokens) > MOST_AT_ONCE:
            raise ValidationError(_("一次最多补充 %(most)d 个文件"), params={"most": MOST_AT_ONCE})
        rows = {one.token: one for one in StoredFile.objects.filter(token__in=tokens)}
        if len(rows) < len(tokens):
            raise ValidationError(_("有文件没有收到，请重新选择"))
        return [{"file": rows[token].pk, "sha256": rows[token].sha256} for token in tokens]


class AddEvidenceForm(StepForm):
    """Files that were stored for this case, what they show, and who may see them."""

    stored = FilesField(error_messages={"required": _("请先选择要补充的文件")})
    caption = WordsField(
        label=_("这些材料说明什么"), max_length=60, required=False, widget=forms.TextInput,
        help_text=_("例如：维修单和换下来的零件"),
    )  # fmt: skip
    sight = forms.ChoiceField(
        label=_("谁能看到"), choices=Sight.choices, initial=Sight.ALL, widget=forms.RadioSelect,
        error_messages={"required": _("请选择谁能看到这些材料")},
    )  # fmt: skip


class WithdrawEvidenceForm(StepForm):
    """Taken down, not destroyed: the staff still have it, and the reason stays."""

    evidence = forms.IntegerField(min_value=1, max_value=LARGEST_ID, widget=forms.HiddenInput)
    reason = WordsField(
        label=_("为什么撤下"), max_length=200, widget=forms.TextInput,
        error_messages={"required": _("请写明为什么撤下")},
    )  # fmt: skip


# ---- adding ----


def stream_for(by: Actor, sight: str) -> str:
    """The part of a case's streams that is the audience of this sight."""
    subject = by.hat.subject.replace(":", "-")
    return {Sight.ALL: "talk", Sight.MEDIATOR: f"caucus:{subject}", Sight.STAFF: "staff"}[Sight(sight)]


def require_open(case: Complaint, by: Actor) -> None:
    """The sides add and take down until the case is closed; the staff keep the file in order for ever."""
    if case.state == State.CLOSED and by.role not in STAFF:
        raise Refused(Reason("closed", _("案件已经结案，材料不能再改动。有新情况请联系承办的消委会")))


def may_add(case: Complaint, by: Actor) -> bool:
    """Whether this person may add evidence now; asks no database."""
    return ADD.who(case, by) and (case.state != State.CLOSED or by.role in STAFF)


def check_add(case: Complaint, by: Actor, data: Mapping[str, Any]) -> None:
    """The sight is one of this side's, there is room, and the files were stored by this person for this audience."""
    require_open(case, by)
    side = side_of(by.role)
    if data["sight"] not in SIGHTS[side]:
        raise Invalid({"sight": [_("请选择谁能看到这些材料")]})
    if Evidence.objects.filter(complaint=case, side=side).count() + len(data["stored"]) > MOST_OF_A_SIDE:
        raise Refused(Reason("evidence-full", _("材料已经很多了，不能再加。请先与调解员联系")))
    _require_fresh(case, by, data)


def _require_fresh(case: Complaint, by: Actor, data: Mapping[str, Any]) -> None:
    wanted = [one["file"] for one in data["stored"]]
    stream = f"{case.stream}:{stream_for(by, data['sight'])}"
    own = StoredFile.objects.filter(pk__in=wanted, stream=stream, uploaded_by=by.user_id)
    if own.count() < len(wanted) or Evidence.objects.filter(file__in=wanted).exists():
        raise Invalid({"stored": [_("有文件没有收到，请重新选择")]})


@ledger.on("add_evidence")
def keep_evidence(case: Complaint, entry: LedgerEntry) -> None:
    """The rows of the evidence, in the entry's own transaction; the case is locked, so places are counted in peace."""
    last = Evidence.objects.filter(complaint=case).order_by("-position").values_list("position", flat=True).first()
    first = 0 if last is None else last + 1
    words = {text.field: text.text for text in entry.texts.all()}
    Evidence.objects.bulk_create(
        Evidence(
            complaint=case, file_id=one["file"], position=first + place, caption=words.get("caption", ""),
            side=side_of(role_in(entry.hat)), sight=entry.data["sight"],
            added_by=entry.actor, added_hat=entry.hat, added_at=entry.effective_at,
        )
        for place, one in enumerate(entry.data["stored"])
    )  # fmt: skip


# ---- taking down ----


def subject_of(hat: str) -> str:
    """ "party:12" of the hat "consumer#party:12", as the ledger and the evidence keep it."""
    return hat.partition("#")[2]


def own_evidence(row: Evidence, by: Actor) -> bool:
    """Whether this person's side put it before the case; what one person told the mediator alone is theirs alone."""
    if row.side != side_of(by.role):
        return False
    return row.sight != Sight.MEDIATOR or subject_of(row.added_hat) == by.hat.subject


def _row(case: Complaint, by: Actor, pk: int) -> Evidence:
    """Evidence of this side; raises NotFound for any other, which need not even exist."""
    row = Evidence.objects.select_related("file").filter(complaint=case, pk=pk).first()
    if row is None or not own_evidence(row, by):
        raise NotFound
    return row


def check_withdraw(case: Complaint, by: Actor, data: Mapping[str, Any]) -> None:
    """Only by the side that added it, only once."""
    row = _row(case, by, data["evidence"])
    require_open(case, by)
    if row.withdrawn_at is not None:
        raise Refused(Reason("withdrawn", _("这份材料已经撤下")))


def stream_of_row(case: Complaint, by: Actor, data: Mapping[str, Any]) -> str:
    """Whoever could see it hears that it is gone."""
    return _row(case, by, data["evidence"]).file.stream.removeprefix(f"{case.stream}:")


@ledger.on("withdraw_evidence")
def hide_evidence(case: Complaint, entry: LedgerEntry) -> None:
    """The row stays with its time; the file goes to the staff's audience, nobody else can fetch it any more."""
    rows = Evidence.objects.filter(complaint=case, pk=entry.data["evidence"])
    rows.update(withdrawn_at=entry.effective_at)
    StoredFile.objects.filter(pk__in=rows.values("file")).update(stream=f"{case.stream}:staff")


# ---- declared ----

SIDES_AND_STAFF = who.CONSUMER | who.AGENT | who.MEDIATOR | who.MANAGER
ADD = Act(
    "add_evidence", _("补充材料"), SIDES_AND_STAFF, lambda _case, by, data: stream_for(by, data["sight"]),
    AddEvidenceForm, check_add,
)  # fmt: skip
WITHDRAW = Act("withdraw_evidence", _("撤下材料"), SIDES_AND_STAFF, stream_of_row, WithdrawEvidenceForm, check_withdraw)


def register(acts: Iterable[Act] = (ADD, WITHDRAW)) -> None:
    """Declare them for complaints."""
    for one in acts:
        register_act(Complaint, one)


register()
