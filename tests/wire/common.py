"""One in-memory server for all checks of this folder that need no special one, and raw sockets."""

import atexit
import pathlib
import socket
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from lib import server as servers  # noqa: E402
from lib import wire  # noqa: E402

TYPE = wire.TYPE
table_name = "wire"
_started = {}


def server():
    """The shared server, started at the first call, with the table `wire`."""
    if "server" not in _started:
        running = servers.Server(in_memory=True)
        atexit.register(running.close)
        running.start()
        _started["server"] = running
        _started["client"] = wire.Client(running.port)
        _started["client"].ok("CreateTable", wire.simple_table(table_name))
    return _started["server"]


def client():
    server()
    return _started["client"]


def connect():
    return socket.create_connection(("127.0.0.1", server().port), timeout=30)


def head(operation, length, more=""):
    """The head of a request as bytes; length None: no Content-Length."""
    lines = (f"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: {TYPE}\r\n"
             f"X-Amz-Target: {wire.target_of(operation)}\r\n")
    if length is not None:
        lines += f"Content-Length: {length}\r\n"
    return (lines + more + "\r\n").encode()


def read_answer(connection):
    """One whole answer with a Content-Length."""
    data = b""
    while b"\r\n\r\n" not in data:
        more = connection.recv(65536)
        if not more:
            return data
        data += more
    lines, _, body = data.partition(b"\r\n\r\n")
    length = 0
    for line in lines.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    while len(body) < length:
        more = connection.recv(65536)
        if not more:
            break
        data += more
        body += more
    return data


def raw(data, only_head=False):
    """The answer to these bytes on a connection of their own."""
    with connect() as connection:
        connection.sendall(data)
        return connection.recv(65536) if only_head else read_answer(connection)


def has_ipv6():
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
        return True
    except OSError:
        return False
