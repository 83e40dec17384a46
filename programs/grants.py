"""What the application's database role may do, said again after every migration."""

from typing import Any

from django.db import connections

# Rows that are written once: the application may add and read them, never change or remove them (privacy.md 7).
APPEND_ONLY = ("programs_accessevent",)


def grant_to_application(*, using: str, **_kwargs: Any) -> None:
    """Give the application's role its rights on every table; run by the owner after each app's migrations.

    Idempotent. Does nothing when one role does both (a development database given by hand).
    """
    app_role = connections["default"].settings_dict["USER"]
    connection = connections[using]
    if connection.settings_dict["USER"] == app_role:
        return
    quoted = connection.ops.quote_name(app_role)
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {quoted}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {quoted}")
        # To write tables anew after a purge, so that deleted rows leave their files (home/purge/compacting.py).
        cursor.execute(f"GRANT MAINTAIN ON ALL TABLES IN SCHEMA public TO {quoted}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {quoted}")
        cursor.execute(f"REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {quoted}")
        existing = set(connection.introspection.table_names(cursor))
        for table in APPEND_ONLY:
            if table in existing:
                cursor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {quoted}")
