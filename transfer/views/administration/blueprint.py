"""Where the pages of an administrator are found."""

from typing import Final

from flask import Blueprint

bp: Final = Blueprint("administration", __name__, url_prefix="/<organisation>/administration")
