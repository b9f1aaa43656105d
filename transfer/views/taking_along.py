"""A file that a page gives: under a name in plain letters, and kept by no browser or machine between."""

from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Final

from flask import Response, request, send_file

_OFFICE: Final = "application/vnd.openxmlformats-officedocument"
MIMETYPES: Final = {
    "pdf": "application/pdf",
    "docx": f"{_OFFICE}.wordprocessingml.document",
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    "csv": "text/csv",
    "json": "application/json",
}


_BLOCK: Final = 64 * 1024
"""Bytes that are sent at once: a paper comes in many small pieces."""


def sent_in_pieces(pieces: Iterable[bytes], name: str) -> Response:
    """The same for a file that is put together while it is sent."""
    response = Response(_in_blocks(pieces), mimetype=MIMETYPES[name.rpartition(".")[2]])
    how = "inline" if request.args.get("vis") == "1" else "attachment"
    response.headers.set("Content-Disposition", how, filename=name)
    response.headers["Cache-Control"] = "no-store"
    return response


def _in_blocks(pieces: Iterable[bytes]) -> Iterator[bytes]:
    block = bytearray()
    for piece in pieces:
        block += piece
        if len(block) >= _BLOCK:
            yield bytes(block)
            block.clear()
    yield bytes(block)


def taken_along(content: bytes, name: str) -> Response:
    """The file to save; with `?vis=1` in the address a browser that can shows it at once."""
    response = send_file(
        BytesIO(content),
        mimetype=MIMETYPES[name.rpartition(".")[2]],
        as_attachment=request.args.get("vis") != "1",
        download_name=name,
    )
    response.headers["Cache-Control"] = "no-store"  # send_file would let it be kept and asked about
    return response
