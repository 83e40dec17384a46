"""What the launcher says to a person when it cannot go on."""


class LaunchError(Exception):
    """One line for the terminal: what is wrong and what to do about it."""
