"""Who is in the demo program. Every name is made up."""

from dataclasses import dataclass

from programs.models import Role

DOMAIN = "demo.hearten.test"
PASSWORD = "hearten-demo"  # noqa: S105  # public on purpose, and never there with production settings


@dataclass(frozen=True)
class DemoPerson:
    first_name: str
    last_name: str
    role: Role
    title: str
    login: str = ""
    about: str = ""

    @property
    def email(self) -> str:
        local = self.login or f"{self.first_name}.{self.last_name}".lower().encode("ascii", "ignore").decode()
        return f"{local.replace(' ', '').replace(chr(39), '')}@{DOMAIN}"


@dataclass(frozen=True)
class DemoDoor:
    """A sign-in button."""

    email: str
    label: str
    what: str


STAFF = (
    DemoPerson("Thandiwe", "Okonkwo", Role.DIRECTOR, "Program Director", "director", "I like early starts and tea."),
    DemoPerson("Yusuf", "Aydin", Role.ASSOCIATE_DIRECTOR, "Associate Program Director", "associate"),
    DemoPerson("Minh", "Castellanos", Role.COORDINATOR, "Program Coordinator", "coordinator"),
    DemoPerson(
        "Zoë",
        "Lindqvist",
        Role.WELLNESS_LEAD,
        "Wellness Lead",
        "wellness",
        "I look after well-being here. I don't grade anybody, ever.",
    ),
    DemoPerson(
        "Nadia",
        "Karimi",
        Role.FACILITATOR,
        "Faculty Mentor",
        "mentor",
        "I also moved here to train. Coffee is on me.",
    ),
    DemoPerson(
        "Gergő", "Horváth", Role.FACILITATOR, "Faculty Mentor", about="Hospitalist, father of twins, slow runner."
    ),
    DemoPerson(
        "Dmytro", "Bondar", Role.FACILITATOR, "Faculty Mentor", about="Nephrology. Happy to walk along the river."
    ),
    DemoPerson("Ngozi", "Tanaka", Role.FACILITATOR, "Faculty Mentor", about="I trained in three countries. Ask away."),
    DemoPerson("Björk", "Patel", Role.FACILITATOR, "Faculty Mentor", about="Primary care clinic, Tuesdays off."),
    DemoPerson("Zahra", "Mbeki", Role.FACILITATOR, "Chief Resident", about="I sat where you sit two years ago."),
    DemoPerson("Elena", "Sørensen", Role.GME_OFFICE, "GME Office", "gme"),
)

TRAINEE = DemoPerson("Mei", "Yilmaz", Role.TRAINEE, "Resident", "trainee")

_FIRST = [
    "Elif",
    "José",
    "Đorđe",
    "Priya",
    "Samir",
    "Nadia",
    "Zoë",
    "Ines",
    "Björk",
    "Wei",
    "Ana",
    "Chidi",
    "Vikram",
    "Omar",
    "Rosa",
    "Luca",
    "İpek",
    "Qiang",
    "Rahul",
    "Tolu",
    "Kofi",
    "Sana",
    "Goran",
    "Hạnh",
    "Amir",
    "Diego",
    "Aisha",
    "Lin",
    "Emeka",
    "Jonas",
    "Łukasz",
    "Yara",
    "Ivana",
    "Mateo",
    "Fatima",
    "Noor",
    "Daniel",
    "Ayşe",
    "Tomás",
    "Sofia",
    "Minh",
    "Renée",
    "Arjun",
    "Leila",
    "Marek",
    "Nia",
    "Pavel",
]
_LAST = [
    "Reyes",
    "Nguyễn",
    "Pérez",
    "Sharma",
    "Haddad",
    "Silva",
    "Müller",
    "Öztürk",
    "Jónsson",
    "Banerjee",
    "García-López",
    "Souza",
    "Iyer",
    "Farouk",
    "Hosseini",
    "Moretti",
    "Turan",
    "Chen",
    "Mehta",
    "Adeyemi",
    "Asante",
    "Rahman",
    "Petrović",
    "Phạm",
    "Karim",
    "Vargas",
    "Abebe",
    "Zhang",
    "Eze",
    "Øvergård",
    "Hernández",
    "Mansour",
    "Kovač",
    "Lim",
    "Al-Sayed",
    "Siddiqui",
    "O'Connor",
    "Demir",
    "Novák",
    "D'Souza",
    "Trần",
    "Qureshi",
    "Rao",
    "Nazari",
    "Kowalski",
    "Mwangi",
    "Dvořák",
]
TRAINEES = (TRAINEE, *(DemoPerson(f, s, Role.TRAINEE, "Resident") for f, s in zip(_FIRST, _LAST, strict=True)))

SIGN_IN = (
    DemoDoor(f"trainee@{DOMAIN}", "A trainee", "Mei is offered a talk: accept it, move it, or say no."),
    DemoDoor(f"mentor@{DOMAIN}", "A mentor", "Nadia offers times and sees who comes, once they say so."),
    DemoDoor(f"wellness@{DOMAIN}", "A wellness lead", "Zoë listens, and never grades anybody."),
    DemoDoor(f"director@{DOMAIN}", "A program director", "Thandiwe plans and opens rounds of check-ins."),
    DemoDoor(f"associate@{DOMAIN}", "An associate director", "Yusuf shares the director's work."),
    DemoDoor(f"coordinator@{DOMAIN}", "A coordinator", "Minh keeps the roster, rooms and dates."),
    DemoDoor(f"gme@{DOMAIN}", "The GME office", "Elena sees how every program does, without a name."),
)


@dataclass(frozen=True)
class DemoStep:
    """One step of the story that the start page tells: whose eyes one looks through, and at which page."""

    email: str
    title: str
    text: str
    path: str
    icon: str


STORY = (
    DemoStep(
        f"trainee@{DOMAIN}",
        "Mei is offered fifteen minutes",
        "She takes it, moves it or says no. Nobody asks why, and nobody is told.",
        "/checkins/",
        icon="envelope-open",
    ),
    DemoStep(
        f"mentor@{DOMAIN}",
        "Nadia gets ready to listen",
        "A name shows once somebody said yes, or the day before. A few good questions are at hand.",
        "/times/",
        icon="cup-hot",
    ),
    DemoStep(
        f"trainee@{DOMAIN}",
        "What was promised is kept",
        "Each promise has an owner and a date. Mei sees how it stands.",
        "/tasks/",
        icon="check2-circle",
    ),
    DemoStep(
        f"director@{DOMAIN}",
        "Thandiwe opens the next round",
        "Seats, rooms and hours at a glance. There is no list of who came.",
        "/rounds/",
        icon="calendar3",
    ),
    DemoStep(
        f"director@{DOMAIN}",
        "The program learns what to change",
        "A theme shows when enough people stand behind it, and never with a name.",
        "/themes/",
        icon="lightbulb",
    ),
)
