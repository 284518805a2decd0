"""The proof of the ledger: whatever is changed behind the door's back is found and named."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, models, transaction

from core import append_only
from core import verify as proof
from core.apps import keep_append_only
from core.canonical import digest
from core.erasure import texts_erase
from core.models import LedgerEntry, StepText, Stream
from core.verify import verify
from core.workflow import act, perform
from tests.core.test_door import CLERK, OWNER, ask
from tests.lab.models import Permit

pytestmark = pytest.mark.django_db


@pytest.fixture
def permit() -> Permit:
    """Four entries in the main stream (the first with words), one note beside it, and another permit after it."""
    made = ask()
    perform(made, "examine", by=CLERK, data={"inspector": "7"}, key="k2")
    perform(made, "change", by=OWNER, key="k3")
    perform(made, "change", by=CLERK, key="k4")
    act(made, "note", by=CLERK, data={"reason": "电话问过"})
    ask()
    return Permit.objects.get(pk=made.pk)


@contextmanager
def behind_the_door() -> Iterator[None]:
    """What a person with the database's own password could do."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    append_only.drop(connection)
    yield
    append_only.install(connection)


def places() -> set[str]:
    """The places named, as stream#seq."""
    return {f"{fault.stream}#{fault.seq}" for fault in verify()}


def fails() -> None:
    with pytest.raises(CommandError):
        call_command("verify_ledger")


def entry_of(permit: Permit, seq: int) -> LedgerEntry:
    return LedgerEntry.objects.get(stream=permit.stream, seq=seq)


def change(entry: LedgerEntry, **columns: Any) -> None:
    with behind_the_door():
        LedgerEntry.objects.filter(pk=entry.pk).update(**columns)


def test_an_untouched_history_has_no_fault(permit: Permit) -> None:
    assert list(verify()) == []
    assert list(verify(permit.stream)) == []
    call_command("verify_ledger")


def other(value: Any) -> Any:
    """A value of the same kind that differs in as little as it can."""
    match value:
        case None:
            return 99
        case dt.datetime():
            return value + dt.timedelta(microseconds=1)
        case int():
            return value + 1
        case dict():
            return {**value, "size": 21}
    return ("0" if value[:1] != "0" else "1") + value[1:]


PLANTED = [field.name for field in LedgerEntry._meta.concrete_fields if field.name != "id"]


def test_every_column_is_tried_but_the_row_number() -> None:
    assert set(PLANTED) == {*LedgerEntry.HASHED, "prev_hash", "hash"}


@pytest.mark.parametrize("seq", [1, 2, 4])
@pytest.mark.parametrize("column", PLANTED)
def test_a_wrong_byte_in_any_column_is_named(permit: Permit, column: str, seq: int) -> None:
    entry = entry_of(permit, seq)
    wrong = other(getattr(entry, column)) if column != "seq" else seq + 10
    change(entry, **{column: wrong})
    moved = f"{wrong}#{seq}" if column == "stream" else f"{permit.stream}#{wrong}" if column == "seq" else ""
    assert (moved or f"{permit.stream}#{seq}") in places()
    fails()


@pytest.mark.parametrize("name", ["stream", "seq", "actor", "effective_at", "data", "digest", "hash"])
def test_one_stream_can_be_read_alone(permit: Permit, name: str) -> None:
    quiet = Permit.objects.exclude(pk=permit.pk).get()
    entry = entry_of(permit, 2)
    change(entry, **{name: other(getattr(entry, name)) if name != "seq" else 20})
    assert list(verify(permit.stream)) != []
    assert list(verify(quiet.stream)) == []
    with pytest.raises(CommandError):
        call_command("verify_ledger", permit.stream)
    call_command("verify_ledger", quiet.stream)


@pytest.mark.parametrize(("seq", "named"), [(1, 2), (2, 3), (3, 4), (4, 4)])
def test_a_removed_entry_is_named_by_the_next_or_by_the_head(permit: Permit, seq: int, named: int) -> None:
    with behind_the_door():
        StepText.objects.filter(entry=entry_of(permit, seq)).delete()
        LedgerEntry.objects.filter(stream=permit.stream, seq=seq).delete()
    assert f"{permit.stream}#{named}" in places()
    fails()


def test_a_history_that_is_gone_is_missed(permit: Permit) -> None:
    with behind_the_door():
        StepText.objects.all().delete()
        LedgerEntry.objects.filter(stream=permit.stream).delete()
        LedgerEntry.objects.filter(stream=f"{permit.stream}:staff").delete()
    assert {f"{permit.stream}#4", f"{permit.stream}:staff#1"} <= places()


def test_two_entries_that_changed_places_are_named(permit: Permit) -> None:
    third, fourth = entry_of(permit, 3), entry_of(permit, 4)
    with behind_the_door():
        for entry, seq in ((third, 99), (fourth, 3), (third, 4)):
            LedgerEntry.objects.filter(pk=entry.pk).update(seq=seq)
    assert {f"{permit.stream}#3", f"{permit.stream}#4"} <= places()
    fails()


