"""What prompts/ stores."""

from home.inventory.held import WITH_ITS_PROGRAM, Held

# Table name to its fields; the names of columns are separated by blanks.
TABLES: dict[str, list[Held]] = {
    "prompts_topic": [Held("key name position", "what a talk can touch", "everybody", "always")],
    "prompts_category": [Held("key kind name about position", "parts of the shared library", "everybody", "always")],
    "prompts_prompt": [
        Held(
            "key category parent position text instead_of lean topics document section number fixed retired",
            "the shared questions and words for check-ins",
            "everybody",
            "always",
        ),
    ],
    "prompts_localprompt": [
        Held(
            "id program original category text instead_of hidden place lean topics based_on",
            "what your program changed about the questions, or added",
            "staff of the program",
            WITH_ITS_PROGRAM,
        ),
    ],
    "prompts_librarychange": [
        Held(
            "id program by at what before after undoes",
            "who changed the program's questions, so that it can be taken back",
            "staff who may change them",
            WITH_ITS_PROGRAM,
        ),
    ],
}
