"""Starts, stops and kills a Pixii server for a test.

The binary is the one the environment variable PIXII names, else build/release/pixii, else
build/debug/pixii. Every server gets a free port (told through its port file) and, unless a data
directory is handed over, a fresh one that is removed when the object is closed.
"""

import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]


def binary():
    named = os.environ.get("PIXII")
    if named:
        return os.path.abspath(named)
    for build in ("release", "debug"):
        path = ROOT / "build" / build / "pixii"
        if path.exists():
            return str(path)
    raise SystemExit("no pixii binary: set PIXII or run `make build`")


def slow():
    """Whether the binary is one of a sanitizer's, for which limits of time mean nothing."""
    return any(f"/{kind}/" in binary() for kind in ("asan", "tsan"))


class StartFailed(Exception):
    """The process ended, or told no port in time; carries what it printed."""

    def __init__(self, code, stdout, stderr):
        super().__init__(f"server did not start (exit code {code}): {stderr.strip()[-2000:]}")
        self.code, self.stdout, self.stderr = code, stdout, stderr


def check(data_dir, seconds=300):
    """`pixii check` on a directory that no server holds: (exit code, what it printed)."""
    result = subprocess.run([binary(), "check", "--data-dir", str(data_dir)], timeout=seconds,
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                            stdin=subprocess.DEVNULL)
    return result.returncode, result.stdout.decode(errors="replace")


class Server:
    """One server process. `with Server() as s:` starts and stops it; s.port, s.endpoint."""

    def __init__(self, in_memory=False, data_dir=None, extra=(), port=0, stdin=None):
        self.in_memory, self.extra, self.fixed_port = in_memory, list(extra), port
        self.folder = tempfile.mkdtemp(prefix="pixii-test-")
        self.data_dir = str(data_dir) if data_dir else os.path.join(self.folder, "data")
        self.port_file = os.path.join(self.folder, "port")
        self.stdout_file = os.path.join(self.folder, "stdout")
        self.stderr_file = os.path.join(self.folder, "stderr")
        self.process, self.port = None, None

    @property
    def endpoint(self):
        return f"http://127.0.0.1:{self.port}"

    def command(self):
        where = ["--in-memory"] if self.in_memory else ["--data-dir", self.data_dir]
        return [binary(), "serve", "--port", str(self.fixed_port), "--port-file", self.port_file,
                *where, *self.extra]

    def spawn(self):
        """Starts the process and returns at once; wait_ready() says when it listens."""
        if os.path.exists(self.port_file):
            os.remove(self.port_file)
        with open(self.stdout_file, "wb") as out, open(self.stderr_file, "ab") as err:
            self.process = subprocess.Popen(self.command(), stdout=out, stderr=err,
                                            stdin=subprocess.DEVNULL)

    def wait_ready(self, seconds=60):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise StartFailed(self.process.returncode, self.stdout(), self.stderr())
            try:
                text = pathlib.Path(self.port_file).read_text().strip()
            except FileNotFoundError:
                text = ""
            if text.isdigit():
                self.port = int(text)
                return self
            time.sleep(0.002)
        raise StartFailed(None, self.stdout(), self.stderr())

    def start(self):
        self.spawn()
        return self.wait_ready()

    def stop(self, seconds=30):
        """SIGTERM, then waits; returns the exit code."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                self.kill()
        return self.process.returncode if self.process else None

    def kill(self):
        if self.process and self.process.poll() is None:
            self.process.kill()
        if self.process:
            self.process.wait()

    def stdout(self):
        return pathlib.Path(self.stdout_file).read_text(errors="replace")

    def stderr(self):
        return pathlib.Path(self.stderr_file).read_text(errors="replace")

    def close(self):
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self):
        try:
            return self.start()
        except BaseException:
            self.close()
            raise

    def __exit__(self, *_):
        self.stop()
        self.close()
