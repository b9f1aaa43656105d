"""Phase 2: while it is tried, rows 27 to 29."""

from typing import Final

from transfer.domain.fields import Kind, Phase, Question, Standing
from transfer.domain.texts import marked

TRIAL: Final = (
    Question(
        "actual_start",
        marked("Faktisk start"),
        Kind.DATE,
        Phase.TRIAL,
        Standing.CORE,
        row=27,
        required=True,
        help=marked("Ret, hvis virkeligheden blev en anden."),
        missing=marked("Skriv den dag, I faktisk begyndte."),
    ),
    Question(
        "actual_end",
        marked("Faktisk slut"),
        Kind.DATE,
        Phase.TRIAL,
        Standing.CORE,
        row=27,
        required=True,
        help=marked("Ret, hvis virkeligheden blev en anden."),
        missing=marked("Skriv den dag, I faktisk sluttede."),
    ),
    Question(
        "observations",
        marked("Observationer"),
        Kind.RECORDS,
        Phase.TRIAL,
        Standing.STANDARD,
        row=28,
        help=marked("Skriv kort og tit."),
        example=marked(
            "Kl. 10.15: Kanden gik bordet rundt, uden at nogen sagde noget. Syv glas var tomme."
        ),
    ),
    Question(
        "times_done",
        marked("Antal gange afprøvet"),
        Kind.NUMBER,
        Phase.TRIAL,
        Standing.STANDARD,
        row=29,
        help=marked("Cirka er godt nok."),
    ),
)
