"""Archives as bureaus send them (.zip): their files laid out in a folder for the run, within limits that hold for the whole county."""

import hashlib
import re
import shutil
import zipfile
from pathlib import Path, PurePosixPath

from auditlib.errors import IntakeError
from auditlib.intake.guard import BOMB, TRUNCATED, swollen
from auditlib.intake.receive import LITTER, Received, is_litter
from auditlib.outside import readable

MAX_DEPTH = 3  # archives within archives
MAX_FILES = 10_000
MAX_BYTES = 4_000_000_000
CHUNK = 1_000_000
NAME = 60  # characters of a file's name that its copy keeps; the path it is known by stays whole

TOO_DEEP = f"压缩包套了 {MAX_DEPTH} 层以上，未读取；请解压后把里面的文件放进本县文件夹"
TOO_MANY = f"压缩包里的文件过多（全县超过 {MAX_FILES:,} 个），未读取；请只提交需要的文件"
TOO_LARGE = f"压缩包解开后过大（全县超过 {MAX_BYTES / 1e9:.0f} GB），未读取；请解压后把需要的文件放进本县文件夹"
NOTHING = "压缩包是空的；请重新打包后提交"
METHOD = "压缩方式读不出来；请用常见的“标准”方式重新打包，或解压后把文件放进本县文件夹"
_END = b"PK\5\6"
_UTF8 = 0x800


class Unpacker:
    """Unpacks the archives of one county into `folder`."""

    def __init__(self, folder: Path):
        self.folder, self.files, self.bytes, self.archives = folder, 0, 0, 0

    def unpack(self, archive: Received, depth: int) -> list[Received]:
        """The files of an archive that lies in `depth` others, by path; each as if received, below the archive's path.

        Raises IntakeError.
        """
        if depth >= MAX_DEPTH:
            raise IntakeError(TOO_DEEP)
        self.files += _count(archive.location)
        if self.files > MAX_FILES:
            raise IntakeError(TOO_MANY)
        self.archives += 1
        target = self.folder / f"archive{self.archives}"
        try:
            with zipfile.ZipFile(archive.location) as opened:
                members = [member for member in opened.infolist() if not member.is_dir() and not member.filename.endswith("\\")]
                files = [self._member(opened, member, archive.path, target / str(n)) for n, member in enumerate(members)]
        except zipfile.BadZipFile:
            raise IntakeError(TRUNCATED) from None
        except IntakeError:
            shutil.rmtree(target, ignore_errors=True)
            raise
        if not files:
            raise IntakeError(NOTHING)
        return sorted(files, key=lambda file: file.path)

    def _member(self, opened: zipfile.ZipFile, member: zipfile.ZipInfo, within: str, folder: Path) -> Received:
        path = PurePosixPath(readable(_name(member)).replace("\\", "/"))
        path = PurePosixPath(within, *(part for part in path.parts if part not in ("/", "..")))
        location = folder / (re.sub(r'[<>:"/\\|?*]', "_", path.stem)[:NAME] + path.suffix[:NAME])
        shown = str(path)
        if is_litter(path):
            return Received(shown, location, state="ignored", problem=LITTER)
        if swollen(member):
            return Received(shown, location, state="refused", problem=BOMB)
        folder.mkdir(parents=True)
        digest = hashlib.sha256()
        try:
            with opened.open(member) as source, open(location, "wb") as sink:
                while chunk := source.read(CHUNK):
                    self.bytes += len(chunk)
                    if self.bytes > MAX_BYTES:
                        raise IntakeError(TOO_LARGE)
                    digest.update(chunk)
                    sink.write(chunk)
        except (zipfile.BadZipFile, zipfile.zlib.error, EOFError):
            return Received(shown, location, state="refused", problem=TRUNCATED)
        except NotImplementedError:
            return Received(shown, location, state="refused", problem=METHOD)
        return Received(shown, location, digest.hexdigest(), member.file_size)


def _count(path: Path) -> int:
    """How many members an archive says it has, before its directory is laid out in memory; a newer format writes 65,535 for more."""
    with open(path, "rb") as stream:
        stream.seek(max(path.stat().st_size - 66_000, 0))
        tail = stream.read()
    end = tail.rfind(_END)
    if end < 0:
        raise IntakeError(TRUNCATED)
    return int.from_bytes(tail[end + 10 : end + 12], "little")


def _name(member: zipfile.ZipInfo) -> str:
    """A member's name: UTF-8 where it says so, else what Chinese Windows or a Mac wrote, which the archive does not tell."""
    if member.flag_bits & _UTF8:
        return member.orig_filename
    written = member.orig_filename.encode("cp437", "replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return written.decode(encoding)
        except UnicodeDecodeError:
            continue
    return member.orig_filename
