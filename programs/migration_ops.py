"""Migration operations that make tenancy a habit: one line a table.

A composite foreign key keeps every reference inside one program, over UNIQUE (program_id, id), beside Django's own:
Django's CompositePrimaryKey would do, but no ForeignKey may point to one.
"""

from collections.abc import Sequence

from django.apps.registry import Apps
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

CONTEXT_FUNCTIONS = "\n".join(
    f"""
    CREATE OR REPLACE FUNCTION hearten_{name}() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS
    $$ SELECT nullif(current_setting('hearten.{name}', true), '')::uuid $$;
    """
    for name in ("person", "institution", "program")
)
# The (SELECT ...) is evaluated once a query, not once a row.
BY_PROGRAM = "program_id = (SELECT hearten_program())"


def row_security_sql(table: str, *, using: str, check: str, owner_reads: bool = False) -> list[str]:
    """Statements that force row level security on a table.

    `owner_reads` lets the owning role past its own policies, for tables that a SECURITY DEFINER function must read.
    """
    statements = [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY tenant ON {table} USING ({using}) WITH CHECK ({check})",
    ]
    if owner_reads:
        statements.append(f"CREATE POLICY sweep ON {table} FOR SELECT TO CURRENT_USER USING (true)")
    return statements


class TenantTable(Operation):
    """Force row level security on a program's table and keep the named foreign keys inside the program."""

    reversible = False
    reduces_to_sql = True

    def __init__(
        self,
        model_name: str,
        same_program: Sequence[str] = (),
        using: str = BY_PROGRAM,
        check: str = "",
        composite: bool = True,
        owner_reads: bool = False,
    ) -> None:
        self.model_name = model_name
        self.same_program = list(same_program)
        self.using = using
        self.check = check or using
        self.composite = composite
        self.owner_reads = owner_reads

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Nothing that Django's model state knows of."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        apps: Apps = to_state.apps
        model = apps.get_model(app_label, self.model_name)
        table = model._meta.db_table
        for statement in row_security_sql(table, using=self.using, check=self.check, owner_reads=self.owner_reads):
            schema_editor.execute(statement)
        if self.composite:
            schema_editor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {table}_program_uniq UNIQUE (program_id, id)")
        for name in self.same_program:
            field = model._meta.get_field(name)
            target = field.related_model._meta.db_table
            schema_editor.execute(
                f"ALTER TABLE {table} ADD CONSTRAINT {table}_{name}_program_fk FOREIGN KEY (program_id, {name}_id)"
                f" REFERENCES {target} (program_id, id) DEFERRABLE INITIALLY DEFERRED"
            )

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        raise NotImplementedError("Tenancy is never taken off a table.")

    def describe(self) -> str:
        return f"Force row level security on {self.model_name}"
