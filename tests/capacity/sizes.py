"""The cases of sizes.txt: a value's size, by the write that just costs one unit more."""

import json
import pathlib

import tables
from lib.checks import equal

KEY = tables.key_of("p", "s")
KEYS_AND_NAMES = 6 + 2


def run(client, name, section, case):
    value, size = json.loads(case.columns[0]), int(case.charge)
    for more, units in ((0, 1), (1, 2)):
        filler = {"S": "f" * (1024 - KEYS_AND_NAMES - size + more)}
        client.ok("DeleteItem", {"TableName": name, "Key": KEY})
        answer = client.ok("PutItem", {"TableName": name, "ReturnConsumedCapacity": "TOTAL",
                                       "Item": {**KEY, "v": value, "f": filler}})
        equal(answer["ConsumedCapacity"],
              tables.consumed(name, section, str(units), "TOTAL"), f"{1024 + more} bytes")


def sections():
    return tables.read(pathlib.Path(__file__).with_name("sizes.txt"))
