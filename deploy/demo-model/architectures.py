"""The architectures by name, and which of them a checkpoint folder has."""

import json
from pathlib import Path

from dream import DREAM
from llada import LLADA

ARCHITECTURES = {"llada": LLADA, "dream": DREAM}


def of_checkpoint(folder):
    """The architecture that a folder's config.json names."""
    model_type = json.loads((Path(folder) / "config.json").read_text())["model_type"]
    return ARCHITECTURES[model_type.lower()]
