from pathlib import Path

import pytest
from readme import ROOT


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository."""
    return ROOT


@pytest.fixture(scope="session")
def pack_folder() -> Path:
    """A hospital's own pack."""
    return ROOT / "examples/hospital-pack"
