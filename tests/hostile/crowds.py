"""Many clients at once that each want more than their share: each crowd is (name, function).

A function plays against a server that was started for it, beside a neighbour who must be answered,
and returns None, or what was wrong. Memory is measured by the kernel: the greatest resident size.
"""

import json
import resource
import select
import socket
import threading
import time

from cases import CLOSED, post
from lib import wire
from lib.server import slow

MEGABYTE = 1 << 20
# What the server keeps for all clients together (1 GB), and half of that for all the rest. A
# sanitizer's server remembers what it has freed.
MEMORY_MAX = (4096 if slow() else 1536) * MEGABYTE
TABLE = "crowds"


def memory_peak(server):
    for line in open(f"/proc/{server.process.pid}/status", encoding="ascii"):
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    raise AssertionError("no VmHWM")


def connect(port, receive_buffer=None):
    connection = socket.socket()
    if receive_buffer:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    connection.settimeout(10)
    connection.connect(("127.0.0.1", port))
    return connection


def verdict(server, neighbour):
    if not neighbour.is_answered():
        return "another connection had to wait"
    if memory_peak(server) > MEMORY_MAX:
        return f"the server took {memory_peak(server) // MEGABYTE} MB"
    return None


def await_first_bytes(connections, seconds):
    """Until each has something to read, which stays unread."""
    end = time.monotonic() + seconds
    for connection in connections:
        select.select([connection], [], [], max(0, end - time.monotonic()))


def statuses(connections, seconds):
    """How many were answered what by now; CLOSED for those that ended without an answer."""
    counts, poll = {}, select.poll()
    by_fd = {connection.fileno(): connection for connection in connections}
    for fd in by_fd:
        poll.register(fd, select.POLLIN)
    end = time.monotonic() + seconds
    while by_fd and time.monotonic() < end:
        for fd, _ in poll.poll(50):
            connection = by_fd.pop(fd)
            poll.unregister(fd)
            try:
                data = connection.recv(4096)
            except OSError:
                data = b""
            status = int(data[9:12]) if data.startswith(b"HTTP/1.1 ") else CLOSED
            counts[status] = counts.get(status, 0) + 1
    return counts


def bodies_that_never_end(server, neighbour):
    """1,000 clients announce 16 MB each and send a tenth of it."""
    connections = [connect(server.port) for _ in range(1000)]
    body = b" " * (1600 * 1024)
    refused = 0
    for connection in connections:
        try:
            connection.sendall(post(b"", "ListTables", length=16 * MEGABYTE) + body)
        except OSError:
            refused += 1
    wrong = verdict(server, neighbour)
    counts = statuses(connections, 1)
    for connection in connections:
        connection.close()
    if wrong:
        return wrong
    if set(counts) - {503, CLOSED} or counts.get(503, 0) + refused == 0:
        return f"nobody was refused with 503: {counts}"
    return None


def answers_that_nobody_reads(server, neighbour):
    """120 clients ask for 16 MB each and read nothing of it."""
    client = wire.Client(server.port)
    client.ok("CreateTable", wire.simple_table(TABLE))
    keys = [{"pk": {"S": f"{number}"}} for number in range(44)]
    for key in keys:
        client.ok("PutItem", {"TableName": TABLE, "Item": {**key, "v": {"S": "x" * 390_000}}})
    request = post(json.dumps({"RequestItems": {TABLE: {"Keys": keys}}}), "BatchGetItem")
    connections = []
    for _ in range(120):
        connection = connect(server.port, receive_buffer=4096)
        connection.sendall(request)
        connections.append(connection)
    await_first_bytes(connections, 30)
    wrong = verdict(server, neighbour)
    status, answer = client.call("BatchGetItem", {"RequestItems": {TABLE: {"Keys": keys}}})
    for connection in connections:
        connection.close()
    client.close()
    if wrong is None and (status, len(answer["Responses"][TABLE])) != (200, 43):
        wrong = f"a client that reads was answered {status}"
    return wrong


def pipelined_requests_that_are_read_late(server, neighbour):
    """One client sends 20,000 requests before it reads an answer; then it reads them all."""
    request = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
    connection = connect(server.port, receive_buffer=4096)
    sender = threading.Thread(target=connection.sendall, args=(request * 20_000,), daemon=True)
    sender.start()
    await_first_bytes([connection], 10)
    wrong = verdict(server, neighbour)
    begin, answers, rest = b"HTTP/1.1 200 ", 0, b""
    while answers < 20_000:
        more = connection.recv(1 << 20)
        if not more:
            break
        rest += more
        answers += rest.count(begin)
        rest = rest[-len(begin) + 1:]
    sender.join()
    connection.close()
    return wrong or (None if answers == 20_000 else f"{answers} of 20,000 were answered")


def ten_thousand_connections(server, neighbour):
    """The neighbour's and 9,999 more are served, the next one is told that there are too many."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 20_000), hard))
    health = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
    connections = [connect(server.port) for _ in range(9_999)]
    try:
        # Each of the server's threads accepts for itself: only an answer shows that it has.
        for connection in connections:
            connection.sendall(health)
        for connection in connections:
            if not connection.recv(4096).startswith(b"HTTP/1.1 200 "):
                return "one of 10,000 was not served"
        with connect(server.port) as one_too_many:
            if not one_too_many.recv(4096).startswith(b"HTTP/1.1 503 "):
                return "one too many was served"
        wrong = verdict(server, neighbour)
    finally:
        for connection in connections:
            connection.close()
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return wrong


def pages_that_go_over_much(server, neighbour):
    """4 clients scan 1,000 items under 16,000 comparisons each: others do not wait for them."""
    client = wire.Client(server.port)
    client.ok("CreateTable", wire.simple_table(TABLE))
    for first in range(0, 1000, 25):
        client.ok("BatchWriteItem", {"RequestItems": {TABLE: [
            {"PutRequest": {"Item": {"pk": {"S": str(first + i)}}}} for i in range(25)]}})
    client.close()
    scan_filter = {f"n{i}": {"ComparisonOperator": "NULL"} for i in range(16_000)}
    request = post(json.dumps({"TableName": TABLE, "ScanFilter": scan_filter}), "Scan")
    connections = [connect(server.port) for _ in range(4)]
    for connection in connections:
        connection.sendall(request)
    wrong = verdict(server, neighbour)
    if wrong is None and select.select(connections, [], [], 0)[0]:
        wrong = "another connection had to wait for a whole page"
    if wrong is None and (counts := statuses(connections, 60)) != {200: 4}:
        wrong = f"the pages were answered {counts}"
    for connection in connections:
        connection.close()
    return wrong


CROWDS = [(f"crowd: {function.__name__.replace('_', ' ')}", function) for function in (
    bodies_that_never_end, answers_that_nobody_reads, pipelined_requests_that_are_read_late,
    pages_that_go_over_much, ten_thousand_connections)]
