"""P1: the boto3 guide (resource interface), step by step. The endpoint stands in PIXII_ENDPOINT."""

import datetime
import os
import pathlib
import sys
from decimal import Decimal

import boto3
from boto3.dynamodb.conditions import Attr, Key
from botocore.exceptions import ClientError

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from lib.checks import check, equal, run  # noqa: E402

dynamodb = boto3.resource("dynamodb", endpoint_url=os.environ["PIXII_ENDPOINT"],
                          region_name="us-east-1", aws_access_key_id="local",
                          aws_secret_access_key="local")
calls = {}


def count(params, model, **_):
    calls[model.name] = calls.get(model.name, 0) + 1


dynamodb.meta.client.meta.events.register("before-call.dynamodb", count)

PEOPLE = [
    {"username": "johndoe", "first_name": "John", "last_name": "Doe", "age": 25,
     "account_type": "standard_user",
     "address": {"road": "1 Jefferson Street", "city": "Los Angeles", "state": "CA",
                 "zipcode": 90001}},
    {"username": "janedoering", "first_name": "Jane", "last_name": "Doering", "age": 40,
     "account_type": "super_user",
     "address": {"road": "2 Washington Avenue", "city": "Seattle", "state": "WA",
                 "zipcode": 98109}},
    {"username": "bobsmith", "first_name": "Bob", "last_name": "Smith", "age": 18,
     "account_type": "standard_user",
     "address": {"road": "3 Madison Lane", "city": "Louisville", "state": "KY",
                 "zipcode": 40213}},
    {"username": "alicedoe", "first_name": "Alice", "last_name": "Doe", "age": 27,
     "account_type": "super_user",
     "address": {"road": "1 Jefferson Street", "city": "Los Angeles", "state": "CA",
                 "zipcode": 90001}},
]


def two_keys(name, hash_key, range_key):
    return dynamodb.create_table(
        TableName=name,
        KeySchema=[{"AttributeName": hash_key, "KeyType": "HASH"},
                   {"AttributeName": range_key, "KeyType": "RANGE"}],
        AttributeDefinitions=[{"AttributeName": hash_key, "AttributeType": "S"},
                              {"AttributeName": range_key, "AttributeType": "S"}],
        ProvisionedThroughput={"ReadCapacityUnits": 5, "WriteCapacityUnits": 5})


def names(answer):
    return [item["username"] for item in answer["Items"]]


@check
def creating_a_table():
    table = two_keys("users", "username", "last_name")
    calls.clear()
    table.wait_until_exists()
    equal(calls, {"DescribeTable": 1}, "calls of the waiter")
    equal(table.item_count, 0)
    table.reload()
    equal((table.item_count, table.table_status), (0, "ACTIVE"))


@check
def using_an_existing_table():
    created = dynamodb.Table("users").creation_date_time
    assert isinstance(created, datetime.datetime) and created.tzinfo is not None, repr(created)
    equal(created.microsecond % 1000, 0, f"milliseconds of {created}")
    age = datetime.datetime.now(datetime.timezone.utc) - created
    assert abs(age.total_seconds()) < 5, created


@check
def creating_and_getting_an_item():
    table = dynamodb.Table("users")
    table.put_item(Item={"username": "janedoe", "first_name": "Jane", "last_name": "Doe",
                         "age": 25, "account_type": "standard_user"})
    item = table.get_item(Key={"username": "janedoe", "last_name": "Doe"})["Item"]
    equal(item, {"username": "janedoe", "first_name": "Jane", "last_name": "Doe",
                 "age": Decimal("25"), "account_type": "standard_user"})
    assert isinstance(item["age"], Decimal)


@check
def updating_and_deleting_an_item():
    table = dynamodb.Table("users")
    key = {"username": "janedoe", "last_name": "Doe"}
    table.update_item(Key=key, UpdateExpression="SET age = :val1",
                      ExpressionAttributeValues={":val1": 26})
    equal(table.get_item(Key=key)["Item"],
          {"username": "janedoe", "first_name": "Jane", "last_name": "Doe",
           "age": Decimal("26"), "account_type": "standard_user"})
    table.delete_item(Key=key)
    assert "Item" not in table.get_item(Key=key)


