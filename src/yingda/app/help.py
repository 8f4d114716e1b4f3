"""The public help pages over HTTP: `/help/<shop>`, without cookies, scripts or anybody's name."""

from functools import partial
from typing import cast

from starlette.background import BackgroundTask
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from yingda.foundation.errors import NotFound
from yingda.foundation.web.callers import SESSION_COOKIE, runtime_of
from yingda.foundation.words import LANGUAGES, language_of
from yingda.helpcenter.pages import drawing
from yingda.helpcenter.pages.readers import is_program
from yingda.helpcenter.pages.reading import Help, help_of
from yingda.knowledge.reads.service import note_read
from yingda.merchants.models import Language

Note = BackgroundTask | None
READING_LIMIT = "240/minute"
LONGEST_QUERY = 200
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-cache",
    "Vary": "Accept-Language",
}


async def help_start(request: Request) -> Response:
    """Serve the first page, a category, or what a search finds."""
    query = request.query_params.get("q", "").replace("\x00", "").strip()[:LONGEST_QUERY]
    category = request.query_params.get("category")
    shown = await _read(request, query)
    if query:
        return _html(drawing.search_page(shown, query))
    if category is not None:
        known = category in shown.categories
        page = drawing.category_page(shown, category) if known else drawing.missing_page(shown)
        return _html(page, 200 if known else 404)
    return _html(drawing.start_page(shown))


async def help_entry(request: Request) -> Response:
    """Serve one question with its answer, if everybody may read it."""
    shown = await _read(request, "")
    entry = shown.entry(request.path_params["entry_id"])
    if entry is None:
        return _html(drawing.missing_page(shown), 404)
    read_id, note = _read_now(request, shown, entry.id)
    return _html(drawing.entry_page(shown, entry, read_id), note=note)


def _read_now(request: Request, shown: Help, entry_id: str) -> tuple[str | None, Note]:
    """Return the read that a customer begins here, and what is left to note of it.

    It is noted once the page is sent: nobody waits for it, and a page is shown whatever becomes of
    it. Programs and colleagues read nothing; looking again is no other read.
    """
    agent = request.headers.get("user-agent", "")
    purpose = request.headers.get("sec-purpose", "") + request.headers.get("purpose", "")
    if request.method != "GET" or SESSION_COOKIE in request.cookies or is_program(agent, purpose):
        return None, None
    runtime, latest = runtime_of(request), request.app.state.latest_reads
    reader = (request.client.host if request.client else "", agent, entry_id)
    now = runtime.clock.now()
    if known := latest.get(reader, now):
        return known, None
    read_id = runtime.ids.new()
    latest.keep(reader, read_id, now)
    noting = partial(
        runtime.db.write, note_read, read_id, shown.merchant_id, entry_id, shown.language
    )
    return read_id, BackgroundTask(noting)


async def _read(request: Request, query: str) -> Help:
    runtime = runtime_of(request)
    address = request.client.host if request.client else ""
    runtime.limits.check(READING_LIMIT, "help", address)
    asked = request.query_params.get("language", "")
    spoken = asked if asked in LANGUAGES else request.headers.get("accept-language", "")
    language = cast("Language", language_of(spoken)) if spoken else None
    name = request.path_params["merchant"].replace("\x00", "")
    try:
        return await runtime.db.read(help_of, name, language, query)
    except NotFound:
        raise HTTPException(404) from None


def _html(page: str, status: int = 200, note: Note = None) -> Response:
    return HTMLResponse(page, status, HEADERS, background=note)


ROUTES = [
    Route("/help/{merchant}", help_start),
    Route("/help/{merchant}/{entry_id}", help_entry),
]
