"""How long a person takes for what a test does: the keystroke-level model of Card, Moran and Newell, on the slow side.

docs/getting-started.md says where each figure comes from. A test drives the browser through `Worker`, which adds up;
what happens outside the browser (finding a number, filling a table) is said with `outside` and counts too.
"""

from pathlib import Path

from playwright.sync_api import Locator, Page

# Seconds. M before every single act, as if nothing were ever one thought: the model itself drops most of them.
THINK, POINT, PRESS, HOME = 1.35, 1.1, 0.2, 0.4
# A key: "random letters", twice as slow as an average typist. A file dialog: open, find, choose.
KEY, FILE_DIALOG = 0.5, 12.0
# Every word of a page that is new is read, which nobody does; of a list of people or lines the first ten, as by
# whoever looks whether a file was understood.
WORDS_A_MINUTE, WAIT, LOOKED_AT = 238, 2.0, 10
_BLOCKS = "h1, h2, h3, p, li, label, legend, dt, dd, td, th, button, a"
_WORDS = f"""main => [...main.querySelectorAll("{_BLOCKS}")]
    .filter(each => !each.parentElement.closest("main :is({_BLOCKS})") && each.checkVisibility())
    .filter(each => !each.closest(".items > li:nth-child(n + {LOOKED_AT + 1})"))
    .map(each => each.innerText.trim())"""


class Worker:
    """Somebody at a desk who does one thing after the other."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.seconds: dict[str, float] = {}
        self.task = ""
        self._read: set[str] = set()

    @property
    def minutes(self) -> float:
        """All of it."""
        return sum(self.seconds.values()) / 60

    def begin(self, task: str) -> None:
        """What follows belongs to this task."""
        self.task = task

    def outside(self, seconds: float, _why: str) -> None:
        """Something away from the page."""
        self.seconds[self.task] = self.seconds.get(self.task, 0.0) + seconds

    def read(self) -> None:
        """Every line of the page that was not read before."""
        said: list[str] = self.page.locator("main").evaluate(_WORDS)
        lines = {line.strip() for each in said for line in each.splitlines()} - self._read
        self._read |= lines
        self.outside(sum(len(line.split()) for line in lines) / WORDS_A_MINUTE * 60, "reading")

    def click(self, what: Locator) -> None:
        """Point and press; a page that comes of it is waited for and read."""
        before = self.page.url
        what.click()
        self.outside(THINK + POINT + PRESS, "a click")
        if self.page.url != before:
            self.outside(WAIT, "the next page")
            self.read()

    def send(self, what: Locator) -> None:
        """A button that comes back to the same address with something new."""
        with self.page.expect_navigation():
            what.click()
        self.outside(THINK + POINT + PRESS + WAIT, "a click")
        self.read()

    def type(self, field: Locator, text: str) -> None:
        """Into a field: to the mouse, to the keys, and back."""
        field.fill(text)
        self.outside(THINK + POINT + PRESS + 2 * HOME + KEY * len(text), "typing")

    def choose(self, field: Locator, option: str) -> None:
        """From a list that opens."""
        field.select_option(label=option)
        self.outside(2 * (THINK + POINT + PRESS), "choosing")

    def give(self, field: Locator, name: str, data: bytes | Path) -> None:
        """A file, through the dialog."""
        content = data.read_bytes() if isinstance(data, Path) else data
        field.set_input_files({"name": name, "mimeType": "text/csv", "buffer": content})
        self.outside(THINK + POINT + PRESS + FILE_DIALOG, "a file")
