"""docs/differences.md: complete, exact, and each of its lines checked somewhere."""

import re

from lib import wire
from lib.checks import check, equal
from lib.server import ROOT, Server

TEXT = (ROOT / "docs/differences.md").read_text()
ROW = re.compile(r"^\| (?!---)(.*) \|$", re.M)


def section(title):
    return re.search(rf"^#+ {re.escape(title)}$(.*?)(?=^#|\Z)", TEXT, re.M | re.S).group(1)


def rows():
    """The lines of all tables, as lists of cells."""
    for row in ROW.findall(TEXT):
        cells = row.split(" | ")
        if cells[-1] != "Test":
            yield cells


@check
def every_line_names_a_test_that_exists():
    found = list(rows())
    assert len(found) > 20, len(found)
    for cells in found:
        names = re.findall(r"`([^`]+)`", cells[-1])
        assert names, cells
        for name in names:
            path = ROOT / name
            assert path.is_file(), name
            assert name.startswith("tests/") or name.endswith("_test.cc"), name


@check
def members_that_are_listed_are_refused_by_name():
    listed = re.findall(r"^- `(\w+)` of (.*)$", section("Members not served yet"), re.M)
    assert listed
    with Server(in_memory=True) as running:
        client = wire.Client(running.port)
        client.ok("CreateTable", wire.simple_table("members"))
        for member, operations in listed:
            for operation in re.findall(r"`(\w+)`", operations):
                table = wire.simple_table("other") if operation == "CreateTable" else UPDATE
                status, answer = client.call(operation, {**table, member: MEMBERS[member]})
                equal((status, answer.get("message")),
                      (400, f"Pixii does not support the member {member} of {operation} yet; "
                            "see docs/differences.md"))


UPDATE = {"TableName": "members", "BillingMode": "PAY_PER_REQUEST"}
VECTOR_INDEX = {"IndexName": "vectors", "Projection": {"ProjectionType": "ALL"}, "Dimensions": 3,
                "VectorAttribute": {"AttributeName": "v"}, "DistanceFunction": "COSINE"}
MEMBERS = {
    "StreamSpecification": {"StreamEnabled": True, "StreamViewType": "KEYS_ONLY"},
    "ResourcePolicy": "{}",
    "WarmThroughput": {"ReadUnitsPerSecond": 12000},
    "VectorIndexes": [VECTOR_INDEX],
    "VectorIndexUpdates": [{"Create": VECTOR_INDEX}],
    "ReplicaUpdates": [{"Create": {"RegionName": "eu-west-1"}}],
    "GlobalTableWitnessUpdates": [{"Create": {"RegionName": "eu-west-1"}}],
    "GlobalTableSourceArn": "arn:aws:dynamodb:us-east-1:123456789012:table/source",
    "GlobalTableSettingsReplicationMode": "ENABLED",
    "MultiRegionConsistency": "STRONG",
    "DisassociationProtectionEnabled": True,
}


@check
def all_keys_regions_and_accounts_see_one_name_space():
    with Server(in_memory=True) as running:
        wire.Client(running.port).ok("CreateTable", wire.simple_table("shared"))
        elsewhere = wire.AUTHORIZATION.replace("us-east-1", "eu-west-3").replace("local/", "other/")
        other = wire.Client(running.port, authorization=elsewhere)
        equal(other.ok("ListTables")["TableNames"], ["shared"])
        arn = "arn:aws:dynamodb:ap-south-1:123456789012:table/shared"
        answer = other.ok("DescribeTable", {"TableName": arn})
        equal(answer["Table"]["TableArn"],
              "arn:aws:dynamodb:eu-west-3:000000000000:table/shared")


INDEXED = {**wire.simple_table("indexed", sort_key=True), "AttributeDefinitions": [
    {"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk", "a")]}
GLOBAL = {"IndexName": "global", "KeySchema": [{"AttributeName": "a", "KeyType": "HASH"}],
          "Projection": {"ProjectionType": "ALL"}}
LOCAL = {"IndexName": "local", "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"},
                                             {"AttributeName": "a", "KeyType": "RANGE"}],
         "Projection": {"ProjectionType": "ALL"}}


