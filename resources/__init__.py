"""Where help, mentors and induction are."""
