"""Small makers of real rows, each inside its own tenant. In tests it is Monday, November 23, 2026, 9:00 in Chicago."""

import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

from programs import tenancy
from programs.models import Institution, Membership, Person, Program, Role, Supervision
from programs.names import sort_key

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
    return Person.objects.create_user(email or _address(name), first_name=first, last_name=last, **fields)


def _address(name: str) -> str:
    words = ".".join([*name.lower().partition(" ")[::2], uuid.uuid4().hex[:12]])
    return f"{words}@riverside.test".replace(" ", "")


def make_member(
    program: Program, role: Role = Role.TRAINEE, name: str = "Mei Yilmaz", person: Person | None = None, **fields: Any
) -> Person:
    """A person with one role in a program; the person, since that is what tests sign in with."""
    person = person or make_person(name)
    with tenancy.inside(program=program):
        _membership(program, role, person, **fields).save(force_insert=True)
    return person


def _membership(program: Program, role: Role, person: Person, **fields: Any) -> Membership:
    return Membership(
        institution_id=program.institution_id,
        program=None if role == Role.GME_OFFICE else program,
        person=person,
        role=role,
        **{"starts_on": date(2025, 7, 1), "title": role.label, **fields},
    )


def make_one_of_each(program: Program) -> dict[Role, Person]:
    """Somebody in every role, called by it: as `make_member` would make them, in one statement a table."""
    people = {role: _unsaved(role.label) for role in Role}
    Person.objects.bulk_create(people.values())
    with tenancy.inside(program=program):
        Membership.objects.bulk_create(_membership(program, role, person) for role, person in people.items())
    return people


def _unsaved(label: str) -> Person:
    """Somebody called "Wellness lead Person", not yet saved."""
    first, _, last = f"{label} Person".partition(" ")
    person = Person(email=_address(f"{label} Person"), first_name=first, last_name=last, sort_key=sort_key(last, first))
    person.set_unusable_password()
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
