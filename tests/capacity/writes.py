"""The cases of writes.txt, each in every way that leads from one item to the other."""

import pathlib

import tables
from lib.checks import equal

KEY = tables.key_of("p", "s")


def item_of(text):
    """None for `-`, no item."""
    return None if text == "-" else {**KEY, **tables.attributes("" if text == "+" else text)}


def changes(before, after):
    """The attributes that an update sets, and the names of those that it removes."""
    before = before or KEY
    gone = [name for name in before if name not in after]
    changed = {name: value for name, value in after.items()
               if name not in KEY and before.get(name) != value}
    if not gone and not changed:  # the same values once more
        changed = {name: value for name, value in after.items() if name not in KEY}
    return changed, gone


def update_expression(changed, gone):
    request = {}
    names = {f"#{name}": name for name in (*changed, *gone)}
    sections = []
    if changed:
        sections.append("SET " + ", ".join(f"#{name} = :{name}" for name in changed))
        request["ExpressionAttributeValues"] = {f":{name}": changed[name] for name in changed}
    if gone:
        sections.append("REMOVE " + ", ".join(f"#{name}" for name in gone))
    if sections:
        request.update(UpdateExpression=" ".join(sections), ExpressionAttributeNames=names)
    return request


def attribute_updates(changed, gone):
    return {"AttributeUpdates": {
        **{name: {"Action": "PUT", "Value": value} for name, value in changed.items()},
        **{name: {"Action": "DELETE"} for name in gone}}}


def ways_of(name, before, after):
    """(what, operation, request) of each way."""
    def batch(write):
        return {"RequestItems": {name: [write]}}

    condition = {"ConditionExpression": "attribute_exists(pk) OR attribute_not_exists(pk)"}
    expected = {"Expected": {"pk": {"Exists": False} if before is None else
                             {"Value": KEY["pk"]}}}
    if after is None:
        one = {"TableName": name, "Key": KEY}
        return [("delete", "DeleteItem", one),
                ("delete, all shown", "DeleteItem", {**one, "ReturnValues": "ALL_OLD"}),
                ("delete, condition", "DeleteItem", {**one, **condition}),
                ("delete, Expected", "DeleteItem", {**one, **expected}),
                ("batch", "BatchWriteItem", batch({"DeleteRequest": {"Key": KEY}}))]
    one = {"TableName": name, "Item": after}
    turned = dict(reversed(after.items()))
    update = {"TableName": name, "Key": KEY}
    expression = {**update, **update_expression(*changes(before, after))}
    legacy = {**update, **attribute_updates(*changes(before, after))}
    return [("put", "PutItem", one),
            ("put, attributes in another order", "PutItem", {**one, "Item": turned}),
            ("put, all shown", "PutItem", {**one, "ReturnValues": "ALL_OLD"}),
            ("put, condition", "PutItem", {**one, **condition}),
            ("put, Expected", "PutItem", {**one, **expected}),
            ("batch", "BatchWriteItem", batch({"PutRequest": {"Item": after}})),
            ("update", "UpdateItem", expression),
            ("update, all shown", "UpdateItem", {**expression, "ReturnValues": "ALL_NEW"}),
            ("update, condition", "UpdateItem", {**expression, **condition}),
            ("AttributeUpdates", "UpdateItem", legacy),
            ("AttributeUpdates, Expected", "UpdateItem", {**legacy, **expected})]


def run(client, name, section, case):
    before, after = (item_of(text) for text in case.columns)
    for way, operation, request in ways_of(name, before, after):
        for report in ("INDEXES", "TOTAL", "NONE"):
            client.ok("DeleteItem", {"TableName": name, "Key": KEY})
            if before is not None:
                client.ok("PutItem", {"TableName": name, "Item": before})
            answer = client.ok(operation, {**request, "ReturnConsumedCapacity": report})
            expected = tables.consumed(name, section, case.charge, report)
            if operation == "BatchWriteItem" and expected:
                expected = [expected]
            equal(answer.get("ConsumedCapacity"), expected, f"{way}, {report}")


def sections():
    return tables.read(pathlib.Path(__file__).with_name("writes.txt"))
