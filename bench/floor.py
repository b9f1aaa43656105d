"""The floor: the least that a page from a database can cost in this stack, to measure pages against.

Flask, one indexed SELECT of the ORM among 100,000 rows, and a small template. No sign-in, no
organisation, no language, no form.
"""

from pathlib import Path

from flask import Flask, render_template
from flask_sqlalchemy import SQLAlchemy
from jinja2 import DictLoader
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

ROWS = 100_000

PAGE = """<!doctype html>
<html lang="da">
<head>
  <meta charset="utf-8">
  <title>{{ row.title }} – Transfer</title>
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <link rel="stylesheet" href="/static/transfer.css">
</head>
<body>
<header><a href="/">Forside</a></header>
<nav aria-label="Hovedmenu">
  <ul>
    {% for label, address in menu %}
    <li><a href="{{ address }}">{{ label }}</a></li>
    {% endfor %}
  </ul>
</nav>
<main id="indhold">
  <h1>{{ row.title }}</h1>
  <p class="lead">Nummer {{ row.id }} i {{ row.unit }}</p>
  <p>Hver morgen kl. 7.10 mødes teamet i fem minutter ved tavlen og spørger: Hvem er anderledes i dag?
  Det, der bliver set, bliver skrevet ned samme dag, så aftenvagten kan læse det, før den går i gang.</p>
  <p><a href="/proevehandlinger/{{ row.id }}/rediger">Rediger</a></p>
</main>
<footer><p>Transfer</p></footer>
</body>
</html>
"""
MENU = (
    ("Forside", "/"),
    ("Prøvehandlinger", "/proevehandlinger"),
    ("Kompetencemål", "/kompetencemaal"),
    ("Rapporter", "/rapporter"),
)


class Base(DeclarativeBase):
    pass


class Row(Base):
    __tablename__ = "row"
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(index=True)
    title: Mapped[str]
    unit: Mapped[str]


def floor_app(folder: Path) -> Flask:
    """An application with the one page `/<number>`, and its database in the folder."""
    app, db = Flask("floor", static_folder=None), SQLAlchemy(model_class=Base)
    app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{folder / 'floor.sqlite'}"
    app.jinja_loader = DictLoader({"page.html": PAGE})  # compiled once, as a file would be
    db.init_app(app)
    with app.app_context():
        db.create_all()
        if not db.session.scalar(db.select(db.func.count()).select_from(Row)):
            rows = [
                {"id": n, "number": n, "title": f"Tavlemøde {n}", "unit": f"Enhed {n % 40}"}
                for n in range(ROWS)
            ]
            db.session.execute(db.insert(Row), rows)
            db.session.commit()

    @app.get("/<int:number>")
    def page(number: int) -> str:
        row = db.session.scalars(db.select(Row).where(Row.number == number)).one()
        return render_template("page.html", row=row, menu=MENU)

    return app
