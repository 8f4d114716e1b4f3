"""The help pages themselves: start, category, search, one entry, and what is not there."""

from functools import cache
from html import escape
from importlib.resources import files

from yingda.foundation.words import LANGUAGES, say
from yingda.helpcenter.pages.markup import (
    Html,
    address,
    from_markdown,
    ink_on,
    link,
    plain,
    tag,
)
from yingda.helpcenter.pages.reading import Help, HelpEntry

FEW = 6
SNIPPET = 80


def start_page(shown: Help) -> Html:
    """Return the first page: what many ask, then every category with its first questions."""
    parts = []
    if hot := shown.named(shown.hot):
        parts.append(_section(shown, _say(shown, "hot"), hot))
    for category in shown.categories:
        inside = [one for one in shown.entries if one.category == category]
        parts.append(_section(shown, _named(shown, category), inside[:FEW], category, len(inside)))
    if not parts:
        parts.append(tag("p", escape(_say(shown, "nothing")), class_="none"))
    return _page(shown, _say(shown, "title", shop=shown.name), "".join(parts))


def category_page(shown: Help, category: str) -> Html:
    """Return every question of one category."""
    inside = [one for one in shown.entries if one.category == category]
    title = _named(shown, category)
    return _page(shown, title, _back(shown) + _section(shown, title, inside))


def search_page(shown: Help, query: str) -> Html:
    """Return what was found, with the beginning of each answer."""
    found = shown.named(shown.found)
    title = _say(shown, "found", query=query)
    if not found:
        nothing = tag("p", escape(_say(shown, "nothing_found", query=query)), class_="none")
        return _page(shown, title, _back(shown) + nothing, query)
    items = [tag("li", _question(shown, one, with_answer=True)) for one in found]
    section = tag("h2", escape(title)) + tag("ul", items, class_="questions")
    return _page(shown, title, _back(shown) + tag("section", section), query)


def entry_page(shown: Help, entry: HelpEntry, read_id: str | None = None) -> Html:
    """Return a question with its answer, and others of its category.

    `read_id` goes with whoever asks all the same.
    """
    others = [one for one in shown.entries if one.category == entry.category and one != entry]
    answer = tag("div", from_markdown(entry.answer), class_="answer")
    article = tag("article", tag("h1", escape(entry.title)) + answer, lang=entry.language)
    more = _section(shown, _say(shown, "more"), others[:FEW]) if others else ""
    inside = _back(shown, entry.category) + article + more
    return _page(shown, entry.title, inside, read_id=read_id)


def missing_page(shown: Help) -> Html:
    """Return what is said when a page is not there, or not for everybody."""
    gone = tag("p", escape(_say(shown, "gone")), class_="none")
    return _page(shown, _say(shown, "title", shop=shown.name), _back(shown) + gone)


def _page(
    shown: Help, title: str, inside: Html, query: str = "", read_id: str | None = None
) -> Html:
    accent = shown.look.accent
    colours = f":root{{--accent:{accent};--ink:{ink_on(accent)}}}"
    head = "".join(
        (
            '<meta charset="utf-8"><meta name="viewport" content="width=device-width">',
            tag("title", escape(f"{title} · {shown.name}")),
            tag("style", colours + _style()),
        )
    )
    body = _top(shown, query) + tag("main", inside) + _contact(shown, read_id)
    return "<!doctype html>" + tag(
        "html", tag("head", head) + tag("body", body), lang=shown.language
    )


def _top(shown: Help, query: str) -> Html:
    languages = "".join(
        tag(
            "a",
            escape(say(one, "help.own_name")),
            href=address(_home(shown), language=one),
            lang=one,
            aria_current="true" if one == shown.language else None,
        )
        for one in LANGUAGES
    )
    name = link(_home(shown), _say(shown, "title", shop=shown.name), language=shown.language)
    bar = tag("div", tag("strong", name) + tag("nav", languages), class_="bar")
    label = escape(_say(shown, "search"), quote=True)
    language = escape(shown.language)
    form = (
        f'<form role="search" action="{escape(_home(shown))}">'
        f'<input type="hidden" name="language" value="{language}">'
        f'<input type="search" name="q" value="{escape(query)}" maxlength="200" required'
        f' placeholder="{label}" aria-label="{label}">'
        f"<button>{escape(_say(shown, 'find'))}</button></form>"
    )
    return tag("header", bar + form)


def _section(
    shown: Help, title: str, entries: list[HelpEntry], category: str | None = None, count: int = 0
) -> Html:
    items = [tag("li", _question(shown, one)) for one in entries]
    parts = tag("h2", escape(title)) + tag("ul", items, class_="questions")
    if category is not None and count > len(entries):
        words = _say(shown, "all", count=count)
        every = address(_home(shown), language=shown.language, category=category)
        parts += tag("a", escape(words), href=every, class_="all")
    return tag("section", parts)


def _question(shown: Help, entry: HelpEntry, *, with_answer: bool = False) -> Html:
    text = tag("span", escape(entry.title), lang=entry.language)
    if with_answer:
        text += tag("small", escape(plain(entry.answer, SNIPPET)), lang=entry.language)
    path = f"{_home(shown)}/{entry.id}"
    return tag("a", text, href=address(path, language=shown.language))


def _back(shown: Help, category: str | None = None) -> Html:
    home = link(_home(shown), _say(shown, "home"), language=shown.language)
    if not category:
        return tag("nav", home, class_="back")
    inside = link(_home(shown), category, language=shown.language, category=category)
    return tag("nav", f"{home} › {inside}", class_="back")


def _contact(shown: Help, read_id: str | None) -> Html:
    talk = address("/widget/frame", key=shown.public_key, language=shown.language)
    if read_id is not None:
        talk += f"#read={read_id}"
    words = escape(_say(shown, "contact"))
    why = tag("span", escape(_say(shown, "not_found")))
    return tag("footer", why + tag("a", words, href=talk, class_="contact"))


def _named(shown: Help, category: str) -> str:
    return category or _say(shown, "other")


def _home(shown: Help) -> str:
    return f"/help/{shown.slug}"


def _say(shown: Help, key: str, **params: object) -> str:
    return say(shown.language, f"help.{key}", **params)


@cache
def _style() -> str:
    return files(__package__).joinpath("help.css").read_text("utf-8")
