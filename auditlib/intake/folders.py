"""Which folder is which county: by id, code, Chinese name or alias, as the bureaus happen to name it."""

from __future__ import annotations

from pathlib import Path

from auditlib.errors import ParameterError
from auditlib.outside import readable
from auditlib.parameters import Parameters


def county_folders(data: Path, parameters: Parameters) -> tuple[dict[str, list[Path]], dict[str, ParameterError]]:
    """The folders in ``data`` by county id, and those that name no county, or several, with the reason."""
    found: dict[str, list[Path]] = {}
    unknown = {}
    for folder in sorted(p for p in data.iterdir() if p.is_dir() and not p.name.startswith(".")):
        name = readable(folder.name)
        try:
            found.setdefault(parameters.county(name).id, []).append(folder)
        except ParameterError as error:
            unknown[name] = error
    return found, unknown
