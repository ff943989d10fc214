"""Processes under measurement: pinned servers, wrk beside them, CPU time from the scheduler."""

import json
import os
import pathlib
import shutil
import signal
import socket
import statistics
import subprocess
import time

import workload

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
PIXII = os.path.abspath(os.environ.get("PIXII") or ROOT / "build/release/pixii")
PROGRAMS = pathlib.Path(os.environ.get("BENCH_PROGRAMS") or pathlib.Path(PIXII).parent / "bench")
QUICK = bool(os.environ.get("QUICK"))
ROUNDS, SECONDS = (1, 3) if QUICK else (3, 20)
CONNECTIONS = 32
FOLDER = ROOT / "build" / "bench-data"


def program(name):
    path = PROGRAMS / f"bench_{name}"
    if not path.exists():
        raise SystemExit(f"bench: {path} is missing: run make bench")
    return str(path)


class Process:
    """A server that tells its port through a file. Pinned to the cores given."""

    def __init__(self, command, port_file, cores="0", environment=None):
        self.port_file = pathlib.Path(port_file)
        self.port_file.unlink(missing_ok=True)
        self.log = FOLDER / f"{self.port_file.name}.log"
        begin = time.monotonic()
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(["taskset", "-c", cores, *command], stdout=log,
                                            stderr=log, env=environment)
        self.port = self._await_port(begin + 60)
        self.start_ms = (time.monotonic() - begin) * 1000

    def _await_port(self, end):
        while time.monotonic() < end and self.process.poll() is None:
            if self.port_file.exists():
                return int(self.port_file.read_text())
            time.sleep(0.0005)
        raise SystemExit(f"bench: the server did not start: {self.log.read_text()}")

    def cpu_us(self):
        """User and system time of all its threads."""
        total = 0
        for task in pathlib.Path(f"/proc/{self.process.pid}/task").iterdir():
            try:
                total += int((task / "schedstat").read_text().split()[0])
            except OSError:
                pass
        return total / 1000

    def resident_mb(self):
        for line in pathlib.Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS"):
                return int(line.split()[1]) / 1024
        return 0

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


def fresh_folder(name):
    folder = FOLDER / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def pixii(name, in_memory=False, threads=1, cores="0", again=False, flags=()):
    """`again`: over the data that an earlier server of this name left."""
    folder = FOLDER / name if again else fresh_folder(name)
    where = ["--in-memory"] if in_memory else ["--data-dir", str(folder / "data")]
    return Process([PIXII, "serve", "--port", "0", "--port-file", str(FOLDER / f"{name}.port"),
                    "--threads", str(threads), *where, *flags], FOLDER / f"{name}.port", cores)


def answer_of(port, request):
    """The answer to one request; it must be a good one."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        answer = workload.exchange(connection, request)
    if not answer.startswith(b"HTTP/1.1 200"):
        raise SystemExit(f"bench: refused: {answer[:2000].decode(errors='replace')}")
    return answer


def wrk(server, requests, seconds, cores="1"):
    """One run: a dict with rps, cpu_us (a request), percentiles and bytes."""
    before = server.cpu_us()
    output = subprocess.run(
        ["taskset", "-c", cores, "wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "30s",
         "-s", str(HERE / "prepared.lua"), f"http://127.0.0.1:{server.port}/", "--",
         *requests.wrk_arguments()], capture_output=True, text=True, check=True).stdout
    spent = server.cpu_us() - before
    run = json.loads(output.strip().splitlines()[-1])
    if run["errors"] or not run["requests"]:
        raise SystemExit(f"bench: wrk saw errors: {output}")
    run["rps"] = run["requests"] / run["us"] * 1e6
    run["cpu_us"] = spent / run["requests"]
    return run


def settle(server, seconds=120):
    """Waits until the server has done nothing for three seconds, for so long at most. The retirement
    of a dropped index pauses for more than one."""
    end = time.monotonic() + seconds
    spent, quiet = server.cpu_us(), 0
    while time.monotonic() < end and quiet < 3:
        time.sleep(1)
        before, spent = spent, server.cpu_us()
        quiet = quiet + 1 if spent - before < 20_000 else 0


def bare(requests, answer, seconds):
    """The same load on the bare responder, which sends `answer`."""
    answer_file = FOLDER / "bare.answer"
    answer_file.write_bytes(answer)
    port_file = FOLDER / "bare.port"
    with Process([program("bare_responder"), str(port_file), str(answer_file), str(requests.size)],
                 port_file) as server:
        return wrk(server, requests, seconds)


def rounds(server, requests, with_bare=True):
    """Medians over the rounds, each beside the bare responder; `b_us` is what that one costs."""
    answer = answer_of(server.port, requests.first)
    runs = []
    for _ in range(ROUNDS):
        b_us = bare(requests, answer, SECONDS)["cpu_us"] if with_bare else 0.0
        runs.append({**wrk(server, requests, SECONDS), "b_us": b_us})
    medians = {name: statistics.median(run[name] for run in runs) for name in runs[0]}
    medians["over_b_us"] = statistics.median(run["cpu_us"] - run["b_us"] for run in runs)
    return medians


def compared(server, base, requests):
    """Medians of both loads, which take turns, and of the ratio of their CPU time a request."""
    runs = [(wrk(server, base, SECONDS), wrk(server, requests, SECONDS)) for _ in range(ROUNDS)]
    medians = [{name: statistics.median(run[name] for run in side) for name in side[0]}
               for side in zip(*runs)]
    return *medians, statistics.median(b["cpu_us"] / a["cpu_us"] for a, b in runs)


def open_loop(server, requests, rate, seconds, connections=CONNECTIONS, cores="1"):
    before = server.cpu_us()
    output = subprocess.run(
        ["taskset", "-c", cores, program("open_loop"), str(server.port), requests.file,
         str(requests.size), str(rate), str(seconds), str(connections)],
        capture_output=True, text=True, check=True).stdout
    run = json.loads(output)
    if run["errors"] or run["answered"] != run["sent"]:
        raise SystemExit(f"bench: the open-loop client saw errors: {output}")
    run["cpu_us"] = (server.cpu_us() - before) / run["answered"]
    return run


def sync_loop(seconds, cores="0"):
    output = subprocess.run(["taskset", "-c", cores, program("sync_loop"), str(FOLDER / "sync_loop"),
                             str(seconds)], capture_output=True, text=True, check=True).stdout
    return json.loads(output)
