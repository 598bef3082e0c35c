"""Writes modules of constant texts: what a bundler takes along, and a compiler does not look into."""

import json
import pathlib

DIRECTORY = pathlib.Path(__file__).resolve().parents[2] / "src" / "admission" / "data"


def write_module(name: str, source: str, constants: dict[str, str]) -> None:
    lines = [f"// Made by tools/callee-data; do not edit. {source}."]
    for key, text in constants.items():
        # A literal type would be written out once more in the declarations.
        lines.append(f"export const {key}: string = {literal(text)};")
    (DIRECTORY / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


def literal(text: str) -> str:
    """Line by line, so that a change of the data is read line by line."""
    if "\n" not in text:
        return json.dumps(text, ensure_ascii=False)
    assert not set("`\\$") & set(text)
    return f"`{text}`"
