"""Random damage to valid requests: every one is answered, none with 500, and the server lives on.

A seed of one's own: SEED=number. A request that ends the server is printed.
"""

import copy
import json
import os
import random
import time

from lib.checks import check
from lib import server as servers
from lib import wire

SECONDS = 8


def s(text):
    return {"S": text}


def n(text):
    return {"N": text}


ARN = "arn:aws:dynamodb:us-east-1:000000000000:table/one"
ITEM = {"pk": s("a"), "n": n("1"), "l": {"L": [s("x"), n("2")]},
        "m": {"M": {"k": {"BOOL": True}, "z": {"NULL": True}}}, "ss": {"SS": ["a", "b"]},
        "b": {"B": "YWI="}}
REQUESTS = (
    ("PutItem", {
        "TableName": "one", "Item": ITEM, "ReturnValues": "ALL_OLD",
        "ConditionExpression": "attribute_not_exists(#a) OR n > :v",
        "ExpressionAttributeNames": {"#a": "q"}, "ExpressionAttributeValues": {":v": n("0")},
        "ReturnConsumedCapacity": "TOTAL", "ReturnItemCollectionMetrics": "SIZE",
        "ReturnValuesOnConditionCheckFailure": "ALL_OLD"}),
    ("PutItem", {
        "TableName": "one", "Item": ITEM, "ConditionalOperator": "AND",
        "Expected": {"x": {"Value": s("a"), "Exists": True}}}),
    ("GetItem", {
        "TableName": "one", "Key": {"pk": s("a")}, "ProjectionExpression": "#n, l[0], m.k",
        "ExpressionAttributeNames": {"#n": "n"}, "ConsistentRead": True,
        "ReturnConsumedCapacity": "INDEXES"}),
    ("GetItem", {"TableName": "one", "Key": {"pk": s("a")}, "AttributesToGet": ["n"]}),
    ("UpdateItem", {
        "TableName": "one", "Key": {"pk": s("a")}, "ConditionExpression": "size(l) > :o",
        "UpdateExpression": "SET n = n + :o, l[1] = :o, m.k = if_not_exists(m.k, :o), "
                            "q = list_append(l, l) REMOVE z ADD c :o, ss :s DELETE t :s",
        "ExpressionAttributeValues": {":o": n("1"), ":s": {"SS": ["x"]}},
        "ReturnValues": "UPDATED_NEW"}),
    ("UpdateItem", {
        "TableName": "one", "Key": {"pk": s("a")},
        "AttributeUpdates": {"x": {"Action": "PUT", "Value": s("a")}}}),
    ("DeleteItem", {
        "TableName": "one", "Key": {"pk": s("b")}, "ReturnValues": "ALL_OLD",
        "ConditionExpression": "attribute_not_exists(pk)"}),
    ("Query", {
        "TableName": "two", "KeyConditionExpression": "pk = :p AND begins_with(sk, :s)",
        "FilterExpression": "n <> :p", "ProjectionExpression": "pk, n", "Limit": 2,
        "ExpressionAttributeValues": {":p": s("p"), ":s": s("")}, "ScanIndexForward": False,
        "ExclusiveStartKey": {"pk": s("p"), "sk": s("3")}, "Select": "SPECIFIC_ATTRIBUTES",
        "ReturnConsumedCapacity": "INDEXES", "ConsistentRead": True}),
    ("Query", {
        "TableName": "two", "IndexName": "idx", "KeyConditionExpression": "d = :d", "Limit": 1,
        "ExpressionAttributeValues": {":d": s("abc")}, "ReturnConsumedCapacity": "INDEXES",
        "ExclusiveStartKey": {"pk": s("p"), "sk": s("1"), "d": s("abc")}}),
    ("Scan", {"TableName": "two", "IndexName": "idx", "Select": "ALL_PROJECTED_ATTRIBUTES",
              "TotalSegments": 1, "Segment": 0}),
    ("CreateTable", {
        "TableName": "new", "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"},
                                 {"AttributeName": "sk", "AttributeType": "S"},
                                 {"AttributeName": "x", "AttributeType": "N"}],
        "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"},
                      {"AttributeName": "sk", "KeyType": "RANGE"}],
        "LocalSecondaryIndexes": [{
            "IndexName": "lsi", "Projection": {"ProjectionType": "ALL"},
            "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"},
                          {"AttributeName": "x", "KeyType": "RANGE"}]}],
        "GlobalSecondaryIndexes": [{
            "IndexName": "gsi", "KeySchema": [{"AttributeName": "x", "KeyType": "HASH"}],
            "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["y"]}}]}),
    ("Query", {
        "TableName": "two", "IndexName": "idx", "AttributesToGet": ["n"],
        "KeyConditions": {"pk": {"ComparisonOperator": "EQ", "AttributeValueList": [s("p")]}},
        "QueryFilter": {"x": {"ComparisonOperator": "NULL"}}}),
    ("Scan", {
        "TableName": "two", "Limit": 3, "Segment": 0, "TotalSegments": 2, "Select": "COUNT",
        "FilterExpression": "n BETWEEN :a AND :b OR n IN (:a, :b) AND NOT contains(d, :c)",
        "ExpressionAttributeValues": {":a": n("1"), ":b": n("2"), ":c": s("c")},
        "ExclusiveStartKey": {"pk": s("p"), "sk": s("1")}}),
    ("Scan", {"TableName": "two", "ScanFilter": {"x": {"ComparisonOperator": "NULL"}}}),
    ("BatchGetItem", {
        "RequestItems": {
            "one": {"Keys": [{"pk": s("a")}, {"pk": s("b")}], "ProjectionExpression": "#n",
                    "ExpressionAttributeNames": {"#n": "n"}, "ConsistentRead": True},
            "two": {"Keys": [{"pk": s("p"), "sk": s("1")}]}},
        "ReturnConsumedCapacity": "TOTAL"}),
    ("BatchWriteItem", {
        "RequestItems": {
            "one": [{"PutRequest": {"Item": {"pk": s("c"), "x": {"NS": ["1", "2"]}}}},
                    {"DeleteRequest": {"Key": {"pk": s("d")}}}],
            "two": [{"PutRequest": {"Item": {"pk": s("p"), "sk": s("1"), "n": n("1")}}}]},
        "ReturnConsumedCapacity": "INDEXES", "ReturnItemCollectionMetrics": "SIZE"}),
    ("CreateTable", {
        "TableName": "new",
        "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"},
                                 {"AttributeName": "sk", "AttributeType": "N"}],
        "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"},
                      {"AttributeName": "sk", "KeyType": "RANGE"}],
        "ProvisionedThroughput": {"ReadCapacityUnits": 1, "WriteCapacityUnits": 1},
        "BillingMode": "PROVISIONED", "Tags": [{"Key": "a", "Value": "b"}],
        "SSESpecification": {"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": "x"},
        "StreamSpecification": {"StreamEnabled": False}, "TableClass": "STANDARD",
        "DeletionProtectionEnabled": False,
        "OnDemandThroughput": {"MaxReadRequestUnits": 1, "MaxWriteRequestUnits": 1},
        "LocalSecondaryIndexes": [], "GlobalSecondaryIndexes": []}),
    ("UpdateTable", {
        "TableName": "new", "BillingMode": "PROVISIONED", "TableClass": "STANDARD",
        "ProvisionedThroughput": {"ReadCapacityUnits": 2, "WriteCapacityUnits": 3},
        "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
        "OnDemandThroughput": {"MaxReadRequestUnits": 1}, "SSESpecification": {"Enabled": True},
        "GlobalSecondaryIndexUpdates": []}),
    ("DescribeTable", {"TableName": "new"}),
    ("DeleteTable", {"TableName": "new"}),
    ("ListTables", {"ExclusiveStartTableName": "aaa", "Limit": 5}),
    ("TagResource", {"ResourceArn": ARN, "Tags": [{"Key": "a", "Value": "b"}]}),
    ("UntagResource", {"ResourceArn": ARN, "TagKeys": ["a"]}),
    ("ListTagsOfResource", {"ResourceArn": ARN, "NextToken": "x"}),
    ("DescribeTimeToLive", {"TableName": "one"}),
    ("DescribeContinuousBackups", {"TableName": "one"}),
    ("ListStreams", {"TableName": "one", "Limit": 1, "ExclusiveStartStreamArn": "x"}),
    ("DescribeLimits", {"x": 1}),
    ("DescribeEndpoints", {"x": 1}),
)
JUNK = ({}, [], None, "", 0, 1, -1, 1.5, True, False, "a", s("a"), s(""), n("1"), n("x"),
        {"L": []}, {"M": {}}, {"SS": []}, {"NULL": False}, {"B": "!"}, [{}], [None], {"": {}},
        {"a": None}, 10**18, -10**18, "a" * 3000, "\0", "\u00e9\U0001F600", {"S": None}, "#a", "pk",
        ":v = :v", "a AND", "(a)", [[]], {"a": {"a": {"a": {}}}})
