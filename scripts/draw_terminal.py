#!/usr/bin/python3
"""Draws docs/images/first-steps.svg: a server's banner and the README's first program at work.

Starts the server (PIXII names the binary, else build/release/pixii) in an empty folder, runs the
README's Python block against it, and draws what both printed. --check draws nothing and exits 1 if
the picture shows other lines than it would show now (the time of the start may differ).
"""

import html
import os
import pathlib
import re
import socket
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs/images/first-steps.svg"
PYTHON = os.environ.get("PIXII_PYTHON_NEW") or "/usr/bin/python3"
BINARY = pathlib.Path(os.environ.get("PIXII") or ROOT / "build/release/pixii").resolve()

CHARACTER_WIDTH, LINE_HEIGHT, MARGIN, BAR_HEIGHT = 7.8, 19, 18, 34
PROMPT, CODE, OUTPUT, HEADLINE = "#7ee787", "#a5d6ff", "#e6edf3", "#ffffff"


def first_program():
    return re.search(r"```python\n(.*?)```", (ROOT / "README.md").read_text(), re.S).group(1)


def free_port():
    """Of four digits, like 8000, so that the banner's columns stay where they are."""
    for port in range(8000, 9000):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port
    sys.exit("draw_terminal: no free port from 8000 to 8999")


def run_both():
    """(banner, output of the program), as they stand for port 8000."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="pixii-picture-") as folder:
        server = subprocess.Popen([BINARY, "--port", str(port), "--port-file", "port"], cwd=folder,
                                  stdout=subprocess.PIPE, text=True)
        try:
            while not (pathlib.Path(folder) / "port").exists():
                if server.poll() is not None:
                    sys.exit("draw_terminal: the server did not start")
                time.sleep(0.01)
            program = first_program().replace(":8000", f":{port}")
            output = subprocess.run([PYTHON, "-c", program], capture_output=True, text=True,
                                    check=True).stdout
        finally:
            server.terminate()
            banner = server.communicate()[0]
    return banner.replace(f":{port}", ":8000"), output


def lines_shown(banner, output):
    """(text, colour) of each line."""
    yield "$ build/release/pixii", PROMPT
    for number, line in enumerate(banner.splitlines()):
        yield line, OUTPUT if number else HEADLINE
    yield "", OUTPUT
    yield "$ cat albums.py", PROMPT
    for line in first_program().splitlines():
        yield line, CODE
    yield "$ python3 albums.py", PROMPT
    for line in output.splitlines():
        yield line, OUTPUT


def svg(lines):
    columns = max(len(text) for text, _ in lines)
    width = round(columns * CHARACTER_WIDTH + 2 * MARGIN)
    height = BAR_HEIGHT + len(lines) * LINE_HEIGHT + MARGIN
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}">',
        f'<rect width="{width}" height="{height}" rx="9" fill="#0d1117"/>',
    ]
    for number, colour in enumerate(("#ff5f57", "#febc2e", "#28c840")):
        parts.append(f'<circle cx="{20 + 19 * number}" cy="17" r="5.5" fill="{colour}"/>')
    parts.append('<g xml:space="preserve" font-size="13" font-family="ui-monospace, '
                 "SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace\">")
    for number, (text, colour) in enumerate(lines):
        if not text:
            continue
        indent = len(text) - len(text.lstrip())
        x = MARGIN + indent * CHARACTER_WIDTH
        y = BAR_HEIGHT + (number + 0.75) * LINE_HEIGHT
        length = (len(text) - indent) * CHARACTER_WIDTH
        parts.append(f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}" textLength="{length:.1f}" '
                     f'lengthAdjust="spacingAndGlyphs">{html.escape(text.lstrip())}</text>')
    return "\n".join([*parts, "</g>", "</svg>", ""])


def texts(picture):
    """The lines of a picture, without indentation and without the time of the start."""
    found = re.findall(r"<text [^>]*>(.*?)</text>", picture)
    return [re.sub(r"ready in \d+ ms", "ready", html.unescape(text)) for text in found]


def main():
    picture = svg(list(lines_shown(*run_both())))
    if "--check" in sys.argv:
        if texts(picture) != texts(PICTURE.read_text()):
            print("docs/images/first-steps.svg is not up to date: run scripts/draw_terminal.py")
            return 1
        return 0
    PICTURE.parent.mkdir(exist_ok=True)
    PICTURE.write_text(picture)
    return 0


if __name__ == "__main__":
    sys.exit(main())
