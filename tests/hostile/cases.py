"""What a hostile or broken client can send, as raw bytes, and how each must end.

A case is (name, bytes, ends): `ends` is the set of statuses that are allowed; CLOSED among them means
that the server closes the connection without an answer, at the latest when its patience with half a
request is over. Nothing here may be answered 200.
"""

import gzip
import json
import zlib

CLOSED = 0
TABLE = "hostile"
BAD = {400}
TOO_LARGE = {413}
HALF = {CLOSED}
TYPE = "application/x-amz-json-1.0"


def post(body=b"{}", operation="GetItem", fields="", length=None, version="HTTP/1.1"):
    """A request that is right but for what the arguments say."""
    if isinstance(body, str):
        body = body.encode()
    size = len(body) if length is None else length
    return (f"POST / {version}\r\nHost: localhost\r\nX-Amz-Target: DynamoDB_20120810.{operation}\r\n"
            f"Content-Type: {TYPE}\r\n{fields}Content-Length: {size}\r\n\r\n").encode() + body


def unframed(fields, body=b""):
    """A head with these fields in the place of Content-Length."""
    return (f"POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: DynamoDB_20120810.ListTables\r\n"
            f"Content-Type: {TYPE}\r\n{fields}\r\n").encode() + body


VALID = post(json.dumps({"TableName": TABLE, "Key": {"pk": {"S": "a"}}}))
CHUNKED = unframed("Transfer-Encoding: chunked\r\n", b"2;e=x\r\n{}\r\n0\r\nT: x\r\n\r\n")


def _item(value, operation="PutItem"):
    """PutItem with one attribute whose value is this JSON text."""
    return post(b'{"TableName":"' + TABLE.encode() + b'","Item":{"pk":{"S":"a"},"v":' +
                (value if isinstance(value, bytes) else value.encode()) + b"}}", operation)


def _condition(expression, **values):
    body = {"TableName": TABLE, "Item": {"pk": {"S": "a"}}, "ConditionExpression": expression}
    if values:
        body["ExpressionAttributeValues"] = {f":{name}": value for name, value in values.items()}
    return post(json.dumps(body), "PutItem")


def _start_key(key):
    return post(json.dumps({"TableName": TABLE, "ExclusiveStartKey": key}), "Scan")


FRAMING = [
    ("an empty line first", b"\r\n" + VALID, BAD),
    ("bare line feeds", VALID.replace(b"\r\n", b"\n"), BAD),
    ("a bare carriage return in a value", VALID.replace(b"localhost", b"local\rhost"), BAD),
    ("NUL in a value", VALID.replace(b"localhost", b"local\0host"), BAD),
    ("NUL in the target", VALID.replace(b"POST /", b"POST /\0"), BAD),
    ("a blank before the colon", VALID.replace(b"Host:", b"Host :"), BAD),
    ("an empty field name", VALID.replace(b"Host:", b":"), BAD),
    ("a field without a colon", VALID.replace(b"Host: localhost", b"Host"), BAD),
    ("a control character in a field name", VALID.replace(b"Host", b"Ho\x01st"), BAD),
    ("a folded field", VALID.replace(b"Host: localhost", b"Host: localhost\r\n folded"), BAD),
    ("two hosts", VALID.replace(b"Host: localhost", b"Host: a\r\nHost: b"), BAD),
    ("no method", VALID.replace(b"POST ", b" "), BAD),
    ("two blanks after the method", VALID.replace(b"POST ", b"POST  "), BAD),
    ("no version", b"POST /\r\n\r\n", BAD),
    ("HTTP/0.9", VALID.replace(b"HTTP/1.1", b"HTTP/0.9"), BAD),
    ("HTTP/1.2", VALID.replace(b"HTTP/1.1", b"HTTP/1.2"), BAD),
    ("HTTP/2.0", VALID.replace(b"HTTP/1.1", b"HTTP/2.0"), BAD),
    ("HTTP/11", VALID.replace(b"HTTP/1.1", b"HTTP/11"), BAD),
    ("lower-case version", VALID.replace(b"HTTP/1.1", b"http/1.1"), BAD),
    ("the preface of HTTP/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", BAD),
    ("a TLS handshake", b"\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03" + bytes(160), BAD),
    ("random bytes", bytes(range(128, 256)) * 4 + b"\r\n\r\n", BAD),
    ("a header of 17 KB", unframed("X: " + "x" * 17000 + "\r\n"), BAD),
    ("a field name of 17 KB", VALID.replace(b"Host: localhost", b"x" * 17000 + b": localhost"), BAD),
    ("a header without end", unframed("X: " + "x" * 40000 + "\r\n")[:-2], BAD),
    ("a target of 17 KB", VALID.replace(b"POST /", b"POST /" + b"x" * 17000), BAD),
    ("101 fields", VALID.replace(b"Host: localhost\r\n", b"Host: localhost\r\n" + b"X: y\r\n" * 101), BAD),
    ("2,000 fields", VALID.replace(b"Host: localhost\r\n", b"X:y\r\n" * 2000), BAD),
    ("lower-case method", VALID.replace(b"POST", b"post"), {400, 404}),
    ("CONNECT", b"CONNECT localhost:22 HTTP/1.1\r\nHost: localhost:22\r\n\r\n", {400, 404}),
    ("TRACE", b"TRACE / HTTP/1.1\r\nHost: localhost\r\n\r\n", {400, 404}),
]

