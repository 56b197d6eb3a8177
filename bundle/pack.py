"""Pack what an office without a network needs into one archive: ``pack.py PLATFORM FOLDER``.

Holds every wheel of requirements-lab.lock for that platform (win_amd64 or manylinux_2_28_x86_64, Python 3.11), auditlib's own wheel, and an installer
of a few lines that uses nothing but the archive. Needs a network, which the office does not.
"""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

from packaging.requirements import Requirement

HERE = Path(__file__).resolve().parent
LOCK = HERE.parent / "requirements-lab.lock"
#: The first 3.11, so that what is packed suits every later one.
COMMON = {
    "python_version": "3.11",
    "python_full_version": "3.11.0",
    "implementation_name": "cpython",
    "platform_python_implementation": "CPython",
}
#: What the markers of the lock are asked about: pip would answer them for the machine that packs, not for the office's.
ENVIRONMENTS = {
    "win_amd64": {"sys_platform": "win32", "os_name": "nt", "platform_system": "Windows", "platform_machine": "AMD64", **COMMON},
    "manylinux_2_28_x86_64": {
        "sys_platform": "linux",
        "os_name": "posix",
        "platform_system": "Linux",
        "platform_machine": "x86_64",
        **COMMON,
    },
}
#: Names under which wheels for a platform go; pip does not know that a newer Linux takes those of older ones.
TAGS = {
    "win_amd64": ["win_amd64"],
    "manylinux_2_28_x86_64": [*(f"manylinux_2_{n}_x86_64" for n in range(28, 4, -1)), *(f"manylinux{n}_x86_64" for n in (2014, 2010, 1))],
}
INSTALLERS = {"win_amd64": "install.bat", "manylinux_2_28_x86_64": "install.sh"}
#: The same wheels make the same archive.
EPOCH = (2019, 1, 1, 0, 0, 0)


def needed(lock: str, platform: str) -> str:
    """The part of a lock that a platform installs, without markers; hashes stay."""
    kept = []
    for entry in lock.replace("\\\n", " ").splitlines():
        if entry.strip() and not entry.lstrip().startswith("#"):
            told, *hashes = entry.split("--hash=")
            requirement = Requirement(told.strip())
            if requirement.marker is None or requirement.marker.evaluate(ENVIRONMENTS[platform]):
                kept.append(" ".join([f"{requirement.name}{requirement.specifier}", *(f"--hash={digest.strip()}" for digest in hashes)]))
    return "\n".join(kept) + "\n"


def pack(platform: str, folder: Path) -> Path:
    """Download, build and pack; returns the archive. Raises CalledProcessError where a locked package has no wheel for the platform."""
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    with TemporaryDirectory() as temporary:
        place = Path(temporary)
        lock, wheels = place / "requirements.txt", place / "wheels"
        lock.write_text(needed(LOCK.read_text(encoding="utf-8"), platform), encoding="utf-8")
        tags = [option for tag in TAGS[platform] for option in ("--platform", tag)]
        target = [*tags, "--python-version", "3.11.0", "--implementation", "cp", "--only-binary", ":all:"]
        subprocess.run([*pip, "download", "--require-hashes", "--no-deps", *target, "--dest", wheels, "--requirement", lock], check=True)
        subprocess.run([*pip, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", wheels, HERE.parent], check=True)
        folder.mkdir(parents=True, exist_ok=True)
        archive = folder / f"auditlib-{platform}.zip"
        with zipfile.ZipFile(archive, "w") as packed:
            for path in [HERE / INSTALLERS[platform], HERE / "README.txt", *sorted(wheels.iterdir())]:
                name = f"auditlib/wheels/{path.name}" if path.parent == wheels else f"auditlib/{path.name}"
                packed.writestr(zipfile.ZipInfo(name, EPOCH), path.read_bytes())
    return archive


if __name__ == "__main__":
    if len(sys.argv) != 3 or sys.argv[1] not in ENVIRONMENTS:
        sys.exit(f"usage: pack.py {'|'.join(ENVIRONMENTS)} FOLDER")
    print(pack(sys.argv[1], Path(sys.argv[2])))
