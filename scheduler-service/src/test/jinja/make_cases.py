#!/usr/bin/env python3
"""Writes cases.json, the templates that JinjaCasesTest renders, with what the real Jinja2 makes of each.

Needs Python 3 and Jinja2 3.1 (Debian: python3-jinja2). Run it after a change of the lists below.
"""

import json
import pathlib

from environment import render
from expressions import EXPRESSIONS
from fuzzed import FUZZED
from models import MODELS, VARIABLES
from statements import STATEMENTS
from unsupported import UNSUPPORTED

TARGET = pathlib.Path(__file__).parent.parent / "resources" / "jinja" / "cases.json"


def main():
    cases = []
    for group, templates in (("expressions", EXPRESSIONS), ("statements", STATEMENTS), ("fuzzed", FUZZED)):
        for template in templates:
            cases.append({"group": group, "template": template, **render(template, VARIABLES["plain"])})
    for template in UNSUPPORTED:
        cases.append({"group": "unsupported", "template": template})
    for name, template in MODELS.items():
        for conversation, variables in VARIABLES.items():
            cases.append(
                {"group": name, "template": template, "conversation": conversation, **render(template, variables)})
    lines = ",\n".join(json.dumps(case, ensure_ascii=False) for case in cases)
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text('{"variables": ' + json.dumps(VARIABLES, ensure_ascii=False) + ',\n"cases": [\n' + lines + "\n]}\n",
                      encoding="utf-8")
    print(f"{len(cases)} cases, of which {sum('text' not in case for case in cases)} are refused")


if __name__ == "__main__":
    main()