LENGTHS = [
    ("two lengths", post(fields="Content-Length: 3\r\n"), BAD),
    ("lengths in a list", post(length="2, 3"), BAD),
    ("a negative length", post(length="-1"), BAD),
    ("a length with a plus", post(length="+2"), BAD),
    ("a length in hex", post(length="0x2"), BAD),
    ("an empty length", post(length=""), BAD),
    ("a length of words", post(length="many"), BAD),
    ("a length of 2^64", post(length="18446744073709551616"), BAD),
    ("a length of 2^64 - 1", post(length="18446744073709551615"), TOO_LARGE),
    ("a length of 16 MB and a byte", post(length="16777217"), TOO_LARGE),
    ("a length of 16 MB and a byte, expecting 100",
     post(b"", length="16777217", fields="Expect: 100-continue\r\n"), TOO_LARGE),
    ("a length that is too long by one", post(b"{}", length=3), HALF),
    ("a length that is too short", post(b"{}", length=1), BAD),
    ("a length and chunks", unframed("Content-Length: 2\r\nTransfer-Encoding: chunked\r\n", b"0\r\n\r\n"), BAD),
    ("chunks and a length", unframed("Transfer-Encoding: chunked\r\nContent-Length: 2\r\n", b"0\r\n\r\n"), BAD),
    ("the coding xchunked", unframed("Transfer-Encoding: xchunked\r\n", VALID), BAD),
    ("the coding identity", unframed("Transfer-Encoding: identity\r\n", b"{}"), BAD),
    ("gzip and chunked", unframed("Transfer-Encoding: gzip, chunked\r\n", b"0\r\n\r\n"), BAD),
    ("chunked twice", unframed("Transfer-Encoding: chunked, chunked\r\n", b"0\r\n\r\n"), BAD),
    ("chunked in HTTP/1.0", CHUNKED.replace(b"HTTP/1.1", b"HTTP/1.0"), BAD),
]

CHUNKS = [
    (f"chunks: {name}", unframed("Transfer-Encoding: chunked\r\n", body), ends) for name, body, ends in [
        ("a size that is none", b"x\r\n{}\r\n0\r\n\r\n", BAD),
        ("a negative size", b"-2\r\n{}\r\n0\r\n\r\n", BAD),
        ("an empty size", b"\r\n{}\r\n0\r\n\r\n", BAD),
        ("a blank before the size", b" 2\r\n{}\r\n0\r\n\r\n", BAD),
        ("a size of 17 digits", b"10000000000000002\r\n{}\r\n0\r\n\r\n", TOO_LARGE),
        ("a size of 17 MB", b"1100000\r\n{}", TOO_LARGE),
        ("a size that is too small", b"1\r\n{}\r\n0\r\n\r\n", BAD),
        ("a size that is too large", b"4\r\n{}\r\n0\r\n\r\n", BAD),
        ("bare line feeds", b"2\n{}\n0\n\n", BAD),
        ("an extension of 1 MB", b"2;" + b"x" * 1000000 + b"\r\n{}\r\n0\r\n\r\n", BAD),
        ("zeros without end", b"0" * 100000, BAD),
        ("trailers of 100 KB", b"0\r\n" + b"T: x\r\n" * 17000 + b"\r\n", BAD),
        ("no last chunk", b"2\r\n{}\r\n", HALF),
        ("half an end", b"2\r\n{}\r\n0\r\n", HALF),
        ("17 MB in small chunks", (b"ffff\r\n" + b" " * 65535 + b"\r\n") * 260, TOO_LARGE),
    ]]

