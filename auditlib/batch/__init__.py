"""Counties × notebooks through Papermill: what must run, in which processes, and what became of it."""

import sys

# jupyterlab brings a checker of web addresses into jsonschema that takes 1.4 s to load; a notebook has none to check
sys.modules.setdefault("rfc3987_syntax", None)
