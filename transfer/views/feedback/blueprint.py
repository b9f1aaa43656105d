"""Where the pages of feedback are found."""

from typing import Final

from flask import Blueprint

bp: Final = Blueprint("feedback", __name__, url_prefix="/<organisation>")
