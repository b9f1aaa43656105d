"""Where the pages of a prøvehandling are found."""

from typing import Final

from flask import Blueprint

bp: Final = Blueprint("trial_actions", __name__, url_prefix="/<organisation>/proevehandlinger")
