"""Everything that can be known of the code without running it. All checks run; one summary ends.

python bin/check.py          report
python bin/check.py --fix    put right what tools can put right by themselves
python bin/check.py ruff     only the checks whose name contains this word
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent

CHECKS = {
    "format (ruff)": ["ruff", "format", "--check", "."],
    "lint (ruff)": ["ruff", "check", "."],
    "types (mypy)": ["mypy"],
    "imports (import-linter)": ["lint-imports"],
    "templates (djlint)": ["djlint", "templates", "--lint", "--quiet"],
    "spelling (codespell)": ["codespell"],
    "messages (catalogues)": ["python", "bin/messages.py", "check"],
}
FIXES = {
    "lint (ruff)": ["ruff", "check", "--fix", "."],
    "format (ruff)": ["ruff", "format", "."],
}


def main() -> int:
    """Runs the checks that were asked for, and says which of them found something."""
    words = [word for word in sys.argv[1:] if not word.startswith("-")]
    chosen = FIXES if "--fix" in sys.argv[1:] else CHECKS
    failed = []
    for name, command in chosen.items():
        if words and not any(word in name for word in words):
            continue
        print(f"── {name}", flush=True)
        began = time.monotonic()
        if subprocess.run([BIN / command[0], *command[1:]], cwd=ROOT, check=False).returncode:
            failed.append(name)
        print(f"   {time.monotonic() - began:.1f} s", flush=True)
    print("All checks are clean." if not failed else f"Not clean: {', '.join(failed)}.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
