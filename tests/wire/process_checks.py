"""The process as its user sees it: flags, banner, log, messages, signals."""

import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time

import common
from lib.checks import check, equal
from lib import server as servers
from lib import wire


def pixii(*arguments, seconds=20, cwd=None):
    """(exit code, stdout, stderr) of a call that must end by itself."""
    result = subprocess.run([servers.binary(), *arguments], stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, timeout=seconds, cwd=cwd,
                            stdin=subprocess.DEVNULL)
    return result.returncode, result.stdout.decode(), result.stderr.decode()


def one_sentence(text):
    """A refusal is one line of text, not a stack trace or a usage page."""
    assert len(text.strip().splitlines()) == 1, text
    return text.strip()


def stop_seconds_max():
    """A second is promised, on a machine that has little else to do: the rest is for one that has."""
    return 20 if servers.slow() else 5


@check
def the_version_and_the_help():
    version = (servers.ROOT / "VERSION").read_text().strip()
    code, out, _ = pixii("--version")
    equal(code, 0)
    assert version in out, out
    for arguments in (("--help",), ("serve", "--help")):
        code, out, _ = pixii(*arguments)
        equal(code, 0)
        for flag in ("--listen", "--port", "--port-file", "--data-dir", "--in-memory", "--threads",
                     "--cache-mb", "--region", "--account-id", "--lifecycle-delay-ms",
                     "--gsi-delay-ms", "--max-table-operations",
                     "--item-collection-limit-mb",
                     "--max-connections", "--paranoid-file-checks", "--profile", "--log-level",
                     "--log-format", "--version", "--help"):
            assert flag in out, flag
        assert "sabotage" not in out


@check
def wrong_flags_name_the_nearest_right_one():
    for wrong, right in (("--prot", "--port"), ("--datadir", "--data-dir"),
                         ("--inmemory", "--in-memory"), ("--log-levle", "--log-level"),
                         ("--thread", "--threads")):
        code, _, err = pixii("serve", wrong, "1")
        assert code != 0, wrong
        assert re.search(rf"{right}\b", err), (wrong, err)


@check
def in_memory_with_a_data_directory_is_refused():
    code, _, err = pixii("serve", "--in-memory", "--data-dir", "d", "--port", "0")
    equal(code, 1)
    assert "--in-memory" in err and "--data-dir" in err, err


@check
def the_production_profile_says_what_is_missing():
    code, _, err = pixii("serve", "--profile", "production", "--port", "0", "--in-memory")
    equal(code, 1)
    assert "production" in one_sentence(err), err
    assert "TLS" in err, err


def started(*extra, **options):
    return servers.Server(extra=extra, **options)


@check
def the_banner():
    version = (servers.ROOT / "VERSION").read_text().strip()
    with started() as server:
        port, lines = server.port, server.stdout().splitlines()
        equal(len(lines), 6, server.stdout())
        equal(lines[0], f"Pixii {version}, a DynamoDB-compatible database")
        assert re.fullmatch(rf"  http://localhost:{port}\s+any key, any region, one name space\s+"
                            r"\(127\.0\.0\.1( and ::1)?\)", lines[1]), lines[1]
        assert re.fullmatch(rf"  {re.escape(server.data_dir)}\s+durable: a 200 means synced\s+"
                            r"\(format \d+\)", lines[2]), lines[2]
        equal(lines[3], f"  export AWS_ENDPOINT_URL_DYNAMODB=http://localhost:{port} "
              f"AWS_ENDPOINT_URL_DYNAMODB_STREAMS=http://localhost:{port}")
        equal(lines[4], "  export AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local "
              "AWS_DEFAULT_REGION=us-east-1")
        assert re.fullmatch(r"ready in \d+ ms", lines[5]), lines[5]
        equal(server.stderr(), "")


@check
def the_banner_as_json():
    with started("--log-format", "json") as server:
        lines = server.stdout().splitlines()
        equal(len(lines), 1, server.stdout())
        assert str(server.port) in json.dumps(json.loads(lines[0])), lines[0]


@check
def requests_are_logged_at_debug_only():
    def log(*extra):
        with started(*extra, in_memory=True) as server:
            client = wire.Client(server.port)
            client.ok("CreateTable", wire.simple_table("logged"))
            client.call("GetItem", {"TableName": "logged", "Key": {"pk": {"S": "secret"}}})
            client.call("GetItem", {"TableName": "missing", "Key": {"pk": {"S": "secret"}}})
            request_id = client.headers["x-amzn-requestid"]
            client.close()
            server.stop()
            return server.stderr(), request_id

    quiet, _ = log()
    assert "GetItem" not in quiet, quiet
    text, request_id = log("--log-level", "debug")
    lines = [line for line in text.splitlines() if request_id in line]
    equal(len(lines), 1, text)
    for part in ("GetItem", "missing", "400", "ResourceNotFoundException"):
        assert part in lines[0], lines[0]
    assert "secret" not in text, "keys are not logged"
    text, request_id = log("--log-level", "debug", "--log-format", "json")
    for line in text.splitlines():
        json.loads(line)
    assert request_id in text


