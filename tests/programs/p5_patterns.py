"""P5: the patterns page, points 1 to 6, 5 without TTL. Endpoint in PIXII_ENDPOINT."""

import os
import pathlib
import sys
import time
from decimal import Decimal

import boto3
from boto3.dynamodb.conditions import Attr, Key
from botocore.exceptions import ClientError

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from lib.checks import check, equal, run  # noqa: E402

dynamodb = boto3.resource("dynamodb", endpoint_url=os.environ["PIXII_ENDPOINT"],
                          region_name="us-east-1", aws_access_key_id="local",
                          aws_secret_access_key="local")


def key_schema(hash_key, range_key=None):
    keys = [(hash_key, "HASH")] + ([(range_key, "RANGE")] if range_key else [])
    return [{"AttributeName": key, "KeyType": kind} for key, kind in keys]


def make(name, hash_key, range_key=None):
    table = dynamodb.create_table(
        TableName=name, BillingMode="PAY_PER_REQUEST", KeySchema=key_schema(hash_key, range_key),
        AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"}
                              for key in (hash_key, range_key) if key])
    table.wait_until_exists()
    return table


def refusal(function, **request):
    try:
        function(**request)
    except ClientError as error:
        return error.response["Error"]["Code"], error.response["Error"]["Message"]
    raise AssertionError("was not refused")


@check
def users_put_get_and_update():
    users = make("Users", "user_id")
    first = {"user_id": "u1", "email": "a@example.com", "name": "Ann", "status": "active"}
    second = dict(first, email="b@example.com")
    assert "Attributes" not in users.put_item(Item=first, ReturnValues="ALL_OLD")
    equal(users.put_item(Item=second, ReturnValues="ALL_OLD")["Attributes"], first)
    equal(users.get_item(Key={"user_id": "u1"}).get("Item"), second)
    equal(users.get_item(Key={"user_id": "nobody"}).get("Item"), None)
    answer = users.update_item(
        Key={"user_id": "u1"}, UpdateExpression="SET #status = :status, updated_at = :now",
        ExpressionAttributeNames={"#status": "status"},
        ExpressionAttributeValues={":status": "inactive", ":now": "2026-01-01T00:00:00"},
        ReturnValues="ALL_NEW")
    equal(answer["Attributes"],
          dict(second, status="inactive", updated_at="2026-01-01T00:00:00"))


@check
def orders_of_a_customer():
    orders = make("Orders", "customer_id", "order_date")
    dates = [f"2026-{month:02d}-{day:02d}" for month in (1, 2) for day in range(1, 29)]
    with orders.batch_writer() as batch:
        for number, date in enumerate(dates):
            batch.put_item(Item={"customer_id": "c1", "order_date": date,
                                 "total": Decimal(number)})
            batch.put_item(Item={"customer_id": "c2", "order_date": date, "total": Decimal(1)})
    newest = orders.query(KeyConditionExpression=Key("customer_id").eq("c1"),
                          ScanIndexForward=False, Limit=20)
    equal([order["order_date"] for order in newest["Items"]], dates[::-1][:20])
    between = orders.query(KeyConditionExpression=Key("customer_id").eq("c1")
                           & Key("order_date").between("2026-01-20", "2026-02-05"))
    equal([order["order_date"] for order in between["Items"]],
          [date for date in dates if "2026-01-20" <= date <= "2026-02-05"])
    seen, cursor = [], None
    while True:
        request = {"KeyConditionExpression": Key("customer_id").eq("c1"), "Limit": 10}
        if cursor:
            request["ExclusiveStartKey"] = cursor
        page = orders.query(**request)
        seen += [order["order_date"] for order in page["Items"]]
        cursor = page.get("LastEvaluatedKey")
        if not cursor:
            break
    equal(seen, dates)


@check
def a_projection_with_a_reserved_word():
    users = dynamodb.Table("Users")
    equal(refusal(users.scan, ProjectionExpression="user_id, email, name"),
          ("ValidationException", "Invalid ProjectionExpression: Attribute name is a reserved "
           "keyword; reserved keyword: name"))
    answer = users.scan(ProjectionExpression="user_id, email, #name",
                        ExpressionAttributeNames={"#name": "name"})
    equal(answer["Items"], [{"user_id": "u1", "email": "b@example.com", "name": "Ann"}])


PRODUCTS = [{"product_id": f"p{i:02d}", "name": f"Product {i}",
             "category": ("books", "games", "music")[i % 3], "price": Decimal(f"{i}.99"),
             "in_stock": i % 2 == 0} for i in range(30)]


def product_index(name, hash_key, range_key=None):
    return {"IndexName": name, "KeySchema": key_schema(hash_key, range_key),
            "Projection": {"ProjectionType": "ALL"}}


def ids(answer):
    return [item["product_id"] for item in answer["Items"]]


def ids_where(holds):
    return [product["product_id"] for product in PRODUCTS if holds(product)]


