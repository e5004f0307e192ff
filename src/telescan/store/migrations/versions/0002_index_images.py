"""Index images."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
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
    op.drop_index(op.f("ix_dicom_series_site_id_study_instance_uid"), table_name="dicom_series")
    op.drop_index(op.f("ix_dicom_series_scanner_id"), table_name="dicom_series")
    op.drop_table("dicom_series")
    op.drop_table("dicom_study")
    op.drop_index(op.f("ix_dicom_set_aside_sop_instance_uid"), table_name="dicom_set_aside")
    op.drop_table("dicom_set_aside")
