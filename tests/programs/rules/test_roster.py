"""The comparison of a roster file with what is known."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid4

from hypothesis import given, settings
from hypothesis import strategies as st

from programs.rosterfile import Rejected, RosterRow
from programs.rosterfile.roles import USUAL_TITLES
from programs.rules.roster import Known, RosterPlan, plan_roster, renamed

TODAY = date(2026, 11, 23)
JULY = date(2026, 7, 1)


def row(email: str = "zoe@x.edu", role: str = "trainee", line: int = 2, **fields: object) -> RosterRow:
    base = RosterRow(
        line, "Zoë", "Pérez", email, role, USUAL_TITLES[role], 1 if role == "trainee" else None, JULY, None
    )
    return replace(base, **fields)  # type: ignore[arg-type]  # named fields of the row


def known(role: str = "trainee", email: str = "zoe@x.edu", **fields: object) -> Known:
    base = Known(uuid4(), email, "Zoë", "Pérez", role, USUAL_TITLES[role], 1 if role == "trainee" else None, JULY, None)
    return replace(base, **fields)  # type: ignore[arg-type]  # named fields of the role


def plan(rows: list[RosterRow], held: list[Known], **fields: object) -> RosterPlan:
    return plan_roster(rows, [], held, today=TODAY, **fields)  # type: ignore[arg-type]  # keywords of the rule


def counts(found: RosterPlan) -> tuple[int, int, int, int]:
    return len(found.added), len(found.changed), len(found.unchanged), len(found.rejected)


def differences(found: RosterPlan) -> list[tuple[str, str, str]]:
    return [difference for change in found.changed for difference in change.differences]


def test_somebody_new_is_added_from_the_day_the_file_says_or_today() -> None:
    found = plan([row(), row("an@x.edu", line=3, starts_on=None)], [])
    assert counts(found) == (2, 0, 0, 0)
    assert [change.wish.starts_on for change in found.added] == [JULY, TODAY]


def test_the_same_line_changes_nothing() -> None:
    assert counts(plan([row()], [known()])) == (0, 0, 1, 0)


def test_what_differs_is_named_with_before_and_after() -> None:
    found = plan(
        [
            row(
                first_name="Zoe Ana",
                title="Fellow",
                training_year=2,
                starts_on=date(2026, 6, 1),
                ends_on=date(2027, 6, 1),
            )
        ],
        [known()],
    )
    assert differences(found) == [
        ("name", "Zoë Pérez", "Zoe Ana Pérez"),
        ("title", "Resident", "Fellow"),
        ("training year", "1", "2"),
        ("start", "2026-07-01", "2026-06-01"),
        ("end", "none", "2027-06-01"),
    ]


def test_a_blank_cell_changes_nothing() -> None:
    held = known(training_year=3, ends_on=date(2029, 6, 30))
    assert counts(plan([row(training_year=None, starts_on=None, ends_on=None)], [held])) == (0, 0, 1, 0)


def test_a_name_in_capitals_does_not_contradict_accents() -> None:
    capitals = row(first_name="Zoe", last_name="Perez", capitals=True)
    assert counts(plan([capitals], [known()])) == (0, 0, 1, 0)
    # Written in small letters it is another spelling, and somebody's correction.
    assert differences(plan([replace(capitals, capitals=False)], [known()])) == [("name", "Zoë Pérez", "Zoe Perez")]


def test_a_name_that_is_used_elsewhere_is_left_alone() -> None:
    found = plan([row(first_name="Zora")], [known()], shared={"zoe@x.edu"})
    assert counts(found) == (0, 0, 1, 0)
    assert found.unchanged[0].name is None
    assert "name stays Zoë Pérez" in found.unchanged[0].remark


def test_renamed_finds_only_real_differences() -> None:
    rows = [row(), row("a@x.edu", first_name="Zora"), row("b@x.edu", first_name="ZOE", capitals=True), row("new@x.edu")]
    held = [known(email=email) for email in ("zoe@x.edu", "a@x.edu", "b@x.edu")]
    assert renamed(rows, held) == {"a@x.edu"}


def test_a_role_that_changes_at_once_follows_the_old_one() -> None:
    found = plan([row(role="facilitator", title="Chief Resident", starts_on=date(2027, 7, 1))], [known()])
    (change,) = found.changed
    assert change.ends_known == date(2027, 6, 30)
    assert change.adds_role
    assert change.differences[0] == ("role", "Resident", "Faculty Mentor")


def test_a_role_that_changes_with_the_same_dates_is_put_right() -> None:
    (change,) = plan([row(role="wellness_lead")], [known("facilitator")]).changed
    assert (change.ends_known, change.adds_role) == (None, False)


def test_a_role_that_changes_without_a_date_changes_today() -> None:
    (change,) = plan([row(role="wellness_lead", starts_on=None)], [known("facilitator")]).changed
    assert (change.ends_known, change.wish.starts_on) == (TODAY - timedelta(days=1), TODAY)


def test_a_director_whom_the_file_calls_faculty_stays_director() -> None:
    found = plan([row(role="facilitator")], [known("director")])
    assert counts(found) == (1, 0, 0, 0)
    assert "Stays Program Director too" in found.added[0].remark


def test_a_role_that_ends_before_the_new_one_starts_is_left_to_end() -> None:
    held = known(ends_on=date(2027, 6, 30))
    found = plan([row(role="facilitator", starts_on=date(2027, 9, 1))], [held])
    assert counts(found) == (1, 0, 0, 0)


def test_a_past_role_does_not_turn_into_another() -> None:
    found = plan([row(role="facilitator")], [known(starts_on=date(2020, 7, 1), ends_on=date(2023, 6, 30))])
    assert counts(found) == (1, 0, 0, 0)
    assert found.added[0].remark == ""


def test_two_lines_of_one_person_are_two_roles() -> None:
    found = plan([row(), row(role="facilitator", line=3)], [known()])
    assert counts(found) == (1, 0, 1, 0)
    assert found.added[0].known is None


def test_which_of_two_roles_changed_is_not_guessed() -> None:
    found = plan([row(role="coordinator")], [known(), known("facilitator")])
    assert counts(found) == (1, 0, 0, 0)
    assert "Stays Resident and Faculty Mentor too" in found.added[0].remark


def test_somebody_who_comes_back_starts_anew() -> None:
    held = known(starts_on=date(2020, 7, 1), ends_on=date(2023, 6, 30))
    (change,) = plan([row(starts_on=JULY, ends_on=None)], [held]).changed
    assert (change.wish.starts_on, change.wish.ends_on) == (JULY, None)


def test_an_older_file_does_not_bring_back_who_was_stopped() -> None:
    held = known(ends_on=date(2026, 11, 1))
    assert counts(plan([row()], [held])) == (0, 0, 1, 0)


def test_dates_that_contradict_what_is_known_are_refused() -> None:
    found = plan([row(starts_on=None, ends_on=date(2026, 6, 30))], [known()])
    assert counts(found) == (0, 0, 0, 1)
    assert "would end on 2026-06-30, before it starts on 2026-07-01" in found.rejected[0].reason


def test_nobody_changes_their_own_role() -> None:
    own = {"own_email": "zoe@x.edu"}
    assert counts(plan([row(role="director")], [known("coordinator")], **own)) == (0, 0, 0, 1)
    assert counts(plan([row(role="coordinator", ends_on=date(2030, 1, 1))], [known("coordinator")], **own))[3] == 1
    # A title is no right.
    assert counts(plan([row(role="coordinator", title="Liaison")], [known("coordinator")], **own)) == (0, 1, 0, 0)


def test_a_title_of_our_own_is_not_overwritten_by_the_usual_one() -> None:
    held = known("facilitator", title="Tea and listening")
    assert counts(plan([row(role="facilitator")], [held])) == (0, 0, 1, 0)
    assert counts(plan([row(role="facilitator", title="FACULTY MENTOR")], [known("facilitator")])) == (0, 0, 1, 0)


def test_who_is_not_in_the_file_is_named_and_stays() -> None:
    gone = known(email="gone@x.edu")
    past = known(email="past@x.edu", ends_on=date(2026, 6, 30), starts_on=date(2023, 7, 1))
    found = plan([row()], [known(), gone, past])
    assert found.absent == [gone]
    assert counts(found) == (0, 0, 1, 0)


def test_rejected_lines_come_in_the_order_of_the_file() -> None:
    found = plan_roster(
        [row(role="director", line=3)], [Rejected(2, "a"), Rejected(4, "c")], [], today=TODAY, own_email="zoe@x.edu"
    )
    assert [line.line for line in found.rejected] == [2, 3, 4]


days = st.dates(date(2024, 1, 1), date(2029, 12, 31))
emails = st.sampled_from(["a@x.edu", "b@x.edu", "c@x.edu"])
roles = st.sampled_from(sorted(USUAL_TITLES))


@st.composite
def spans(draw: st.DrawFn) -> tuple[date, date | None]:
    first, last = draw(days), draw(st.none() | days)
    return (last, first) if last and last < first else (first, last)


@st.composite
def many_known(draw: st.DrawFn) -> list[Known]:
    pairs = draw(st.lists(st.tuples(emails, roles), unique=True, max_size=6))
    made = []
    for email, role in pairs:
        starts_on, ends_on = draw(spans())
        name = {"first_name": email[0].upper(), "last_name": "X"}
        made.append(known(role, email, starts_on=starts_on, ends_on=ends_on, **name))
    return made


@st.composite
def many_rows(draw: st.DrawFn) -> list[RosterRow]:
    pairs = draw(st.lists(st.tuples(emails, roles), unique=True, max_size=6))
    made = []
    for line, (email, role) in enumerate(pairs, start=2):
        starts_on, ends_on = draw(spans())
        name = draw(st.sampled_from(["Ann", "Bea"])) if line == 2 else email[0].upper()
        made.append(
            row(email, role, line, first_name=name, last_name="X", starts_on=draw(st.sampled_from([starts_on, None])),
                ends_on=ends_on, training_year=draw(st.none() | st.integers(1, 4)) if role == "trainee" else None)
        )  # fmt: skip
    # One person has one name in a file; the reader of files sees to that.
    first: dict[str, str] = {}
    return [replace(one, first_name=first.setdefault(one.email, one.first_name)) for one in made]


def carried_out(found: RosterPlan, held: list[Known]) -> list[Known]:
    """What the program holds after the plan: a second telling of what the action writes."""
    roles: dict[UUID, Known] = {role.membership_id: role for role in held}
    for change in (*found.added, *found.changed):
        if change.known and change.ends_known:
            roles[change.known.membership_id] = replace(change.known, ends_on=change.ends_known)
        pk = uuid4() if change.adds_role or change.known is None else change.known.membership_id
        wish, before = change.wish, change.known
        name = change.name or ((before.first_name, before.last_name) if before else None)
        if name is None:
            same = next((role for role in held if role.email == change.row.email), None)
            name = (same.first_name, same.last_name) if same else (change.row.first_name, change.row.last_name)
        roles[pk] = Known(
            pk, change.row.email, *name, wish.role, wish.title, wish.training_year, wish.starts_on, wish.ends_on
        )
    names = {change.row.email: change.name for change in (*found.added, *found.changed) if change.name}
    return [
        replace(role, first_name=names[role.email][0], last_name=names[role.email][1]) if role.email in names else role
        for role in roles.values()
    ]


@settings(deadline=None)
@given(many_rows(), many_known(), days)
def test_the_same_file_twice_changes_nothing(rows: list[RosterRow], held: list[Known], today: date) -> None:
    once = plan_roster(rows, [], held, today=today)
    assert sum(counts(once)) == len(rows)
    after = carried_out(once, held)
    assert all(role.ends_on is None or role.starts_on <= role.ends_on for role in after)
    assert len({(role.email, role.role) for role in after}) == len(after)
    twice = plan_roster(
        [change.row for change in (*once.added, *once.changed, *once.unchanged)], [], after, today=today
    )
    assert counts(twice) == (0, 0, len(rows) - len(once.rejected), 0)


@settings(deadline=None)
@given(many_rows(), many_known(), days)
def test_nobody_loses_a_leading_role_to_a_file(rows: list[RosterRow], held: list[Known], today: date) -> None:
    after = carried_out(plan_roster(rows, [], held, today=today), held)
    for role in held:
        if role.role in ("director", "associate_director", "coordinator"):
            assert any(
                (one.email, one.role) == (role.email, role.role) and one.membership_id == role.membership_id
                for one in after
            )