COMPRESSION = [
    (f"compressed: {name}", post(body, "ListTables", f"Content-Encoding: {coding}\r\n"), ends)
    for name, coding, body, ends in [
        ("not gzip at all", "gzip", b'{"TableName":"x"}', {500}),
        ("nothing", "gzip", b"", {500}),
        ("gzip cut off", "gzip", gzip.compress(b"{}" * 1000)[:-9], {500}),
        ("a wrong check sum", "gzip", gzip.compress(b"{}")[:-8] + bytes(8), {500}),
        ("gzip and rubbish", "gzip", gzip.compress(b"{}") + b"rubbish", {500}),
        ("not deflate at all", "deflate", b"\xff" * 50, {500}),
        ("deflate cut off", "deflate", zlib.compress(b"{}" * 1000)[:-5], {500}),
        ("a bomb of 17 MB", "gzip", gzip.compress(b" " * 17_000_000), TOO_LARGE),
        ("a bomb of 200 MB", "gzip", gzip.compress(b" " * 200_000_000, 1), TOO_LARGE),
        ("a bomb of many members", "gzip", gzip.compress(b" " * 1_000_000) * 20, TOO_LARGE),
        ("a deflate bomb", "deflate", zlib.compress(b" " * 17_000_000), TOO_LARGE),
        ("a name that nobody knows", "br", b"{}", {400, 500}),
        ("two codings", "gzip, gzip", gzip.compress(gzip.compress(b"{}")), {400, 500}),
    ]]

JSON = [
    (f"JSON: {name}", post(body, "ListTables"), BAD) for name, body in [
        ("nothing", b""),
        ("a blank", b" "),
        ("half an object", b'{"Limit"'),
        ("two objects", b"{}{}"),
        ("a trailing comma", b'{"Limit":1,}'),
        ("a comment", b'{/*x*/}'),
        ("single quotes", b"{'Limit':1}"),
        ("an array", b"[]"),
        ("a string", b'"x"'),
        ("null", b"null"),
        ("200,000 braces", b'{"a":' * 40000),
        ("200,000 brackets", b"[" * 200000),
        ("deep and closed", b'{"a":' * 5000 + b"1" + b"}" * 5000),
        ("a byte order mark", b"\xef\xbb\xbf{}"),
        ("UTF-16", '{"Limit":1}'.encode("utf-16")),
        ("bad UTF-8", b'{"ExclusiveStartTableName":"\xff\xfe"}'),
        ("overlong UTF-8", b'{"ExclusiveStartTableName":"\xc0\xaf"}'),
        ("a UTF-8 surrogate", b'{"ExclusiveStartTableName":"\xed\xa0\x80"}'),
        ("a lone surrogate", b'{"ExclusiveStartTableName":"\\ud800abc"}'),
        ("a lone low surrogate", b'{"ExclusiveStartTableName":"\\udc00"}'),
        ("an escape that is none", b'{"ExclusiveStartTableName":"\\q"}'),
        ("a control character", b'{"ExclusiveStartTableName":"a\nb"}'),
        ("a number with a zero first", b'{"Limit":01}'),
        ("NaN", b'{"Limit":NaN}'),
        ("a number without end", b'{"Limit":1' + b"0" * 10000 + b"}"),
        ("an exponent without end", b'{"Limit":1e999999999}'),
        ("a text where a number belongs", b'{"Limit":"x"}'),
        ("an unfinished string of 1 MB", b'{"ExclusiveStartTableName":"' + b"x" * 1000000),
    ]]

VALUES = [
    (f"value: {name}", _item(value), BAD) for name, value in [
        ("39 digits", '{"N":"' + "1" * 39 + '"}'),
        ("a number of 1 MB", '{"N":"' + "1" * 1000000 + '"}'),
        ("an exponent that is too large", '{"N":"1e126"}'),
        ("an exponent of a million digits", '{"N":"1e' + "9" * 1000000 + '"}'),
        ("a number that is none", '{"N":"1.2.3"}'),
        ("an empty number", '{"N":""}'),
        ("a JSON number", '{"N":1}'),
        ("two types", '{"N":"1","S":"x"}'),
        ("no type", "{}"),
        ("an unknown type", '{"X":"x"}'),
        ("NULL false", '{"NULL":false}'),
        ("an empty set", '{"SS":[]}'),
        ("a set with a duplicate", '{"SS":["a","a"]}'),
        ("a set of numbers that are equal", '{"NS":["1","1.0"]}'),
        ("base64 of a wrong length", '{"B":"abc"}'),
        ("base64 with a wrong letter", '{"B":"ab*="}'),
        ("base64 with other last bits", '{"B":"YR=="}'),
        ("33 levels", '{"L":[' * 33 + '{"S":"x"}' + "]}" * 33),
        ("1,000 levels", '{"M":{"a":' * 500 + '{"S":"x"}' + "}}" * 500),
        ("an item of 401 KB", '{"S":"' + "x" * 410_000 + '"}'),
        ("100,000 attributes", '{"M":{' + ",".join(f'"a{n}":{{"S":"x"}}' for n in range(100_000)) + "}}"),
        ("bad UTF-8 in an item", b'{"S":"\xff"}'),
        ("a lone surrogate in an item", '{"S":"\\ud800"}'),
    ]]

