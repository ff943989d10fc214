"""The tables of the bench, and its requests as bytes.

Items of 1 KB: `pk` = k0000000 and on, a number, and text that does not compress well.
"""

import json
import multiprocessing
import random
import socket

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
AUTHORIZATION = ("AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260101/us-east-1/dynamodb/"
                 "aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-target, "
                 "Signature=" + "0" * 64)
VALUE_SIZE = 980
KEY_DIGITS = 7
_random = random.Random(4711)
_TEXT = "".join(_random.choices(LETTERS, k=1 << 20))


def text(size):
    at = _random.randrange(len(_TEXT) - size)
    return _TEXT[at:at + size]


def key(number):
    return f"k{number:0{KEY_DIGITS}d}"


def item(number):
    return {"pk": {"S": key(number)}, "n": {"N": "1234567"}, "data": {"S": text(VALUE_SIZE)}}


def indexed_item(number):
    """1 KB as well, with a key for each of five indexes; a put of it again leaves them as they are."""
    keys = {f"g{n}": {"S": f"{key(number)[1:]}-{n}"} for n in range(1, 6)}
    return {"pk": {"S": key(number)}, **keys, "data": {"S": text(VALUE_SIZE - 45)}}


def item_of_100_bytes(number):
    return {"pk": {"S": key(number)}, "data": {"S": text(86)}}


def http(operation, body):
    """One request as an SDK sends it."""
    data = json.dumps(body, separators=(",", ":")).encode()
    return (f"POST / HTTP/1.1\r\nHost: localhost:8000\r\nX-Amz-Target: DynamoDB_20120810.{operation}"
            f"\r\nContent-Type: application/x-amz-json-1.0\r\nX-Amz-Date: 20260101T000000Z\r\n"
            f"Authorization: {AUTHORIZATION}\r\nContent-Length: {len(data)}\r\n\r\n").encode() + data


def exchange(connection, request):
    """Sends one request; returns the whole answer as bytes."""
    connection.sendall(request)
    answer = b""
    while b"\r\n\r\n" not in answer:
        piece = connection.recv(1 << 20)
        if not piece:
            raise ConnectionError(answer)
        answer += piece
    head, _, body = answer.partition(b"\r\n\r\n")
    size = 0
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            size = int(value)
    pieces, have = [answer], len(body)
    while have < size:
        piece = connection.recv(1 << 20)
        if not piece:
            raise ConnectionError("cut off")
        pieces.append(piece)
        have += len(piece)
    return b"".join(pieces)


