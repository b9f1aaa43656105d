"""Where the overview of forankring is found."""

from typing import Final

from flask import Blueprint

bp: Final = Blueprint("anchoring", __name__, url_prefix="/<organisation>/forankring")
