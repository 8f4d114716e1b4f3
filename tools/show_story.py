"""Prints the story: which fact calls for which reactions, and what comes by itself with time."""

import inspect
import re

from yingda.app.story import STORY, TIMERS
from yingda.foundation.story import Chapter


def condition(chapter: Chapter) -> str:
    """Say when a fact is looked at at all, in the words of the source."""
    if chapter.only is None:
        return ""
    source = inspect.getsource(chapter.only).strip()
    return "  when " + re.sub(r"^lambda \w+: ", "", source.partition("only=")[2].rstrip("),"))


def main() -> None:
    for chapter in STORY.chapters:
        print(f"{chapter.event.__name__}{condition(chapter)}")
        for name in chapter.reactions:
            print(f"    → {name}")
    print("\nWith time:")
    for kind, effect in sorted(TIMERS.items()):
        print(f"    {kind} → {effect.__module__.removeprefix('yingda.')}.{effect.__name__}")


if __name__ == "__main__":
    main()
