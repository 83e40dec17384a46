"""Pages of the directory, of mentors, goals and inductions."""
