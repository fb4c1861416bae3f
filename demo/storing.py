"""Files of visitors on this server's disk: a folder that nobody else uses, and the route that uploads take into it.

Gradio's own route names a folder after the file's content, keeps what was cut off half-way, and lets everybody fetch
what lies there who knows where. This one has the same address and the same answer.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import tempfile
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path

from gradio.utils import get_upload_folder
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse

from demo.doors import UPLOADS
from demo.errors import DISK_FULL, NO_ROOM

try:
    import fcntl
except ImportError:  # on Windows nothing is locked, and nothing left behind is found
    fcntl = None

MAX_FILES = 32  # in one request: a document's cut-outs and its photo
MAX_FIELDS = 8
MAX_NAME = 100
_PREFIX = "scenegen-"
_LOCK = "lock"


def private_folder() -> str:
    """Makes Gradio keep its files in a new folder, below the one that `GRADIO_TEMP_DIR` names, and returns it.

    What processes left there that were killed is removed.
    """
    base = Path(os.environ.get("GRADIO_TEMP_DIR") or Path(tempfile.gettempdir()) / "gradio")
    base.mkdir(parents=True, exist_ok=True)
    for left in base.glob(f"{_PREFIX}*"):
        if _nobody_uses(left):
            shutil.rmtree(left, ignore_errors=True)
    folder = tempfile.mkdtemp(prefix=_PREFIX, dir=base)
    _lock(Path(folder))
    os.environ["GRADIO_TEMP_DIR"] = folder
    return folder


def _lock(folder: Path) -> bool:
    """Holds a folder until this process ends, however it ends; false if another one does."""
    if fcntl is None:
        return False
    file = os.open(folder / _LOCK, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(file)
        return False
    return True


def _nobody_uses(folder: Path) -> bool:
    return (folder / _LOCK).is_file() and _lock(folder)


def uploads_folder() -> Path:
    """Where uploads lie, each in a folder of its own whose name nobody can guess."""
    return Path(get_upload_folder()).resolve() / UPLOADS


async def upload(request: Request) -> JSONResponse:
    """Takes the files of a form under `files` and answers with their places, as Gradio's own route does."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        return JSONResponse({"detail": "Files are sent as a form."}, 400)
    try:
        async with request.form(max_files=MAX_FILES, max_fields=MAX_FIELDS) as form:
            sent = [file for file in form.getlist("files") if isinstance(file, UploadFile)]
            return JSONResponse([str(await _stored(file)) for file in sent])
    except HTTPException as error:
        return JSONResponse({"detail": error.detail}, error.status_code)
    except OSError as error:
        if error.errno not in DISK_FULL:
            raise
        return JSONResponse({"detail": NO_ROOM, "code": "disk_full"}, 507)


async def _stored(file: UploadFile) -> Path:
    folder = uploads_folder() / secrets.token_urlsafe(18)
    path = folder / safe_name(file.filename or "")

    def store() -> None:
        folder.mkdir(parents=True)
        with path.open("wb") as target:
            shutil.copyfileobj(file.file, target)

    try:
        await run_in_threadpool(store)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return path


def safe_name(name: str) -> str:
    """A stranger's file name as it is kept: no folder, nothing that is not shown, not too long."""
    shown = "".join(letter for letter in name.replace("\\", "/") if unicodedata.category(letter)[0] != "C")
    last = "".join("_" if letter in '<>:"|?*' else letter for letter in shown.rpartition("/")[2]).strip(" .")
    stem, dot, ending = last.rpartition(".") if "." in last else (last, "", "")
    return f"{stem[: MAX_NAME - len(ending[:8]) - 1]}{dot}{ending[:8]}" or "file"


def discard(path: Path) -> None:
    """Removes an upload as soon as it was read."""
    with contextlib.suppress(OSError):
        path.unlink()
        if path.parent.parent.name == UPLOADS:
            path.parent.rmdir()


class Sweeper:
    """Removes files that have lain in a folder for `seconds`; `clock` never goes back, so no file goes too early."""

    def __init__(self, folder: Path, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.folder = folder
        self.seconds = seconds
        self._clock = clock
        self._seen: dict[Path, float] = {}

    def sweep(self) -> None:
        now = self._clock()
        there = [path for path in self.folder.rglob("*") if path.is_file() and path.name != _LOCK]
        self._seen = {path: self._seen.get(path, now) for path in there}
        for path, seen in self._seen.items():
            if now - seen > self.seconds:
                discard(path)
