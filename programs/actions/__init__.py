"""Every write of people and roles: keyword-only, one transaction, the access event in the same transaction."""
