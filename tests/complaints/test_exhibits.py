"""Evidence of a case through the door: who adds what for whom, and taking it down again."""

from __future__ import annotations

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from complaints.exhibits import MOST_OF_A_SIDE
from complaints.models import Complaint, Evidence
from complaints.projections_evidence import EvidenceView, evidence_views, reads_evidence
from complaints.selectors import evidence_of
from complaints.services import complaint_close, evidence_add, evidence_store, evidence_withdraw
from complaints.services.dossier import was_done
from core import streams, time
from core.actors import Actor, Hat, Role
from core.errors import Invalid, NotFound, Refused
from core.models import LedgerEntry, StoredFile
from core.verify import verify
from core.workflow import act
from tests.cast import Cast
from tests.complaints.samples import accepted, again, agent, party, withdrawn
from tests.core import hostile

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("file_folder")]


def stored(case: Complaint, by: Actor, sight: str = "all", name: str = "小票.jpg") -> StoredFile:
    upload = SimpleUploadedFile(name, hostile.picture())
    return evidence_store(case, by=by, upload=upload, sight=sight)


def add(case: Complaint, by: Actor, sight: str = "all", caption: str = "", name: str = "小票.jpg") -> Evidence:
    file = stored(case, by, sight, name)
    evidence_add(case, by=by, files=[file], caption=caption, sight=sight)
    return Evidence.objects.select_related("file").get(file=file)


def seen(case: Complaint, by: Actor) -> dict[int, EvidenceView]:
    return {view.pk: view for view in evidence_views(evidence_of(case), case, by)}


def test_what_is_added_is_in_the_ledger_and_in_a_row(cast: Cast) -> None:
    case = accepted(cast)
    one, two = stored(case, party(case)), stored(case, party(case))
    receipt = evidence_add(case, by=party(case), files=[one, two], caption="维修单", key="k")
    assert (receipt.kind, receipt.stream) == ("add_evidence", f"{case.stream}:talk")
    entry = LedgerEntry.objects.get(kind="add_evidence")
    assert entry.data["stored"] == [{"file": each.pk, "sha256": each.sha256} for each in (one, two)]
    assert "维修单" not in str(entry.data)
    rows = list(evidence_of(case))
    assert [(row.position, row.caption, row.side, row.file_id) for row in rows] == [
        (0, "维修单", "consumer", one.pk), (1, "维修单", "consumer", two.pk),
    ]  # fmt: skip
    assert rows[0].added_at == entry.effective_at
    assert again(case.pk).version == case.version
    assert add(case, party(case)).position == 2
    assert list(verify(f"{case.stream}:talk")) == []


@pytest.mark.parametrize(
    ("who", "sight", "stream"),
    [
        ("consumer", "all", "talk"), ("consumer", "mediator", "caucus:party-{party}"),
        ("business", "all", "talk"), ("business", "mediator", "caucus:respondent-{respondent}"),
        ("mediator", "all", "talk"), ("mediator", "staff", "staff"), ("manager", "staff", "staff"),
    ],
)  # fmt: skip
def test_the_sight_chooses_the_audience_of_file_and_entry(who: str, sight: str, stream: str, cast: Cast) -> None:
    case = accepted(cast)
    by = people(case, cast)[who]
    row = add(case, by, sight)
    name = f"{case.stream}:" + stream.format(party=case.parties.get().pk, respondent=case.respondents.get().pk)
    assert row.file.stream == name
    assert LedgerEntry.objects.get(kind="add_evidence").stream == name
    assert streams.kind_of(name) is not None


