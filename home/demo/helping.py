"""Whom Riverside calls: most contacts confirmed, one not yet, one lapsed, and one whose mail came back."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from home.demo.people import DOMAIN
from home.demo.story import Story
from programs import tenancy
from programs.models import Person
from triage.actions import asking
from triage.actions.contacts import Details, add_contact, mail_came_back, set_policies
from triage.models import Confirmation, Contact

OFFICE_HOURS = [{"days": [0, 1, 2, 3, 4], "opens": "08:00", "closes": "17:00"}]
DAYS = [{"days": [0, 1, 2, 3, 4, 5, 6], "opens": "07:00", "closes": "19:00"}]
SINCE = 400  # days; the page is older than the demo's year

# Each with its answer: how many days ago it last confirmed itself; None: not yet.
SHARED: tuple[tuple[dict[str, Any], int | None], ...] = (
    (
        {
            "name": "Psychiatry on call",
            "role": "The attending on call, for colleagues too",
            "phone": "+1 312 555 0142",
            "mail": "psychiatry",
            "branches": ["safety"],
            "next_steps": "Somebody answers within five minutes and comes to you. Nothing goes to your program.",
        },
        40,
    ),
    (
        {
            "name": "Employee assistance, night line",
            "role": "Counselors, free and confidential",
            "phone": "+1 312 555 0150",
            "mail": "assistance",
            "branches": ["safety"],
            "backup": True,
            "next_steps": "A counselor talks with you at once and offers a visit within two days.",
        },
        61,
    ),
    (
        {
            "name": "Ombuds office",
            "role": "Hears everybody, belongs to no department",
            "phone": "+1 312 555 0151",
            "mail": "ombuds",
            "branches": ["mistreatment", "doubt"],
            "weekly": OFFICE_HOURS,
            "next_steps": "You talk first and decide later. They say what must be reported before you tell more.",
        },
        19,
    ),
    (
        {
            "name": "Equal opportunity office",
            "role": "Receives reports of discrimination and harassment",
            "phone": "+1 312 555 0152",
            "mail": "equal-opportunity",
            "branches": ["mistreatment"],
            "backup": True,
            "weekly": OFFICE_HOURS,
            "next_steps": "A report is answered within two working days.",
        },
        None,
    ),
    (
        {
            "name": "GME office, visas and licenses",
            "role": "Training program liaison",
            "phone": "+1 312 555 0163",
            "mail": "visas",
            "branches": ["legal"],
            "weekly": OFFICE_HOURS,
            "next_steps": "They look at the dates with you and write to the sponsor themselves.",
        },
        33,
    ),
    (
        {
            "name": "Legal counsel for trainees",
            "role": "Outside counsel, first hour free",
            "phone": "+1 312 555 0154",
            "mail": "counsel",
            "branches": ["legal"],
            "backup": True,
            "weekly": OFFICE_HOURS,
        },
        118,
    ),
)
OWN: tuple[tuple[dict[str, Any], int | None], ...] = (
    (
        {
            "name": "Chief residents",
            "role": "One of the two carries the phone",
            "phone": "+1 312 555 0170",
            "mail": "chiefs",
            "branches": ["routine"],
            "weekly": DAYS,
            "next_steps": "They know who lets rooms, who looks after children, and who swaps a shift.",
        },
        12,
    ),
    (
        {
            "name": "Housing desk",
            "role": "Ada, front desk",
            "phone": "+1 312 555 0161",
            "mail": "housing",
            "branches": ["routine"],
            "backup": True,
            "weekly": OFFICE_HOURS,
        },
        75,
    ),
)


def tell(story: Story) -> None:
    """The GME office keeps what is shared, the coordinator what is the program's."""
    program = story.program
    # The number that the director called before the rounds is the institution's, as one sees now.
    Contact.objects.filter(program=program).delete()
    coordinator, office = story.people[f"coordinator@{DOMAIN}"], story.people[f"gme@{DOMAIN}"]
    _contacts(story, None, SHARED, office)
    _contacts(story, program.pk, OWN, coordinator)
    with tenancy.inside(program=program):
        desk = Contact.objects.get(program=program, name="Housing desk")
        mail_came_back(contact=desk, by=None, now=story.now - timedelta(days=3))
    _policies(story, office, coordinator)


def _contacts(
    story: Story, program_id: UUID | None, told: tuple[tuple[dict[str, Any], int | None], ...], by: Person
) -> None:
    institution_id = story.program.institution_id
    for fields, confirmed in told:
        added = story.now - timedelta(days=SINCE if confirmed is not None else 30)
        with tenancy.inside(institution_id=institution_id, program_id=program_id):
            contact = add_contact(
                institution_id=institution_id, program_id=program_id, details=_details(fields), by=by, now=added
            )
            asked = contact.confirmations.get()
            Confirmation.objects.filter(pk=asked.pk).update(state=Confirmation.State.SENT)
            if confirmed is not None:
                asking.answer(confirmation=asked, right=True, now=story.now - timedelta(days=confirmed))


def _details(fields: Mapping[str, Any]) -> Details:
    weekly = fields.get("weekly", [])
    known = {"backup": False, "next_steps": "", "weekly": weekly, "always": not weekly, "time_zone": "America/Chicago"}
    return Details(**{**known, **fields, "mail": f"{fields['mail']}@{DOMAIN}"})


def _policies(story: Story, office: Person, coordinator: Person) -> None:
    program = story.program
    then = story.now - timedelta(days=SINCE)
    shared = {
        "mistreatment": ("Policy GME-14 protects whoever reports. Nobody is asked to prove anything.", ""),
        "legal": ("Changes of status go through the GME office before anything is signed.", ""),
    }
    with tenancy.inside(institution_id=program.institution_id):
        set_policies(institution_id=program.institution_id, program_id=None, said=shared, by=office, now=then)
    own = {"safety": ("Page the chief on call for cover: it is given without a question.", "")}
    with tenancy.inside(program=program):
        set_policies(institution_id=program.institution_id, program_id=program.pk, said=own, by=coordinator, now=then)
