"""Triggers that keep the ledger append-only, on both databases.

On SQLite any change of the table's columns rebuilds the table and drops its triggers without a word, so they are put
back after every migrate; `INSERT OR REPLACE` is caught only with `PRAGMA recursive_triggers=ON` (settings).
On PostgreSQL the application's role must not own the table, or it could switch the trigger off.
"""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

TABLES = ("core_ledgerentry",)
WORDS = "ledger is append-only"

POSTGRES_FUNCTION = f"""
CREATE OR REPLACE FUNCTION core_ledger_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'restrict_violation'; END $$
"""

# A trigger of the right name that does not refuse, refuses only sometimes, or hangs elsewhere is no trigger.
SQLITE_FOUND = """
SELECT name FROM sqlite_master WHERE type = 'trigger' AND sql LIKE %s AND sql NOT LIKE '%% WHEN %%'
AND name IN (tbl_name || '_no_update', tbl_name || '_no_delete') AND sql LIKE '%%BEGIN SELECT RAISE(ABORT,%%'
AND sql LIKE '%% BEFORE ' || upper(substr(name, -6)) || ' ON ' || tbl_name || ' %%'
"""
POSTGRES_FOUND = r"""
SELECT tgname FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid
WHERE NOT tgisinternal AND tgenabled IN ('O', 'A') AND tgtype = 58 AND tgqual IS NULL
AND prosrc LIKE %s AND ltrim(prosrc, E' \n') LIKE 'BEGIN RAISE EXCEPTION%%'
AND tgrelid = to_regclass(replace(tgname, '_append_only', ''))
"""


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers on; harmless when they are there."""
    with connection.cursor() as cursor:
        for sql in _create(connection.vendor):
            cursor.execute(sql)


def drop(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers off. Migrations backwards and the flush between tests only; nothing in the product calls it."""
    with connection.cursor() as cursor:
        for sql in _drop(connection.vendor):
            cursor.execute(sql)


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Names of the triggers that should be on and are not, or that were put there to do something else."""
    wanted = {f"{table}_{verb}" for table in TABLES for verb in _verbs(connection.vendor)}
    with connection.cursor() as cursor:
        cursor.execute(SQLITE_FOUND if connection.vendor == "sqlite" else POSTGRES_FOUND, [f"%{WORDS}%"])
        found = {row[0] for row in cursor.fetchall()}
    return sorted(wanted - found)


def _verbs(vendor: str) -> tuple[str, ...]:
    return ("no_update", "no_delete") if vendor == "sqlite" else ("append_only",)


def _create(vendor: str) -> list[str]:
    if vendor == "sqlite":
        return [
            f"CREATE TRIGGER IF NOT EXISTS {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
            for table in TABLES
            for verb in ("update", "delete")
        ]
    return [
        POSTGRES_FUNCTION,
        *(
            f"CREATE OR REPLACE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION core_ledger_append_only()"
            for table in TABLES
        ),
    ]


def _drop(vendor: str) -> list[str]:
    on = "" if vendor == "sqlite" else " ON {table}"
    return [
        f"DROP TRIGGER IF EXISTS {table}_{verb}" + on.format(table=table) for table in TABLES for verb in _verbs(vendor)
    ]