def call(port, operation, body):
    with socket.create_connection(("127.0.0.1", port)) as connection:
        answer = exchange(connection, http(operation, body))
    head, _, data = answer.partition(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200"):
        raise SystemExit(f"bench: {operation} was refused: {answer[:2000].decode(errors='replace')}")
    return json.loads(data or b"{}")


def definitions(names_and_types):
    return {"AttributeDefinitions": [{"AttributeName": n, "AttributeType": t}
                                     for n, t in names_and_types]}


def key_schema(partition, sort):
    keys = [(partition, "HASH")] + ([(sort, "RANGE")] if sort else [])
    return [{"AttributeName": n, "KeyType": k} for n, k in keys]


def index(name, partition, sort, projection):
    return {"IndexName": name, "KeySchema": key_schema(partition, sort),
            "Projection": {"ProjectionType": projection}}


def create_table(port, name, sort_key=False, indexes=()):
    """`indexes`: name, HASH attribute (a string), None or "sk", projection type."""
    types = {"pk": "S", **({"sk": "N"} if sort_key else {}), **{i[1]: "S" for i in indexes}}
    body = {"TableName": name, "BillingMode": "PAY_PER_REQUEST",
            "KeySchema": key_schema("pk", "sk" if sort_key else None), **definitions(types.items())}
    if indexes:
        body["GlobalSecondaryIndexes"] = [index(*i) for i in indexes]
    call(port, "CreateTable", body)
    while call(port, "DescribeTable", {"TableName": name})["Table"]["TableStatus"] != "ACTIVE":
        pass


def _load_part(arguments):
    port, table, first, last, make = arguments
    with socket.create_connection(("127.0.0.1", port)) as connection:
        for begin in range(first, last, 25):
            numbers = range(begin, min(begin + 25, last))
            request = http("BatchWriteItem", {"RequestItems": {table: [
                {"PutRequest": {"Item": make(number)}} for number in numbers]}})
            answer = exchange(connection, request)
            if not answer.startswith(b"HTTP/1.1 200"):
                raise SystemExit(f"bench: loading was refused: {answer[:2000]}")


def load(port, table, count, processes=8, make=item):
    """Puts items 0 to count - 1."""
    step = max(25, -(-count // processes))
    parts = [(port, table, first, min(first + step, count), make) for first in range(0, count, step)]
    with multiprocessing.Pool(processes) as pool:
        pool.map(_load_part, parts)


def load_series(port, table, count=100):
    """One partition of `count` items of 100 B, for Query."""
    for begin in range(0, count, 25):
        call(port, "BatchWriteItem", {"RequestItems": {table: [
            {"PutRequest": {"Item": {"pk": {"S": "series"}, "sk": {"N": str(number)},
                                     "series": {"S": "series"}, "data": {"S": text(64)}}}}
            for number in range(begin, begin + 25)]}})


def get(table, number):
    return http("GetItem", {"TableName": table, "Key": {"pk": {"S": key(number)}}})


def put(table, number, make=item):
    return http("PutItem", {"TableName": table, "Item": make(number)})


def add_body(table, number):
    return {"TableName": table, "Key": {"pk": {"S": key(number)}},
            "UpdateExpression": "ADD hits :one", "ExpressionAttributeValues": {":one": {"N": "1"}}}


def add(table, number):
    return http("UpdateItem", add_body(table, number))


def batch_get(table, numbers):
    return http("BatchGetItem", {"RequestItems": {table: {
        "Keys": [{"pk": {"S": key(number)}} for number in numbers]}}})


def batch_write(table, numbers):
    return http("BatchWriteItem", {"RequestItems": {table: [
        {"PutRequest": {"Item": item(number)}} for number in numbers]}})


def query(table, index_name=None, partition="pk"):
    return http("Query", {"TableName": table, **({"IndexName": index_name} if index_name else {}),
                          "KeyConditionExpression": f"{partition} = :p",
                          "ExpressionAttributeValues": {":p": {"S": "series"}}})


def scan(table, segment, segments):
    return http("Scan", {"TableName": table, "Segment": segment, "TotalSegments": segments})


def scan_with_filter(table, expression):
    return http("Scan", {"TableName": table, "FilterExpression": expression,
                         "ExpressionAttributeValues": {":v": {"N": "1"}}})


class Requests:
    """Prepared requests of one size, in a file; or one of them as a template for `key_count` keys."""

    def __init__(self, folder, name, requests, key_count=0, fills_value=False):
        sizes = {len(request) for request in requests}
        if len(sizes) != 1:
            raise SystemExit(f"bench: the requests of {name} differ in size: {sorted(sizes)}")
        self.size, self.first = sizes.pop(), requests[0]
        self.file = str(folder / f"{name}.requests")
        with open(self.file, "wb") as file:
            file.writelines(requests)
        self.template = []
        if key_count:
            value_at = self.first.find(b'"data":{"S":"') + len(b'"data":{"S":"')
            key_at = self.first.rfind(b'{"S":"k') + len(b'{"S":"k')
            self.template = [key_at, KEY_DIGITS, key_count]
            self.template += [value_at, VALUE_SIZE] if fills_value else []

    def wrk_arguments(self):
        return [self.file, str(self.size), *map(str, self.template)]
