"""Every write of rounds, times and offers: keyword-only, one transaction, the access event in the same."""
