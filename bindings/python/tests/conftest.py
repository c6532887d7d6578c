from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository."""
    return ROOT


@pytest.fixture(scope="session")
def pack_folder() -> Path:
    """A hospital's own pack."""
    return ROOT / "examples/hospital-pack"
