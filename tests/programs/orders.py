"""Sixty orders and the table that holds them, for the programs that use indexes."""

import json

TABLE = {
    "TableName": "Orders", "BillingMode": "PAY_PER_REQUEST",
    "KeySchema": [{"AttributeName": "customer", "KeyType": "HASH"},
                  {"AttributeName": "number", "KeyType": "RANGE"}],
    "AttributeDefinitions": [{"AttributeName": "customer", "AttributeType": "S"},
                             {"AttributeName": "number", "AttributeType": "N"},
                             {"AttributeName": "status", "AttributeType": "S"},
                             {"AttributeName": "date", "AttributeType": "S"}],
    "LocalSecondaryIndexes": [
        {"IndexName": "by-date",
         "KeySchema": [{"AttributeName": "customer", "KeyType": "HASH"},
                       {"AttributeName": "date", "KeyType": "RANGE"}],
         "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["total"]}}],
    "GlobalSecondaryIndexes": [
        {"IndexName": "by-status",
         "KeySchema": [{"AttributeName": "status", "KeyType": "HASH"},
                       {"AttributeName": "date", "KeyType": "RANGE"}],
         "Projection": {"ProjectionType": "KEYS_ONLY"}}],
}

# An index with a key of five attributes, for UpdateTable.
BY_PLACE = {
    "TableName": "Orders",
    "AttributeDefinitions": [{"AttributeName": name, "AttributeType": kind} for name, kind in (
        ("country", "S"), ("city", "S"), ("status", "S"), ("date", "S"), ("total", "N"))],
    "GlobalSecondaryIndexUpdates": [{"Create": {
        "IndexName": "by-place",
        "KeySchema": [{"AttributeName": "country", "KeyType": "HASH"},
                      {"AttributeName": "city", "KeyType": "HASH"},
                      {"AttributeName": "status", "KeyType": "RANGE"},
                      {"AttributeName": "date", "KeyType": "RANGE"},
                      {"AttributeName": "total", "KeyType": "RANGE"}],
        "Projection": {"ProjectionType": "ALL"}}}],
}


def order(i):
    """Every fifth has no status: the indexes that need one leave it out. No two have one date."""
    item = {"customer": f"c{i % 3}", "number": i, "total": i * 10, "note": "n" * 50,
            "date": f"2026-{1 + i * 7 % 60 // 28:02d}-{1 + i * 7 % 60 % 28:02d}",
            "country": ("de", "us")[i % 2], "city": ("north", "south", "west")[i % 3]}
    return item if i % 5 == 0 else dict(item, status=("sent", "open", "paid")[i % 7 % 3])


ORDERS = [order(i) for i in range(60)]


def numbers_where(holds, by="number"):
    """The numbers of the orders that are so, in the order of an attribute."""
    return [item["number"] for item in sorted(filter(holds, ORDERS), key=lambda item: item[by])]


def as_json():
    """All of it, for the program in JavaScript."""
    return json.dumps({"table": TABLE, "byPlace": BY_PLACE, "items": ORDERS})
