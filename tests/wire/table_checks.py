"""What of tables needs more than one request and answer: age, kills, space, parallel scans."""

import os
import re
import time
import uuid

import common
from common import client
from lib.checks import check, equal
from lib import server as servers
from lib import wire


@check
def a_description_in_full():
    request = wire.simple_table("described", sort_key=True, TableClass="STANDARD_INFREQUENT_ACCESS",
                                DeletionProtectionEnabled=False,
                                Tags=[{"Key": "a", "Value": "b"}])
    before = time.time()
    created = client().ok("CreateTable", request)["TableDescription"]
    shown = client().ok("DescribeTable", {"TableName": "described"})["Table"]
    equal(created.pop("TableStatus"), "CREATING")
    equal(shown.pop("TableStatus"), "ACTIVE")
    for table in (created, shown):
        moment = table.pop("CreationDateTime")
        assert before - 1 < moment < time.time() + 1, moment
        equal(round(moment * 1000) / 1000, moment, "milliseconds")
        uuid.UUID(table["TableId"])
        switched = table["BillingModeSummary"].pop("LastUpdateToPayPerRequestDateTime", moment)
        assert before - 1 < switched < time.time() + 1, switched
    equal(created.pop("TableId"), shown.pop("TableId"))
    expected = {
        "TableName": "described", "KeySchema": request["KeySchema"],
        "AttributeDefinitions": request["AttributeDefinitions"],
        "ProvisionedThroughput": {"NumberOfDecreasesToday": 0, "ReadCapacityUnits": 0,
                                  "WriteCapacityUnits": 0},
        "TableArn": "arn:aws:dynamodb:us-east-1:000000000000:table/described",
        "BillingModeSummary": {"BillingMode": "PAY_PER_REQUEST"},
        "TableClassSummary": {"TableClass": "STANDARD_INFREQUENT_ACCESS"},
        "ItemCount": 0, "TableSizeBytes": 0, "DeletionProtectionEnabled": False}
    for table in (created, shown):
        equal({key: table.get(key) for key in expected}, expected)
    client().ok("DeleteTable", {"TableName": "described"})


@check
def everything_described_survives_a_kill():
    server = servers.Server()
    try:
        server.start()
        first = wire.Client(server.port)
        first.ok("CreateTable", wire.simple_table(
            "kept", Tags=[{"Key": "team", "Value": "a"}], DeletionProtectionEnabled=True,
            OnDemandThroughput={"MaxReadRequestUnits": 10, "MaxWriteRequestUnits": 20},
            SSESpecification={"Enabled": True}))
        for i in range(10):
            first.ok("PutItem", {"TableName": "kept", "Item": {"pk": {"S": str(i)}}})
        before = first.ok("DescribeTable", {"TableName": "kept"})
        first.close()
        server.kill()
        server.start()
        second = wire.Client(server.port)
        equal(second.ok("DescribeTable", {"TableName": "kept"}), before)
        equal(before["Table"]["ItemCount"], 10)
        equal(before["Table"]["OnDemandThroughput"],
              {"MaxReadRequestUnits": 10, "MaxWriteRequestUnits": 20})
        equal(before["Table"]["SSEDescription"]["Status"], "ENABLED")
        arn = before["Table"]["TableArn"]
        equal(second.ok("ListTagsOfResource", {"ResourceArn": arn})["Tags"],
              [{"Key": "team", "Value": "a"}])
        second.close()
    finally:
        server.close()


@check
def a_new_table_shares_nothing_with_the_old_one_of_its_name():
    request = wire.simple_table("reborn", Tags=[{"Key": "old", "Value": "1"}])
    first = client().ok("CreateTable", request)["TableDescription"]
    for i in range(200):
        client().ok("PutItem", {"TableName": "reborn",
                                "Item": {"pk": {"S": str(i)}, "d": {"S": "x" * 1000}}})
    deleted = client().ok("DeleteTable", {"TableName": "reborn"})["TableDescription"]
    equal(deleted["TableStatus"], "DELETING")
    for absent in ("CreationDateTime", "KeySchema", "AttributeDefinitions"):
        assert absent not in deleted, deleted
    second = client().ok("CreateTable", wire.simple_table("reborn"))["TableDescription"]
    assert first["TableId"] != second["TableId"]
    shown = client().ok("DescribeTable", {"TableName": "reborn"})["Table"]
    equal((shown["ItemCount"], shown["TableSizeBytes"]), (0, 0))
    equal(client().ok("Scan", {"TableName": "reborn"})["Count"], 0)
    equal(client().ok("ListTagsOfResource", {"ResourceArn": shown["TableArn"]})["Tags"], [])
    client().ok("DeleteTable", {"TableName": "reborn"})


