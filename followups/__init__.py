"""What was agreed, and what the program learns."""
