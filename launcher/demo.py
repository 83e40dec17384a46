"""`make demo-reset`: an empty database, then the library and the demo program, as on the first day."""

import shutil

from launcher import environment
from launcher.asked import Asked
from launcher.errors import LaunchError
from launcher.place import Place
from launcher.postgres import DATABASE
from launcher.run import alone, database, keeping, prepare
from launcher.say import say


def reset(place: Place) -> None:
    """Throw away what `make run` keeps in its own database and load the demo again. LaunchError while Hearten runs."""
    if environment.given_database():
        raise LaunchError("demo-reset only empties the database that make run made itself; unset DATABASE_URL.")
    asked = Asked()
    with alone(place, asked), keeping(place) as (known, guard, _), database(place, guard, known, asked) as server:
        if server is None:
            raise LaunchError("There is no database of make run here.")
        say("Emptying the database.")
        server.drop_database(DATABASE)
        server.create_database(DATABASE)
        (place.var / "demo-loaded").unlink(missing_ok=True)
        for name in ("queue", "queue-control", "beat"):
            shutil.rmtree(place.var / name)
        place.make()
        prepare(place, guard, environment.for_upkeep(place, known, environment.addresses(server)), asked)
    say("The demo is as on its first day; make run starts it.")
