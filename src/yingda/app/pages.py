"""The built web pages: desk, widget, demo shop, each with the headers that keep it harmless."""

from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from yingda.foundation.errors import NotFound
from yingda.foundation.web.callers import runtime_of
from yingda.foundation.words import language_of, say
from yingda.helpcenter.phone.linking import chat_path

STATIC = Path(__file__).parent / "static"
FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"
POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' blob: data:; media-src 'self' blob:; connect-src 'self' ws: wss:; "
    "font-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
)


async def desk(request: Request) -> Response:
    """Serve the desk; an address inside it is the desk's own business."""
    return page(request, "desk", POLICY + "frame-src 'self'; frame-ancestors 'none'")


async def shop(request: Request) -> Response:
    """Serve the demo shop, in demo mode only."""
    if not runtime_of(request).settings.demo:
        raise HTTPException(404)
    return page(request, "shop", POLICY + "frame-src 'self'; frame-ancestors 'none'")


async def widget_frame(request: Request) -> Response:
    """Serve the page inside the widget; the operator says who may embed it."""
    ancestors = runtime_of(request).settings.frame_ancestors
    found = STATIC / "widget" / "frame.html"
    return document(request, found, POLICY + f"frame-ancestors {ancestors}")


async def call_link(request: Request) -> Response:
    """Lead from the link of a call to the chat; looking at it uses nothing up."""
    try:
        path = await runtime_of(request).db.read(chat_path, request.path_params["token"])
    except NotFound:
        language = language_of(request.headers.get("accept-language", ""))
        return HTMLResponse(say(language, "pages.link_gone"), 404, {"Cache-Control": "no-store"})
    headers = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
    return RedirectResponse(path, headers=headers)


async def widget_file(request: Request) -> Response:
    """Serve the loader and the widget's assets; any site may load them."""
    found = inside("widget", request.path_params["path"])
    if found is None:
        raise HTTPException(404)
    headers = {"Cross-Origin-Resource-Policy": "cross-origin"}
    if found.name == "loader.js":
        return FileResponse(found, headers=headers | {"Cache-Control": "public, max-age=300"})
    return FileResponse(found, headers=headers | {"Cache-Control": FOR_EVER})


async def home(_request: Request) -> Response:
    """Lead to the desk."""
    return RedirectResponse("/desk/")


def page(request: Request, app: str, policy: str) -> Response:
    """Return the file asked for, else the app's only document."""
    found = inside(app, request.path_params.get("path", ""))
    if found is not None and found.name != "index.html":
        caching = FOR_EVER if found.parent.name == "assets" else ASK_AGAIN
        return FileResponse(found, headers={"Cache-Control": caching})
    return document(request, STATIC / app / "index.html", policy)


def document(request: Request, path: Path, policy: str) -> Response:
    """Return an HTML page with its content security policy; say so when it was never built."""
    headers = {"Content-Security-Policy": policy, "Cache-Control": ASK_AGAIN}
    if not path.is_file():
        language = language_of(request.headers.get("accept-language", ""))
        return HTMLResponse(say(language, "pages.not_built"), 503, headers)
    return FileResponse(path, headers=headers)


def inside(app: str, path: str) -> Path | None:
    """Return the file of an app at this path, if it is one and lies inside."""
    folder = (STATIC / app).resolve()
    found = (folder / path).resolve()
    return found if found.is_file() and found.is_relative_to(folder) else None


ROUTES = [
    Route("/", home),
    Route("/desk", home),
    Route("/desk/{path:path}", desk),
    Route("/shop", shop),
    Route("/shop/{path:path}", shop),
    Route("/go/{token}", call_link),
    Route("/widget/frame", widget_frame),
    Route("/widget/{path:path}", widget_file),
]
