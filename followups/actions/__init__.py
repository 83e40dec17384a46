"""Every write of what was agreed: keyword-only, one transaction, the access event in the same one."""
