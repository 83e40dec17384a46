"""The US school grade that a text asks for, by Flesch and Kincaid's formula."""

import re
import warnings

with warnings.catch_warnings():
    # An escape in the library's list of Dutch words.
    warnings.simplefilter("ignore", SyntaxWarning)
    import readability

HIGHEST = 8.0


def grade(text: str) -> float:
    """The grade of a text; sentences end at a full stop, a question mark, an exclamation mark, or a line's end."""
    sentences = [part for part in re.split(r"(?<=[.?!:;])[”\"]?\s+|\n+", text) if re.search("[A-Za-z]", part)]
    tokens = "\n".join(" ".join(re.findall(r"[A-Za-z][A-Za-z'\u2019-]*|\d+|[.?!]", sentence)) for sentence in sentences)
    measured: float = readability.getmeasures(tokens, lang="en")["readability grades"]["Kincaid"]
    return measured
