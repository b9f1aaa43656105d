"""What is asked on the page of the search, and what it lists."""

from urllib.parse import urlencode

from transfer.db import across_organisations, db

HERE = "/birkesund/soeg"


def asked(visitor, query, status=200, **more):
    return visitor.opens(f"{HERE}?{urlencode({'q': query, **more})}", status)


def titles(page):
    return [one.get_text(" ", strip=True) for one in page.select(".found-one h2")]


def changed(record, **values):
    """Change a saved record the way a page does."""
    with across_organisations():
        again = db.session.get_one(type(record), record.id)
        for key, value in values.items():
            setattr(again, key, value)
        db.session.commit()
