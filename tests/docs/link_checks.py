"""Links and file names in documents lead to files."""

import pathlib
import re
import subprocess

from lib.checks import check
from lib.server import ROOT

# What looks like a path of the repository where it stands in code.
PATH = re.compile(r"`((?:src|tests|docs|scripts|data|bench|cmake)/[^`\s]*)`")
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
FENCE = re.compile(r"^```.*?^```", re.M | re.S)


def documents():
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "*.md"], cwd=ROOT,
                            capture_output=True, text=True)
    names = listed.stdout.split() or [str(path.relative_to(ROOT)) for path in ROOT.rglob("*.md")]
    return [ROOT / name for name in names if (ROOT / name).exists()]


def targets(pattern, base_of):
    """(document, name, path) of everything that `pattern` finds outside fenced blocks."""
    for document in documents():
        text = FENCE.sub("", document.read_text())
        for name in pattern.findall(text):
            yield document.relative_to(ROOT), name, base_of(document) / name


@check
def links_lead_to_files():
    found = [target for target in targets(LINK, lambda document: document.parent)
             if "://" not in target[1]]
    assert len(found) > 50, len(found)
    broken = [f"{document}: {name}" for document, name, path in found if not path.exists()]
    assert not broken, broken


# Patterns stand for the files that they match; NAME and its like for anybody's choice.
@check
def documents_name_files_that_exist():
    missing, count = [], 0
    for document, name, _ in targets(PATH, lambda document: ROOT):
        count += 1
        if re.search(r"\b[A-Z]{1,8}\b|<op>", name.replace("README", "").replace("CMakeLists", "")):
            continue
        name = name.rstrip(".:,")
        exists = any(True for _ in ROOT.glob(name)) if "*" in name else (ROOT / name).exists()
        if not exists:
            missing.append(f"{document}: {name}")
    assert count > 50, count
    assert not missing, missing


@check
def sources_name_documents_that_exist():
    missing = set()
    for path in pathlib.Path(ROOT / "src").rglob("*"):
        if path.suffix not in (".h", ".cc", ".inc"):
            continue
        for name in re.findall(r"\b(docs/[\w/-]+\.md)\b", path.read_text()):
            if not (ROOT / name).exists():
                missing.add(f"{path.relative_to(ROOT)}: {name}")
    assert not missing, sorted(missing)


@check
def every_folder_of_src_has_a_short_readme():
    for folder in sorted((ROOT / "src").iterdir()):
        if folder.is_dir():
            lines = (folder / "README.md").read_text().splitlines()
            assert len(lines) <= 50, f"{folder.name}: {len(lines)} lines"
