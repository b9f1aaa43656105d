"""What templates are compiled to, so that the many applications of a test run compile each of them once."""

import os
import shutil
import tempfile
from typing import Any

import pytest
from jinja2 import FileSystemBytecodeCache

from transfer.drawing import SpokenEnvironment
from transfer.speaking import language_of_page

FOLDER = "COMPILED_TEMPLATES_OF_TESTS"
"""Names the folder of this run to the processes of pytest-xdist; script/test has one for both its runs."""
OURS = "transfer.app"


class KeptByLanguage(FileSystemBytecodeCache):
    """Each language has an edition of its own of every template."""

    def get_bucket(self, environment: Any, name: str, filename: str | None, source: str) -> Any:
        said = f"{language_of_page()}/{name}"
        return super().get_bucket(environment, said, filename, source)


def keep_templates(config: pytest.Config) -> None:
    """Let every application of this run take templates from one folder, which goes when the run ends."""
    if FOLDER not in os.environ:
        os.environ[FOLDER] = tempfile.mkdtemp(prefix="templates-")
        config.add_cleanup(lambda: shutil.rmtree(os.environ.pop(FOLDER)))
    kept, make = KeptByLanguage(os.environ[FOLDER]), SpokenEnvironment._edition

    def edition(environment: SpokenEnvironment, language: str) -> SpokenEnvironment:
        made = make(environment, language)
        if environment.app.import_name == OURS:
            made.bytecode_cache = kept
        return made

    SpokenEnvironment._edition = edition  # type: ignore[method-assign]
