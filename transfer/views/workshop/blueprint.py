"""Where the workshop is found."""

from typing import Final

from flask import Blueprint

bp: Final = Blueprint("workshop", __name__, url_prefix="/<organisation>/rapporter/kladder")
