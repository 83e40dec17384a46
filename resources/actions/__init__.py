"""Every write of resources, mentorships, goals and inductions: keyword-only, one transaction."""
