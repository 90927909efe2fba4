"""What is measured: the tables of metrics."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The tables of metrics exist."""
    op.create_table(
        "agency",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sort_key", sa.Text(), nullable=False),
        sa.Column("remit", sa.Text(), nullable=False),
        sa.Column("is_example", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["subject_id"], ["subject.id"], name=op.f("fk_agency_subject_id_subject")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency")),
        sa.UniqueConstraint("slug", name=op.f("uq_agency_slug")),
        sa.UniqueConstraint("subject_id", name=op.f("uq_agency_subject_id")),
    )
    op.create_table(
        "area",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sort_key", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "county",
                "region",
                name="areakind",
                native_enum=False,
                length=30,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("is_example", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["subject_id"], ["subject.id"], name=op.f("fk_area_subject_id_subject")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_area")),
        sa.UniqueConstraint("slug", name=op.f("uq_area_slug")),
        sa.UniqueConstraint("subject_id", name=op.f("uq_area_subject_id")),
    )
    op.create_table(
        "goal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column(
            "part",
            sa.Enum(
                "running",
                "archive",
                name="part",
                native_enum=False,
                length=30,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_example", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["subject_id"], ["subject.id"], name=op.f("fk_goal_subject_id_subject")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goal")),
        sa.UniqueConstraint("slug", name=op.f("uq_goal_slug")),
        sa.UniqueConstraint("subject_id", name=op.f("uq_goal_subject_id")),
    )
    op.create_table(
        "measure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("goal_id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("lead_agency_id", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "suggested",
                "screened",
                "shaped",
                "tested",
                "adopted",
                "baselined",
                "targeted",
                "reported",
                "reviewed",
                "revised",
                "paused",
                "retired",
                "inherited",
                name="measurestate",
                native_enum=False,
                length=30,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("is_inherited", sa.Boolean(), nullable=False),
        sa.Column("origin_id", sa.Integer(), nullable=True),
        sa.Column("successor_id", sa.Integer(), nullable=True),
        sa.Column("sort_key", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["goal_id"], ["goal.id"], name=op.f("fk_measure_goal_id_goal")),
        sa.ForeignKeyConstraint(
            ["lead_agency_id"], ["agency.id"], name=op.f("fk_measure_lead_agency_id_agency")
        ),
        sa.ForeignKeyConstraint(
            ["origin_id"], ["subject.id"], name=op.f("fk_measure_origin_id_subject")
        ),
        sa.ForeignKeyConstraint(
            ["subject_id"], ["subject.id"], name=op.f("fk_measure_subject_id_subject")
        ),
        sa.ForeignKeyConstraint(
            ["successor_id"], ["subject.id"], name=op.f("fk_measure_successor_id_subject")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure")),
        sa.UniqueConstraint("slug", name=op.f("uq_measure_slug")),
        sa.UniqueConstraint("subject_id", name=op.f("uq_measure_subject_id")),
    )
    op.create_index(op.f("ix_measure_goal_id"), "measure", ["goal_id"], unique=False)
    op.create_index(op.f("ix_measure_lead_agency_id"), "measure", ["lead_agency_id"], unique=False)
    op.create_table(
        "chart",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("measure_id", sa.Integer(), nullable=False),
        sa.Column("size", sa.String(length=10), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("spec", sa.JSON(), nullable=False),
        sa.Column("svg", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["measure_id"], ["measure.id"], name=op.f("fk_chart_measure_id_measure")
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_chart")),
    )
    op.create_index(
        op.f("ix_chart_measure_id_size_language"),
        "chart",
        ["measure_id", "size", "language"],
        unique=False,
    )
    op.create_table(
        "charter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("measure_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("short_title", sa.Text(), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("why_it_matters", sa.Text(), nullable=False),
        sa.Column("does_not_tell", sa.Text(), nullable=False),
        sa.Column("how_gamed", sa.Text(), nullable=False),
        sa.Column("how_to_help", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "outcome",
                "leading",
                "output",
                "not_stated",
                name="measurekind",
                native_enum=False,
                length=30,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column(
            "direction",
            sa.Enum(
                "up",
                "down",
                "neutral",
                name="direction",
                native_enum=False,
                length=30,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column(
            "unit_kind",
            sa.Enum(
                "count",
                "percent",
                "percent_change",
                "rate",
                "money",
                "duration",
                "index",
                "other",
                name="unitkind",
                native_enum=False,
                length=30,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("decimals", sa.Integer(), nullable=False),
        sa.Column("numerator", sa.Text(), nullable=False),
        sa.Column("denominator", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("source_url", sa.Text(), nullable=False),
        sa.Column("data_owner_id", sa.Integer(), nullable=True),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column(
            "frequency",
            sa.Enum(
                "month",
                "quarter",
                "year",
                "irregular",
                name="frequency",
                native_enum=False,
                length=30,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("lag_days", sa.Integer(), nullable=False),
        sa.Column("breaks_series_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("adopted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["actor.id"], name=op.f("fk_charter_actor_id_actor")),
        sa.ForeignKeyConstraint(
            ["data_owner_id"], ["agency.id"], name=op.f("fk_charter_data_owner_id_agency")
        ),
        sa.ForeignKeyConstraint(
            ["measure_id"], ["measure.id"], name=op.f("fk_charter_measure_id_measure")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_charter")),
        sa.UniqueConstraint("measure_id", "number", name=op.f("uq_charter_measure_id_number")),
        info={"append_only": True},
    )
    op.create_table(
        "measure_contribution",
        sa.Column("measure_id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_measure_contribution_agency_id_agency")
        ),
        sa.ForeignKeyConstraint(
            ["measure_id"], ["measure.id"], name=op.f("fk_measure_contribution_measure_id_measure")
        ),
        sa.PrimaryKeyConstraint("measure_id", "agency_id", name=op.f("pk_measure_contribution")),
    )
    op.create_table(
        "release",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("measure_id", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("file_sha256", sa.String(length=64), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("scheduled_for", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["actor_id"], ["actor.id"], name=op.f("fk_release_actor_id_actor")),
        sa.ForeignKeyConstraint(
            ["measure_id"], ["measure.id"], name=op.f("fk_release_measure_id_measure")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release")),
    )
    op.create_index(
        op.f("ix_release_measure_id_published_at"),
        "release",
        ["measure_id", "published_at"],
        unique=False,
    )
    op.create_index(op.f("ix_release_scheduled_for"), "release", ["scheduled_for"], unique=False)
    op.create_table(
        "series",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("measure_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "total",
                "group",
                "county",
                "region",
                name="serieskind",
                native_enum=False,
                length=30,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_series_area_id_area")),
        sa.ForeignKeyConstraint(
            ["measure_id"], ["measure.id"], name=op.f("fk_series_measure_id_measure")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series")),
        sa.UniqueConstraint(
            "measure_id", "kind", "label", name=op.f("uq_series_measure_id_kind_label")
        ),
    )
    op.create_index(op.f("ix_series_area_id"), "series", ["area_id"], unique=False)
    op.create_table(
        "standing",
        sa.Column("measure_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=30), nullable=False),
        sa.Column("last_status", sa.String(length=30), nullable=True),
        sa.Column("last_status_on", sa.Date(), nullable=True),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("latest_on", sa.Date(), nullable=True),
        sa.Column("next_due_on", sa.Date(), nullable=True),
        sa.Column("targets_moved", sa.Integer(), nullable=False),
        sa.Column("summary", sa.JSON(), nullable=False),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["measure_id"], ["measure.id"], name=op.f("fk_standing_measure_id_measure")
        ),
        sa.PrimaryKeyConstraint("measure_id", name=op.f("pk_standing")),
    )
    op.create_index(op.f("ix_standing_next_due_on"), "standing", ["next_due_on"], unique=False)
    op.create_index(op.f("ix_standing_status_rank"), "standing", ["status", "rank"], unique=False)
    op.create_table(
        "target",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("measure_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "increase",
                "decrease",
                "keep_above",
                "keep_below",
                "range",
                "milestone",
                "none_yet",
                name="targetkind",
                native_enum=False,
                length=30,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("value_text", sa.Text(), nullable=True),
        sa.Column("value_number", sa.Float(), nullable=True),
        sa.Column("upper_text", sa.Text(), nullable=True),
        sa.Column("upper_number", sa.Float(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("due_text", sa.Text(), nullable=False),
        sa.Column(
            "path",
            sa.Enum(
                "linear",
                "hold",
                "stepped",
                name="pathkind",
                native_enum=False,
                length=30,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.Column("baseline_text", sa.Text(), nullable=True),
        sa.Column("baseline_number", sa.Float(), nullable=True),
        sa.Column("baseline_on", sa.Date(), nullable=True),
        sa.Column("baseline_words", sa.Text(), nullable=False),
        sa.Column("tolerance", sa.Double(), nullable=True),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("signed_by", sa.Text(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("source_url", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["actor.id"], name=op.f("fk_target_actor_id_actor")),
        sa.ForeignKeyConstraint(
            ["measure_id"], ["measure.id"], name=op.f("fk_target_measure_id_measure")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target")),
        sa.UniqueConstraint("measure_id", "number", name=op.f("uq_target_measure_id_number")),
        info={"append_only": True},
    )
    op.create_table(
        "verdict",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("measure_id", sa.Integer(), nullable=False),
        sa.Column("old_status", sa.String(length=30), nullable=True),
        sa.Column("status", sa.String(length=30), nullable=False),
        sa.Column("cause", sa.String(length=30), nullable=False),
        sa.Column("rule_version", sa.Integer(), nullable=False),
        sa.Column("inputs", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["measure_id"], ["measure.id"], name=op.f("fk_verdict_measure_id_measure")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verdict")),
        info={"append_only": True},
    )
    op.create_index(op.f("ix_verdict_measure_id_id"), "verdict", ["measure_id", "id"], unique=False)
    op.create_table(
        "observation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["series_id"], ["series.id"], name=op.f("fk_observation_series_id_series")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_observation")),
        sa.UniqueConstraint("series_id", "label", name=op.f("uq_observation_series_id_label")),
    )
    op.create_table(
        "vintage",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("observation_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("value_text", sa.Text(), nullable=True),
        sa.Column("value_number", sa.Float(), nullable=True),
        sa.Column(
            "marker",
            sa.Enum(
                "z",
                "x",
                "c",
                "k",
                name="marker",
                native_enum=False,
                length=30,
                create_constraint=True,
            ),
            nullable=True,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "provisional",
                "final",
                "revised",
                "corrected",
                "withdrawn",
                name="figurestate",
                native_enum=False,
                length=30,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("numerator_text", sa.Text(), nullable=True),
        sa.Column("numerator_number", sa.Float(), nullable=True),
        sa.Column("denominator_text", sa.Text(), nullable=True),
        sa.Column("denominator_number", sa.Float(), nullable=True),
        sa.Column("lower", sa.Double(), nullable=True),
        sa.Column("upper", sa.Double(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("source_url", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["observation_id"],
            ["observation.id"],
            name=op.f("fk_vintage_observation_id_observation"),
        ),
        sa.ForeignKeyConstraint(
            ["release_id"], ["release.id"], name=op.f("fk_vintage_release_id_release")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vintage")),
        sa.UniqueConstraint(
            "observation_id", "number", name=op.f("uq_vintage_observation_id_number")
        ),
        info={"append_only": True},
    )
    op.create_index(op.f("ix_vintage_release_id"), "vintage", ["release_id"], unique=False)


def downgrade() -> None:
    """The tables of metrics are gone."""
    op.drop_table("vintage")
    op.drop_table("observation")
    op.drop_table("verdict")
    op.drop_table("target")
    op.drop_table("standing")
    op.drop_table("series")
    op.drop_table("release")
    op.drop_table("measure_contribution")
    op.drop_table("charter")
    op.drop_table("chart")
    op.drop_table("measure")
    op.drop_table("goal")
    op.drop_table("area")
    op.drop_table("agency")
