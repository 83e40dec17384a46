"""Messages and calendar events of talks: how each is worded, and whether it is still true when it leaves."""
