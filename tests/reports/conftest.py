"""Each edition of the sample report is drawn once, however many tests read it."""

import pytest

from reports import management_paper, management_pdf
from reports.parts import assembled, draw_part
from tests.reports.reading import Read
from tests.reports.sample import a_report, an_empty_report


@pytest.fixture(scope="session")
def paper():
    """The report of a whole year."""
    return Read(management_pdf(a_report()))


@pytest.fixture(scope="session")
def paper_of_parts():
    """The same, put together of parts."""
    paper = management_paper(a_report())
    return Read(b"".join(assembled(paper, [draw_part(part) for part in paper.parts])))


@pytest.fixture(scope="session")
def first_day():
    """The report of a programme in which nothing has been tried."""
    return Read(management_pdf(an_empty_report()))


@pytest.fixture(scope="session")
def one_unit():
    """The report of a single unit, whose figures would be about one person."""
    return Read(management_pdf(a_report(scope="Plejehjemmet Lindegården", outcomes_withheld=True)))
