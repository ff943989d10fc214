"""What stands in a golden data directory, and how it is read back."""

from lib import wire

TABLES = ("plain", "sorted", "numbers", "binaries")


def every_type():
    return {
        "s": {"S": "text, \u00e9 \U0001F600 and \0"}, "empty": {"S": ""},
        "n": {"N": "-12345678901234567890.12345"}, "large": {"N": "1E+125"},
        "small": {"N": "-1E-130"}, "zero": {"N": "0"}, "b": {"B": "AAEC/w=="},
        "yes": {"BOOL": True}, "no": {"BOOL": False}, "nothing": {"NULL": True},
        "ss": {"SS": ["", "a", "b"]}, "ns": {"NS": ["-1", "2.5", "10"]}, "bs": {"BS": ["", "AQ=="]},
        "l": {"L": [{"S": "x"}, {"L": []}, {"M": {}}]},
        "m": {"M": {"k.1": {"M": {"deep": {"L": [{"N": "1"}]}}}}},
        "n" * 300: {"S": "a long name"}, "d": {"S": "x" * 5000}}


def write(client):
    """Tables of every key type, an item of every type, all ways to write, a table that is gone."""
    client.ok("CreateTable", wire.simple_table(
        "plain", Tags=[{"Key": "team", "Value": "a"}], DeletionProtectionEnabled=True))
    client.ok("CreateTable", {
        "TableName": "sorted", "BillingMode": "PROVISIONED",
        "ProvisionedThroughput": {"ReadCapacityUnits": 5, "WriteCapacityUnits": 6},
        "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"},
                      {"AttributeName": "sk", "KeyType": "RANGE"}],
        "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"},
                                 {"AttributeName": "sk", "AttributeType": "N"},
                                 {"AttributeName": "g", "AttributeType": "B"}],
        "LocalSecondaryIndexes": [{
            "IndexName": "local", "Projection": {"ProjectionType": "KEYS_ONLY"},
            "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"},
                          {"AttributeName": "g", "KeyType": "RANGE"}]}],
        "GlobalSecondaryIndexes": [{
            "IndexName": "global", "KeySchema": [{"AttributeName": "g", "KeyType": "HASH"}],
            "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["d"]},
            "ProvisionedThroughput": {"ReadCapacityUnits": 1, "WriteCapacityUnits": 2}}]})
    client.ok("CreateTable", wire.simple_table("numbers", key_type="N"))
    client.ok("CreateTable", wire.simple_table("binaries", sort_key=True, key_type="B"))
    client.ok("CreateTable", wire.simple_table("gone"))
    client.ok("PutItem", {"TableName": "plain", "Item": {"pk": {"S": "every"}, **every_type()}})
    for i in range(40):
        item = {"pk": {"S": f"p{i % 3}"}, "sk": {"N": str((i - 20) * 7)}, "d": {"S": "x" * i}}
        if i % 2:
            item["g"] = {"B": ("AA==", "AAA=", "/w==")[i % 3]}
        client.ok("PutItem", {"TableName": "sorted", "Item": item})
        client.ok("PutItem", {"TableName": "gone", "Item": {"pk": {"S": str(i)}}})
    for number in ("0", "-0.5", "1E+125", "-1E+125", "1E-130", "99", "100", "101"):
        client.ok("PutItem", {"TableName": "numbers", "Item": {"pk": {"N": number}}})
    for key in ("AA==", "AAA=", "AAE=", "/w==", "AQ=="):
        client.ok("PutItem", {"TableName": "binaries", "Item": {"pk": {"B": key},
                                                                "sk": {"B": key}}})


def change(client):
    """Later writes, which another run of the server makes over the first ones."""
    client.ok("UpdateItem", {
        "TableName": "plain", "Key": {"pk": {"S": "counter"}}, "UpdateExpression": "ADD n :n",
        "ExpressionAttributeValues": {":n": {"N": "41"}}})
    client.ok("UpdateItem", {
        "TableName": "plain", "Key": {"pk": {"S": "counter"}}, "UpdateExpression": "ADD n :n",
        "ExpressionAttributeValues": {":n": {"N": "1"}}})
    client.ok("BatchWriteItem", {"RequestItems": {
        "sorted": [{"DeleteRequest": {"Key": {"pk": {"S": "p0"}, "sk": {"N": "-140"}}}},
                   {"PutRequest": {"Item": {"pk": {"S": "p0"}, "sk": {"N": "1000"}}}}],
        "numbers": [{"DeleteRequest": {"Key": {"pk": {"N": "100.0"}}}}]}})
    client.ok("TagResource", {"ResourceArn": arn(client, "plain"),
                              "Tags": [{"Key": "stage", "Value": "b"}]})
    client.ok("UpdateTable", {"TableName": "sorted", "ProvisionedThroughput": {
        "ReadCapacityUnits": 7, "WriteCapacityUnits": 6}})
    client.ok("DeleteTable", {"TableName": "gone"})


def arn(client, table):
    return client.ok("DescribeTable", {"TableName": table})["Table"]["TableArn"]


def read(client):
    """Everything that can be seen of the store, as JSON."""
    seen = {"tables": client.ok("ListTables")["TableNames"]}
    for table in seen["tables"]:
        description = client.ok("DescribeTable", {"TableName": table})["Table"]
        indexes = (description.get("LocalSecondaryIndexes", [])
                   + description.get("GlobalSecondaryIndexes", []))
        seen[table] = {
            "description": description,
            "indexes": {index["IndexName"]: client.ok("Scan", {
                "TableName": table, "IndexName": index["IndexName"]})["Items"]
                for index in indexes},
            "tags": sorted(client.ok("ListTagsOfResource",
                                     {"ResourceArn": arn(client, table)})["Tags"],
                           key=lambda tag: tag["Key"]),
            "items": client.ok("Scan", {"TableName": table, "ConsistentRead": True})["Items"]}
    return seen