@check
def batch_writing():
    table = dynamodb.Table("users")
    with table.batch_writer() as batch:
        for person in PEOPLE:
            batch.put_item(Item=person)
    with table.batch_writer() as batch:
        for i in range(50):
            batch.put_item(Item={"account_type": "anonymous", "username": "user" + str(i),
                                 "first_name": "unknown", "last_name": "unknown"})
    table.reload()
    equal(table.item_count, 54)


@check
def batch_writing_ten_thousand():
    table = two_keys("many_users", "username", "last_name")
    table.wait_until_exists()
    with table.batch_writer() as batch:
        for i in range(10000):
            batch.put_item(Item={"account_type": "anonymous", "username": "user" + str(i),
                                 "first_name": "unknown", "last_name": "unknown"})
    seen, request = set(), {}
    while True:
        page = table.scan(**request)
        seen.update(names(page))
        if "LastEvaluatedKey" not in page:
            break
        request = {"ExclusiveStartKey": page["LastEvaluatedKey"]}
    equal(seen, {f"user{i}" for i in range(10000)})
    table.reload()
    equal(table.item_count, 10000)
    table.delete()
    table.wait_until_not_exists()


@check
def batch_writing_the_same_key_twice():
    table = two_keys("doubles", "partition_key", "sort_key")
    table.wait_until_exists()

    def write(batch):
        batch.put_item(Item={"partition_key": "p1", "sort_key": "s1", "other": "111"})
        batch.put_item(Item={"partition_key": "p1", "sort_key": "s1", "other": "222"})
        batch.delete_item(Key={"partition_key": "p1", "sort_key": "s2"})
        batch.put_item(Item={"partition_key": "p1", "sort_key": "s2", "other": "444"})

    try:
        with table.batch_writer() as batch:
            write(batch)
        raise AssertionError("duplicates were accepted")
    except ClientError as error:
        equal(error.response["Error"], {
            "Code": "ValidationException",
            "Message": "Provided list of item keys contains duplicates"})
    equal(table.scan()["Items"], [], "after the refusal")

    with table.batch_writer(overwrite_by_pkeys=["partition_key", "sort_key"]) as batch:
        write(batch)
    equal(table.scan()["Items"],
          [{"partition_key": "p1", "sort_key": "s1", "other": "222"},
           {"partition_key": "p1", "sort_key": "s2", "other": "444"}])


@check
def querying():
    answer = dynamodb.Table("users").query(KeyConditionExpression=Key("username").eq("johndoe"))
    equal(answer["Items"], [dict(PEOPLE[0], age=Decimal(25))])
    zipcode = answer["Items"][0]["address"]["zipcode"]
    assert isinstance(zipcode, Decimal) and zipcode == Decimal("90001"), repr(zipcode)


@check
def scanning():
    table = dynamodb.Table("users")
    equal(names(table.scan(FilterExpression=Attr("age").lt(27))), ["johndoe", "bobsmith"])
    equal(names(table.scan(FilterExpression=Attr("first_name").begins_with("J")
                           & Attr("account_type").eq("super_user"))), ["janedoering"])
    equal(names(table.scan(FilterExpression=Attr("address.state").eq("CA"))),
          ["johndoe", "alicedoe"])
    equal(names(table.scan(FilterExpression=Attr("age").lt(20) | Attr("age").gt(39))),
          ["bobsmith", "janedoering"])
    equal(sorted(names(table.scan(FilterExpression=~Attr("age").exists()))),
          sorted(f"user{i}" for i in range(50)))


@check
def deleting_a_table():
    for name in ("users", "doubles"):
        table = dynamodb.Table(name)
        table.delete()
        calls.clear()
        table.wait_until_not_exists()
        equal(calls, {"DescribeTable": 1}, "calls of the waiter")
        try:
            dynamodb.meta.client.describe_table(TableName=name)
            raise AssertionError("the table is still there")
        except ClientError as error:
            equal(error.response["Error"]["Code"], "ResourceNotFoundException")


if __name__ == "__main__":
    run(f"guide, boto3 {boto3.__version__}")
