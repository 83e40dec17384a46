"""Forgetting on time: what the inventory says dies, deleted; who left, forgotten; and tables written anew after it."""
