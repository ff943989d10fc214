"""The bound of item collections of tables with a local index, set low by a flag."""

from lib import server as servers
from lib import wire
from lib.checks import check, equal

TABLE = {
    **wire.simple_table("items", sort_key=True),
    "AttributeDefinitions": [{"AttributeName": name, "AttributeType": "S"}
                             for name in ("pk", "sk", "a")],
    "LocalSecondaryIndexes": [{
        "IndexName": "local", "Projection": {"ProjectionType": "KEYS_ONLY"},
        "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"},
                      {"AttributeName": "a", "KeyType": "RANGE"}]}]}
KB = 1024
TOO_LARGE = (400, "ItemCollectionSizeLimitExceededException", "Collection size exceeded.")


def limited(mb, **options):
    return servers.Server(extra=["--item-collection-limit-mb", str(mb)], **options)


def key(partition, sort):
    return {"pk": {"S": partition}, "sk": {"S": sort}}


def item(partition, sort, kilobytes):
    return {**key(partition, sort), "d": {"S": "x" * kilobytes * KB}}


def put(client, partition, sort, kilobytes, **more):
    return refusal(client.call("PutItem", {
        "TableName": "items", "Item": item(partition, sort, kilobytes), **more}))


def update(client, partition, sort, kilobytes):
    return refusal(client.call("UpdateItem", {
        "TableName": "items", "Key": key(partition, sort), "UpdateExpression": "SET d = :d",
        "ExpressionAttributeValues": {":d": {"S": "x" * kilobytes * KB}}}))


def delete(client, partition, sort):
    return refusal(client.call("DeleteItem", {"TableName": "items", "Key": key(partition, sort)}))


def batch(client, *requests):
    return refusal(client.call("BatchWriteItem", {"RequestItems": {"items": list(requests)}}))


def refusal(answer):
    """None, or (status, type, message)."""
    status, body = answer
    return None if status == 200 else (status, wire.short_type(body), body.get("message"))


def sorts(client, partition):
    found = client.ok("Query", {
        "TableName": "items", "KeyConditionExpression": "pk = :p", "ProjectionExpression": "sk",
        "ExpressionAttributeValues": {":p": {"S": partition}}})
    return [row["sk"]["S"] for row in found["Items"]]


def fill(client):
    """Makes the table, with two items of a collection that has no room for a third under 1 MB."""
    client.ok("CreateTable", TABLE)
    for sort in ("1", "2"):
        equal(put(client, "p", sort, 390), None)


@check
def a_collection_grows_up_to_its_bound():
    for in_memory in (False, True):
        with limited(1, in_memory=in_memory) as running:
            client = wire.Client(running.port)
            fill(client)
            equal(put(client, "p", "3", 390), TOO_LARGE)
            equal(update(client, "p", "3", 390), TOO_LARGE)
            equal(sorts(client, "p"), ["1", "2"])
            equal(put(client, "q", "3", 390), None)
            equal(update(client, "p", "3", 200), None)
            equal(update(client, "p", "3", 300), TOO_LARGE)
            equal(update(client, "p", "3", 100), None)
            equal(delete(client, "p", "2"), None)
            equal(update(client, "p", "3", 300), None)
            equal(sorts(client, "p"), ["1", "3"])
            client.close()


@check
def a_failed_condition_comes_before_the_bound():
    with limited(1, in_memory=True) as running:
        client = wire.Client(running.port)
        fill(client)
        equal(put(client, "p", "3", 390, ConditionExpression="attribute_exists(pk)"),
              (400, "ConditionalCheckFailedException", "The conditional request failed"))
        equal(put(client, "p", "3", 390, ConditionExpression="attribute_not_exists(pk)"), TOO_LARGE)


@check
def entries_of_local_indexes_count():
    with limited(1, in_memory=True) as running:
        client = wire.Client(running.port)
        local = {**TABLE["LocalSecondaryIndexes"][0], "Projection": {"ProjectionType": "ALL"}}
        client.ok("CreateTable", {**TABLE, "LocalSecondaryIndexes": [local]})
        indexed = {**item("p", "1", 390), "a": {"S": "a"}}
        equal(refusal(client.call("PutItem", {"TableName": "items", "Item": indexed})), None)
        equal(put(client, "p", "2", 390), TOO_LARGE)
        # Out of the index.
        equal(put(client, "p", "1", 390), None)
        equal(put(client, "p", "2", 390), None)


@check
def a_batch_is_refused_as_a_whole():
    with limited(1, in_memory=True) as running:
        client = wire.Client(running.port)
        fill(client)
        grow = {"PutRequest": {"Item": item("p", "3", 390)}}
        elsewhere = {"PutRequest": {"Item": item("q", "1", 1)}}
        shrink = {"DeleteRequest": {"Key": key("p", "1")}}
        equal(batch(client, elsewhere, grow), TOO_LARGE)
        equal(sorts(client, "q"), [])
        equal(batch(client, elsewhere, grow, shrink), None)
        equal((sorts(client, "p"), sorts(client, "q")), (["2", "3"], ["1"]))


@check
def a_collection_beyond_a_lower_bound_only_shrinks():
    with limited(2) as running:
        client = wire.Client(running.port)
        client.ok("CreateTable", TABLE)
        for sort in ("1", "2", "3", "4"):
            equal(put(client, "p", sort, 390), None)
        running.kill()
        running.extra = ["--item-collection-limit-mb", "1"]
        running.start()
        client = wire.Client(running.port)
        equal(put(client, "p", "5", 1), TOO_LARGE)
        equal(update(client, "p", "4", 391), TOO_LARGE)
        equal(update(client, "p", "4", 390), None)
        equal(update(client, "p", "4", 389), None)
        equal(delete(client, "p", "1"), None)
        equal(put(client, "p", "5", 1), TOO_LARGE)
        equal(delete(client, "p", "2"), None)
        equal(put(client, "p", "5", 1), None)
        equal(sorts(client, "p"), ["3", "4", "5"])
        client.close()


@check
def a_table_made_anew_begins_with_empty_collections():
    with limited(1) as running:
        client = wire.Client(running.port)
        for _ in range(3):
            fill(client)
            client.ok("DeleteTable", {"TableName": "items"})
