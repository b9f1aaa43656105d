"""A line of text is drawn of letters that are remembered with their font, and not letter by letter.

What is written for a letter of a certain width is remembered with its font, and a line is put together of it. A line with
anything out of the ordinary in it is drawn as WeasyPrint draws it.
"""

from collections.abc import Callable, Iterator
from struct import Struct
from typing import Any

_GLYPH = Struct("<qqi")
"""As Pango has a letter: its number and width, how far it is moved, and whether it begins a cluster."""

_PANGO = 14802
"""Before that version it says another size of the font than the letters have."""


def hurry() -> None:
    """Put ours in place, once for the process."""
    from weasyprint.draw import text
    from weasyprint.text import ffi

    if ffi.ffi.sizeof("PangoGlyphInfo") == _GLYPH.size and ffi.pango.pango_version() >= _PANGO:
        text.draw_first_line = _line_drawn(text.draw_first_line, ffi)


def _line_drawn(draw: Callable[..., Any], ffi: Any) -> Callable[..., Any]:
    def draw_first_line(
        stream: Any, textbox: Any, text_overflow: str, block_ellipsis: Any, matrix: Any
    ) -> Any:
        plain = text_overflow != "ellipsis" and block_ellipsis == "none"
        if plain and textbox.style["font_size"] >= 1e-6 and textbox.text.strip():
            ffi.pango.pango_layout_set_single_paragraph_mode(textbox.pango_layout.layout, True)
            first, _ = textbox.pango_layout.get_first_line()
            runs = list(_runs(stream, first, textbox.pango_layout.text, ffi))
            if all(runs):
                stream.set_text_matrix(*matrix.values)
                _show(stream, runs)
                return []
        return draw(stream, textbox, text_overflow, block_ellipsis, matrix)

    return draw_first_line


def _show(stream: Any, runs: list[Any]) -> None:
    before, words = None, ""
    for font, size, address, letters in runs:
        if address != before:
            if words:
                stream.show_text(words)
            before, words = address, ""
            stream.set_font_size(font.hash, size)
        words += f"<{letters}>".removesuffix("<>") if letters else ""
    stream.show_text(words)


def _runs(stream: Any, line: Any, text: str, ffi: Any) -> Iterator[Any]:
    """Font, size, where the font is, and what is written for each stretch of letters in one font; None for one with
    anything out of the ordinary: pictures, letters that are missing or moved."""
    run = line.runs[0]
    while run != ffi.ffi.NULL:
        item, run = run.data, run.next
        pango_font = item.item.analysis.font
        font, size = stream.add_font(pango_font)
        if font.bitmap or font.svg or font.png or font.colr:
            yield None
            return
        found = ffi.ffi.buffer(item.glyphs.glyphs, item.glyphs.num_glyphs * _GLYPH.size)
        rows = list(_GLYPH.iter_unpack(found))
        letters = [row[0] for row in rows]
        known = font.__dict__.setdefault("letters_of", {}).setdefault(size, {})
        if any(row[1] for row in rows) or not all(
            letter in known or _learn(known, letter, place, item, font, size, text, stream, ffi)
            for place, letter in enumerate(letters)
        ):
            yield None
            return
        yield font, size, pango_font, "".join(map(known.__getitem__, letters))


def _learn(
    known: dict[int, str],
    letter: int,
    place: int,
    item: Any,
    font: Any,
    size: float,
    text: str,
    stream: Any,
    ffi: Any,
) -> bool:
    """Work out what is written for a letter of this width, as WeasyPrint does; False if it is out of the ordinary."""
    info = item.glyphs.glyphs[place]
    glyph, width = info.glyph, info.geometry.width
    if glyph == ffi.pango.PANGO_GLYPH_EMPTY or glyph & ffi.pango.PANGO_GLYPH_UNKNOWN_FLAG:
        return False
    if glyph not in font.to_unicode:
        clusters, last = item.glyphs.log_clusters, item.glyphs.num_glyphs - 1
        begin, analysed = clusters[place], item.item
        if analysed.analysis.level % 2:  # from right to left
            end = analysed.length if place == 0 else clusters[place - 1]
        else:
            end = analysed.length if place == last else clusters[place + 1]
        letters = text.encode()[analysed.offset + begin : analysed.offset + end]
        font.to_unicode[glyph] = letters.decode()
    if glyph not in font.widths:
        ffi.pango.pango_font_get_glyph_extents(
            item.item.analysis.font, glyph, stream.ink_rect, stream.logical_rect
        )
        font.widths[glyph] = round(stream.logical_rect.width * 1000 * ffi.FROM_UNITS / size)
    kerning = font.widths[glyph] - width * 1000 * ffi.FROM_UNITS / size
    known[letter] = f"{glyph:04x}" + (f">{int(kerning)}<" if kerning else "")
    return True