def forged(after: LedgerEntry, **columns: Any) -> LedgerEntry:
    """An entry that follows `after` and is hashed rightly, as one would be who knows how."""
    entry = LedgerEntry(**{name: getattr(after, name) for name in LedgerEntry.HASHED})
    for name, value in {"seq": after.seq + 1, "key": "", "data": {}, "prev_hash": after.hash, **columns}.items():
        setattr(entry, name, value)
    entry.hash = digest(entry.prev_hash, entry.body())
    return entry


def test_an_added_entry_is_named_even_when_it_is_hashed_rightly(permit: Permit) -> None:
    forged(entry_of(permit, 4)).save(force_insert=True)
    assert f"{permit.stream}#5" in places()
    fails()


def test_an_added_stream_belongs_to_nobody(permit: Permit) -> None:
    forged(entry_of(permit, 4), stream="permit:999999", seq=1, prev_hash="").save(force_insert=True)
    assert "permit:999999#1" in places()


def test_an_entry_that_starts_elsewhere_is_named_even_when_all_hashes_hold(permit: Permit) -> None:
    extra = forged(entry_of(permit, 4), source="asked", target="granted")
    extra.save(force_insert=True)
    Permit.objects.filter(pk=permit.pk).update(version=5, head=extra.hash, state="granted")
    assert [str(fault) for fault in verify()] == [
        f"{permit.stream}#5: starts at asked, the one before ended at examined"
    ]


@pytest.mark.parametrize(
    ("columns", "seq"),
    [({"head": "f" * 64}, 4), ({"version": 3}, 4), ({"version": 7}, 7), ({"state": "granted"}, 4)],
)
def test_a_changed_case_is_named(permit: Permit, columns: dict[str, Any], seq: int) -> None:
    Permit.objects.filter(pk=permit.pk).update(**columns)
    assert places() == {f"{permit.stream}#{seq}"}
    fails()


@pytest.mark.parametrize("columns", [{"head": "f" * 64}, {"version": 2}])
def test_a_changed_head_of_a_stream_is_named(permit: Permit, columns: dict[str, Any]) -> None:
    Stream.objects.filter(name=f"{permit.stream}:staff").update(**columns)
    assert places() == {f"{permit.stream}:staff#{columns.get('version', 1)}"}


def test_a_stream_without_its_row_is_named(permit: Permit) -> None:
    Stream.objects.filter(name=f"{permit.stream}:staff").delete()
    assert places() == {f"{permit.stream}:staff#1"}


def _change_text(text: StepText) -> None:
    StepText.objects.filter(pk=text.pk).update(text=text.text + "。")


def _change_salt(text: StepText) -> None:
    StepText.objects.filter(pk=text.pk).update(salt=other(text.salt))


def _rename(text: StepText) -> None:
    StepText.objects.filter(pk=text.pk).update(field="reason")


def _half_erase(text: StepText) -> None:
    """Words changed under the cover of an erasure."""
    StepText.objects.filter(pk=text.pk).update(text="别的话", erased_at=dt.datetime.now(dt.UTC))


def _remove(text: StepText) -> None:
    text.delete()


def _add(text: StepText) -> None:
    StepText.objects.create(entry=text.entry, field="more", text="补一句", salt="0" * 32)


def _swap(text: StepText) -> None:
    """The same words, hung on another entry."""
    StepText.objects.filter(pk=text.pk).update(entry=LedgerEntry.objects.get(stream=text.entry.stream, seq=2))


@pytest.mark.parametrize("attack", [_change_text, _change_salt, _rename, _half_erase, _remove, _add, _swap])
def test_words_that_were_touched_are_named_at_their_entry(permit: Permit, attack: Callable[[StepText], None]) -> None:
    attack(StepText.objects.get(entry=entry_of(permit, 1)))
    assert f"{permit.stream}#1" in places()
    assert places() <= {f"{permit.stream}#1", f"{permit.stream}#2"}
    fails()


def test_erased_words_leave_the_proof_whole(permit: Permit) -> None:
    assert texts_erase(user_id=1) == 2
    assert not StepText.objects.filter(entry__actor=1).exclude(text="").exists()
    assert list(verify()) == []
    StepText.objects.filter(entry=entry_of(permit, 1)).delete()
    assert places() == {f"{permit.stream}#1"}


@pytest.mark.parametrize("data", [{"size": 1.5}, ["size"], None, {"words": "none"}, {"size": "e\u0301"}])
def test_what_the_ledger_never_takes_is_named_and_stops_nothing(permit: Permit, data: Any) -> None:
    change(entry_of(permit, 2), data=models.Value(data, models.JSONField()))
    last = entry_of(permit, 4)
    change(last, hat="x")
    assert {f"{permit.stream}#2", f"{permit.stream}#4"} <= places()