def fill(table, items):
    for start in range(0, len(items), 25):
        answer = client().ok("BatchWriteItem", {"RequestItems": {table: [
            {"PutRequest": {"Item": item}} for item in items[start:start + 25]]}})
        equal(answer["UnprocessedItems"], {})


def pages(operation, request):
    while True:
        page = client().ok(operation, request)
        yield page
        if "LastEvaluatedKey" not in page:
            return
        request = dict(request, ExclusiveStartKey=page["LastEvaluatedKey"])


@check
def parallel_scans_give_each_item_once():
    for key_type in ("S", "N"):
        table = f"segments_{key_type}"
        client().ok("CreateTable", wire.simple_table(table, key_type=key_type))
        keys = set()
        while len(keys) < 100000:
            keys.add(str(int.from_bytes(os.urandom(6), "big")))
        fill(table, [{"pk": {key_type: key}} for key in sorted(keys)])
        seen, whole = [], []
        for segment in range(16):
            part = [item["pk"][key_type] for page in pages("Scan", {
                "TableName": table, "TotalSegments": 16, "Segment": segment, "Limit": 1000})
                for item in page["Items"]]
            assert 5900 <= len(part) <= 6600, (segment, len(part))
            seen += part
        for page in pages("Scan", {"TableName": table}):
            whole += [item["pk"][key_type] for item in page["Items"]]
        equal(len(seen), len(keys))
        equal(set(seen), keys)
        equal(seen, whole, "segments in a row are the whole scan")
        client().ok("DeleteTable", {"TableName": table})


@check
def pages_end_at_1_mb():
    table = "megabytes"
    client().ok("CreateTable", wire.simple_table(table, sort_key=True))
    fill(table, [{"pk": {"S": "p"}, "sk": {"S": f"{i:03d}"}, "d": {"S": "x" * 100000}}
                 for i in range(25)])
    query = {"TableName": table, "KeyConditionExpression": "pk = :p",
             "ExpressionAttributeValues": {":p": {"S": "p"}}}
    for operation, request in (("Query", query), ("Scan", {"TableName": table}),
                               ("Query", dict(query, ScanIndexForward=False))):
        counts = [page["Count"] for page in pages(operation, request)]
        equal(sum(counts), 25)
        equal(counts[0], 11, f"{operation}: items until 1 MB is passed")
    none = dict(query, FilterExpression="d = :d")
    none["ExpressionAttributeValues"] = {":p": {"S": "p"}, ":d": {"S": "nothing"}}
    first = client().ok("Query", none)
    equal((first["Count"], first["ScannedCount"]), (0, 11))
    assert "LastEvaluatedKey" in first
    client().ok("DeleteTable", {"TableName": table})


@check
def a_batch_get_stops_at_16_mb():
    table = "wide"
    client().ok("CreateTable", wire.simple_table(table))
    for i in range(50):
        client().ok("PutItem", {"TableName": table, "Item": {
            "pk": {"S": f"{i:02d}"}, "d": {"S": "x" * 400000}}})
    keys = [{"pk": {"S": f"{i:02d}"}} for i in range(50)]
    got, rounds = set(), 0
    request = {table: {"Keys": keys, "ConsistentRead": True}}
    while request:
        answer = client().ok("BatchGetItem", {"RequestItems": request})
        items = [item["pk"]["S"] for item in answer["Responses"].get(table, [])]
        assert items and not got & set(items)
        assert sum(400000 for _ in items) <= 16 * 1024 * 1024, len(items)
        got |= set(items)
        request = answer["UnprocessedKeys"]
        if request:
            equal(request[table]["ConsistentRead"], True)
        rounds += 1
    equal((len(got), rounds), (50, 2))
    client().ok("DeleteTable", {"TableName": table})


