"""HTTP as clients see it: headers, compression, framing, methods, CORS, credentials."""

import gzip
import json
import re
import socket
import zlib

import common
from common import TYPE, client, head, raw, server, table_name
from lib.checks import check, equal
from lib import wire

BIG = {"TableName": table_name, "Item": {"pk": {"S": "big"}, "data": {"S": "x" * 20000}}}
GET_BIG = {"TableName": table_name, "Key": {"pk": {"S": "big"}}}
GET = {"TableName": table_name, "Key": {"pk": {"S": "nobody"}}}


def post(operation, body, headers=None):
    """(status, headers, body bytes) with exactly these headers beside the usual ones."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    all_headers = {"Content-Type": TYPE, "X-Amz-Target": wire.target_of(operation),
                   **(headers or {})}
    return client().raw("POST", "/", all_headers, data)


@check
def the_headers_of_an_answer():
    for operation, request in (("GetItem", GET), ("ListTables", {}), ("NoSuch", {})):
        _, headers, body = post(operation, request)
        assert re.fullmatch(r"[A-Z0-9]{52}", headers["x-amzn-requestid"]), headers
        equal(int(headers["x-amz-crc32"]), zlib.crc32(body), "crc32")
        equal(headers["content-type"], TYPE)
        equal(int(headers["content-length"]), len(body))
        equal(headers["server"], "Server")
        assert re.fullmatch(r"\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT", headers["date"]), headers
        assert "access-control-allow-origin" not in headers, headers


@check
def every_request_id_is_another():
    ids = {post("GetItem", GET)[1]["x-amzn-requestid"] for _ in range(50)}
    equal(len(ids), 50)


@check
def application_json_is_echoed():
    _, headers, _ = post("GetItem", GET, {"Content-Type": "application/json"})
    equal(headers["content-type"], "application/json")
    status, headers, _ = post("GetItem", GET, {"Content-Type": TYPE + "; charset=utf-8"})
    equal((status, headers["content-type"]), (200, TYPE))


@check
def cors():
    _, headers, _ = post("GetItem", GET, {"Origin": "https://example.com"})
    equal(headers["access-control-allow-origin"], "*")
    status, headers, body = client().raw("OPTIONS", "/", {
        "Origin": "https://example.com", "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type,x-amz-target"}, None)
    equal((status, body), (200, b""))
    equal(headers["access-control-allow-origin"], "*")
    equal(headers["access-control-allow-methods"], "POST")
    equal(headers["access-control-allow-headers"], "content-type,x-amz-target")
    equal(headers["access-control-max-age"], "172800")


@check
def the_health_text():
    status, _, body = client().raw("GET", "/", {}, None)
    equal((status, body), (200, b"healthy: dynamodb.us-east-1.amazonaws.com "))


@check
def other_methods_paths_and_types_are_unknown_operations():
    wanted = (404, b"<UnknownOperationException/>\n")
    for method in ("PUT", "DELETE", "PATCH"):
        status, _, body = client().raw(method, "/", {"Content-Type": TYPE}, b"")
        equal((status, body), wanted, method)
    status, _, body = client().raw("GET", "/elsewhere", {}, None)
    equal((status, body), wanted, "GET /elsewhere")
    for kind in ("text/plain", "application/x-www-form-urlencoded"):
        status, _, body = post("ListTables", {}, {"Content-Type": kind})
        equal((status, body), wanted, kind)


@check
def an_unknown_target():
    for target in ("DynamoDB_20120810.NoSuchOperation", "DynamoDB_20120810.", "DynamoDB_20120810",
                   "", "NoSuchApi_20120810.ListTables", "DynamoDB_20120810.listTables"):
        status, _, body = client().raw("POST", "/", {"Content-Type": TYPE,
                                                     "X-Amz-Target": target}, b"{}")
        equal((status, json.loads(body)),
              (400, {"__type": "com.amazon.coral.service#UnknownOperationException"}), target)
    status, _, body = client().raw("POST", "/", {"Content-Type": TYPE}, b"{}")
    equal((status, json.loads(body)),
          (400, {"__type": "com.amazon.coral.service#UnknownOperationException"}), "no target")


@check
def neither_a_body_nor_a_content_type():
    for target, wanted in (("", "UnknownOperationException"), ("x", "UnknownOperationException"),
                           ("DynamoDB_20120810.ListTables", "SerializationException")):
        status, headers, body = client().raw("POST", "/", {"X-Amz-Target": target}, b"")
        equal((status, headers["content-type"], json.loads(body)),
              (400, "application/json", {"__type": "com.amazon.coral.service#" + wanted}), target)


@check
def a_body_that_is_not_json():
    for body in (b"", b"{", b"nonsense", b"{}}", b"{'a': 1}", b"\xff\xfe", b'{"TableName": "a",}',
                 b"[" * 100000, b'{"a":' * 5000):
        status, _, answer = post("ListTables", body)
        equal((status, json.loads(answer)),
              (400, {"__type": "com.amazon.coral.service#SerializationException"}), body[:30])


@check
def members_of_the_wrong_json_type():
    for request, text in (
            ({"TableName": 1}, "NUMBER_VALUE cannot be converted to String"),
            ({"TableName": 1.5}, "DECIMAL_VALUE cannot be converted to String"),
            ({"TableName": True}, "TRUE_VALUE cannot be converted to String"),
            ({"TableName": False}, "FALSE_VALUE cannot be converted to String"),
            ({"TableName": {}}, "Start of structure or map found where not expected"),
            ({"TableName": "abc", "Key": {"pk": {"S": 5}}},
             "NUMBER_VALUE cannot be converted to String"),
            ({"TableName": "abc", "Key": {"pk": {"N": 5}}},
             "NUMBER_VALUE cannot be converted to String")):
        status, _, body = post("GetItem", request)
        equal((status, json.loads(body)),
              (400, {"__type": "com.amazon.coral.service#SerializationException",
                     "Message": text}), request)


@check
def unknown_members_are_ignored():
    status, _, body = post("GetItem", dict(GET, NoSuchMember={"a": [1]}))
    equal((status, json.loads(body)), (200, {}))


@check
def answers_are_compressed_when_asked_and_large():
    post("PutItem", BIG)
    plain = post("GetItem", GET_BIG)[2]
    _, headers, _ = post("GetItem", GET_BIG)
    assert "content-encoding" not in headers, headers
    for encoding, unpack in (("gzip", gzip.decompress), ("deflate", zlib.decompress)):
        _, headers, body = post("GetItem", GET_BIG, {"Accept-Encoding": encoding})
        equal(headers["content-encoding"], encoding)
        assert len(body) < 2000, len(body)
        equal(unpack(body), plain)
        equal(int(headers["x-amz-crc32"]), zlib.crc32(body), "crc32 of the bytes sent")
    _, headers, body = post("GetItem", GET, {"Accept-Encoding": "gzip"})
    assert "content-encoding" not in headers, "a small answer"
    for encoding in ("identity", "br", "gzip;q=0"):
        _, headers, body = post("GetItem", GET_BIG, {"Accept-Encoding": encoding})
        assert "content-encoding" not in headers, encoding
        equal(body, plain)


@check
def request_bodies_may_be_compressed():
    body = json.dumps(BIG).encode()
    for encoding, packed in (("gzip", gzip.compress(body)), ("deflate", zlib.compress(body)),
                             ("gzip", gzip.compress(body[:50]) + gzip.compress(body[50:]))):
        status, _, answer = post("PutItem", packed, {"Content-Encoding": encoding})
        equal((status, answer), (200, b"{}"), encoding)
    equal(json.loads(post("GetItem", GET_BIG)[2])["Item"], BIG["Item"])


@check
def broken_compressed_bodies():
    good = gzip.compress(json.dumps(GET).encode())
    for packed in (b"", b"not gzip", good[:-9], good[:12]):
        status, _, body = post("GetItem", packed, {"Content-Encoding": "gzip"})
        equal(status, 500, packed[:10])
        equal(wire.short_type(json.loads(body)), "InternalServerError")
    status, _, _ = post("GetItem", good, {"Content-Encoding": "snappy"})
    equal(status, 500, "snappy")


@check
def bodies_over_16_mb_are_413():
    size = 16 * 1024 * 1024
    packed = gzip.compress(b" " * (size + 1))
    status, _, body = post("GetItem", packed, {"Content-Encoding": "gzip"})
    equal((status, body), (413, b""), "inflated")
    answer = raw(head("GetItem", size + 1), only_head=True)
    assert answer.startswith(b"HTTP/1.1 413 "), answer[:100]
    padded = json.dumps(GET).encode()
    padded = padded[:-1] + b" " * (size - len(padded)) + b"}"
    equal(len(padded), size)
    equal(post("GetItem", padded)[0], 200, "exactly 16 MB")


@check
def chunked_bodies():
    body = json.dumps(GET).encode()
    lines = head("GetItem", None, "Transfer-Encoding: chunked\r\n")
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(body[i:i + 7]), body[i:i + 7])
                      for i in range(0, len(body), 7)) + b"0\r\n\r\n"
    answer = raw(lines + chunks)
    assert answer.startswith(b"HTTP/1.1 200 "), answer
    assert answer.endswith(b"\r\n\r\n{}"), answer


@check
def expect_100_continue():
    body = json.dumps(GET).encode()
    with common.connect() as connection:
        connection.sendall(head("GetItem", len(body), "Expect: 100-continue\r\n"))
        first = connection.recv(1000)
        equal(first, b"HTTP/1.1 100 Continue\r\n\r\n")
        connection.sendall(body)
        answer = common.read_answer(connection)
        assert answer.startswith(b"HTTP/1.1 200 "), answer


@check
def keep_alive_and_connection_close():
    body = json.dumps(GET).encode()
    request = head("GetItem", len(body)) + body
    with common.connect() as connection:
        for _ in range(3):
            connection.sendall(request)
            assert common.read_answer(connection).startswith(b"HTTP/1.1 200 ")
        connection.sendall(request * 5)  # pipelined
        answers = b""
        while answers.count(b"HTTP/1.1 200 ") < 5 or not answers.endswith(b"{}"):
            data = connection.recv(65536)
            assert data, answers
            answers += data
        connection.sendall(head("GetItem", len(body), "Connection: close\r\n") + body)
        common.read_answer(connection)
        equal(connection.recv(1), b"", "the connection is closed")


@check
def http_1_0():
    body = json.dumps(GET).encode()
    request = (head("GetItem", len(body)) + body).replace(b"HTTP/1.1", b"HTTP/1.0", 1)
    with common.connect() as connection:
        connection.sendall(request)
        answer = common.read_answer(connection)
        assert re.match(rb"HTTP/1\.[01] 200 ", answer), answer
        equal(connection.recv(1), b"", "the connection is closed")


@check
def any_credentials_are_accepted():
    good = wire.AUTHORIZATION
    for header in (None, "", "x", "AWS4-HMAC-SHA256", "AWS4-HMAC-SHA256 Credential=",
                   "AWS4-HMAC-SHA256 Credential=a/b, SignedHeaders=, Signature=",
                   good.replace("us-east-1", "0").replace("dynamodb", "127"),
                   good.replace("us-east-1", "nowhere-at-all"), good + ", " + good,
                   "Bearer abc", "Basic dXNlcjpwYXNz", "AWS4-HMAC-SHA256 " + "," * 500,
                   "AWS4-HMAC-SHA256 Credential=" + "/" * 500,
                   "AWS4-HMAC-SHA1 Credential=k/1/us-east-1/s3/aws4_request"):
        headers = {} if header is None else {"Authorization": header}
        status, _, body = post("GetItem", GET, headers)
        equal((status, body), (200, b"{}"), header)
    headers = {"Authorization": good, "X-Amz-Date": "not a date", "X-Amz-Security-Token": "t"}
    equal(post("GetItem", GET, headers)[0], 200)


@check
def the_region_of_the_signature_stands_in_arns():
    for region, expected in (("us-west-2", "us-west-2"), ("eu-central-1", "eu-central-1"),
                             ("0", "us-east-1"), ("", "us-east-1")):
        header = wire.AUTHORIZATION.replace("us-east-1", region)
        _, _, body = post("DescribeTable", {"TableName": table_name}, {"Authorization": header})
        equal(json.loads(body)["Table"]["TableArn"],
              f"arn:aws:dynamodb:{expected}:000000000000:table/{table_name}", region)


@check
def arns_in_place_of_names():
    arn = f"arn:aws:dynamodb:us-east-1:000000000000:table/{table_name}"
    common.client().ok("PutItem", {"TableName": arn, "Item": {"pk": {"S": "arn"}}})
    key = {"pk": {"S": "arn"}}
    equal(client().ok("GetItem", {"TableName": arn, "Key": key}), {"Item": key})
    equal(client().ok("GetItem", {"TableName": table_name, "Key": key}), {"Item": key})
    equal(client().ok("DescribeTable", {"TableName": arn})["Table"]["TableName"], table_name)
    batch = client().ok("BatchGetItem", {"RequestItems": {arn: {"Keys": [key]}}})
    equal(batch["Responses"], {arn: [key]})
    query = {"TableName": arn, "KeyConditionExpression": "pk = :p",
             "ExpressionAttributeValues": {":p": {"S": "arn"}}}
    equal(client().ok("Query", query)["Items"], [key])
    assert key in client().ok("Scan", {"TableName": arn})["Items"]


@check
def both_families_of_loopback():
    if not common.has_ipv6():
        return
    with socket.create_connection(("::1", server().port), timeout=10) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert common.read_answer(connection).startswith(b"HTTP/1.1 200 ")