@check
def sigterm_ends_with_0_within_a_second():
    for in_memory in (False, True):
        with started(in_memory=in_memory) as server:
            client = wire.Client(server.port)
            client.ok("CreateTable", wire.simple_table("kept"))
            for i in range(100):
                client.ok("PutItem", {"TableName": "kept", "Item": {"pk": {"S": str(i)}}})
            begun = time.monotonic()
            equal(server.stop(), 0)
            seconds = time.monotonic() - begun
            assert seconds < stop_seconds_max(), f"took {seconds} s"
            if not in_memory:
                server.start()
                again = wire.Client(server.port)
                equal(again.ok("Scan", {"TableName": "kept", "Select": "COUNT"})["Count"], 100)
                again.close()
            client.close()


@check
def sigterm_under_load_loses_nothing():
    with started() as server:
        client = wire.Client(server.port)
        client.ok("CreateTable", wire.simple_table("kept"))
        client.close()
        kept, stopped, failed = [[] for _ in range(8)], [], []

        def write(number):
            writer = wire.Client(server.port)
            try:
                for i in range(1_000_000):
                    key = f"{number}-{i}"
                    writer.ok("PutItem", {"TableName": "kept", "Item": {"pk": {"S": key}}})
                    kept[number].append(key)
            except (OSError, http.client.HTTPException):
                stopped.append(number)
            except Exception as end:  # an answer that was no 200: reported below
                failed.append(f"{number}: {end!r}")
            finally:
                writer.close()

        writers = [threading.Thread(target=write, args=(number,)) for number in range(8)]
        for writer in writers:
            writer.start()
        while min(len(keys) for keys in kept) < 20 and all(w.is_alive() for w in writers):
            time.sleep(0.01)
        begun = time.monotonic()
        equal(server.stop(), 0)
        seconds = time.monotonic() - begun
        for writer in writers:
            writer.join()
        assert seconds < stop_seconds_max(), f"took {seconds} s"
        equal(failed, [])
        equal(len(stopped), 8, "writers that were told by the end of their connection")
        server.start()
        again = wire.Client(server.port)
        for key in (key for keys in kept for key in keys):
            assert "Item" in again.ok("GetItem", {"TableName": "kept", "Key": {"pk": {"S": key}}}), key
        again.close()


@check
def sigint_ends_as_sigterm_does():
    with started(in_memory=True) as server:
        server.process.send_signal(signal.SIGINT)
        equal(server.process.wait(5), 0)


@check
def a_port_in_use():
    with started(in_memory=True) as server:
        code, _, err = pixii("serve", "--in-memory", "--port", str(server.port))
        equal(code, 1)
        text = one_sentence(err)
        for part in (str(server.port), str(server.process.pid), "pixii"):
            assert part in text, (part, text)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        code, _, err = pixii("serve", "--in-memory", "--port", str(other.getsockname()[1]))
        equal(code, 1)
        assert str(os.getpid()) in one_sentence(err), err


@check
def a_data_directory_that_is_held():
    with started() as server:
        code, _, err = pixii("serve", "--port", "0", "--data-dir", server.data_dir)
        equal(code, 1)
        text = one_sentence(err)
        for part in (server.data_dir, str(server.process.pid)):
            assert part in text, (part, text)
        client = wire.Client(server.port)
        equal(client.ok("ListTables")["TableNames"], [])
        client.close()


@check
def a_data_directory_that_cannot_be_used():
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder, "file")
        file.write_text("x")
        foreign = pathlib.Path(folder, "foreign")
        foreign.mkdir()
        (foreign / "thesis.txt").write_text("x")
        for path in (file, file / "data", foreign):
            code, _, err = pixii("serve", "--port", "0", "--data-dir", str(path))
            equal(code, 1, path)
            assert str(path) in one_sentence(err), err
        equal(os.listdir(foreign), ["thesis.txt"], "nothing was written there")


@check
def a_data_directory_that_cannot_be_written():
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        data = pathlib.Path(folder, "data")
        data.mkdir(mode=0o555)
        program, user = servers.binary(), None
        if os.geteuid() == 0:
            # Root may write anywhere; and others may not come to where the program is.
            program, user = shutil.copy(program, folder), 65534
        result = subprocess.run([program, "serve", "--port", "0", "--data-dir", data], user=user,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=20)
        equal(result.returncode, 1)
        equal(one_sentence(result.stderr.decode()),
              f"pixii: cannot write to the data directory {data}: Permission denied; choose another "
              "with --data-dir")


