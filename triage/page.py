"""From a copy and a moment to what the page shows. Pure but for the data files: no database, no request."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.urls import Resolver404, resolve

from programs.times import local
from triage import rules
from triage.copies import Copy
from triage.models import BRANCHES, Branch, span_of
from triage.national import BranchWords, NationalLine, lines, words

# Shown after the people of the place: for danger this minute.
LAST_OF_SAFETY = "911"
# Where routine leads, by the addresses that never change; one that no app has yet is left out.
ONWARD = (
    ("/mentors/", "Mentors", "People who like to be asked"),
    ("/resources/", "Resources", "Housing, childcare, language, peers"),
    ("/tasks/routine/", "Agree on one next step", "Who does what, by when, from a short list. Both of you see it"),
)


@dataclass(frozen=True)
class Line:
    """Somebody to call, as the page shows it."""

    name: str
    about: str
    phone: str
    hours: str
    answering: str
    open: bool
    next: str
    text: str = ""
    chat: str = ""
    mail: str = ""
    # How sure we are that this still holds, and whether a reader should be wary.
    standing: str = ""
    wary: bool = False
    zone: str = ""
    # Times of answering, in minutes since 1970, for the script that reads a kept copy: "start-end start-end".
    times: str = ""
    # Times that a holiday may change, in the same way.
    doubtful: str = ""
    always: bool = False

    @property
    def tel(self) -> str:
        """The number as a phone dials it; what follows "ext" is dialed after a pause."""
        main, _, extension = re.sub(r"\s*(?:ext\.?|x)\s*(?=\d+$)", "~", self.phone, flags=re.IGNORECASE).partition("~")
        return re.sub(r"[^\d+*#]", "", main) + (f",{extension}" if extension else "")


@dataclass(frozen=True)
class Section:
    """One branch of the page."""

    words: BranchWords
    calls: list[Line]
    more: list[Line] = field(default_factory=list)
    j1: list[Line] = field(default_factory=list)
    policy: dict[str, Any] | None = None
    onward: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def key(self) -> str:
        return self.words.key


def sections(copy: Copy | None, now: datetime) -> list[Section]:
    """The four branches, safety first. Without a copy the national lines stand in, so none is ever empty (R39)."""
    return [_section(branch, copy, now) for branch in BRANCHES]


def in_doubt(copy: Copy | None, now: datetime) -> list[Line]:
    """Whom to ask when it is not clear which branch it is; empty where nobody is named."""
    return local_lines(Branch.DOUBT, copy, now)


def _section(branch: Branch, copy: Copy | None, now: datetime) -> Section:
    found = words()[branch]
    national = [each for each in lines() if branch in each.branches]
    said = [national_line(each, now) for each in national if not each.j1]
    here = local_lines(branch, copy, now)
    policy = _policy(branch, copy)
    if branch == Branch.SAFETY:
        first, last = [s for s in said if s.phone == "988"], [s for s in said if s.phone == LAST_OF_SAFETY]
        more = [line for line in said if line not in (*first, *last)]
        answers = [line for line in here if line.open]
        closed = [line for line in here if not line.open]
        return Section(found, [*first, *answers, *last, *closed], more, policy=policy)
    j1 = [national_line(each, now) for each in national if each.j1]
    onward = _onward() if branch == Branch.ROUTINE else []
    # Where the place names nobody, the national lines are not "more": they are whom to call.
    calls, more = (here, said) if here else (said, [])
    return Section(found, calls, more, j1, policy, onward)


def national_line(line: NationalLine, now: datetime) -> Line:
    """A national line at this moment."""
    return Line(
        name=line.name,
        about=line.about,
        phone=line.phone,
        text=line.text,
        chat=line.chat,
        next=line.next,
        **_answering(line.hours, now),
    )


def local_lines(branch: str, copy: Copy | None, now: datetime, *, by_hour: bool = True) -> list[Line]:
    """The contacts of a branch: first choices before backups, and (`by_hour`) who answers now before who does not."""
    found = [each for each in (copy or {}).get("contacts", []) if branch in each["branches"]]
    ranks = [rules.Rank(each["own"], each["backup"]) for each in found]
    shown = [each for each, rank in zip(found, ranks, strict=True) if not rules.replaced(rank, ranks)]
    shown.sort(key=lambda each: (each["backup"], not each["own"]))
    made = [local_line(each, now) for each in shown]
    return sorted(made, key=lambda line: not line.open) if by_hour else made


def local_line(contact: dict[str, Any], now: datetime) -> Line:
    """One contact of the copy at this moment."""
    hours = rules.Hours(contact["time_zone"], contact["always"], tuple(span_of(row) for row in contact["weekly"]))
    at = datetime.fromisoformat(contact["confirmed_at"]) if contact["confirmed_at"] else None
    trouble = "It says that something here is wrong" if contact["disputed"] else ""
    trouble = trouble or ("Mail to it came back" if contact["bounced"] else "")
    standing = rules.standing_text(at, now, hours.zone)
    return Line(
        name=contact["name"],
        about=contact["role"],
        phone=contact["phone"],
        mail=contact["mail"],
        next=contact["next_steps"],
        standing=f"{standing}. {trouble}" if trouble else standing,
        wary=bool(trouble) or rules.standing(at, now) != rules.Standing.CONFIRMED,
        **_answering(hours, now),
    )


def _answering(hours: rules.Hours, now: datetime) -> dict[str, Any]:
    return {
        "hours": rules.hours_text(hours),
        "answering": rules.answering_text(hours, now),
        "open": rules.answering(hours, now).now,
        "zone": hours.zone,
        "always": hours.always,
        "times": "" if hours.always else _in_minutes(rules.open_times(hours, now)),
        "doubtful": "" if hours.always else _in_minutes(rules.doubtful_times(hours, now)),
    }


def _in_minutes(times: list[tuple[datetime, datetime]]) -> str:
    return " ".join(f"{_minutes(start)}-{_minutes(end)}" for start, end in times)


def _minutes(moment: datetime) -> int:
    return int(moment.timestamp() // 60)


def _policy(branch: str, copy: Copy | None) -> dict[str, Any] | None:
    """What the place says about a branch; the program's words before the institution's."""
    found: Sequence[dict[str, Any]] = [p for p in (copy or {}).get("policies", []) if p["branch"] == branch]
    return min(found, key=lambda policy: not policy["own"], default=None)


def _onward() -> list[tuple[str, str, str]]:
    return [entry for entry in ONWARD if _exists(entry[0])]


def _exists(address: str) -> bool:
    try:
        resolve(address)
    except Resolver404:
        return False
    return True


def context(copy: Copy | None, taken: datetime | None, now: datetime) -> dict[str, Any]:
    """What templates/triage/help_now.html needs; the same for everybody whose device knows this program."""
    found = sections(copy, now)
    return {
        "safety": found[0],
        "others": found[1:],
        "doubt": in_doubt(copy, now),
        "place": (copy or {}).get("program") or (copy or {}).get("institution") or "",
        "taken": _day(taken, (copy or {}).get("zone") or "UTC") if taken else "",
        "made": _minutes(now),
        "known_until": _minutes(now + rules.AHEAD),
    }


def _day(moment: datetime, zone: str) -> str:
    there = local(moment, zone)
    return f"{there:%B} {there.day}, {there.year}"


def on_paper(copy: Copy | None, now: datetime) -> list[Section]:
    """The branches for a sheet of paper, which does not know what time it is: first choices before backups."""
    found = []
    for section in sections(copy, now):
        here = local_lines(section.key, copy, now, by_hour=False)
        national = [line for line in (*section.calls, *section.more) if line.name not in {each.name for each in here}]
        if section.key == Branch.SAFETY:
            national.sort(key=lambda line: line.phone not in ("988", LAST_OF_SAFETY))
            calls = [national[0], *here, *national[1:]]
        else:
            calls = [*here, *national]
        found.append(replace(section, calls=calls, more=[]))
    return found
