"""What every test shares."""

import os
from pathlib import Path

from hypothesis import settings

# A slow machine is no failure, and a run that others depend on draws the same examples every time.
settings.register_profile("radicular", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("radicular")

# The compiled model is kept for the next run, and for the commands that tests start.
os.environ.setdefault("RADICULAR_CACHE", str(Path(__file__).parents[1] / "build" / "cache"))