@pytest.mark.parametrize("column", ["effective_at", "recorded_at", "seq", "actor"])
def test_bytes_that_are_no_value_of_their_column_are_named(permit: Permit, column: str) -> None:
    """SQLite keeps anything in any column; PostgreSQL refuses it at once."""
    entry = entry_of(permit, 2)
    sql = f"UPDATE core_ledgerentry SET {column} = %s WHERE id = %s"
    if connection.vendor == "postgresql":
        with behind_the_door(), pytest.raises(Exception, match="invalid input syntax"), transaction.atomic():
            connection.cursor().execute(sql, ["rubbish", entry.pk])
        assert places() == set()
        return
    with behind_the_door():
        connection.cursor().execute(sql, ["rubbish", entry.pk])
    change(entry_of(permit, 4), hat="x")
    assert {f"{permit.stream}#{'rubbish' if column == 'seq' else 2}", f"{permit.stream}#4"} <= places()


# ---- triggers -----------------------------------------------------------------------------------------------------


def test_missing_triggers_are_named_by_proof_and_by_the_system_check() -> None:
    append_only.drop(connection)
    names = append_only.missing(connection)
    assert {str(fault) for fault in verify()} == {f"trigger {name} is missing" for name in names}
    assert len(names) == (2 if connection.vendor == "sqlite" else 1)
    assert {one.id for one in run_checks(databases=["default"])} >= {"core.W002"}
    fails()
    append_only.install(connection)
    assert append_only.missing(connection) == []
    assert "core.W002" not in {one.id for one in run_checks(databases=["default"])}


HARMLESS = {
    "sqlite": [
        "CREATE TRIGGER core_ledgerentry_no_update BEFORE UPDATE ON core_ledgerentry BEGIN SELECT 1; END",
        f"""CREATE TRIGGER core_ledgerentry_no_delete BEFORE DELETE ON core_ledgerentry WHEN OLD.id = 0
            BEGIN SELECT RAISE(ABORT, '{append_only.WORDS}'); END""",
    ],
    "postgresql": [
        """CREATE TRIGGER core_ledgerentry_append_only BEFORE UPDATE ON core_ledgerentry
           FOR EACH STATEMENT EXECUTE FUNCTION core_ledger_append_only()"""
    ],
}


def test_a_trigger_that_refuses_nothing_counts_as_missing() -> None:
    append_only.drop(connection)
    for sql in HARMLESS[connection.vendor]:
        connection.cursor().execute(sql)
    assert len(append_only.missing(connection)) == (2 if connection.vendor == "sqlite" else 1)


def test_replacing_a_row_is_refused(permit: Permit) -> None:
    """SQLite would do it silently without `recursive_triggers`; PostgreSQL has another word for it."""
    entry = entry_of(permit, 2)
    columns = [str(field.column) for field in LedgerEntry._meta.concrete_fields]
    names = ", ".join(columns)
    if connection.vendor == "sqlite":
        sql = f"INSERT OR REPLACE INTO core_ledgerentry ({names}) SELECT {names} FROM core_ledgerentry WHERE id = %s"
    else:
        sql = (
            f"INSERT INTO core_ledgerentry ({names}) SELECT {names} FROM core_ledgerentry WHERE id = %s "
            "ON CONFLICT (id) DO UPDATE SET kind = 'forged'"
        )
    with pytest.raises(IntegrityError, match=append_only.WORDS), transaction.atomic():
        connection.cursor().execute(sql, [entry.pk])
    assert list(verify()) == []


@pytest.mark.django_db(transaction=True)
def test_a_migration_that_rebuilds_the_table_gets_its_triggers_back() -> None:
    old = LedgerEntry._meta.get_field("kind")
    new = models.CharField(max_length=64)
    new.set_attributes_from_name("kind")
    new.model = LedgerEntry
    with connection.schema_editor() as editor:
        editor.alter_field(LedgerEntry, old, new)
    try:
        assert len(append_only.missing(connection)) == (2 if connection.vendor == "sqlite" else 0)
        keep_append_only(using=connection.alias)
        assert append_only.missing(connection) == []
    finally:
        with connection.schema_editor() as editor:
            editor.alter_field(LedgerEntry, new, old)
        call_command("migrate", verbosity=0)
    assert append_only.missing(connection) == []


@pytest.mark.django_db(transaction=True)
def test_the_proof_sees_one_moment_and_holds_up_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    made = ask()
    written: list[int] = []
    heads = proof._heads

    def write() -> None:
        written.append(perform(made, "examine", by=CLERK, data={"inspector": "7"}).seq)
        connection.close()

    def heads_after_a_write(*args: Any) -> Any:
        thread = Thread(target=write)
        thread.start()
        thread.join(timeout=10)
        return heads(*args)

    monkeypatch.setattr(proof, "_heads", heads_after_a_write)
    assert list(verify()) == []
    assert written == [2]
    assert LedgerEntry.objects.filter(stream=made.stream).count() == 2
