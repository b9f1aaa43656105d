"""Målinger are searched too."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"

TABLES = ("measure",)

TRIGGERS = (
    """
    CREATE TRIGGER search_text_in AFTER INSERT ON search_text BEGIN
      INSERT INTO search_index (rowid, title_stems, stems, marks)
      VALUES (new.id, new.title_stems, new.stems, new.marks);
    END
    """,
    """
    CREATE TRIGGER search_text_out AFTER DELETE ON search_text BEGIN
      INSERT INTO search_index (search_index, rowid, title_stems, stems, marks)
      VALUES ('delete', old.id, old.title_stems, old.stems, old.marks);
    END
    """,
)


def upgrade() -> None:
    with op.batch_alter_table("search_text") as batch_op:
        for table in TABLES:
            column = f"{table}_id"
            batch_op.add_column(sa.Column(column, sa.Uuid(), nullable=True))
            batch_op.create_index(f"ix_search_text_{column}", [column], unique=False)
            batch_op.create_foreign_key(
                f"fk_search_text_{column}_{table}", table, [column], ["id"], ondelete="CASCADE"
            )
    bring_back_the_triggers()


def downgrade() -> None:
    texts = sa.table("search_text", *(sa.column(f"{table}_id") for table in TABLES))
    op.execute(sa.delete(texts).where(sa.or_(*(one.is_not(None) for one in texts.c))))
    with op.batch_alter_table("search_text") as batch_op:
        for table in TABLES:
            column = f"{table}_id"
            batch_op.drop_constraint(f"fk_search_text_{column}_{table}", type_="foreignkey")
            batch_op.drop_index(f"ix_search_text_{column}")
            batch_op.drop_column(column)
    bring_back_the_triggers()


def bring_back_the_triggers() -> None:
    """On SQLite the table was made anew, and its triggers went with the old one. Numbers stay, and so does the index."""
    if op.get_bind().dialect.name == "sqlite":
        for trigger in TRIGGERS:
            op.execute(trigger)
