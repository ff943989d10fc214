"""A list of checks that run in the order they are written, and the line that sums them up.

    @check
    def a_name_that_says_what_holds(): ...

    if __name__ == "__main__":
        run("title")

Prints `PASS title: name` or `FAIL title: name: reason` for each, and a last line
`N passed, N failed, N skipped`. Exit code 1 when one failed.
"""

import os
import re
import subprocess
import sys
import traceback

_CHECKS = []


def check(function):
    _CHECKS.append(function)
    return function


def equal(got, expected, what=""):
    if got != expected:
        raise AssertionError(f"{what}\n    expected {expected!r}\n    got      {got!r}")


def summary(passed, failed, skipped=0):
    print(f"{passed} passed, {failed} failed, {skipped} skipped", flush=True)
    return 1 if failed else 0


def run(title):
    only = os.environ.get("ONLY")
    passed = failed = 0
    for function in _CHECKS:
        name = function.__name__.replace("_", " ")
        if only and only not in name:
            continue
        try:
            function()
        except (Exception, SystemExit) as error:
            failed += 1
            frames = traceback.extract_tb(error.__traceback__)
            at = frames[-1]
            for frame in frames:
                if frame.filename == function.__code__.co_filename:
                    at = frame
            print(f"FAIL {title}: {name}: {type(error).__name__}: {error} "
                  f"({os.path.basename(at.filename)}:{at.lineno})", flush=True)
        else:
            passed += 1
            print(f"PASS {title}: {name}", flush=True)
    sys.exit(summary(passed, failed))


LAST_LINE = re.compile(r"^(\d+) passed, (\d+) failed, (\d+) skipped$")


def run_program(command, env=None, timeout=1800, quiet=False):
    """Runs a program that ends in such a line: (passed, failed, skipped). No line: one failed."""
    whole = dict(os.environ, **(env or {}))
    try:
        result = subprocess.run(command, env=whole, stdout=subprocess.PIPE,
                                stderr=subprocess.STDOUT, timeout=timeout)
        text, code = result.stdout.decode(errors="replace"), result.returncode
    except subprocess.TimeoutExpired as late:
        text, code = (late.stdout or b"").decode(errors="replace"), f"none after {timeout} s"
    lines = text.strip().splitlines()
    counts = LAST_LINE.match(lines[-1]) if lines else None
    shown = [line + "\n" for line in (lines[:-1] if counts else lines)
             if not (quiet and line.startswith("PASS "))]
    print("".join(shown), end="", flush=True)  # In one piece: programs may run beside each other.
    if not counts:
        print(f"FAIL {command}: no line of sums (exit code {code})", flush=True)
        return 0, 1, 0
    passed, failed, skipped = (int(number) for number in counts.groups())
    if code and not failed:
        print(f"FAIL {command}: exit code {code}", flush=True)
        failed = 1
    return passed, failed, skipped
