"""The browser UI: built files, and index.html for every address that is a page of the UI."""

from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

BUILT = Path(__file__).parent / "static"
_NOT_BUILT = "The UI has not been built. Run: make setup\n"
_FOREVER = "public, max-age=31536000, immutable"
_NEVER = "no-cache"


class UiFiles(StaticFiles):
    """Files under ``assets/`` carry a hash in their name and never change; the others may."""

    def __init__(self, folder: Path = BUILT) -> None:
        super().__init__(directory=folder, check_dir=False)
        self._index = folder / "index.html"

    async def check_config(self) -> None:
        """Serve without the folder too: the page then says what to do."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Serve the file, or the page that the UI itself makes of the address."""
        try:
            response = await super().get_response(path, scope)
        except HTTPException as error:
            if error.status_code != 404 or not _is_page(path):
                raise
            return self._page()
        if path in {".", "index.html"}:
            return self._page()
        response.headers["Cache-Control"] = _FOREVER if path.startswith("assets/") else _NEVER
        return response

    def _page(self) -> Response:
        if not self._index.exists():
            return PlainTextResponse(_NOT_BUILT, status_code=503)
        return FileResponse(self._index, headers={"Cache-Control": _NEVER})


def _is_page(path: str) -> bool:
    last = path.rsplit("/", 1)[-1]
    return path == "." or ("." not in last and not path.startswith(("api/", "dicomweb/")))
