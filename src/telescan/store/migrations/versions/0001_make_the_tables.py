"""Make the tables."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("entry_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.String(length=64), nullable=False),
        sa.Column("act", sa.String(length=64), nullable=False),
        sa.Column("site_id", sa.String(length=64), nullable=True),
        sa.Column("scanner_id", sa.String(length=64), nullable=True),
        sa.Column("session_id", sa.String(length=64), nullable=True),
        sa.Column(
            "detail", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_audit")),
    )
    op.create_index(op.f("ix_audit_session_id"), "audit", ["session_id"], unique=False)
    op.create_index(op.f("ix_audit_who"), "audit", ["who"], unique=False)
    op.create_table(
        "dicom_set_aside",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("sop_instance_uid", sa.String(length=64), nullable=False),
        sa.Column("site_id", sa.String(length=63), nullable=False),
        sa.Column("scanner_id", sa.String(length=63), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("object_key", sa.String(length=255), nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_dicom_set_aside")),
    )
    op.create_index(
        op.f("ix_dicom_set_aside_sop_instance_uid"),
        "dicom_set_aside",
        ["sop_instance_uid"],
        unique=False,
    )
    op.create_table(
        "dicom_study",
        sa.Column("site_id", sa.String(length=63), nullable=False),
        sa.Column("study_instance_uid", sa.String(length=64), nullable=False),
        sa.Column("study_date", sa.String(length=8), nullable=False),
        sa.Column("study_time", sa.String(length=16), nullable=False),
        sa.Column("accession_number", sa.String(length=64), nullable=False),
        sa.Column("study_id", sa.String(length=64), nullable=False),
        sa.Column("study_description", sa.String(length=256), nullable=False),
        sa.Column("referring_physician_name", sa.String(length=324), nullable=False),
        sa.Column("patient_name", sa.String(length=324), nullable=False),
        sa.Column("patient_id", sa.String(length=256), nullable=False),
        sa.Column("patient_birth_date", sa.String(length=8), nullable=False),
        sa.Column("patient_sex", sa.String(length=16), nullable=False),
        sa.Column("first_stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("site_id", "study_instance_uid", name=op.f("pk_dicom_study")),
    )
    op.create_table(
        "person",
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("username", sa.String(length=64), nullable=False),
        sa.Column("display_name", sa.String(length=128), nullable=False),
        sa.Column("password_hash", sa.String(length=255), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=True),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_person")),
        sa.UniqueConstraint("username", name=op.f("uq_person_username")),
    )
    op.create_table(
        "series_result",
        sa.Column("series_instance_uid", sa.String(length=64), nullable=False),
        sa.Column("site_id", sa.String(length=63), nullable=False),
        sa.Column("scanner_id", sa.String(length=63), nullable=False),
        sa.Column("session_id", sa.String(length=64), nullable=True),
        sa.Column("last_image_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled", sa.Boolean(), nullable=False),
        sa.Column(
            "document", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.PrimaryKeyConstraint("series_instance_uid", name=op.f("pk_series_result")),
    )
    op.create_index(
        op.f("ix_series_result_scanner_id_last_image_at"),
        "series_result",
        ["scanner_id", "last_image_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_series_result_session_id"), "series_result", ["session_id"], unique=False
    )
    op.create_table(
        "session",
        sa.Column("session_id", sa.String(length=64), nullable=False),
        sa.Column("site_id", sa.String(length=64), nullable=False),
        sa.Column("scanner_id", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expert_id", sa.String(length=64), nullable=True),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column(
            "document", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_session")),
    )
    op.create_index(op.f("ix_session_expert_id"), "session", ["expert_id"], unique=False)
    op.create_index(
        op.f("ix_session_requested_at_session_id"),
        "session",
        ["requested_at", "session_id"],
        unique=False,
    )
    op.create_index(op.f("ix_session_scanner_id"), "session", ["scanner_id"], unique=False)
    op.create_index(op.f("ix_session_site_id"), "session", ["site_id"], unique=False)
    op.create_index(op.f("ix_session_state"), "session", ["state"], unique=False)
    op.create_table(
        "session_event",
        sa.Column("event_id", sa.String(length=64), nullable=False),
        sa.Column("session_id", sa.String(length=64), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "document", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_session_event")),
        sa.UniqueConstraint(
            "session_id", "sequence", name=op.f("uq_session_event_session_id_sequence")
        ),
    )
    op.create_table(
        "site",
        sa.Column("site_id", sa.String(length=63), nullable=False),
        sa.Column("name", sa.String(length=128), nullable=False),
        sa.Column("public_key", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("site_id", name=op.f("pk_site")),
    )
    op.create_table(
        "browser_session",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("signed_in_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.person_id"],
            name=op.f("fk_browser_session_person_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_browser_session")),
    )
    op.create_index(
        op.f("ix_browser_session_person_id"), "browser_session", ["person_id"], unique=False
    )
    op.create_table(
        "dicom_series",
        sa.Column("series_instance_uid", sa.String(length=64), nullable=False),
        sa.Column("study_instance_uid", sa.String(length=64), nullable=False),
        sa.Column("site_id", sa.String(length=63), nullable=False),
        sa.Column("scanner_id", sa.String(length=63), nullable=True),
        sa.Column("modality", sa.String(length=16), nullable=False),
        sa.Column("series_number", sa.Integer(), nullable=True),
        sa.Column("series_description", sa.String(length=256), nullable=False),
        sa.Column("series_date", sa.String(length=8), nullable=False),
        sa.Column("series_time", sa.String(length=16), nullable=False),
        sa.Column("instances", sa.Integer(), nullable=False),
        sa.Column("first_stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id", "study_instance_uid"],
            ["dicom_study.site_id", "dicom_study.study_instance_uid"],
            name=op.f("fk_dicom_series_site_id_study_instance_uid"),
        ),
        sa.PrimaryKeyConstraint("series_instance_uid", name=op.f("pk_dicom_series")),
    )
    op.create_index(
        op.f("ix_dicom_series_scanner_id"), "dicom_series", ["scanner_id"], unique=False
    )
    op.create_index(
        op.f("ix_dicom_series_site_id_study_instance_uid"),
        "dicom_series",
        ["site_id", "study_instance_uid"],
        unique=False,
    )
    op.create_table(
        "role_grant",
        sa.Column("grant_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("site_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.person_id"],
            name=op.f("fk_role_grant_person_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("grant_id", name=op.f("pk_role_grant")),
        sa.UniqueConstraint(
            "person_id", "role", "site_id", name=op.f("uq_role_grant_person_id_role_site_id")
        ),
    )
    op.create_table(
        "scanner",
        sa.Column("scanner_id", sa.String(length=63), nullable=False),
        sa.Column("site_id", sa.String(length=63), nullable=False),
        sa.Column("name", sa.String(length=128), nullable=False),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["site.site_id"], name=op.f("fk_scanner_site_id")),
        sa.PrimaryKeyConstraint("scanner_id", name=op.f("pk_scanner")),
    )
    op.create_index(op.f("ix_scanner_site_id"), "scanner", ["site_id"], unique=False)
    op.create_table(
        "dicom_instance",
        sa.Column("sop_instance_uid", sa.String(length=64), nullable=False),
        sa.Column("series_instance_uid", sa.String(length=64), nullable=False),
        sa.Column("sop_class_uid", sa.String(length=64), nullable=False),
        sa.Column("transfer_syntax_uid", sa.String(length=64), nullable=False),
        sa.Column("instance_number", sa.Integer(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("object_key", sa.String(length=255), nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "header", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["series_instance_uid"],
            ["dicom_series.series_instance_uid"],
            name=op.f("fk_dicom_instance_series_instance_uid"),
        ),
        sa.PrimaryKeyConstraint("sop_instance_uid", name=op.f("pk_dicom_instance")),
    )
    op.create_index(
        op.f("ix_dicom_instance_series_instance_uid"),
        "dicom_instance",
        ["series_instance_uid"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_dicom_instance_series_instance_uid"), table_name="dicom_instance")
    op.drop_table("dicom_instance")
    op.drop_index(op.f("ix_scanner_site_id"), table_name="scanner")
    op.drop_table("scanner")
    op.drop_table("role_grant")
    op.drop_index(op.f("ix_dicom_series_site_id_study_instance_uid"), table_name="dicom_series")
    op.drop_index(op.f("ix_dicom_series_scanner_id"), table_name="dicom_series")
    op.drop_table("dicom_series")
    op.drop_index(op.f("ix_browser_session_person_id"), table_name="browser_session")
    op.drop_table("browser_session")
    op.drop_table("site")
    op.drop_table("session_event")
    op.drop_index(op.f("ix_session_state"), table_name="session")
    op.drop_index(op.f("ix_session_site_id"), table_name="session")
    op.drop_index(op.f("ix_session_scanner_id"), table_name="session")
    op.drop_index(op.f("ix_session_requested_at_session_id"), table_name="session")
    op.drop_index(op.f("ix_session_expert_id"), table_name="session")
    op.drop_table("session")
    op.drop_index(op.f("ix_series_result_session_id"), table_name="series_result")
    op.drop_index(op.f("ix_series_result_scanner_id_last_image_at"), table_name="series_result")
    op.drop_table("series_result")
    op.drop_table("person")
    op.drop_table("dicom_study")
    op.drop_index(op.f("ix_dicom_set_aside_sop_instance_uid"), table_name="dicom_set_aside")
    op.drop_table("dicom_set_aside")
    op.drop_index(op.f("ix_audit_who"), table_name="audit")
    op.drop_index(op.f("ix_audit_session_id"), table_name="audit")
    op.drop_table("audit")
