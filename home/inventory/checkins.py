"""What checkins/ stores."""

from home.inventory.held import OWN, WHILE_A_MEMBER, WITH_ITS_PROGRAM, WITH_ITS_ROUND, Held

# Table name to its fields; the names of columns are separated by blanks.
TABLES: dict[str, list[Held]] = {
    "checkins_round": [
        Held(
            "id program name state participation minutes formats starts_on ends_on safety_number"
            " safety_attested_by safety_attested_at opened_at closed_at newcomers opening_asked_at opening_step asked",
            "a quarter's check-ins and how they are offered",
            "directors, coordinators and the GME office; times that one trainee asked for: only the two who talk",
            WITH_ITS_PROGRAM,
        ),
    ],
    "checkins_listener": [
        Held(
            "id program round person max_per_day max_per_round",
            "who listens in a round and how much they take on",
            "directors and coordinators; the person",
            WITH_ITS_PROGRAM,
        ),
    ],
    "checkins_listenerprofile": [
        Held(
            "id program person about invitation",
            "two lines about a listener, and their invitation",
            "everybody in the program",
            WHILE_A_MEMBER,
        ),
    ],
    "checkins_listenerphoto": [
        Held(
            "id program person jpeg key saved_at",
            "a small photo of a listener",
            "everybody in the program; whoever is given its address",
            WHILE_A_MEMBER,
        ),
    ],
    "checkins_blackout": [
        Held(
            "id program person label starts_on ends_on weekday from_time to_time",
            "times when you, or everybody, cannot talk",
            "the person; the program's own: everybody",
            "a year after they end",
        ),
    ],
    "checkins_slot": [
        Held(
            "id program round facilitator starts_at ends_at format mode place withdrawn_at"
            " withdrawn_why bookable_until part_of",
            "times that a listener offers",
            "everybody in the program; never whether a time is taken",
            WITH_ITS_PROGRAM,
        ),
    ],
    "checkins_offer": [
        Held(
            "id program round trainee state former_state former_slot turn",
            "what you were offered and what you answered",
            "you alone; your listener sees your name once you accept, or the day before",
            WITH_ITS_ROUND,
        ),
    ],
    "checkins_seat": [
        Held(
            "id program slot number offer trainee starts_at ends_at",
            "the place that is kept for you",
            "you alone; your listener sees your name once you accept, or the day before",
            WITH_ITS_ROUND,
        ),
    ],
    "checkins_conversationplan": [
        Held(
            "id program slot lines",
            "questions that a listener has ready for one of their times, whoever comes",
            "the listener alone",
            "a day after the talk the listener's own words, with the round the rest",
        ),
    ],
    "checkins_askedbefore": [
        Held(
            "id program mark keys forget_on",
            "which questions your listener had ready last time, so that they need not come again; kept without a name",
            "nobody; the listener only sees other questions suggested",
            "200 days after the round",
        ),
    ],
    "checkins_roundtally": [
        Held(
            "id program round eligible held",
            "two counts of a round, without names",
            "nobody, until words such as 'most' or 'about half' are published for 20 trainees or more",
            "until they have been published, 500 days at most",
        ),
    ],
    "checkins_busycalendar": [
        Held(
            "id program person sealed due_at read_at problem failures",
            "the sealed address of your own calendar",
            "nobody; the software alone reads there",
            WHILE_A_MEMBER,
        ),
    ],
    "checkins_busyspan": [
        Held(
            "id program calendar starts_at ends_at",
            "from when to when you are busy, so that you offer nothing twice",
            OWN,
            "a week after they are over",
        ),
    ],
    "checkins_ask": [
        Held(
            "id program trainee person backup asked_at state person_cannot backup_cannot round",
            "that you asked somebody for a talk",
            "you and whom you asked",
            "seven weeks",
        ),
    ],
    "checkins_schedulingpreferences": [
        Held(
            "id program trainee same_listener again_with formats modes kinds good_parts bad_parts bad_weekdays",
            "when, how and with whom you would like to talk",
            OWN,
            WHILE_A_MEMBER,
        ),
    ],
    "checkins_personwish": [
        Held("id program trainee person wish", "whom you would gladly meet, and whom never", OWN, WHILE_A_MEMBER),
    ],
    "checkins_followuppreferences": [
        Held(
            "id program trainee approach moment rhythm privacy withheld_topics boundaries encouraging",
            "how you would like listeners to go on with you",
            "you; a listener who is about to meet you, once they know your name",
            WHILE_A_MEMBER,
        ),
    ],
}