TOKENS = ("(", ")", "#a", ":v", "[0]", ".", " AND ", " ", "NOT ", ",", "=", "size(", "\u00e9")
NAMES = ("pk", "S", "N", "L", "M", "x", "Key", "Item", "", ":v", "#a")


def places(value, path=()):
    """Paths to everything inside a request."""
    if path:
        yield path
    if isinstance(value, dict):
        for key in value:
            yield from places(value[key], path + (key,))
    elif isinstance(value, list):
        for index in range(len(value)):
            yield from places(value[index], path + (index,))


def damage(generator, request):
    """A copy with one to four changes."""
    request = copy.deepcopy(request)
    for _ in range(generator.choice((1, 1, 2, 3, 4))):
        paths = list(places(request))
        if not paths:
            break
        path = generator.choice(paths)
        parent, key, kind = request, path[-1], generator.random()
        for step in path[:-1]:
            parent = parent[step]
        if kind < 0.35:
            del parent[key]
        elif kind < 0.7:
            parent[key] = copy.deepcopy(generator.choice(JUNK))
        elif kind < 0.85 and isinstance(parent[key], str) and parent[key]:
            text = parent[key]
            cut = generator.randrange(len(text))
            parent[key] = generator.choice((
                text[:cut] + text[cut + generator.randrange(1, 6):],
                text[:cut] + generator.choice(TOKENS) + text[cut:], text * 2))
        elif isinstance(parent, list):
            parent.append(copy.deepcopy(parent[key]))
        else:
            parent[generator.choice(NAMES)] = copy.deepcopy(parent[key])
    return request