@check
def list_tables_in_pages():
    names = [f"page{i:03d}" for i in range(105)]
    for name in names:
        client().ok("CreateTable", wire.simple_table(name))
    seen, request = [], {}
    answer = client().ok("ListTables", {"ExclusiveStartTableName": "page", "Limit": 100})
    equal((len(answer["TableNames"]), answer["LastEvaluatedTableName"]), (100, "page099"))
    while True:
        answer = client().ok("ListTables", request)
        assert len(answer["TableNames"]) <= 100
        seen += answer["TableNames"]
        if "LastEvaluatedTableName" not in answer:
            break
        request = {"ExclusiveStartTableName": answer["LastEvaluatedTableName"]}
    equal([name for name in seen if name.startswith("page")], names)
    equal(seen, sorted(seen))
    for name in names:
        client().ok("DeleteTable", {"TableName": name})


@check
def the_figures_of_a_table_are_true_at_once():
    table = "figures"
    client().ok("CreateTable", wire.simple_table(table))

    def shown():
        got = client().ok("DescribeTable", {"TableName": table})["Table"]
        return got["ItemCount"], got["TableSizeBytes"]

    item = {"pk": {"S": "a"}, "n": {"N": "123456"}, "b": {"BOOL": True},
            "l": {"L": [{"S": "xy"}, {"NULL": True}]}, "m": {"M": {"k": {"B": "AAEC"}}},
            "s": {"SS": ["p", "qr"]}}
    # Names 8 with pk; values: 1, 4, 1, list 3 + (2 + 1) + 2, map 3 + (1 + 3) + 1, set 3.
    size = 7 + 1 + 4 + 1 + 8 + 8 + 3 + 100
    client().ok("PutItem", {"TableName": table, "Item": item})
    equal(shown(), (1, size))
    client().ok("PutItem", {"TableName": table, "Item": item})
    equal(shown(), (1, size))
    client().ok("UpdateItem", {"TableName": table, "Key": {"pk": {"S": "a"}},
                               "UpdateExpression": "REMOVE m, l, s"})
    equal(shown(), (1, 5 - 1 + 1 + 4 + 1 + 100))
    client().ok("DeleteItem", {"TableName": table, "Key": {"pk": {"S": "a"}}})
    equal(shown(), (0, 0))
    client().ok("DeleteTable", {"TableName": table})


@check
def numbers_far_apart_scan_and_query_in_order():
    table = "numbers"
    client().ok("CreateTable", wire.simple_table(table, sort_key=True, key_type="N"))
    order = ["-9.9999999999999999999999999999999999999E+125", "-1000", "-999.5", "-1", "-0.5",
             "-1E-130", "0", "1E-130", "0.00001", "0.5", "1", "1.0000000000000000000000000000000000001",
             "2", "9", "10", "100", "1E+125"]
    fill(table, [{"pk": {"N": "1"}, "sk": {"N": number}} for number in reversed(order)])
    from decimal import Decimal
    answer = client().ok("Query", {"TableName": table, "KeyConditionExpression": "pk = :p",
                                   "ExpressionAttributeValues": {":p": {"N": "1.0"}}})
    texts = [item["sk"]["N"] for item in answer["Items"]]
    equal([Decimal(text) for text in texts], [Decimal(number) for number in order])
    assert not any(re.search("[eE+]", text) for text in texts), texts
    client().ok("DeleteTable", {"TableName": table})


def shown_by_index(server_client, index):
    """The range keys that a Query of an index of `delayed` shows."""
    answer = server_client.ok("Query", {
        "TableName": "delayed", "IndexName": index, "KeyConditionExpression": "pk = :p",
        "ExpressionAttributeValues": {":p": {"S": "p"}}})
    return [item["sk"]["S"] for item in answer["Items"]]


def delayed_table():
    def index(name, sort_key):
        return {"IndexName": name, "Projection": {"ProjectionType": "ALL"},
                "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"},
                              {"AttributeName": sort_key, "KeyType": "RANGE"}]}

    table = wire.simple_table("delayed", sort_key=True,
                              GlobalSecondaryIndexes=[index("global", "a")],
                              LocalSecondaryIndexes=[index("local", "a")])
    table["AttributeDefinitions"].append({"AttributeName": "a", "AttributeType": "S"})
    return table


