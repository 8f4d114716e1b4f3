"""Which encoding a text file is in, and its lines, each decoded by itself."""

from yingda.knowledge.cleaning.mojibake import common_share, common_traditional_share

_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))


def decoded(content: bytes) -> str:
    """Decode a file; a byte that fits nowhere becomes U+FFFD, which spoils only its own row."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, errors="replace")
    return content.decode(_encoding(content), errors="replace")


def _encoding(content: bytes) -> str:
    lines = [line for line in content.splitlines() if not line.isascii()]
    if sum(_fits(line, "utf-8") for line in lines) * 2 >= len(lines):
        return "utf-8"
    sample = b"\n".join(lines)[:200_000]
    simplified = common_share(sample.decode("gb18030", errors="replace"))
    traditional = common_traditional_share(sample.decode("cp950", errors="replace"))
    return "cp950" if traditional > simplified else "gb18030"


def _fits(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
