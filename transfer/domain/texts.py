"""How the domain marks a Danish text for translation without knowing of any translator."""


def marked(text: str) -> str:
    """The text itself. The catalogue extractor collects every literal passed to this name."""
    return text
