"""The tables of kill-ledger with their indexes, and which entries follow from their items.

Every projection, keys of one and of several attributes, local and global; sparse ones, since no
attribute but the table's key and `seq` is in every item.
"""

import json

KEY = ("pk", "sk")
TYPES = {"pk": "S", "sk": "S", "grp": "S", "seq": "N", "hits": "N"}


def index(name, hash_names, range_names=(), projection="ALL", include=()):
    """As a request gives it; all attributes of its key have a type in TYPES."""
    described = {"IndexName": name,
                 "KeySchema": [{"AttributeName": one, "KeyType": "HASH"} for one in hash_names]
                 + [{"AttributeName": one, "KeyType": "RANGE"} for one in range_names],
                 "Projection": {"ProjectionType": projection}}
    if include:
        described["Projection"]["NonKeyAttributes"] = list(include)
    return described


# Made and deleted again and again, on a table with items enough that it takes a while.
LATE_TABLE = "ledger_d"
LATE = index("late", ("grp",), ("seq",))
FILLER = 6000

LOCAL = {"ledger_a": [index("by_seq", ("pk",), ("seq",), "KEYS_ONLY")],
         "ledger_c": [index("by_hits", ("pk",), ("hits",), "INCLUDE", ("grp",))]}
GLOBAL = {"ledger_a": [index("by_grp", ("grp",))],
          "ledger_b": [index("by_grp", ("grp",), ("seq",), "INCLUDE", ("hits", "never")),
                       index("by_hits", ("hits",), (), "KEYS_ONLY")],
          "ledger_c": [index("by_two", ("grp", "pk"), ("seq", "hits"), "INCLUDE", ("data",))]}
TABLES = ("ledger_a", "ledger_b", "ledger_c", LATE_TABLE)


def key_names(described):
    return [element["AttributeName"] for element in described["KeySchema"]]


def definitions(*described):
    """AttributeDefinitions of the table's key and of these indexes."""
    names = sorted(set(KEY).union(*(key_names(one) for one in described)))
    return [{"AttributeName": name, "AttributeType": TYPES[name]} for name in names]


def create_request(table):
    local, everywhere = LOCAL.get(table, []), GLOBAL.get(table, [])
    request = {"TableName": table, "BillingMode": "PAY_PER_REQUEST",
               "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"},
                             {"AttributeName": "sk", "KeyType": "RANGE"}],
               "AttributeDefinitions": definitions(*local, *everywhere)}
    if local:
        request["LocalSecondaryIndexes"] = local
    if everywhere:
        request["GlobalSecondaryIndexes"] = everywhere
    return request


def filler():
    """Items that stay as they are."""
    for number in range(1, FILLER + 1):
        item = {"pk": {"S": "fill"}, "sk": {"S": f"{number:06}"}, "seq": {"N": str(number)},
                "data": {"S": "filler " * 12}}
        if number % 5:
            item["grp"] = {"S": f"g{number % 7}"}
        yield item


def entry(described, item):
    """What the index holds of an item; None if nothing."""
    names = key_names(described)
    if any(name not in item for name in names):
        return None
    projection = described["Projection"]
    if projection["ProjectionType"] == "ALL":
        return item
    kept = {*KEY, *names, *projection.get("NonKeyAttributes", ())}
    return {name: value for name, value in item.items() if name in kept}


def as_set(items):
    return {json.dumps(item, sort_keys=True) for item in items}


def differ(described, items, entries):
    """Whether an index with these entries is not the one of a table with these items."""
    expected = [entry(described, item) for item in items]
    expected = [one for one in expected if one is not None]
    return len(entries) != len(expected) or as_set(entries) != as_set(expected)