def fill(client):
    client.call("CreateTable", wire.simple_table("one"))
    two = wire.simple_table("two", sort_key=True)
    two["AttributeDefinitions"].append({"AttributeName": "d", "AttributeType": "S"})
    client.call("CreateTable", dict(two, GlobalSecondaryIndexes=[{
        "IndexName": "idx", "KeySchema": [{"AttributeName": "d", "KeyType": "HASH"}],
        "Projection": {"ProjectionType": "KEYS_ONLY"}}]))
    client.call("PutItem", {"TableName": "one", "Item": ITEM})
    for i in range(4):
        client.call("PutItem", {"TableName": "two", "Item": {
            "pk": s("p"), "sk": s(str(i)), "n": n(str(i)), "d": s("abc")}})


@check
def damaged_requests_never_end_the_server():
    seed = int(os.environ.get("SEED") or random.SystemRandom().randrange(10**9))
    generator = random.Random(seed)
    with servers.Server(in_memory=generator.random() < 0.5) as running:
        client, sent, end = wire.Client(running.port), 0, time.monotonic() + SECONDS
        while time.monotonic() < end:
            if sent % 500 == 0:
                fill(client)
            operation, request = generator.choice(REQUESTS)
            request = damage(generator, request)
            try:
                status, answer = client.call(operation, request)
            except Exception as error:
                raise AssertionError(f"seed {seed}, request {sent}: {error}: {operation} "
                                     f"{json.dumps(request)[:2000]}") from error
            sent += 1
            assert status in (200, 400), (seed, status, answer, operation, request)
            assert status == 200 or answer["__type"], (seed, operation, request)
        client.close()
    print(f"{sent} damaged requests, seed {seed}", flush=True)
