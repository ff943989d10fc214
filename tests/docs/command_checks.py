"""Commands that documents name: make targets, scripts, flags of the server, presets, stages."""

import json
import re
import subprocess

from lib import server as servers
from lib.checks import check
from lib.server import ROOT

from link_checks import documents

README = (ROOT / "README.md").read_text()


def code_of(document):
    """What stands in back quotes, in indented and in fenced blocks."""
    text = document.read_text()
    return "\n".join(re.findall(r"`+([^`]+)`+", text) + re.findall(r"^ {4}(.*)$", text, re.M))


@check
def make_targets_exist():
    targets = set(re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(), re.M)
                  .group(1).split())
    named = {target for document in documents()
             for target in re.findall(r"\bmake (?:-C \S+ )?([a-z]+)", code_of(document))}
    assert {"run", "test", "check"} <= named, named
    assert named <= targets, named - targets


@check
def presets_exist():
    presets = {preset["name"] for preset in
               json.loads((ROOT / "CMakePresets.json").read_text())["configurePresets"]}
    named = {preset for document in documents()
             for preset in re.findall(r"--preset ([a-z]+)", code_of(document))}
    assert named and named <= presets, named - presets


@check
def flags_of_the_server_exist():
    known = set(re.findall(r"--[a-z-]+", subprocess.run(
        [servers.binary(), "--help"], capture_output=True, text=True, check=True).stdout))
    for name in ("README.md", "docs/differences.md", "CHANGELOG.md"):
        named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", (ROOT / name).read_text()))
        assert named <= known, (name, named - known)


@check
def the_first_commands_install_what_a_bare_debian_lacks():
    (block,) = re.findall(r"```sh\n(.*?)```", README, re.S)
    lines = block.splitlines()
    assert lines[0] == "sudo apt-get install -y git make", lines[0]
    assert lines[1].startswith("git clone ") and lines[-1] == "make run", lines
    subprocess.run(["make", "-n", "run"], cwd=ROOT, check=True, capture_output=True)
