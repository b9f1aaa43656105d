"""A file that a page gives: under a name in plain letters, and kept by no browser or machine between."""

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
