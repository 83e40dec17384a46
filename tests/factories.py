"""Small makers of real rows, each inside its own tenant. In tests it is Monday, November 23, 2026, 9:00 in Chicago."""

import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

from programs import tenancy
from programs.models import Institution, Membership, Person, Program, Role, Supervision

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)


def make_institution(**fields: Any) -> Institution:
    pk = uuid.uuid4()
    with tenancy.inside(institution_id=pk):
        return Institution.objects.create(
            pk=pk, **{"name": "Riverside Health", "slug": f"i-{pk.hex[:8]}", "email_domain": "riverside.test", **fields}
        )


def make_program(institution: Institution | None = None, **fields: Any) -> Program:
    institution = institution or make_institution()
    pk = uuid.uuid4()
    with tenancy.inside(institution_id=institution.pk, program_id=pk):
        return Program.objects.create(
            pk=pk,
            institution=institution,
            **{"name": "Internal Medicine", "slug": f"p-{pk.hex[:8]}", "time_zone": "America/Chicago", **fields},
        )


def make_person(name: str = "Mei Yilmaz", email: str = "", **fields: Any) -> Person:
    first, _, last = name.partition(" ")
    email = email or f"{first}.{last}.{uuid.uuid4().hex[:12]}@riverside.test".lower().replace(" ", "")
    return Person.objects.create_user(email, first_name=first, last_name=last, **fields)


def make_member(
    program: Program, role: Role = Role.TRAINEE, name: str = "Mei Yilmaz", person: Person | None = None, **fields: Any
) -> Person:
    """A person with one role in a program; the person, since that is what tests sign in with."""
    person = person or make_person(name)
    with tenancy.inside(program=program):
        Membership.objects.create(
            institution_id=program.institution_id,
            program=None if role == Role.GME_OFFICE else program,
            person=person,
            role=role,
            **{"starts_on": date(2025, 7, 1), "title": role.label, **fields},
        )
    return person


def make_supervision(program: Program, trainee: Person, supervisor: Person, **fields: Any) -> Supervision:
    with tenancy.inside(program=program):
        return Supervision.objects.create(
            program=program,
            trainee=trainee,
            supervisor=supervisor,
            **{
                "rotation": "Wards A",
                "starts_on": TODAY - timedelta(days=14),
                "ends_on": TODAY + timedelta(days=14),
                **fields,
            },
        )