EXPRESSIONS = [
    (f"expression: {name}", request, BAD) for name, request in [
        ("empty", _condition("")),
        ("4,097 bytes", _condition("a = :v" + " " * 4091, v={"S": "x"})),
        ("4,000 parentheses", _condition("(" * 4000)),
        ("2,000 parentheses, closed", _condition("(" * 2000 + "a" + ")" * 2000)),
        ("1,000 NOT", _condition("NOT " * 1000 + "attribute_exists(a)")),
        ("400 AND", _condition(" AND ".join(["a=:v"] * 400), v={"S": "x"})),
        ("101 operands of IN", _condition("a IN (" + ",".join([":v"] * 101) + ")", v={"S": "x"})),
        ("a path of 1,000 levels", _condition("attribute_exists(a" + ".a" * 1000 + ")")),
        ("an index of 20 digits", _condition("attribute_exists(a[99999999999999999999])")),
        ("a negative index", _condition("attribute_exists(a[-1])")),
        ("a quote", _condition("a = 'x'")),
        ("an unknown function", _condition("system(a)")),
        ("a reserved word", _condition("attribute_exists(table)")),
        ("a value that is not there", _condition("a = :v")),
        ("functions in functions", _condition("size(" * 500 + "a" + ")" * 500 + " > :v", v={"N": "1"})),
        ("UTF-8 that is no letter", _condition("attribute_exists(\u2028)")),
        ("NUL", _condition("attribute_exists(a\0)")),
    ]]

KEYS = [
    (f"start key: {name}", _start_key(key), BAD) for name, key in [
        ("empty", {}),
        ("another name", {"other": {"S": "x"}}),
        ("one attribute too many", {"pk": {"S": "x"}, "b": {"S": "y"}}),
        ("another type", {"pk": {"N": "1"}}),
        ("an empty text", {"pk": {"S": ""}}),
        ("2,049 bytes", {"pk": {"S": "x" * 2049}}),
        ("a list", {"pk": {"L": []}}),
    ]]

TARGETS = [
    ("no target", b"POST / HTTP/1.1\r\nHost: a\r\nContent-Type: " + TYPE.encode() + b"\r\nContent-Length: 2\r\n\r\n{}", BAD),
    ("an unknown target", post(operation="Explode"), BAD),
    ("a target of 10 KB", post(operation="x" * 10_000), BAD),
    ("a table name of 1 MB", post(json.dumps({"TableName": "x" * 1_000_000}), "DescribeTable"), BAD),
    ("a table name with a path", post(json.dumps({"TableName": "../../etc"}), "DescribeTable"), BAD),
    ("a table that is none", post(json.dumps({"TableName": "nothing"}), "DescribeTable"), BAD),
    ("101 keys in a batch", post(json.dumps({"RequestItems": {TABLE: {
        "Keys": [{"pk": {"S": str(n)}} for n in range(101)]}}}), "BatchGetItem"), BAD),
    ("26 writes in a batch", post(json.dumps({"RequestItems": {TABLE: [
        {"PutRequest": {"Item": {"pk": {"S": str(n)}}}} for n in range(26)]}}), "BatchWriteItem"), BAD),
    ("a key twice in a batch", post(json.dumps({"RequestItems": {TABLE: [
        {"DeleteRequest": {"Key": {"pk": {"S": "a"}}}}] * 2}}), "BatchWriteItem"), BAD),
    ("a million segments and one", post(json.dumps({
        "TableName": TABLE, "Segment": 0, "TotalSegments": 1_000_001}), "Scan"), BAD),
    ("a segment beyond the last", post(json.dumps({
        "TableName": TABLE, "Segment": 2, "TotalSegments": 2}), "Scan"), BAD),
    ("a limit of zero", post(json.dumps({"TableName": TABLE, "Limit": 0}), "Scan"), BAD),
]

SMUGGLED = [
    ("a second request that is none", VALID.replace(b"GetItem", b"Explode") + b"rubbish\r\n\r\n", BAD),
    ("1,000 broken requests at once", b"POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n" * 1000, BAD),
]

ALL = (FRAMING + LENGTHS + CHUNKS + COMPRESSION + JSON + VALUES + EXPRESSIONS + KEYS + TARGETS +
       SMUGGLED)
CASES = [case for case in ALL if case[2] != HALF]

# Half a request, as (name, bytes): closed without an answer when the patience is over.
HALVES = [(name, data) for name, data, ends in ALL if ends == HALF]
for _whole in (VALID, CHUNKED):
    HALVES += [(f"the first {size} bytes of a good request: {_whole[:size][-20:]!r}", _whole[:size])
               for size in range(1, len(_whole))]
