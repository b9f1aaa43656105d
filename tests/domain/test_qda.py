"""The codebook has the shape that REFI-QDA's own schema demands (`urn:QDA-XML:codebook:1.0`)."""

import re
from uuid import UUID
from xml.etree import ElementTree as ET

from transfer.domain.qda import NAMESPACE, Code, codebook

GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
"""The schema's `GUIDType`, without the braces that it also allows."""
FIRST = UUID("018f0000-0000-7000-8000-000000000001")
SECOND = UUID("018f0000-0000-7000-8000-000000000002")


def test_every_element_and_attribute_is_one_that_the_schema_knows_in_its_order():
    root = ET.fromstring(
        codebook([Code(FIRST, "Spørg først", "Hvordan?"), Code(SECOND, "Ro")], "T")
    )
    assert root.tag == f"{{{NAMESPACE}}}CodeBook" and set(root.attrib) <= {"origin"}
    (codes,) = root
    assert codes.tag == f"{{{NAMESPACE}}}Codes" and not codes.attrib and len(codes) == 2
    for code in codes:
        assert code.tag == f"{{{NAMESPACE}}}Code"
        assert set(code.attrib) == {"guid", "name", "isCodable"}
        assert GUID.fullmatch(code.attrib["guid"]) and code.attrib["isCodable"] in ("true", "false")
        assert [one.tag for one in code] in ([], [f"{{{NAMESPACE}}}Description"])
    assert len({code.attrib["guid"] for code in codes}) == 2


def test_what_xml_cannot_hold_is_left_out():
    odd = "a\x00b\x0bc\ufffed\uffffe\ud800f<&>\"'"
    root = ET.fromstring(codebook([Code(FIRST, odd, odd)], "T"))
    assert root[0][0].attrib["name"] == root[0][0][0].text == "abcdef<&>\"'"
