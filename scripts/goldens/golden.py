"""Writes the files that tests compare with. Floats keep fourteen digits after the point: two more than any test looks at."""

import json
import math
import re

FOLDER = "test/evaluation/goldens"


def read_golden(name):
    with open(f"{FOLDER}/{name}.json", encoding="utf-8") as file:
        return json.load(file)


def write_golden(name, content):
    text = json.dumps(plain(content), indent=1, allow_nan=False)
    # Innermost lists go on one line each.
    text = re.sub(r"\[[^\[\]{}]*\]", one_line, text)
    with open(f"{FOLDER}/{name}.json", "w", encoding="utf-8") as file:
        file.write(text + "\n")


def one_line(found):
    return re.sub(r"\s+", " ", found[0]).replace("[ ", "[").replace(" ]", "]")


def plain(value):
    """JSON has no NaN: null stands for it."""
    if isinstance(value, dict):
        return {key: plain(entry) for key, entry in value.items()}
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, (list, tuple)):
        return [plain(entry) for entry in value]
    if isinstance(value, float):
        return None if math.isnan(value) else round(value, 14)
    return value
