"""Counties × notebooks through Papermill: what must run, in which processes, and what became of it."""
