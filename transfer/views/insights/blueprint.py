"""Where the pages of insights, themes and recommendations are found."""

from typing import Final

from flask import Blueprint

bp: Final = Blueprint("insights", __name__, url_prefix="/<organisation>/indsigter")