@check
def products_by_category_and_by_price():
    products = dynamodb.create_table(
        TableName="Products", BillingMode="PAY_PER_REQUEST", KeySchema=key_schema("product_id"),
        AttributeDefinitions=[{"AttributeName": "product_id", "AttributeType": "S"},
                              {"AttributeName": "category", "AttributeType": "S"},
                              {"AttributeName": "price", "AttributeType": "N"}],
        GlobalSecondaryIndexes=[product_index("category-index", "category"),
                                product_index("price-index", "price")])
    products.wait_until_exists()
    with products.batch_writer() as batch:
        for product in PRODUCTS:
            batch.put_item(Item=product)
    books = products.query(IndexName="category-index",
                           KeyConditionExpression=Key("category").eq("books"))
    equal(sorted(ids(books)), ids_where(lambda product: product["category"] == "books"))
    assert books["Items"][0] in PRODUCTS, books["Items"][0]
    exact = products.query(IndexName="price-index",
                           KeyConditionExpression=Key("price").eq(Decimal("7.99")))
    equal(exact["Items"], [PRODUCTS[7]])
    equal(refusal(products.query, IndexName="price-index",
                  KeyConditionExpression=Key("price").between(Decimal(5), Decimal(10))),
          ("ValidationException", "Query key condition not supported"))


@check
def products_of_a_category_between_two_prices():
    products = dynamodb.Table("Products")
    products = products.update(
        AttributeDefinitions=[{"AttributeName": "category", "AttributeType": "S"},
                              {"AttributeName": "price", "AttributeType": "N"}],
        GlobalSecondaryIndexUpdates=[
            {"Create": product_index("category-price-index", "category", "price")}])
    products.wait_until_exists()
    games = Key("category").eq("games")
    between = products.query(
        IndexName="category-price-index",
        KeyConditionExpression=games & Key("price").between(Decimal("5.5"), Decimal(20)))
    equal(ids(between), ids_where(lambda product: product["category"] == "games"
                                  and Decimal("5.5") <= product["price"] <= 20))
    dearest = products.query(IndexName="category-price-index", KeyConditionExpression=games,
                             ScanIndexForward=False, Limit=2)
    equal(ids(dearest), ["p28", "p25"])
    filtered = products.query(
        IndexName="category-price-index", FilterExpression=Attr("in_stock").eq(True),
        KeyConditionExpression=games & Key("price").lte(Decimal("10.99")))
    equal(ids(filtered), ["p04", "p10"])
    equal((filtered["Count"], filtered["ScannedCount"]), (2, 4))


@check
def floats_are_refused_by_boto3():
    try:
        dynamodb.Table("Products").put_item(Item={"product_id": "f", "price": 1.5})
    except TypeError as error:
        assert "Float types are not supported" in str(error), error
    else:
        raise AssertionError("a float was sent")


@check
def sessions_in_batches():
    sessions = make("UserSessions", "session_id")
    now = int(time.time())

    def puts(count):
        return {"UserSessions": [{"PutRequest": {"Item": {
            "session_id": f"s{i:02d}", "user_id": f"u{i}", "data": "x" * 50,
            "expires_at": now - 10 + (i % 2) * 7 * 86400}}} for i in range(count)]}

    equal(dynamodb.batch_write_item(RequestItems=puts(25))["UnprocessedItems"], {})
    code, message = refusal(dynamodb.batch_write_item, RequestItems=puts(26))
    equal(code, "ValidationException")
    assert message.startswith("1 validation error detected: Value '{UserSessions=["), message
    assert message.endswith(
        "at 'requestItems' failed to satisfy constraint: Map value must satisfy constraint: "
        "[Member must have length less than or equal to 25, "
        "Member must have length greater than or equal to 1]"), message
    assert not hasattr(sessions, "batch_write_item")
    expired = sessions.scan(FilterExpression=Attr("expires_at").lt(now),
                            ProjectionExpression="session_id")
    equal(sorted(item["session_id"] for item in expired["Items"]),
          [f"s{i:02d}" for i in range(0, 25, 2)])
    equal((expired["Count"], expired["ScannedCount"]), (13, 25))


@check
def a_single_table():
    app = make("AppData", "PK", "SK")
    user = {"PK": "USER#123", "SK": "METADATA", "name": "Ann", "email": "a@example.com"}
    order = {"PK": "USER#123", "SK": "ORDER#456", "total": Decimal("99.99")}
    back = {"PK": "ORDER#456", "SK": "USER#123", "status": "shipped"}
    for item in (user, order, back):
        app.put_item(Item=item)
    equal(app.query(KeyConditionExpression=Key("PK").eq("USER#123"))["Items"], [user, order])
    answer = app.query(KeyConditionExpression=Key("PK").eq("USER#123")
                       & Key("SK").begins_with("ORDER#"))
    equal(answer["Items"], [order])
    assert isinstance(answer["Items"][0]["total"], Decimal)
    equal(app.query(KeyConditionExpression=Key("PK").eq("ORDER#456"))["Items"], [back])


@check
def the_tables_go():
    for name in ("Users", "Orders", "Products", "UserSessions", "AppData"):
        table = dynamodb.Table(name)
        table.delete()
        table.wait_until_not_exists()


if __name__ == "__main__":
    run(f"patterns, boto3 {boto3.__version__}")
