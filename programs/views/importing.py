"""The two steps of every import: choose a file, look at what it would do, then say yes.

Between the steps only the cleaned lines are kept (programs/uploads.py). What was looked at is signed into the second
step by a digest: when somebody else changed the roster meanwhile, the page shows the new picture instead of writing.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from programs import uploads
from programs.acting import Acting
from programs.forms.files import FileForm
from programs.models import Person, Program
from programs.rosterfile import ParsedFile, Rejected, UnreadableFileError
from programs.uploads import Upload

# Lines of one kind that the page lists; more are counted.
SHOWN = 300


class Plan(Protocol):
    """What the plans of rosters and rotations have in common."""

    @property
    def added(self) -> Sequence[Any]: ...
    @property
    def changed(self) -> Sequence[Any]: ...
    @property
    def unchanged(self) -> Sequence[Any]: ...
    @property
    def rejected(self) -> Sequence[Rejected]: ...
    @property
    def absent(self) -> Sequence[Any]: ...


class Preview[Row](Protocol):
    def __call__(self, *, program: Program, parsed: ParsedFile[Row], by: Person, now: datetime) -> Plan: ...


class Act[Row](Protocol):
    def __call__(
        self, *, program: Program, parsed: ParsedFile[Row], by: Person, now: datetime, remove_absent: bool
    ) -> Plan: ...


class Load[Row](Protocol):
    def __call__(self, *, person_id: UUID, program_id: UUID) -> Upload[Row] | None: ...


@dataclass(frozen=True)
class Importing[Row]:
    """What differs between importing people and importing rotations."""

    kind: str
    parse: Callable[[bytes], ParsedFile[Row]]
    load: Load[Row]
    preview: Preview[Row]
    act: Act[Row]
    upload_template: str
    check_template: str
    upload_url: str
    check_url: str
    done_url: str
    # "person" and "people", "rotation" and "rotations": for the sentence that says what came of it.
    one: str
    many: str
    # Whether what the file lacks can be removed.
    removes: bool = False

    def place(self, acting: Acting) -> dict[str, UUID]:
        """Whose upload it is, and where."""
        return {"person_id": acting.person.pk, "program_id": acting.here.pk}


def choose_file[Row](request: HttpRequest, acting: Acting, how: Importing[Row]) -> HttpResponse:
    """First step: a file, read at once, so that one that cannot be used says so here."""
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            parsed = how.parse(file.read())
        except UnreadableFileError as error:
            form.add_error("file", str(error))
        else:
            uploads.keep(how.kind, **how.place(acting), filename=file.name or "", parsed=parsed)
            return redirect(how.check_url)
    return render(request, how.upload_template, {"form": form}, status=422 if form.errors else 200)


def check[Row](request: HttpRequest, acting: Acting, how: Importing[Row]) -> HttpResponse:
    """Second step: what the file would do; a POST does it, if it still is what was looked at."""
    upload = how.load(**how.place(acting))
    if upload is None:
        messages.info(request, "Choose the file once more: it is kept for an hour at most.")
        return redirect(how.upload_url)
    now = timezone.now()
    plan = how.preview(program=acting.here, parsed=upload.parsed, by=acting.person, now=now)
    if request.method == "POST":
        if request.POST.get("digest") == digest(plan):
            remove_absent = request.POST.get("remove_absent") == "yes"
            how.act(program=acting.here, parsed=upload.parsed, by=acting.person, now=now, remove_absent=remove_absent)
            uploads.drop(how.kind, **how.place(acting))
            messages.success(request, _said(plan, how, len(plan.absent) if remove_absent else 0))
            return redirect(how.done_url)
        messages.warning(request, "The roster changed since you looked. This is what the file would do now.")
    return render(request, how.check_template, _context(plan, upload, how))


def digest(plan: Plan) -> str:
    """A fingerprint of everything a plan would do."""
    doing = (plan.added, plan.changed, plan.rejected, plan.absent)
    return hashlib.sha256(repr(doing).encode()).hexdigest()


def _context(plan: Plan, upload: Upload[Any], how: Importing[Any]) -> dict[str, Any]:
    lists = {"added": plan.added, "changed": plan.changed, "rejected": plan.rejected, "absent": plan.absent}
    return {
        "upload": upload,
        "how": how,
        "digest": digest(plan),
        "does_something": bool(plan.added or plan.changed),
        "can_import": bool(plan.added or plan.changed or (how.removes and plan.absent)),
        "unchanged_count": len(plan.unchanged),
        "remarks": [change for change in plan.unchanged if getattr(change, "remark", "")][:SHOWN],
        **{name: found[:SHOWN] for name, found in lists.items()},
        **{f"{name}_count": len(found) for name, found in lists.items()},
        **{f"{name}_more": max(len(found) - SHOWN, 0) for name, found in lists.items()},
    }


def _said(plan: Plan, how: Importing[Any], removed: int) -> str:
    counts = ((len(plan.added), "added"), (len(plan.changed), "changed"), (removed, "removed"))
    parts = [f"{count} {how.one if count == 1 else how.many} {what}" for count, what in counts if count]
    return f"{', '.join(parts).capitalize() or 'Nothing changed'}."
