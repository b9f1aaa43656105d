"""Where the pages about figures live."""

from typing import Final

from flask import Blueprint

bp: Final = Blueprint("indicators", __name__, url_prefix="/<organisation>/noegletal")
