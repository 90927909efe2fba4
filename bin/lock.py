"""Resolves pyproject.toml into two lists with hashes, for every Python from 3.11 and every system.

requirements.txt is what the site needs; requirements-dev.txt holds the same versions and what
developers need besides. Neither names an index: where packages come from is the machine's affair.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UV = str(Path(sys.executable).parent / "uv")
OPTIONS = [
    "--universal", "--python-version", "3.11", "--generate-hashes", "--no-annotate",
    "--no-emit-index-url", "--no-emit-find-links", "--custom-compile-command", "make lock",
    "--upgrade", "--quiet",
]  # fmt: skip


def main() -> int:
    """Writes both lists."""
    for arguments in (
        ["-o", "requirements.txt"],
        ["--group", "dev", "-c", "requirements.txt", "-o", "requirements-dev.txt"],
    ):
        command = [UV, "pip", "compile", "pyproject.toml", *OPTIONS, *arguments]
        if subprocess.run(command, cwd=ROOT, check=False).returncode:
            return 1
        print(f"{arguments[-1]} is written.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
