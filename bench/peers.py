"""The same two rows for other programs that speak the protocol, in memory, from npm, pinned.

They need Node; they are installed once, into the user's cache folder.
"""

import os
import pathlib
import socket
import subprocess
import time

import measure
import workload

PACKAGES = ("dynalite@4.0.0", "@dynoxide/linux-x64@1.2.1")


def _folder():
    cache = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache")
    folder = cache / "pixii" / "peers"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _install():
    folder = _folder()
    if not (folder / "node_modules").exists():
        subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--prefix", str(folder),
                        *PACKAGES], check=True, stdout=subprocess.DEVNULL)
    return folder / "node_modules"


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Peer(measure.Process):
    """A program that is told its port."""

    def __init__(self, command, port):
        self._port = port
        super().__init__(command, measure.FOLDER / "peer.port")

    def _await_port(self, end):
        while time.monotonic() < end and self.process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", self._port), 1).close()
                return self._port
            except OSError:
                time.sleep(0.05)
        raise SystemExit(f"bench: the peer did not start: {self.log.read_text()}")


def rows(table, count):
    modules = _install()
    port = _free_port()
    commands = {
        "dynalite": ["node", str(modules / "dynalite" / "cli.js"), "--port", str(port),
                     "--createTableMs", "0"],
        "dynoxide": [str(modules / "@dynoxide" / "linux-x64" / "dynoxide"), "--port", str(port)],
    }
    for name, command in commands.items():
        with Peer(command, port) as server:
            workload.create_table(server.port, "small")
            workload.load(server.port, "small", count)
            for operation in ("get", "put"):
                make = getattr(workload, operation)
                requests = workload.Requests(measure.FOLDER, f"peer_{operation}",
                                             [make("small", n) for n in range(count)])
                run = measure.rounds(server, requests)
                table.add_peer(f"{name}: {operation.capitalize()}Item 1 KB", run)