@check
def a_global_index_shows_a_write_at_once():
    query = {"TableName": "indexed", "IndexName": "global", "KeyConditionExpression": "a = :a"}
    with Server(in_memory=True) as running:
        client = wire.Client(running.port)
        client.ok("CreateTable", {**INDEXED, "GlobalSecondaryIndexes": [GLOBAL]})
        for number in range(200):
            value = {"S": str(number)}
            item = {"pk": {"S": "p"}, "sk": {"S": "s"}, "a": value}
            client.ok("PutItem", {"TableName": "indexed", "Item": item})
            asked = {**query, "ExpressionAttributeValues": {":a": value}}
            equal(client.ok("Query", asked)["Items"], [item])
        status, answer = client.call("Query", {**asked, "ConsistentRead": True})
        equal((status, wire.short_type(answer)), (400, "ValidationException"))


@check
def an_added_index_is_complete_at_the_next_request():
    with Server(in_memory=True) as running:
        client = wire.Client(running.port)
        client.ok("CreateTable", wire.simple_table("indexed", sort_key=True))
        for number in range(500):
            client.ok("PutItem", {"TableName": "indexed", "Item": {
                "pk": {"S": str(number)}, "sk": {"S": "s"}, "a": {"S": "x"}}})
        client.ok("UpdateTable", {
            "TableName": "indexed", "AttributeDefinitions": INDEXED["AttributeDefinitions"],
            "GlobalSecondaryIndexUpdates": [{"Create": GLOBAL}]})
        counted = client.ok("Query", {
            "TableName": "indexed", "IndexName": "global", "Select": "COUNT",
            "KeyConditionExpression": "a = :a", "ExpressionAttributeValues": {":a": {"S": "x"}}})
        equal(counted["Count"], 500)


@check
def a_life_cycle_delay_is_one_of_tables():
    def described():
        return client.ok("DescribeTable", {"TableName": "indexed"})["Table"]

    with Server(in_memory=True, extra=("--lifecycle-delay-ms", "300")) as running:
        client = wire.Client(running.port)
        client.ok("CreateTable", {**INDEXED, "GlobalSecondaryIndexes": [GLOBAL]})
        while described()["TableStatus"] != "ACTIVE":
            pass
        answer = client.ok("UpdateTable", {"TableName": "indexed", "GlobalSecondaryIndexUpdates": [
            {"Delete": {"IndexName": "global"}}]})["TableDescription"]
        equal(answer["GlobalSecondaryIndexes"][0]["IndexStatus"], "DELETING")
        assert "GlobalSecondaryIndexes" not in described()


@check
def a_batch_reads_more_than_1_mb_of_a_partition():
    keys = [{"pk": {"S": "p"}, "sk": {"S": str(number)}} for number in range(5)]
    with Server(in_memory=True) as running:
        client = wire.Client(running.port)
        client.ok("CreateTable", wire.simple_table("batch", sort_key=True))
        for key in keys:
            client.ok("PutItem", {"TableName": "batch", "Item": {**key, "x": {"S": "x" * 390000}}})
        answer = client.ok("BatchGetItem", {"RequestItems": {"batch": {"Keys": keys}}})
        equal((len(answer["Responses"]["batch"]), answer["UnprocessedKeys"]), (5, {}))


@check
def warm_throughput_is_not_shown_and_refused_in_an_index():
    with Server(in_memory=True) as running:
        client = wire.Client(running.port)
        client.ok("CreateTable", {**INDEXED, "GlobalSecondaryIndexes": [GLOBAL]})
        table = client.ok("DescribeTable", {"TableName": "indexed"})["Table"]
        assert "WarmThroughput" not in table
        assert "WarmThroughput" not in table["GlobalSecondaryIndexes"][0]
        warm = {"WarmThroughput": {"ReadUnitsPerSecond": 13_000}}
        for operation, request in (
                ("CreateTable", {**INDEXED, "TableName": "warm",
                                 "GlobalSecondaryIndexes": [{**GLOBAL, **warm}]}),
                ("UpdateTable", {"TableName": "indexed", "GlobalSecondaryIndexUpdates": [
                    {"Update": {"IndexName": "global", **warm}}]})):
            status, answer = client.call(operation, request)
            equal((status, answer["message"]), (400, "Pixii does not support the member "
                  f"WarmThroughput of {operation} yet; see docs/differences.md"))


