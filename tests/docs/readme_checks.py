"""The README: what it shows is what happens."""

import json
import os
import pathlib
import re
import socket
import subprocess
import tempfile

from lib import server as servers
from lib import wire
from lib.checks import check, equal
from lib.server import ROOT, Server

README = (ROOT / "README.md").read_text()
PYTHONS = ["/usr/bin/python3", *filter(None, [os.environ.get("PIXII_PYTHON_NEW")])]


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", README, re.S)


def without_time(banner):
    return re.sub(r"ready in \d+ ms", "ready", banner)


@check
def it_has_at_most_two_screens():
    assert len(README.splitlines()) <= 130, len(README.splitlines())


@check
def the_python_block_prints_what_stands_below_it():
    (program,) = blocks("python")
    expected = blocks("text")[1]
    for python in PYTHONS:
        with Server(in_memory=True) as running:
            assert "http://localhost:8000" in program
            program_here = program.replace("http://localhost:8000", running.endpoint)
            result = subprocess.run([python, "-c", program_here], capture_output=True, text=True)
            equal(result.stdout, expected, python + result.stderr)


@check
def the_data_is_still_there_after_a_new_start():
    (program,) = blocks("python")
    running = Server()
    try:
        running.start()
        subprocess.run([PYTHONS[0], "-c", program.replace("http://localhost:8000", running.endpoint)],
                       check=True, capture_output=True)
        running.stop()
        running.start()
        equal(wire.Client(running.port).ok("Scan", {"TableName": "Albums"})["Count"], 3)
    finally:
        running.close()


@check
def the_banner_is_the_one_that_is_printed():
    running = Server(extra=[])
    running.data_dir = "./pixii-data"
    try:
        with tempfile.TemporaryDirectory() as folder:
            here = os.getcwd()
            os.chdir(folder)
            try:
                running.start()
                running.stop()
            finally:
                os.chdir(here)
        printed = running.stdout()
    finally:
        running.close()
    url = f"http://localhost:{running.port}"
    printed = printed.replace(f"  {url:<24} ", f"  {'http://localhost:8000':<24} ")
    equal(without_time(printed.replace(url, "http://localhost:8000")),
          without_time(blocks("text")[0]))


def rows_of_local():
    """{first word: the cell of the line to write} of the table about DynamoDB Local."""
    section = README.split("## Instead of DynamoDB Local")[1].split("\n## ")[0]
    rows = re.findall(r"^\| (\w[\w ]*): (`.*`) \| (.*) \|$", section, re.M)
    return {name: re.findall(r"`([^`]+)`", cell) for name, _, cell in rows}


def listens(start):
    """Runs start(environment, folder) -> process and waits until its server tells its port."""
    with tempfile.TemporaryDirectory() as folder:
        (pathlib.Path(folder) / "pixii").symlink_to(servers.binary())
        environment = dict(os.environ, PATH=f"{folder}:{os.environ['PATH']}")
        process = start(environment, folder)
        try:
            out = process.stdout.readline()
            assert out.startswith(b"Pixii "), (out, process.stderr.read() if process.stderr else "")
        finally:
            process.terminate()
            process.wait()


@check
def the_lines_instead_of_dynamodb_local_start_a_server():
    rows = rows_of_local()
    equal(sorted(rows), ["docker compose", "jest", "pytest", "shell", "testcontainers"])
    free = " --port 0"

    def shell(line):
        return lambda environment, folder: subprocess.Popen(
            line.split(), cwd=folder, env=environment, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE)

    listens(shell(rows["shell"][0].replace(" --port 8000", free)))
    command = next(part for part in rows["docker compose"] if part.startswith("command: "))
    listens(shell(command.removeprefix("command: /") + free))
    arguments = re.findall(r'"([^"]+)"', rows["testcontainers"][0].split(".withCommand")[1])
    listens(shell(" ".join(arguments).removeprefix("/") + free))
    pytest_line = rows["pytest"][0]
    listens(lambda environment, folder: eval(  # the documented line, with a free port
        pytest_line.replace('"--in-memory"]', '"--in-memory", "--port", "0"], env=environment, '
                            "stdout=subprocess.PIPE"), {"subprocess": subprocess,
                                                        "environment": environment}))
    # After the lines of jest the server must listen: a connection is made before anything is told.
    with socket.create_server(("127.0.0.1", 0)) as reserved:
        port = reserved.getsockname()[1]
    script = "; ".join(rows["jest"]).replace('"--in-memory"]', f'"--in-memory", "--port", "{port}"]')
    program = f"""(async () => {{
        {script}
        process.on("SIGTERM", () => pixii.kill())
        const connection = require("net").connect({port}, "127.0.0.1", () => {{
            console.log("Pixii listens")
            connection.end()
        }})
    }})()"""
    listens(lambda environment, folder: subprocess.Popen(
        ["node", "-e", program], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE))


@check
def the_table_of_operations_is_that_of_the_code():
    subprocess.run([ROOT / "scripts/operations_table", "--check"], check=True)


@check
def the_table_of_operations_is_that_of_the_server():
    listed = subprocess.run([ROOT / "scripts/operations_table", "--not-served"], check=True,
                            capture_output=True, text=True).stdout.split()
    data = json.loads((ROOT / "data/operations.json").read_text())
    refused = []
    with Server(in_memory=True) as running:
        client = wire.Client(running.port)
        for operation in data["operations"]:
            if operation["api"] != "DynamoDB_20111205":
                _, answer = client.call(operation["target"], {})
                if wire.short_type(answer) == "UnknownOperationException":
                    refused.append(operation["name"])
    equal(listed, refused)


@check
def the_picture_shows_what_happens():
    subprocess.run([ROOT / "scripts/draw_terminal.py", "--check"], check=True,
                   env=dict(os.environ, PIXII=servers.binary()))
