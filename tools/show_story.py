"""Prints the story: which fact calls for which reactions, and what time does by itself."""

from yingda.app import story


def main() -> None:
    for chapter in story.STORY.chapters:
        condition = f"  (only {chapter.only.__name__})" if chapter.only else ""
        print(f"{chapter.event.__name__}{condition}")
        for name in chapter.reactions:
            print(f"    → {name}")


if __name__ == "__main__":
    main()
