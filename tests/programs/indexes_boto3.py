"""Secondary indexes with boto3: local, global, of five attributes. Endpoint in PIXII_ENDPOINT."""

import os
import pathlib
import sys

import boto3
from boto3.dynamodb.conditions import Attr, Key
from botocore.exceptions import ClientError

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parent),
                str(pathlib.Path(__file__).resolve().parents[1])]
from lib.checks import check, equal, run  # noqa: E402
from orders import BY_PLACE, ORDERS, TABLE, numbers_where  # noqa: E402

dynamodb = boto3.resource("dynamodb", endpoint_url=os.environ["PIXII_ENDPOINT"],
                          region_name="us-east-1", aws_access_key_id="local",
                          aws_secret_access_key="local")
client = dynamodb.meta.client
orders = dynamodb.Table("Orders")
calls = []
client.meta.events.register("before-call.dynamodb", lambda model, **_: calls.append(model.name))


def wait_for_the_table():
    """A waiter that looks twice sleeps 20 s in between."""
    calls.clear()
    client.get_waiter("table_exists").wait(TableName="Orders")
    equal(calls, ["DescribeTable"])


def described(kind="GlobalSecondaryIndexes"):
    table = client.describe_table(TableName="Orders")["Table"]
    return {index["IndexName"]: index for index in table.get(kind, [])}


def refused(function, **request):
    try:
        function(**request)
    except ClientError as error:
        equal(error.response["Error"]["Code"], "ValidationException")
        return error.response["Error"]["Message"]
    raise AssertionError("was not refused")


def numbers(items):
    return [int(item["number"]) for item in items]


def paginated(operation, **request):
    """(numbers, pages) of all pages of a paginator, Count included."""
    items, pages = [], 0
    for page in client.get_paginator(operation).paginate(TableName="Orders", **request):
        equal(page["Count"], len(page["Items"]))
        items += page["Items"]
        pages += 1
    return numbers(items), pages


@check
def the_table_and_its_indexes_are_there_at_once():
    created = client.create_table(**TABLE)["TableDescription"]
    equal([index["IndexStatus"] for index in created["GlobalSecondaryIndexes"]], ["CREATING"])
    wait_for_the_table()
    by_status, by_date = described()["by-status"], described("LocalSecondaryIndexes")["by-date"]
    equal((by_status["IndexStatus"], by_status["ItemCount"], by_status["IndexSizeBytes"]),
          ("ACTIVE", 0, 0))
    equal(by_status["KeySchema"], TABLE["GlobalSecondaryIndexes"][0]["KeySchema"])
    equal(by_status["Projection"], {"ProjectionType": "KEYS_ONLY"})
    assert by_status["IndexArn"].endswith(":table/Orders/index/by-status"), by_status["IndexArn"]
    equal(by_date["Projection"], {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["total"]})
    with orders.batch_writer() as batch:
        for item in ORDERS:
            batch.put_item(Item=item)
    equal((described()["by-status"]["ItemCount"],
           described("LocalSecondaryIndexes")["by-date"]["ItemCount"]), (48, 60))


@check
def a_local_index_is_queried():
    of_c1 = {"IndexName": "by-date", "KeyConditionExpression": Key("customer").eq("c1")}
    wanted = numbers_where(lambda item: item["customer"] == "c1", by="date")
    answer = orders.query(ConsistentRead=True, **of_c1)
    equal(numbers(answer["Items"]), wanted)
    equal(set(answer["Items"][0]), {"customer", "number", "date", "total"})
    equal(orders.query(Select="ALL_ATTRIBUTES", **of_c1)["Items"],
          [ORDERS[number] for number in wanted])
    answer = orders.query(ProjectionExpression="note", ReturnConsumedCapacity="INDEXES", **of_c1)
    equal(answer["Items"], [{"note": "n" * 50}] * 20)
    # The page of the index, and each item fetched from the table.
    capacity = answer["ConsumedCapacity"]
    equal((capacity["LocalSecondaryIndexes"], capacity["Table"], capacity["CapacityUnits"]),
          ({"by-date": {"CapacityUnits": 0.5}}, {"CapacityUnits": 10.0}, 10.5))


@check
def a_global_index_is_queried():
    is_open = {"IndexName": "by-status", "KeyConditionExpression": Key("status").eq("open")}
    wanted = numbers_where(lambda item: item.get("status") == "open", by="date")
    answer = orders.query(ReturnConsumedCapacity="INDEXES", **is_open)
    equal(numbers(answer["Items"]), wanted)
    equal(set(answer["Items"][0]), {"customer", "number", "status", "date"})
    equal(answer["ConsumedCapacity"]["GlobalSecondaryIndexes"],
          {"by-status": {"CapacityUnits": 0.5}})
    equal(numbers(orders.query(FilterExpression=Attr("customer").eq("c2"), **is_open)["Items"]),
          [number for number in wanted if number % 3 == 2])
    equal(refused(orders.query, ConsistentRead=True, **is_open),
          "Consistent reads are not supported on global secondary indexes")
    equal(refused(orders.query, Select="ALL_ATTRIBUTES", **is_open),
          "One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported "
          "for global secondary index by-status because its projection type is not ALL")
    equal(refused(orders.query, IndexName="nobody",
                  KeyConditionExpression=Key("status").eq("open")),
          "The table does not have the specified index: nobody")


