"""The målinger and their addresses."""

from typing import Final

from flask import Blueprint

bp: Final = Blueprint("measures", __name__, url_prefix="/<organisation>/maalinger")
