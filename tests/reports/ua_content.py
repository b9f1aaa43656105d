"""What is drawn on a page of a tagged PDF: each thing is spoken, or an artifact, and never both."""

import pikepdf
from pikepdf import Dictionary, Name

DRAWS = {"Tj", "TJ", "'", '"', "f", "F", "f*", "S", "s", "B", "B*", "b", "b*", "Do", "sh", "INLINE IMAGE"}  # fmt: skip
SILENT = "artifact"


def content_faults(page, spoken):
    """`spoken`: the numbers of the marked content that the tree of the document has of this page."""
    open_marks, seen, untagged = [], [], 0
    for step in pikepdf.parse_content_stream(page):
        operator = str(step.operator)
        if operator in ("BDC", "BMC"):
            mark = _mark(step)
            if mark == SILENT and any(isinstance(around, int) for around in open_marks):
                yield "an artifact in what is spoken"
            if isinstance(mark, int) and SILENT in open_marks:
                yield "spoken within an artifact"
            open_marks.append(mark)
            seen.append(mark)
        elif operator == "EMC":
            open_marks.pop()
        elif operator in DRAWS:
            untagged += not any(mark is not None for mark in open_marks)
    if open_marks:
        yield "a mark does not end"
    if untagged:
        yield f"{untagged} drawn without a tag"
    numbers = sorted(mark for mark in seen if isinstance(mark, int))
    if numbers != sorted(spoken):
        yield f"marked, or in the tree, but not both: {sorted(set(numbers) ^ spoken)}"


def heads_and_feet(page):
    """The running texts of a page, as the codes of their letters; nobody hears them."""
    found, open_marks = [], []
    for step in pikepdf.parse_content_stream(page):
        operator = str(step.operator)
        if operator in ("BDC", "BMC"):
            running = operator == "BDC" and step.operands[0] == Name.Artifact
            open_marks.append(running and _says_pagination(step.operands[1]))
        elif operator == "EMC":
            open_marks.pop()
        elif operator in ("Tj", "TJ") and any(open_marks):
            found.append(step.operands[0])
    return found


def _mark(step):
    """The number of what is spoken, `SILENT` for an artifact, None for what says neither."""
    if step.operands[0] == Name.Artifact:
        return SILENT
    if len(step.operands) == 1 or not isinstance(step.operands[1], Dictionary):
        return None
    number = step.operands[1].get("/MCID")
    return None if number is None else int(number)


def _says_pagination(said):
    return isinstance(said, Dictionary) and said.get("/Type") == Name.Pagination
