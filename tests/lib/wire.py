"""The DynamoDB protocol over http.client, without an SDK between a test and the bytes."""

import http.client
import json
import socket

# Any credentials will do; this header only makes the region in ARNs certain.
AUTHORIZATION = ("AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, "
                 "SignedHeaders=host;x-amz-target, Signature=" + "0" * 64)
TYPE = "application/x-amz-json-1.0"


def short_type(body):
    """`ValidationException` of an error body, or None."""
    if isinstance(body, dict) and isinstance(body.get("__type"), str):
        return body["__type"].rpartition("#")[2]
    return None


def target_of(operation):
    """`ListStreams` and its like belong to the streams API."""
    if "." in operation:
        return operation
    streams = ("ListStreams", "DescribeStream", "GetShardIterator", "GetRecords")
    api = "DynamoDBStreams_20120810" if operation in streams else "DynamoDB_20120810"
    return f"{api}.{operation}"


class Client:
    """One keep-alive connection. Not for use by two threads at once."""

    def __init__(self, port, host="127.0.0.1", timeout=60, authorization=AUTHORIZATION):
        self.host, self.port, self.timeout = host, port, timeout
        self.authorization = authorization
        self.connection = None
        self.headers = {}

    def connect(self):
        self.connection = http.client.HTTPConnection(self.host, self.port, timeout=self.timeout)
        self.connection.connect()
        self.connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def close(self):
        if self.connection:
            self.connection.close()
        self.connection = None

    def raw(self, method, path, headers, body):
        """(status, headers, body bytes); headers as a dict with lower-case names."""
        if self.connection is None:
            self.connect()
        try:
            self.connection.request(method, path, body=body, headers=headers)
            answer = self.connection.getresponse()
            data = answer.read()
        except Exception:
            self.close()
            raise
        self.headers = {name.lower(): value for name, value in answer.getheaders()}
        return answer.status, self.headers, data

    def text(self, operation, body):
        headers = {"Content-Type": TYPE, "X-Amz-Target": target_of(operation)}
        if self.authorization:
            headers["Authorization"] = self.authorization
        status, _, data = self.raw("POST", "/", headers, body)
        return status, data

    def call(self, operation, request=None):
        """(status, decoded JSON or None for an empty body)."""
        body = request if isinstance(request, (str, bytes)) else json.dumps(request or {})
        if isinstance(body, str):
            body = body.encode()
        status, data = self.text(operation, body)
        return status, json.loads(data) if data else None

    def ok(self, operation, request=None):
        """The answer of a call that must succeed."""
        status, body = self.call(operation, request)
        if status != 200:
            raise AssertionError(f"{operation}: {status} {body}")
        return body


def simple_table(name, sort_key=False, key_type="S", **more):
    keys = [{"AttributeName": "pk", "KeyType": "HASH"}]
    types = [{"AttributeName": "pk", "AttributeType": key_type}]
    if sort_key:
        keys.append({"AttributeName": "sk", "KeyType": "RANGE"})
        types.append({"AttributeName": "sk", "AttributeType": key_type})
    return {"TableName": name, "KeySchema": keys, "AttributeDefinitions": types,
            "BillingMode": "PAY_PER_REQUEST", **more}
