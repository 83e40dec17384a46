"""What notices/ stores."""

from home.inventory.held import NOBODY, OWN, WHILE_A_MEMBER, WITH_ITS_PROGRAM, Held

# Table name to its fields; the names of columns are separated by blanks.
TABLES: dict[str, list[Held]] = {
    "notices_notice": [
        Held(
            "id program kind subject_id recipient occasion due_at drop_after state lease_until attempts last_error"
            " sent_at message_id",
            "that a message is to be sent to you, and whether it was; never its words",
            NOBODY,
            "until the round closes, else 90 days",
        ),
    ],
    "notices_inboxitem": [
        Held(
            "id program recipient notice subject text link created_at read_at mail_failed",
            "so that you can read your messages in Hearten",
            OWN,
            "until the round closes, else 90 days",
        ),
    ],
    "notices_calendarentry": [
        Held(
            "id program person subject_id uid sequence status starts_at ends_at summary location changed_at mailed"
            " busy_until",
            "what your calendar was told, so that a change reaches the right entry",
            NOBODY,
            "until the round closes, else 90 days after the entry's end",
        ),
    ],
    "notices_noticeswitch": [
        Held("id program person kind", "reminders that you switched off", OWN, WHILE_A_MEMBER),
    ],
    "notices_calendarfeed": [
        Held(
            "id person token_hash created_at",
            "your own calendar address, of which only a hash is kept",
            OWN,
            "until you switch it off",
        ),
    ],
    "notices_accountmail": [
        Held(
            "id recipient sealed created_at due_at attempts last_error message_id",
            "a sign-in code or password link on its way to you, encrypted",
            NOBODY,
            "until it is sent, an hour at most",
        ),
    ],
    "notices_jobmark": [
        Held("id program name ran_at", "when a periodic job last ran", NOBODY, WITH_ITS_PROGRAM),
    ],
    "notices_sweepmark": [
        Held("name at", "when messages were last looked through", "the operator", "overwritten every minute"),
    ],
}
