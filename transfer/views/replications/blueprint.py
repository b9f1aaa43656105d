"""Where the pages about overførsler are found."""

from typing import Final

from flask import Blueprint

bp: Final = Blueprint("replications", __name__, url_prefix="/<organisation>")
