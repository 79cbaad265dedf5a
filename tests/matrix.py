"""Large matrices of cases: too slow for every run, run before a release by `build.py test --all`.

A sample of each is in the suite, and is chosen so that it shows every way in which the cases differ.
"""

from typing import Any

import pytest


def matrix(*values: Any) -> Any:
    """Return a parameter set that is run only before a release."""
    return pytest.param(*values, marks=pytest.mark.matrix)
