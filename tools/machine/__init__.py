"""Getting a machine ready: uv, Python, the packages, what the system lacks, the theme. Standard library only."""
