"""The project's SQL: its macros and reports."""

import hashlib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# The files with macros that reports use; of two macros with one name, the last counts.
MACROS = [
    "macros",
    "targets",
    "names_resource",
    "network_rules",
    "outcome",
    "policies",
    "programs",
    "iam_actions",
    "detections",
    "detected",
    "findings",
]


def macro_texts():
    """Returns the text of each file with macros."""
    return [(ROOT / f"sql/{name}.sql").read_text() for name in MACROS]


def reports():
    """Returns the names of the reports."""
    return sorted(path.stem for path in (ROOT / "sql/reports").glob("*.sql"))


def select(report):
    """Returns the SELECT of a report, without the comments that are its header."""
    lines = (ROOT / f"sql/reports/{report}.sql").read_text().splitlines()
    while lines[0].startswith("--"):
        lines.pop(0)
    return "\n".join(lines)


def inputs(report=None):
    """Returns the SHA-256 of all that a generated file is made from, which stands in its header."""
    names = [f"sql/{name}.sql" for name in MACROS + ["activity"]]
    names.append(f"sql/reports/{report}.sql" if report else "docs/schema.md")
    here = Path(__file__).parent
    scripts = sorted(path for path in here.iterdir() if path.suffix in (".py", ".sql"))
    names += [str(path.relative_to(ROOT)) for path in scripts]
    digest = hashlib.sha256()
    for name in names:
        digest.update(f"{name}\0".encode() + (ROOT / name).read_bytes() + b"\0")
    return digest.hexdigest()