@check
def a_global_index_lags_by_the_delay():
    item = {"pk": {"S": "p"}, "sk": {"S": "1"}, "a": {"S": "x"}}
    for in_memory in (False, True):
        with servers.Server(extra=("--gsi-delay-ms", "600000"), in_memory=in_memory) as server:
            slow = wire.Client(server.port)
            slow.ok("CreateTable", delayed_table())
            slow.ok("PutItem", {"TableName": "delayed", "Item": item})
            equal(shown_by_index(slow, "global"), [])
            equal(slow.ok("Scan", {"TableName": "delayed", "IndexName": "global"})["Count"], 0)
            equal(shown_by_index(slow, "local"), ["1"])
            equal(slow.ok("Scan", {"TableName": "delayed"})["Count"], 1)
            key = {name: item[name] for name in ("pk", "sk")}
            equal(slow.ok("GetItem", {"TableName": "delayed", "Key": key})["Item"], item)
            slow.close()


@check
def a_global_index_catches_up():
    with servers.Server(extra=("--gsi-delay-ms", "30"), in_memory=True) as server:
        quick = wire.Client(server.port)
        quick.ok("CreateTable", delayed_table())
        begin = time.monotonic()
        quick.ok("PutItem", {"TableName": "delayed", "Item": {
            "pk": {"S": "p"}, "sk": {"S": "1"}, "a": {"S": "x"}}})
        while not shown_by_index(quick, "global"):
            assert time.monotonic() - begin < 20
        assert time.monotonic() - begin >= 0.025
        quick.close()


@check
def tables_under_way_are_bounded():
    too_many = ("Subscriber limit exceeded: Only 5 tables can be created, updated, or deleted "
                "simultaneously")
    too_many_indexed = ("Subscriber limit exceeded: Only 2 tables with secondary indexes can be "
                        "created simultaneously")

    def refusal(limited, operation, request):
        status, answer = limited.call(operation, request)
        equal((status, wire.short_type(answer)), (400, "LimitExceededException"))
        return answer["message"]

    flags = ("--lifecycle-delay-ms", "600000", "--max-table-operations", "5")
    with servers.Server(extra=flags, in_memory=True) as server:
        limited = wire.Client(server.port)
        for number in range(2):
            limited.ok("CreateTable", {**delayed_table(), "TableName": f"indexed-{number}"})
        equal(refusal(limited, "CreateTable", delayed_table()), too_many_indexed)
        for number in range(3):
            limited.ok("CreateTable", wire.simple_table(f"plain-{number}"))
        equal(refusal(limited, "CreateTable", wire.simple_table("plain-3")), too_many)
        equal(refusal(limited, "DeleteTable", {"TableName": "none"}), too_many)
        limited.close()


@check
def a_change_under_way_has_its_dates():
    def active(client):
        while True:
            table = client.ok("DescribeTable", {"TableName": "dated"})["Table"]
            if table["TableStatus"] == "ACTIVE":
                return table["ProvisionedThroughput"]

    def change(client, units):
        return client.ok("UpdateTable", {"TableName": "dated", "ProvisionedThroughput": {
            "ReadCapacityUnits": units, "WriteCapacityUnits": units}})["TableDescription"]

    with servers.Server(extra=("--lifecycle-delay-ms", "50"), in_memory=True) as server:
        client = wire.Client(server.port)
        client.ok("CreateTable", wire.simple_table(
            "dated", BillingMode="PROVISIONED",
            ProvisionedThroughput={"ReadCapacityUnits": 5, "WriteCapacityUnits": 5}))
        active(client)
        growing = change(client, 9)["ProvisionedThroughput"]
        equal((growing["ReadCapacityUnits"], growing["NumberOfDecreasesToday"]), (5, 0))
        grown = active(client)
        equal(grown["ReadCapacityUnits"], 9)
        assert grown["LastIncreaseDateTime"] > growing["LastIncreaseDateTime"], (growing, grown)
        shrinking = change(client, 5)["ProvisionedThroughput"]
        equal((shrinking["ReadCapacityUnits"], shrinking["NumberOfDecreasesToday"]), (9, 0))
        equal(shrinking["LastIncreaseDateTime"], grown["LastIncreaseDateTime"])
        shrunk = active(client)
        equal((shrunk["ReadCapacityUnits"], shrunk["NumberOfDecreasesToday"]), (5, 1))
        assert shrunk["LastDecreaseDateTime"] > shrinking["LastDecreaseDateTime"]
        client.close()
