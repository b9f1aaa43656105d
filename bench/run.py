"""Measures pages against the floor and reports against others that draw them, and writes bench/results.md.

script/bench                 all of it
script/bench pages           the pages only
script/bench search          the search only, on SQLite
script/bench postgresql      the search only, on a PostgreSQL of its own
script/bench report          the reports only
script/bench --calls 100     fewer calls of each page than 400
script/bench search --trials 20000    fewer trials to search in than 100,000
script/bench report --rounds 1        one round of the reports of 10 and 100 trials instead of three
script/bench report --large           and one of 1,000 trials, which takes a quarter of an hour
script/bench report --large --without naive,office    without those that take longest with 1,000
"""

import argparse
import os
import platform
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

RESULTS = Path(__file__).parent / "results.md"
PARTS = {
    "pages": "Pages against the floor",
    "search": "The search against a bare full-text query",
    "postgresql": "The search on PostgreSQL",
    "report": "Reports against other ways to make them",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("part", nargs="?", choices=PARTS, help="measure only this")
    parser.add_argument("--calls", type=int, default=400, help="calls of each page")
    parser.add_argument("--trials", type=int, default=100_000, help="trials to search in")
    parser.add_argument("--data", type=Path, help="keep the generated data here, for the next run")
    parser.add_argument("--rounds", type=int, default=3, help="turns of each way to make a report")
    parser.add_argument("--large", action="store_true", help="also a report of 1,000 trials, once")
    parser.add_argument("--without", default="", help="ways that the large report leaves out")
    given = parser.parse_args()
    wanted = [given.part] if given.part else list(PARTS)
    written = _earlier()
    for part in wanted:
        written[part] = "\n".join([f"Measured {_where_and_when()}.", "", *_measured(part, given)])
        print(f"## {PARTS[part]}\n\n{written[part]}\n", flush=True)
    RESULTS.write_text(_whole(written), "utf-8")


def _measured(part: str, given: argparse.Namespace) -> list[str]:
    if part == "report":
        from bench import reporting

        without = tuple(given.without.split(","))
        return list(
            reporting.table(reporting.measure(given.rounds, large=given.large, without=without))
        )
    from bench import pages, searching
    from tests.servers import postgres_database

    with tempfile.TemporaryDirectory() as temporary:
        folder = given.data or Path(temporary)
        if part == "search":
            found = searching.measure(folder, given.calls, given.trials)
            return list(searching.table(found, given.trials))
        if part == "postgresql":
            with postgres_database("transfer_bench") as url:
                found = searching.measure(folder, given.calls, given.trials, url)
            return list(searching.table(found, given.trials))
        return list(pages.table(pages.measure(folder, given.calls)))


def _where_and_when() -> str:
    python = platform.python_version()
    return f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, Python {python}, {os.cpu_count()} cores"


def _earlier() -> dict[str, str]:
    """The parts as measured before, so that one can be measured anew without the other."""
    if not RESULTS.exists():
        return {}
    parts = RESULTS.read_text("utf-8").split("\n## ")[1:]
    titles = {title: part for part, title in PARTS.items()}
    return {
        titles[text.partition("\n")[0]]: text.partition("\n")[2].strip()
        for text in parts
        if text.partition("\n")[0] in titles
    }


def _whole(written: dict[str, str]) -> str:
    text = (
        "# Results\n\nWritten by `script/bench`; what is measured and how: docs/measurements.md.\n"
    )
    for part, title in PARTS.items():
        if part in written:
            text += f"\n## {title}\n\n{written[part]}\n"
    return text


if __name__ == "__main__":
    # Run as a file, this folder comes first among the places to import from; nothing is there.
    sys.path[:] = [place for place in sys.path if place != str(Path(__file__).parent)]
    main()
