"""The page on which staff keep the contacts, as plain values: what is shown where, and what needs somebody."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from programs.times import today
from triage import national, rules
from triage.access import Place, contacts_seen
from triage.models import BRANCHES, Branch, Contact, LocalPolicy


@dataclass(frozen=True)
class Entry:
    """A contact in the list of a branch."""

    pk: UUID
    name: str
    role: str
    ways: str
    hours: str
    order: str
    standing: str
    tone: str
    own: bool
    # Inherited, and not shown because the program has its own in that place.
    replaced: bool


@dataclass(frozen=True)
class Shelf:
    """One branch with its contacts, national lines and what is said locally."""

    key: str
    title: str
    entries: list[Entry]
    national: list[str]
    policy: LocalPolicy | None
    takes_policy: bool


@dataclass
class Keeping:
    """The whole page."""

    shelves: list[Shelf]
    needing: list[tuple[Contact, str]] = field(default_factory=list)
    to_look_up: list[national.NationalLine] = field(default_factory=list)


def keeping(place: Place, now: datetime) -> Keeping:
    """What the page for contacts shows; needs the tenant of the place. Two queries."""
    contacts = contacts_seen(place)
    policies = list(LocalPolicy.objects.seen_from(place.institution_id, place.program_id))
    return Keeping(
        shelves=[_shelf(Branch(branch), contacts, policies, now) for branch in (*BRANCHES, Branch.DOUBT)],
        needing=needing_somebody(contacts, now),
        to_look_up=national.to_look_up(today(now, place.zone)),
    )


def _shelf(branch: Branch, contacts: list[Contact], policies: list[LocalPolicy], now: datetime) -> Shelf:
    here = [contact for contact in contacts if branch in contact.branches]
    ranks = [rules.Rank(contact.program_id is not None, contact.backup) for contact in here]
    found = [entry(contact, now, rules.replaced(rank, ranks)) for contact, rank in zip(here, ranks, strict=True)]
    said = [policy for policy in policies if policy.branch == branch]
    return Shelf(
        key=branch.value,
        title=str(branch.label),
        entries=sorted(found, key=lambda each: (each.replaced, each.order != "First", not each.own)),
        national=[line.name for line in national.lines() if branch in line.branches],
        policy=min(said, key=lambda policy: policy.program_id is None, default=None),
        takes_policy=branch != Branch.DOUBT,
    )


def entry(contact: Contact, now: datetime, replaced: bool = False) -> Entry:
    """A contact as a line."""
    trouble = trouble_of(contact)
    standing = rules.standing_text(contact.confirmed_at, now, contact.time_zone)
    sure = rules.standing(contact.confirmed_at, now) == rules.Standing.CONFIRMED
    return Entry(
        pk=contact.pk,
        name=contact.name,
        role=contact.role,
        ways=", ".join(way for way in (contact.phone, contact.mail) if way),
        hours=rules.hours_text(contact.hours),
        order="Backup" if contact.backup else "First",
        standing=f"{standing}. {trouble}" if trouble else standing,
        tone="calm" if sure and not trouble else "needs",
        own=contact.program_id is not None,
        replaced=replaced,
    )


def trouble_of(contact: Contact) -> str:
    """What is wrong with a contact besides that it did not confirm itself; empty when nothing is."""
    if contact.disputed_at:
        return "It says that something on the page is wrong"
    return "Mail to it came back" if contact.bounced_at else ""


def needing_somebody(contacts: list[Contact], now: datetime) -> list[tuple[Contact, str]]:
    """The contacts that staff should look after, each with why; never a reason to take one off the page."""
    found = []
    for contact in contacts:
        trouble = trouble_of(contact)
        if rules.needs_somebody(
            created_at=contact.created_at, confirmed_at=contact.confirmed_at, trouble=bool(trouble), now=now
        ):
            why = trouble or rules.standing_text(contact.confirmed_at, now, contact.time_zone)
            found.append((contact, why))
    return found
