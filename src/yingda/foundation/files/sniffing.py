"""What a file really is, by its bytes; what it claims to be must agree."""

import zipfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath

from yingda.foundation.errors import Problem

DOCUMENTS = frozenset(
    {
        "application/pdf",
        "application/zip",
        "audio/mpeg",
        "audio/wav",
        "video/mp4",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    }
)
OOXML = {
    "xl/": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "word/": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "ppt/": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
PLAIN_SUFFIXES = {".txt": "text/plain", ".csv": "text/csv", ".log": "text/plain"}
SAME = {"image/jpg": "image/jpeg", "application/x-zip-compressed": "application/zip"}
_ISOLATES = "\u2066\u2067\u2068\u2069\ufeff"


class TypeRefused(Problem):
    """The file is not of a kind that is accepted, or not what it says it is."""

    status, code = 415, "files.type_refused"


@dataclass(frozen=True, slots=True)
class Sniffed:
    """The true type of a file; width and height in pixels when it is a picture."""

    mime: str
    width: int | None = None
    height: int | None = None

    @property
    def is_image(self) -> bool:
        """Tell whether it can be shown as a picture."""
        return self.width is not None


def sniff(content: bytes, name: str, said: str) -> Sniffed:
    """Return what the bytes are; raise `TypeRefused` when they are not what was said."""
    seen = _picture(content) or Sniffed(_document(content, name))
    said = SAME.get(
        said.split(";", maxsplit=1)[0].strip().lower(),
        said.split(";", maxsplit=1)[0].strip().lower(),
    )
    agreed = said in {"", "application/octet-stream", seen.mime}
    if not agreed and not (seen.mime.startswith("text/") and said.startswith("text/")):
        raise TypeRefused(said=said, seen=seen.mime)
    if said in {"text/html", "text/javascript", "text/css", "text/xml"}:
        raise TypeRefused(said=said, seen=said)
    return seen


def safe_name(name: str) -> str:
    """Return the name to show: no folders, no control or direction characters, 120 at most."""
    last = PurePath(name.replace("\\", "/")).name
    shown = "".join(letter for letter in last if letter.isprintable() and not _steers(letter))
    return shown.strip(" .")[-120:] or "file"


def _steers(letter: str) -> bool:
    # Zero-width and direction marks, with which a name is made to look like another.
    return "\u200b" <= letter <= "\u200f" or "\u202a" <= letter <= "\u202e" or letter in _ISOLATES


def _picture(content: bytes) -> Sniffed | None:
    from yingda.foundation.files.pictures import looked_at

    seen = looked_at(content)
    return None if seen is None else Sniffed(*seen)


def _document(content: bytes, name: str) -> str:
    import puremagic

    suffix = PurePath(name).suffix.lower()
    if suffix in PLAIN_SUFFIXES and _is_text(content):
        return PLAIN_SUFFIXES[suffix]
    try:
        mime: str = puremagic.from_string(content, mime=True)
    except (puremagic.PureError, ValueError):
        mime = "application/octet-stream"
    if content[:4] == b"PK\x03\x04":
        mime = _archive(content)
    if mime not in DOCUMENTS:
        raise TypeRefused(said=suffix or name, seen=mime)
    return mime


def _archive(content: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = archive.namelist()
    except zipfile.BadZipFile:
        return "application/octet-stream"
    for folder, mime in OOXML.items():
        if any(name.startswith(folder) for name in names):
            return mime
    return "application/zip"


def _is_text(content: bytes) -> bool:
    if b"\x00" in content:
        return False
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        try:
            content.decode("gb18030")
        except UnicodeDecodeError:
            return False
    return True
