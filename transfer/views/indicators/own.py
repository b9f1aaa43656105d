"""A læringsaktivist's own figures: of her own trials, for her own eyes."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from transfer.access import allow
from transfer.language import period_in_words
from transfer.policies import Deed
from transfer.reporting import LINES
from transfer.views.indicators.asked import OWN, asked_for, form_about_oneself
from transfer.views.indicators.blueprint import bp
from transfer.views.indicators.rows import row_of


@bp.get("/mine")
@allow(Deed.READ_OWN_FIGURES)
def own() -> ResponseReturnValue:
    form = form_about_oneself()
    if not form.validate():
        return render_template("indicators/own.html", form=form, asked=None), 422
    asked = asked_for(form, is_own=True)
    return render_template(
        "indicators/own.html",
        form=form,
        asked=asked,
        period=period_in_words(asked.period),
        earlier=period_in_words(asked.earlier.period),
        rows=[row_of(LINES[key], asked) for key in OWN],
        back=url_for(".show"),
    )
