"""What the log says that requests took: also those that answer no ConsumedCapacity.

A write whose condition fails is charged by the item that it was held against, at least one unit, and
no index is. AWS documentation: "DynamoDB read and write operations", conditional writes.
"""

import pathlib
import re

import tables
from lib import server as servers
from lib import wire
from lib.checks import check, equal

TABLE = "logged"
FAILS = {"ConditionExpression": "attribute_exists(nobody)"}
ONLY_NEW = {"ConditionExpression": "attribute_not_exists(pk)"}
SMALL, LARGE = tables.attributes("g:1 l:1 x:1"), tables.attributes("g:1 l:1 x:3000")


def key(sk):
    return tables.key_of("p", sk)


def on(sk, **members):
    return {"TableName": TABLE, "Key": key(sk), **members}


def put(sk, attributes, **members):
    return {"TableName": TABLE, "Item": {**key(sk), **attributes}, **members}


# (what, operation, request, status, units). The items `small` and `large` have entries in the six
# indexes of the first table of writes.txt; large takes 3 KB.
def cases():
    update = {"UpdateExpression": "SET x = :v", "ExpressionAttributeValues": {":v": LARGE["x"]}}
    query = {"TableName": TABLE, "KeyConditionExpression": "pk = :p",
             "ExpressionAttributeValues": {":p": {"S": "p"}}}
    return [
        ("put over a small item fails", "PutItem", put("small", LARGE, **FAILS), 400, 1),
        ("put over a large item fails", "PutItem", put("large", SMALL, **FAILS), 400, 3),
        ("put of what is there fails", "PutItem", put("large", SMALL, **ONLY_NEW), 400, 3),
        ("put over no item fails", "PutItem", put("none", LARGE, **FAILS), 400, 1),
        ("Expected fails", "PutItem",
         put("large", SMALL, Expected={"x": {"Exists": False}}), 400, 3),
        ("update of a small item fails", "UpdateItem", on("small", **update, **FAILS), 400, 1),
        ("update of a large item fails", "UpdateItem", on("large", **update, **FAILS), 400, 3),
        ("update of no item fails", "UpdateItem", on("none", **update, **FAILS), 400, 1),
        ("delete of a large item fails", "DeleteItem", on("large", **FAILS), 400, 3),
        ("delete of no item fails", "DeleteItem", on("none", **FAILS), 400, 1),
        ("refused before anything is read", "DeleteItem", {"TableName": TABLE, "Key": {}}, 400, 0),
        ("get, eventual", "GetItem", on("small"), 200, 0.5),
        ("get, consistent", "GetItem", on("small", ConsistentRead=True), 200, 1),
        ("query", "Query", query, 200, 0.5),
        ("query of a local index that reads items", "Query",
         {**query, "IndexName": "lkey", "Select": "ALL_ATTRIBUTES"}, 200, 1.5),
        ("scan", "Scan", {"TableName": TABLE, "ConsistentRead": True}, 200, 1),
        ("batch of reads", "BatchGetItem",
         {"RequestItems": {TABLE: {"Keys": [key("small"), key("none")]}}}, 200, 1),
        ("update of three entries' size", "UpdateItem", on("small", **update), 200, 3 + 4 * 3),
        ("batch of writes", "BatchWriteItem",
         {"RequestItems": {TABLE: [{"DeleteRequest": {"Key": key("none")}},
                                   {"PutRequest": {"Item": {**key("new"), "g": {"S": "v"}}}}]}},
         200, 1 + 1 + 3),
        ("a table has no units", "DescribeTable", {"TableName": TABLE}, 200, 0)]


@check
def the_log_says_what_each_request_took():
    section = tables.read(pathlib.Path(__file__).with_name("writes.txt"))[0]
    with servers.Server(in_memory=True, extra=("--log-level", "debug")) as server:
        client = wire.Client(server.port)
        tables.create(client, TABLE, section)
        client.ok("PutItem", put("small", SMALL))
        client.ok("PutItem", put("large", LARGE))
        expected = []
        for what, operation, request, status, units in cases():
            equal(client.call(operation, request)[0], status, what)
            expected.append((client.headers["x-amzn-requestid"], what, float(units)))
        client.close()
        server.stop()
        lines = server.stderr().splitlines()
    for request_id, what, units in expected:
        line = next(line for line in lines if request_id in line)
        found = re.search(r"us (\d+\.\d) units$", line)
        assert found, line
        equal(float(found.group(1)), units, f"{what}: {line}")
