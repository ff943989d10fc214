"""One writer of kill-ledger: a process with one connection and a ledger of what it was told.

It owns the items with its own partition key in every table, so after a crash each of them must be
what was last acknowledged, or what the one unanswered request would have made of it.
"""

import json
import random
import socket

from indexes import TABLES

KEYS = 20  # sort keys per table and writer
COUNTER = {"pk": {"S": "shared"}, "sk": {"S": "counter"}}


class Gone(Exception):
    """The server went away before the answer was complete."""


class Connection:
    """Requests over one socket, as little work as possible around them."""

    def __init__(self, port):
        try:
            self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        except OSError as error:
            raise Gone() from error
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.rest = b""

    def call(self, operation, request):
        """(status, answer)."""
        self.send(operation, request)
        return self.receive()

    def send(self, operation, request):
        body = json.dumps(request).encode()
        head = (f"POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: DynamoDB_20120810."
                f"{operation}\r\nContent-Type: application/x-amz-json-1.0\r\n"
                f"Content-Length: {len(body)}\r\n\r\n").encode()
        try:
            self.socket.sendall(head + body)
        except OSError as error:
            raise Gone() from error

    def receive(self):
        try:
            while b"\r\n\r\n" not in self.rest:
                self.read()
            head, _, self.rest = self.rest.partition(b"\r\n\r\n")
            status = int(head[9:12])
            length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
            while len(self.rest) < length:
                self.read()
        except OSError as error:
            raise Gone() from error
        text, self.rest = self.rest[:length], self.rest[length:]
        return status, json.loads(text) if text else None

    def read(self):
        data = self.socket.recv(262144)
        if not data:
            raise Gone()
        self.rest += data


def read_all(connection, operation, request):
    """Items of every page of a Query or Scan."""
    items = []
    while True:
        status, answer = connection.call(
            operation, dict(request, ConsistentRead="IndexName" not in request))
        if status != 200:
            raise RuntimeError(f"{operation}: {status} {answer}")
        items += answer["Items"]
        if "LastEvaluatedKey" not in answer:
            return items
        request = dict(request, ExclusiveStartKey=answer["LastEvaluatedKey"])


