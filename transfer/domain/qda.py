"""Themes as a REFI-QDA codebook, which tools for analysing texts read.

Source: REFI-QDA Standard 1.0, Codebook exchange, XML schema `urn:QDA-XML:codebook:1.0`
(https://www.qdasoftware.org). A codebook is `CodeBook/Codes/Code`; a code has a `guid`, a `name` and whether
passages may be given it (`isCodable`), and may hold a `Description`.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID
from xml.etree import ElementTree as ET

NAMESPACE: Final = "urn:QDA-XML:codebook:1.0"
_NOT_IN_XML: Final = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Code:
    """One theme."""

    id: UUID
    name: str
    description: str = ""


def codebook(codes: Iterable[Code], origin: str) -> bytes:
    """The codebook as XML in UTF-8. `origin` names the tool it comes from."""
    ET.register_namespace("", NAMESPACE)
    root = ET.Element(f"{{{NAMESPACE}}}CodeBook", {"origin": origin})
    holder = ET.SubElement(root, f"{{{NAMESPACE}}}Codes")
    for code in codes:
        one = ET.SubElement(
            holder,
            f"{{{NAMESPACE}}}Code",
            {"guid": str(code.id), "name": _without_controls(code.name), "isCodable": "true"},
        )
        if code.description:
            description = ET.SubElement(one, f"{{{NAMESPACE}}}Description")
            description.text = _without_controls(code.description)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _without_controls(text: str) -> str:
    """The text without the characters that XML 1.0 cannot hold."""
    return _NOT_IN_XML.sub("", text)
