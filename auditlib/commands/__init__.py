"""The commands below `auditlib`, a module each. Imports are made inside the commands, so that --help answers at once."""
