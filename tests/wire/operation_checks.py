"""Every operation of the API is served, or refused by name and listed in docs/differences.md."""

import json
import re

from common import client
from lib.checks import check, equal
from lib import server as servers
from lib import wire

APIS = ("DynamoDB_20120810", "DynamoDBStreams_20120810")
SERVED = {
    "BatchGetItem", "BatchWriteItem", "CreateTable", "DeleteItem", "DeleteTable",
    "DescribeContinuousBackups", "DescribeEndpoints", "DescribeLimits", "DescribeTable",
    "DescribeTimeToLive", "GetItem", "ListStreams", "ListTables", "ListTagsOfResource", "PutItem",
    "Query", "Scan", "TagResource", "UntagResource", "UpdateItem", "UpdateTable"}


def operations():
    """(API, name) of every operation of the two current APIs."""
    data = json.loads((servers.ROOT / "data/operations.json").read_text())
    for operation in data["operations"]:
        if operation["api"] in APIS:
            yield operation["api"], operation["name"]


def not_served():
    """The operations that answer that they are not served yet."""
    names = set()
    for api, name in operations():
        status, answer = client().call(f"{api}.{name}", {})
        message = (answer or {}).get("message", "")
        if message == f"Pixii does not serve {name} yet; see docs/differences.md":
            equal((status, answer["__type"]),
                  (400, "com.amazon.coral.service#UnknownOperationException"), name)
            names.add(name)
        else:
            assert wire.short_type(answer) != "UnknownOperationException", (name, answer)
    return names


@check
def every_operation_is_served_or_refused_by_name():
    everything = {name for _, name in operations()}
    assert len(everything) >= 66, len(everything)
    missing = not_served()
    equal(SERVED & missing, set(), "operations of this server that are refused")
    assert SERVED <= everything


@check
def the_documented_list_is_the_list():
    text = (servers.ROOT / "docs/differences.md").read_text()
    section = re.search(r"^#+ Operations not served yet$(.*?)(?=^#|\Z)", text, re.M | re.S)
    assert section, "docs/differences.md has no section `Operations not served yet`"
    everything = {name for _, name in operations()}
    listed = set(re.findall(r"\b[A-Z][A-Za-z]+\b", section.group(1))) & everything
    equal(sorted(listed), sorted(not_served()))