class Writer:
    def __init__(self, index, seed):
        self.pk = f"c{index}"
        self.random = random.Random(f"{seed}/{index}")
        self.ledger = {}  # (table, sort key) -> item; absent: no item
        self.sequence = 0
        self.problems = []
        self.acknowledged = 0
        self.added = 0  # acknowledged additions to the shared counter since the last restart
        self.in_flight = None  # {(table, sort key) or "counter": item after it}

    # What the requests do to the model.

    def key(self, sort_key):
        return {"pk": {"S": self.pk}, "sk": {"S": sort_key}}

    def pick(self):
        return self.random.choice(TABLES), f"k{self.random.randrange(KEYS):02d}"

    def fresh(self, sort_key):
        self.sequence += 1
        size = self.random.choices((1, 30, 200, 1000, 5000, 60000), (5, 5, 5, 5, 5, 1))[0]
        text = (f"{self.pk}/{sort_key}/{self.sequence}|" * (size // 8 + 1))[:size + 12]
        item = dict(self.key(sort_key), seq={"N": str(self.sequence)}, data={"S": text})
        if self.random.random() < 0.6:
            item["grp"] = {"S": f"g{self.random.randrange(5)}"}
        return item

    def wrong(self, text):
        if len(self.problems) < 20:
            self.problems.append(f"{self.pk}: {text}"[:600])

    # Requests. Each returns True when it was acknowledged.

    def send(self, operation, request, after, expected=200):
        """Calls with the ledger's `after` in flight; notes it when the answer is as expected."""
        self.in_flight = after
        status, answer = self.connection.call(operation, request)
        self.in_flight = None
        if status != expected:
            self.wrong(f"{operation}: {status} {answer}")
            self.in_flight = after  # its outcome is open
            raise Gone()
        for place, item in after.items():
            if place == "counter":
                self.added += 1
            elif item is None:
                self.ledger.pop(place, None)
            else:
                self.ledger[place] = item
        self.acknowledged += 1
        return answer

    def compare_old(self, place, old, got, what):
        if (got or None) != (old or None):
            self.wrong(f"{what} of {place} shows {json.dumps(got)[:200]}, "
                       f"the ledger has {json.dumps(old)[:200]}")

    def put(self):
        place = self.pick()
        old, item = self.ledger.get(place), self.fresh(place[1])
        answer = self.send("PutItem", {"TableName": place[0], "Item": item,
                                       "ReturnValues": "ALL_OLD"}, {place: item})
        self.compare_old(place, old, answer.get("Attributes"), "PutItem")

    def delete(self):
        place = self.pick()
        old = self.ledger.get(place)
        answer = self.send("DeleteItem", {"TableName": place[0], "Key": self.key(place[1]),
                                          "ReturnValues": "ALL_OLD"}, {place: None})
        self.compare_old(place, old, answer.get("Attributes"), "DeleteItem")

    def update(self):
        place = self.pick()
        old, fresh = self.ledger.get(place), self.fresh(place[1])
        item = dict(old or {}, **fresh)
        change, values = "SET seq = :s, #d = :d", {}
        if "grp" in fresh:
            change, values = change + ", grp = :g", {":g": fresh["grp"]}
        elif self.random.random() < 0.3:
            change += " REMOVE grp"
            item.pop("grp", None)
        item["hits"] = {"N": str(int(item.get("hits", {"N": "0"})["N"]) + 1)}
        answer = self.send("UpdateItem", {
            "TableName": place[0], "Key": self.key(place[1]), "ReturnValues": "ALL_NEW",
            "UpdateExpression": change + " ADD hits :one",
            "ExpressionAttributeNames": {"#d": "data"},
            "ExpressionAttributeValues": {":s": fresh["seq"], ":d": fresh["data"],
                                          ":one": {"N": "1"}, **values}}, {place: item})
        self.compare_old(place, item, answer.get("Attributes"), "UpdateItem")

    def count(self):
        self.send("UpdateItem", {
            "TableName": TABLES[0], "Key": COUNTER, "UpdateExpression": "ADD n :one",
            "ExpressionAttributeValues": {":one": {"N": "1"}}}, {"counter": None})

    def failed_condition(self):
        place = self.pick()
        old = self.ledger.get(place)
        condition = "attribute_not_exists(pk)" if old else "attribute_exists(pk)"
        answer = self.send("PutItem", {
            "TableName": place[0], "Item": self.fresh(place[1]), "ConditionExpression": condition,
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD"}, {}, expected=400)
        if not answer["__type"].endswith("#ConditionalCheckFailedException"):
            self.wrong(f"PutItem with a condition: {answer}")
        self.compare_old(place, old, answer.get("Item"), "a failed condition")

    def batch(self):
        after = {}
        for place in {self.pick() for _ in range(self.random.randrange(2, 25))}:
            deleted = self.random.random() < 0.25
            after[place] = None if deleted else self.fresh(place[1])
        requests = {}
        for (table, sort_key), item in after.items():
            requests.setdefault(table, []).append(
                {"PutRequest": {"Item": item}} if item
                else {"DeleteRequest": {"Key": self.key(sort_key)}})
        answer = self.send("BatchWriteItem", {"RequestItems": requests}, after)
        if answer["UnprocessedItems"]:
            self.wrong(f"BatchWriteItem left {answer['UnprocessedItems']}")

    def get(self):
        place = self.pick()
        status, answer = self.connection.call("GetItem", {
            "TableName": place[0], "Key": self.key(place[1]),
            "ConsistentRead": self.random.random() < 0.5})
        if status != 200:
            self.wrong(f"GetItem: {status} {answer}")
            raise Gone()
        self.compare_old(place, self.ledger.get(place), answer.get("Item"), "GetItem")

    def write(self, port):
        """Writes until the server is gone."""
        actions = (self.put, self.update, self.delete, self.count, self.failed_condition,
                   self.batch, self.get)
        try:
            self.connection = Connection(port)
            while True:
                self.random.choices(actions, (30, 20, 12, 8, 8, 17, 5))[0]()
        except Gone:
            pass

    def verify(self, port):
        """Compares every own item; takes what is there as the new ledger. Writes lost or torn."""
        connection = Connection(port)
        open_places = self.in_flight or {}
        counter_open = 1 if "counter" in open_places else 0
        found = {}
        for table in TABLES:
            for item in read_all(connection, "Query", {
                    "TableName": table, "KeyConditionExpression": "pk = :p",
                    "ExpressionAttributeValues": {":p": {"S": self.pk}}}):
                found[table, item["sk"]["S"]] = item
        for place in set(found) | set(self.ledger):
            got, known = found.get(place), self.ledger.get(place)
            if got == known or (place in open_places and got == open_places[place]):
                continue
            self.wrong(f"{place} is {json.dumps(got)[:200]}, "
                       f"the ledger has {json.dumps(known)[:200]}"
                       + (f", in flight {json.dumps(open_places[place])[:200]}"
                          if place in open_places else ""))
        self.ledger, self.in_flight = found, None
        added, self.added = self.added, 0
        problems, self.problems = self.problems, []
        acknowledged, self.acknowledged = self.acknowledged, 0
        return {"problems": problems, "acknowledged": acknowledged, "items": len(found),
                "counter": (added, added + counter_open)}


def main(index, seed, pipe):
    writer = Writer(index, seed)
    while True:
        order, port = pipe.recv()
        if order == "end":
            return
        try:
            pipe.send(writer.write(port) if order == "write" else writer.verify(port))
        except Exception as error:  # told to the driver, which ends the run
            pipe.send({"problems": [f"{order}: {type(error).__name__}: {error}"],
                       "acknowledged": 0, "items": 0, "counter": (0, 1 << 60)})