@check
def encryption_is_described_and_not_done():
    with Server() as running:
        client = wire.Client(running.port)
        wanted = {"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": "alias/mine"}
        client.ok("CreateTable", {**wire.simple_table("secret"), "SSESpecification": wanted})
        shown = client.ok("DescribeTable", {"TableName": "secret"})["Table"]["SSEDescription"]
        equal(shown, {"Status": "ENABLED", "SSEType": "KMS", "KMSMasterKeyArn": "alias/mine"})


@check
def throughput_is_neither_bounded_nor_throttled():
    with Server(in_memory=True) as running:
        client = wire.Client(running.port)
        small = {key: value for key, value in wire.simple_table("small").items()
                 if key != "BillingMode"}
        units = {"ReadCapacityUnits": 20, "WriteCapacityUnits": 1}
        client.ok("CreateTable", {**small, "ProvisionedThroughput": units})
        for number in range(200):
            client.ok("PutItem", {"TableName": "small", "Item": {"pk": {"S": str(number)},
                                                                 "d": {"S": "x" * 3000}}})
        for reads in range(19, 9, -1):  # ten decreases on a day
            answer = client.ok("UpdateTable", {"TableName": "small", "ProvisionedThroughput": {
                "ReadCapacityUnits": reads, "WriteCapacityUnits": 1}})
        shown = answer["TableDescription"]["ProvisionedThroughput"]
        assert shown["NumberOfDecreasesToday"] in range(1, 11), shown
        for _ in range(6):  # switches of the billing mode
            client.ok("UpdateTable", {"TableName": "small", "BillingMode": "PAY_PER_REQUEST"})
            client.ok("UpdateTable", {"TableName": "small", "BillingMode": "PROVISIONED",
                                      "ProvisionedThroughput": {"ReadCapacityUnits": 900_000,
                                                                "WriteCapacityUnits": 900_000}})
        limits = client.ok("DescribeLimits")
        equal(sorted(limits.values()), [40_000, 40_000, 80_000, 80_000])


@check
def tables_are_not_counted():
    with Server(in_memory=True) as running:
        client = wire.Client(running.port)
        for number in range(2600):
            client.ok("CreateTable", wire.simple_table(f"table-{number}"))


@check
def values_of_an_expression_may_take_more_than_2_mb():
    values = {f":v{number}": {"S": "x" * 390_000} for number in range(8)}
    with Server(in_memory=True) as running:
        client = wire.Client(running.port)
        client.ok("CreateTable", wire.simple_table("values"))
        client.ok("Scan", {"TableName": "values", "FilterExpression": f"a IN ({', '.join(values)})",
                           "ExpressionAttributeValues": values})


@check
def json_beyond_64_bits_a_double_or_1024_levels_is_unreadable():
    key = '"TableName": "json", "Key": {"pk": {"S": "a"}}'
    with Server(in_memory=True) as running:
        client = wire.Client(running.port)
        client.ok("CreateTable", wire.simple_table("json"))
        for member, readable in (("18446744073709551615", True), ("1e300", True),
                                 ("[" * 1000 + "]" * 1000, True),
                                 ("18446744073709551616", False), ("-9223372036854775809", False),
                                 ("1e400", False), ("[" * 1030 + "]" * 1030, False)):
            status, body = client.text("GetItem", f'{{{key}, "Unknown": {member}}}'.encode())
            wanted = (200, b"{}") if readable else (
                400, b'{"__type":"com.amazon.coral.service#SerializationException"}')
            equal((status, body), wanted, member[:30])


@check
def updates_that_only_remove_make_no_item_and_empty_ones_do():
    with Server(in_memory=True) as running:
        client = wire.Client(running.port)
        client.ok("CreateTable", wire.simple_table("updates"))
        for name, more in (("removed", {"UpdateExpression": "REMOVE a, b"}),
                           ("deleted", {"UpdateExpression": "DELETE a :s",
                                        "ExpressionAttributeValues": {":s": {"SS": ["x"]}}}),
                           ("empty", {}), ("both", {"UpdateExpression": "REMOVE a ADD b :n",
                                                    "ExpressionAttributeValues": {":n": {"N": "1"}}})):
            client.ok("UpdateItem", {"TableName": "updates", "Key": {"pk": {"S": name}}, **more})
        items = client.ok("Scan", {"TableName": "updates"})["Items"]
        equal(sorted(item["pk"]["S"] for item in items), ["both", "empty"])