@check
def paginators_read_an_index_in_pages():
    wanted = numbers_where(lambda item: item.get("status") == "paid", by="date")
    is_paid = {"IndexName": "by-status", "KeyConditionExpression": Key("status").eq("paid"),
               "PaginationConfig": {"PageSize": 5}}
    equal(paginated("query", **is_paid), (wanted, len(wanted) // 5 + 1))
    equal(paginated("query", ScanIndexForward=False, **is_paid)[0], wanted[::-1])
    page = orders.query(IndexName="by-status", KeyConditionExpression=Key("status").eq("paid"),
                        Limit=3)
    equal(set(page["LastEvaluatedKey"]), {"customer", "number", "status", "date"})
    page = orders.query(IndexName="by-status", KeyConditionExpression=Key("status").eq("paid"),
                        Limit=3, ExclusiveStartKey=page["LastEvaluatedKey"])
    equal(numbers(page["Items"]), wanted[3:6])


@check
def an_index_is_scanned_in_pages_and_segments():
    sparse = numbers_where(lambda item: "status" in item)
    found, pages = paginated("scan", IndexName="by-status", PaginationConfig={"PageSize": 7})
    equal((sorted(found), pages), (sparse, 7))
    found = []
    for segment in range(4):
        found += paginated("scan", IndexName="by-status", Segment=segment, TotalSegments=4,
                           PaginationConfig={"PageSize": 5})[0]
    equal(sorted(found), sparse)
    equal(sorted(paginated("scan", IndexName="by-date")[0]), list(range(60)))


@check
def writes_move_an_item_into_through_and_out_of_an_index():
    def lost():
        return orders.query(IndexName="by-status",
                            KeyConditionExpression=Key("status").eq("lost"))["Items"]

    def update(expression, **values):
        orders.update_item(Key={"customer": "c0", "number": 0}, UpdateExpression=expression,
                           ExpressionAttributeNames={"#status": "status"},
                           **({"ExpressionAttributeValues": values} if values else {}))

    update("SET #status = :s", **{":s": "lost"})
    equal([(item["number"], item["date"]) for item in lost()], [(0, ORDERS[0]["date"])])
    update("SET #status = :s", **{":s": "found"})
    equal(lost(), [])
    update("REMOVE #status")
    equal(described()["by-status"]["ItemCount"], 48)
    equal(refused(orders.update_item, Key={"customer": "c0", "number": 0},
                  AttributeUpdates={"status": {"Action": "PUT", "Value": 1}}),
          "One or more parameter values were invalid: Type mismatch for Index Key status Expected: "
          "S Actual: N IndexName: by-status")


@check
def an_index_of_five_attributes_comes_to_the_live_table():
    updated = client.update_table(**BY_PLACE)["TableDescription"]
    equal(updated["TableStatus"], "UPDATING")
    wait_for_the_table()
    by_place = described()["by-place"]
    equal((by_place["IndexStatus"], by_place["ItemCount"]), ("ACTIVE", 48))
    equal(by_place["KeySchema"],
          BY_PLACE["GlobalSecondaryIndexUpdates"][0]["Create"]["KeySchema"])


@check
def an_index_of_five_attributes_is_queried_from_the_left():
    def numbers_of(condition, **more):
        return numbers(orders.query(IndexName="by-place", KeyConditionExpression=condition,
                                    **more)["Items"])

    def at_place(item):
        return (item["country"], item["city"]) == ("us", "south") and "status" in item

    place = Key("country").eq("us") & Key("city").eq("south")
    of_place = sorted(filter(at_place, ORDERS), key=lambda item: (item["status"], item["date"]))
    equal(numbers_of(place), numbers(of_place))
    equal(numbers_of(place, ScanIndexForward=False), numbers(of_place)[::-1])
    equal(numbers_of(place & Key("status").begins_with("o")),
          [item["number"] for item in of_place if item["status"] == "open"])
    is_open = place & Key("status").eq("open")
    january = [item for item in of_place if item["status"] == "open" and item["date"] < "2026-02"]
    equal(numbers_of(is_open & Key("date").lt("2026-02")), numbers(january))
    one = january[0]
    equal(numbers_of(is_open & Key("date").eq(one["date"]) & Key("total").gte(one["total"])),
          [one["number"]])
    equal(numbers_of(is_open & Key("date").eq(one["date"]) & Key("total").gt(one["total"])), [])
    pages = paginated("query", IndexName="by-place", KeyConditionExpression=place,
                      PaginationConfig={"PageSize": 2})
    equal(pages[0], numbers(of_place))
    equal(refused(orders.query, IndexName="by-place",
                  KeyConditionExpression=Key("country").eq("us")),
          "HASH key attributes city must have equality conditions specified in the query")


@check
def an_index_goes():
    client.update_table(TableName="Orders", GlobalSecondaryIndexUpdates=[
        {"Delete": {"IndexName": "by-place"}}])
    wait_for_the_table()
    equal(list(described()), ["by-status"])
    equal(refused(orders.scan, IndexName="by-place"),
          "The table does not have the specified index: by-place")
    orders.delete()
    client.get_waiter("table_not_exists").wait(TableName="Orders")


if __name__ == "__main__":
    run(f"indexes, boto3 {boto3.__version__}")
