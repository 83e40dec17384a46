"""Pure decisions about what was agreed: no database, no clock."""