def people(case: Complaint, cast: Cast) -> dict[str, Actor]:
    guest = Hat(Role.GUEST, case=case.pk, subject=f"party:{case.parties.get(position=0).pk}")
    return {
        "consumer": party(case), "business": agent(case, cast), "mediator": cast.actor("mediator"),
        "manager": cast.actor("manager"), "colleague": cast.actor("mediator2"), "guest": Actor(None, guest),
        "city_manager": cast.actor("city_manager"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("who", "sight"),
    [("consumer", "staff"), ("business", "staff"), ("mediator", "mediator"), ("consumer", ""), ("consumer", "public")],
)
def test_a_sight_that_is_not_ones_own_is_refused_and_the_file_dropped(who: str, sight: str, cast: Cast) -> None:
    case = accepted(cast)
    by = people(case, cast)[who]
    file = stored(case, by)
    with pytest.raises(Invalid) as refused:
        evidence_add(case, by=by, files=[file], sight=sight)
    assert "sight" in refused.value.errors
    assert not StoredFile.objects.exists()
    assert not default_storage.exists(file.name)
    assert not Evidence.objects.exists()


@pytest.mark.parametrize("who", ["colleague", "city_manager"])
def test_a_colleague_adds_nothing(who: str, cast: Cast) -> None:
    case = accepted(cast)
    file = stored(case, cast.actor("mediator"))
    with pytest.raises(NotFound):
        act(case, "add_evidence", by=people(case, cast)[who], data={"stored": [file.token], "sight": "all"})


def test_only_files_stored_by_oneself_for_this_audience_become_evidence(cast: Cast) -> None:
    case, other = accepted(cast), accepted(cast, respondent_name="另一家", by="other_consumer", phone="13877100009")
    used = add(case, party(case)).file
    wrong = [
        stored(case, people(case, cast)["business"]), stored(other, party(other)),
        stored(case, party(case), "mediator"), used,
    ]  # fmt: skip
    for file in wrong:
        with pytest.raises(Invalid) as refused:
            act(case, "add_evidence", by=party(case), data={"stored": [file.token], "sight": "all"})
        assert "stored" in refused.value.errors
    for tokens in ([], ["x" * 32], "x", [wrong[0].token] * 13):
        with pytest.raises(Invalid):
            act(case, "add_evidence", by=party(case), data={"stored": tokens, "sight": "all"})
    assert Evidence.objects.count() == 1


def test_a_refusal_never_drops_what_is_evidence_already(cast: Cast) -> None:
    case = accepted(cast)
    row = add(case, party(case))
    with pytest.raises(Invalid):
        evidence_add(case, by=party(case), files=[row.file])
    assert default_storage.exists(row.file.name)
    assert Evidence.objects.filter(pk=row.pk).exists()


def test_a_guest_of_the_case_adds_and_takes_down_their_own(cast: Cast) -> None:
    case = accepted(cast)
    guest = people(case, cast)["guest"]
    row = add(case, guest, "mediator")
    assert (row.added_by, row.side) == (None, "consumer")
    assert row.pk in seen(case, party(case))
    evidence_withdraw(case, by=guest, evidence=row.pk, reason="传错了")
    assert Evidence.objects.get(pk=row.pk).withdrawn_at is not None


def test_the_same_request_twice_adds_once(cast: Cast) -> None:
    case = accepted(cast)
    file = stored(case, party(case))
    assert not was_done(party(case), "k")
    evidence_add(case, by=party(case), files=[file], key="k")
    assert was_done(party(case), "k")
    assert not was_done(cast.actor("mediator"), "k")
    assert not was_done(party(case), "")
    assert evidence_add(case, by=party(case), files=[file], key="k").repeated
    assert Evidence.objects.count() == 1


def test_after_the_case_is_closed_only_the_staff_complete_the_file(cast: Cast) -> None:
    case = withdrawn(cast)
    row = add(case, party(case))
    complaint_close(case, by=cast.actor("manager"), result="withdrawn")
    closed = again(case.pk)
    file = stored(closed, party(closed))
    with pytest.raises(Refused) as refused:
        evidence_add(closed, by=party(closed), files=[file])
    assert refused.value.reasons[0].rule == "closed"
    with pytest.raises(Refused):
        evidence_withdraw(closed, by=party(closed), evidence=row.pk, reason="不想给了")
    assert add(closed, cast.actor("manager"), "staff").side == "staff"


def test_a_side_cannot_bury_the_case(cast: Cast) -> None:
    case = accepted(cast)
    Evidence.objects.bulk_create(
        Evidence(complaint=case, file=stored(case, party(case)), side="consumer", added_hat="x", added_at=time.now())
        for _ in range(2)
    )
    file = stored(case, party(case))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("complaints.exhibits.MOST_OF_A_SIDE", 2)
        with pytest.raises(Refused) as refused:
            evidence_add(case, by=party(case), files=[file])
    assert refused.value.reasons[0].rule == "evidence-full"
    assert MOST_OF_A_SIDE > 12
    assert add(case, people(case, cast)["business"]).side == "business"


def test_taking_down_leaves_a_trace_and_hides_the_file_from_all_but_the_staff(cast: Cast) -> None:
    case = accepted(cast)
    everybody = people(case, cast)
    row = add(case, party(case), caption="维修单")
    evidence_withdraw(case, by=party(case), evidence=row.pk, reason="传错了文件")
    entry = LedgerEntry.objects.get(kind="withdraw_evidence")
    assert (entry.stream, entry.data["evidence"]) == (f"{case.stream}:talk", row.pk)
    assert entry.texts.get().text == "传错了文件"
    file = StoredFile.objects.get(pk=row.file_id)
    assert file.stream == f"{case.stream}:staff"
    assert default_storage.exists(file.name)
    allowed = {
        name
        for name in ("consumer", "business", "mediator", "manager", "mediator2")
        if streams.may_see(getattr(cast, name), file.stream)
    }
    assert allowed == {"mediator", "manager"}
    for who in ("consumer", "business"):
        view = seen(case, everybody[who])[row.pk]
        assert view.withdrawn_at == entry.effective_at
        assert (view.name, view.caption, view.token, view.sha256, view.own) == ("", "", "", "", False)
    assert seen(case, everybody["mediator"])[row.pk].token == file.token
    with pytest.raises(Refused) as refused:
        evidence_withdraw(case, by=party(case), evidence=row.pk, reason="再撤一次")
    assert refused.value.reasons[0].rule == "withdrawn"


def test_only_the_side_that_added_it_takes_it_down(cast: Cast) -> None:
    case = accepted(cast)
    everybody = people(case, cast)
    rows = {who: add(case, everybody[who]) for who in ("consumer", "business", "mediator")}
    for who in ("consumer", "business", "mediator", "manager", "colleague"):
        for owner, row in rows.items():
            own = who == owner or (who, owner) == ("manager", "mediator")
            if not own:
                with pytest.raises(NotFound):
                    evidence_withdraw(case, by=everybody[who], evidence=row.pk, reason="不该有")
    evidence_withdraw(case, by=everybody["manager"], evidence=rows["mediator"].pk, reason="重复")
    with pytest.raises(NotFound):
        evidence_withdraw(case, by=everybody["consumer"], evidence=10**9, reason="没有")
    with pytest.raises(Invalid):
        evidence_withdraw(case, by=everybody["consumer"], evidence=rows["consumer"].pk, reason="")


def test_each_audience_sees_what_is_for_it(cast: Cast) -> None:
    case = accepted(cast)
    everybody = people(case, cast)
    rows = {
        "both": add(case, party(case)), "told": add(case, party(case), "mediator"),
        "answered": add(case, everybody["business"], "mediator"), "inside": add(case, everybody["mediator"], "staff"),
    }  # fmt: skip
    wanted = {
        "consumer": {"both", "told"}, "guest": {"both", "told"}, "business": {"both", "answered"},
        "mediator": set(rows), "manager": set(rows), "colleague": set(), "city_manager": set(),
    }  # fmt: skip
    for who, names in wanted.items():
        assert set(seen(case, everybody[who])) == {rows[name].pk for name in names}, who
        assert reads_evidence(case, everybody[who]) == (who not in {"colleague", "city_manager"})
    for person in ("consumer", "business", "mediator", "manager"):
        user, files = getattr(cast, person), {name: row.file.stream for name, row in rows.items()}
        assert {name for name, stream in files.items() if streams.may_see(user, stream)} == wanted[person]
    assert [view.own for view in seen(case, everybody["consumer"]).values()] == [True, True]
    assert [view.own for view in seen(case, everybody["business"]).values()] == [False, True]


def test_what_the_other_side_wrote_is_scrubbed(cast: Cast) -> None:
    case = accepted(cast)
    everybody = people(case, cast)
    row = add(case, party(case), caption="店长电话13955554444", name="13955554444.jpg")
    for who, hidden in (("consumer", False), ("mediator", False), ("business", True)):
        view = seen(case, everybody[who])[row.pk]
        assert ("13955554444" not in view.caption + view.name) == hidden, who
        assert view.token


def test_seeing_asks_one_query_for_any_number(cast: Cast) -> None:
    case = accepted(cast)
    for _ in range(3):
        add(case, party(case))
    mediator = cast.actor("mediator")
    with CaptureQueriesContext(connection) as asked:
        assert len(seen(case, mediator)) == 3
    assert len(asked.captured_queries) == 1
