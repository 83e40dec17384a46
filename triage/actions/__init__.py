"""Every write of triage: contacts, local policies, and asking contacts. Nothing about who read the page."""
