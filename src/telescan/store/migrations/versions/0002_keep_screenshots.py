"""Keep screenshots of consoles with their sessions."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "session_screenshot",
        sa.Column("screenshot_id", sa.String(length=32), nullable=False),
        sa.Column("session_id", sa.String(length=64), nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "document", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.PrimaryKeyConstraint("screenshot_id", name=op.f("pk_session_screenshot")),
    )
    op.create_index(
        op.f("ix_session_screenshot_session_id"), "session_screenshot", ["session_id"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_session_screenshot_session_id"), table_name="session_screenshot")
    op.drop_table("session_screenshot")