@check
def a_data_directory_of_another_format():
    with started() as server:
        server.stop()
        file = pathlib.Path(server.data_dir, "PIXII")
        text = file.read_text()
        assert re.search(r"\b1\b", text), text
        file.write_text(re.sub(r"\b1\b", "99", text, count=1))
        code, _, err = pixii("serve", "--port", "0", "--data-dir", server.data_dir)
        equal(code, 1)
        assert "99" in one_sentence(err), err


@check
def listening_elsewhere():
    with started("--listen", "0.0.0.0", in_memory=True) as server:
        assert "anyone who reaches the port can read and delete everything" in server.stderr(), \
            server.stderr()
        socket.create_connection(("127.0.0.1", server.port), timeout=5).close()
    with started("--listen", "127.0.0.1", in_memory=True) as server:
        equal(server.stderr(), "")
        if common.has_ipv6():
            try:
                socket.create_connection(("::1", server.port), timeout=5).close()
                raise AssertionError("::1 is open too")
            except ConnectionRefusedError:
                pass


@check
def region_and_account_flags():
    with started("--region", "eu-west-1", "--account-id", "123456789012",
                 in_memory=True) as server:
        client = wire.Client(server.port)
        table = client.ok("CreateTable", wire.simple_table("named"))["TableDescription"]
        equal(table["TableArn"], "arn:aws:dynamodb:eu-west-1:123456789012:table/named")
        client.close()
    assert pixii("serve", "--in-memory", "--port", "0", "--account-id", "12")[0] != 0


@check
def a_life_cycle_with_a_delay():
    with started("--lifecycle-delay-ms", "300", in_memory=True) as server:
        client = wire.Client(server.port)

        def status():
            code, answer = client.call("DescribeTable", {"TableName": "slow"})
            return answer["Table"]["TableStatus"] if code == 200 else wire.short_type(answer)

        def wait_for(wanted):
            end = time.monotonic() + 5
            while status() != wanted:
                assert time.monotonic() < end, f"{status()}, not {wanted}"
                time.sleep(0.02)

        client.ok("CreateTable", wire.simple_table("slow"))
        equal(status(), "CREATING")
        code, answer = client.call("DeleteTable", {"TableName": "slow"})
        equal((code, wire.short_type(answer)), (400, "ResourceInUseException"))
        wait_for("ACTIVE")
        client.ok("UpdateTable", {"TableName": "slow", "DeletionProtectionEnabled": False})
        equal(status(), "UPDATING")
        wait_for("ACTIVE")
        client.ok("DeleteTable", {"TableName": "slow"})
        equal(status(), "DELETING")
        wait_for("ResourceNotFoundException")
        client.close()


@check
def too_many_connections_are_503():
    with started("--max-connections", "5", in_memory=True) as server:
        held = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(5)]
        for connection in held:
            connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            assert common.read_answer(connection).startswith(b"HTTP/1.1 200 ")
        with socket.create_connection(("127.0.0.1", server.port), timeout=10) as more:
            answer = b""
            while True:
                try:
                    data = more.recv(65536)
                except ConnectionResetError:
                    break
                if not data:
                    break
                answer += data
            assert answer.startswith(b"HTTP/1.1 503 "), answer
        held.pop().close()
        # The server learns of that a little later.
        end, answer = time.monotonic() + 10, b""
        while not answer.startswith(b"HTTP/1.1 200 "):
            assert time.monotonic() < end, answer
            try:
                with socket.create_connection(("127.0.0.1", server.port), timeout=10) as again:
                    again.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
                    answer = common.read_answer(again)
            except ConnectionError as refused:
                answer = repr(refused).encode()
        for connection in held:
            connection.close()


@check
def the_default_data_directory_and_no_verb():
    with tempfile.TemporaryDirectory() as folder:
        port_file = os.path.join(folder, "port")
        with open(os.path.join(folder, "out"), "w") as out:
            process = subprocess.Popen([servers.binary(), "--port", "0", "--port-file", port_file],
                                       cwd=folder, stdout=out, stdin=subprocess.DEVNULL)
        try:
            end = time.monotonic() + 30
            while not os.path.exists(port_file) and time.monotonic() < end:
                time.sleep(0.01)
            assert os.path.isdir(os.path.join(folder, "pixii-data"))
            assert "./pixii-data" in pathlib.Path(folder, "out").read_text()
        finally:
            process.terminate()
            process.wait(10)
