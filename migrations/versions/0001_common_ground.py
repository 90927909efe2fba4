"""Common ground: the tables of commons."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The tables of commons exist."""
    op.create_table(
        "actor",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_actor")),
    )
    op.create_table(
        "counter",
        sa.Column("letter", sa.String(length=8), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("letter", "year", name=op.f("pk_counter")),
    )
    op.create_table(
        "job_run",
        sa.Column("job", sa.String(length=60), nullable=False),
        sa.Column("slot", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("job", "slot", name=op.f("pk_job_run")),
    )
    op.create_index(op.f("ix_job_run_started_at"), "job_run", ["started_at"], unique=False)
    op.create_table(
        "limit_hit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bucket", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_limit_hit")),
        info={"fleeting": True},
    )
    op.create_index(op.f("ix_limit_hit_at"), "limit_hit", ["at"], unique=False)
    op.create_index(
        op.f("ix_limit_hit_bucket_key_at"), "limit_hit", ["bucket", "key", "at"], unique=False
    )
    op.create_table(
        "live_event",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_live_event")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_live_event_channel_seq"), "live_event", ["channel", "seq"], unique=False
    )
    op.create_table(
        "mail_letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("once", sa.String(length=200), nullable=False),
        sa.Column("to_address", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=True),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_letter")),
        sa.UniqueConstraint("once", name=op.f("uq_mail_letter_once")),
    )
    op.create_index(
        op.f("ix_mail_letter_sent_at_next_try_at"),
        "mail_letter",
        ["sent_at", "next_try_at"],
        unique=False,
    )
    op.create_table(
        "release_state",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_release_state")),
    )
    op.create_table(
        "subject",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("public_id", sa.String(length=120), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subject")),
        sa.UniqueConstraint("public_id", name=op.f("uq_subject_public_id")),
    )
    op.create_index(op.f("ix_subject_kind_id"), "subject", ["kind", "id"], unique=False)
    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["actor.id"], name=op.f("fk_event_actor_id_actor")),
        sa.ForeignKeyConstraint(
            ["subject_id"], ["subject.id"], name=op.f("fk_event_subject_id_subject")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        info={"append_only": True},
    )
    op.create_index(op.f("ix_event_kind_id"), "event", ["kind", "id"], unique=False)
    op.create_index(op.f("ix_event_public_at_id"), "event", ["public", "at", "id"], unique=False)
    op.create_index(op.f("ix_event_subject_id_id"), "event", ["subject_id", "id"], unique=False)
    op.create_table(
        "ledger_leaf",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("leaf_hash", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["subject_id"], ["subject.id"], name=op.f("fk_ledger_leaf_subject_id_subject")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_ledger_leaf")),
        info={"append_only": True},
    )
    op.create_table(
        "old_path",
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["subject_id"], ["subject.id"], name=op.f("fk_old_path_subject_id_subject")
        ),
        sa.PrimaryKeyConstraint("path", name=op.f("pk_old_path")),
    )
    op.create_table(
        "role_grant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("scope_id", sa.Integer(), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("granted_by_id", sa.Integer(), nullable=True),
        sa.Column("deputy_for_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["actor.id"], name=op.f("fk_role_grant_actor_id_actor")
        ),
        sa.ForeignKeyConstraint(
            ["deputy_for_id"], ["actor.id"], name=op.f("fk_role_grant_deputy_for_id_actor")
        ),
        sa.ForeignKeyConstraint(
            ["granted_by_id"], ["actor.id"], name=op.f("fk_role_grant_granted_by_id_actor")
        ),
        sa.ForeignKeyConstraint(
            ["scope_id"], ["subject.id"], name=op.f("fk_role_grant_scope_id_subject")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
        sa.UniqueConstraint("code", name=op.f("uq_role_grant_code")),
    )
    op.create_index(
        op.f("ix_role_grant_actor_id_ends_at"), "role_grant", ["actor_id", "ends_at"], unique=False
    )
    op.create_table(
        "outgoing_event",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_outgoing_event_event_id_event")
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_outgoing_event")),
    )
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    if is_sqlite:
        op.execute(
            "CREATE VIRTUAL TABLE search_text USING fts5("
            "kind UNINDEXED, title, body, tokenize = 'unicode61 remove_diacritics 2')"
        )
    else:
        op.execute(
            "CREATE TABLE search_text ("
            "subject_id integer PRIMARY KEY, kind varchar(40) NOT NULL, words tsvector NOT NULL)"
        )
        op.execute("CREATE INDEX search_text_words ON search_text USING gin (words)")
    moment = "2026-01-01 00:00:00" if is_sqlite else "2026-01-01 00:00:00+00"
    op.execute(
        "INSERT INTO subject (kind, public_id, title, path, version, is_public, created_at) "
        f"VALUES ('page', 'site', 'The site', '/', 1, true, '{moment}')"
    )
    op.execute(
        "INSERT INTO actor (kind, name, office, created_at) "
        f"VALUES ('system', 'Goalpost', 'computed', '{moment}')"
    )


def downgrade() -> None:
    """The tables of commons are gone."""
    op.execute("DROP TABLE search_text")
    op.drop_table("outgoing_event")
    op.drop_table("role_grant")
    op.drop_table("old_path")
    op.drop_table("ledger_leaf")
    op.drop_table("event")
    op.drop_table("subject")
    op.drop_table("release_state")
    op.drop_table("mail_letter")
    op.drop_table("live_event")
    op.drop_table("limit_hit")
    op.drop_table("job_run")
    op.drop_table("counter")
    op.drop_table("actor")
