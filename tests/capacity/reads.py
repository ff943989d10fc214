"""The cases of reads.txt, each consistent or not, with expressions and with legacy parameters."""

import pathlib

import tables
from lib.checks import equal


def load(client, name, section):
    """Writes the items of a section; `1..5` are the sort keys 1 to 5."""
    for pk, sks, text in section.items:
        first, _, last = sks.partition("..")
        for number in range(int(first), int(last or first) + 1):
            key = tables.key_of(pk, f"{number:0{len(first)}}")
            client.ok("PutItem", {"TableName": name,
                                  "Item": {**key, **tables.attributes(text)}})


class Read:
    """`Query lkey c limit 1` as requests in both styles."""

    def __init__(self, text, section):
        indexes = {index: (kind, keys[0]) for index, kind, keys, _ in section.indexes}
        self.operation, *words = text.replace(",", " ").split()
        self.index = words.pop(0) if words and words[0] in indexes else None
        self.kind, key = indexes.get(self.index, (None, None))
        self.hash_name = key if self.kind == "GSI" else "pk"
        self.keys, self.options = [], {}
        while words and words[0] not in ("sk", "limit", "show", "desc", "filter", "count", "all",
                                         "part"):
            self.keys.append(words.pop(0))
        while words:
            word = words.pop(0)
            if word in ("count", "all", "desc"):
                self.options[word] = True
            elif word == "filter":
                absent = words[0] == "no"
                self.options[word] = (words.pop(1 if absent else 0), absent)
                words = words[1:] if absent else words
            else:
                self.options[word] = words.pop(0)

    def consistencies(self):
        return (False,) if self.kind == "GSI" else (False, True)

    def projection(self, legacy):
        shown = self.options.get("show")
        if not shown:
            return {}
        return {"AttributesToGet": [shown]} if legacy else {
            "ProjectionExpression": "#shown", "ExpressionAttributeNames": {"#shown": shown}}

    def conditions(self, legacy):
        request, values, parts = self.projection(legacy), {}, []
        if self.operation == "Query":
            terms = {self.hash_name: ("EQ", self.keys)}
            if "sk" in self.options:
                terms["sk"] = ("BETWEEN", self.options["sk"].split(".."))
            if legacy:
                request["KeyConditions"] = {
                    name: {"ComparisonOperator": operator,
                           "AttributeValueList": [{"S": text} for text in texts]}
                    for name, (operator, texts) in terms.items()}
            else:
                for name, (operator, texts) in terms.items():
                    parts.append(f"{name} = :{name}0" if operator == "EQ" else
                                 f"{name} BETWEEN :{name}0 AND :{name}1")
                    values.update({f":{name}{i}": {"S": text} for i, text in enumerate(texts)})
                request["KeyConditionExpression"] = " AND ".join(parts)
                request["ExpressionAttributeValues"] = values
        if "filter" in self.options:
            name, absent = self.options["filter"]
            if legacy:
                request["QueryFilter" if self.operation == "Query" else "ScanFilter"] = {
                    name: {"ComparisonOperator": "NULL" if absent else "NOT_NULL"}}
            else:
                request["FilterExpression"] = f"attribute_{'not_' if absent else ''}exists({name})"
        return request

    def request(self, table, legacy, consistent):
        if self.operation == "Get":
            return {"TableName": table, "Key": tables.key_of(*self.keys),
                    "ConsistentRead": consistent, **self.projection(legacy)}
        if self.operation == "BatchGet":
            keys = [tables.key_of(*pair) for pair in zip(self.keys[::2], self.keys[1::2])]
            return {"RequestItems": {table: {"Keys": keys, "ConsistentRead": consistent,
                                             **self.projection(legacy)}}}
        request = {"TableName": table, "ConsistentRead": consistent, **self.conditions(legacy)}
        if self.index:
            request["IndexName"] = self.index
        if "limit" in self.options:
            request["Limit"] = int(self.options["limit"])
        if "desc" in self.options:
            request["ScanIndexForward"] = False
        if "count" in self.options:
            request["Select"] = "COUNT"
        if "all" in self.options:
            request["Select"] = "ALL_ATTRIBUTES"
        if "part" in self.options:
            segment, _, total = self.options["part"].partition("/")
            request.update(Segment=int(segment), TotalSegments=int(total))
        return request


def run(client, name, section, case):
    read = Read(*case.columns, section)
    operation = {"Get": "GetItem", "BatchGet": "BatchGetItem"}.get(read.operation, read.operation)
    charges = case.charge.split(" ; ")
    for consistent in read.consistencies():
        for legacy in (False, True):
            for report in ("INDEXES", "TOTAL", "NONE"):
                what = f"{'consistent' if consistent else 'eventual'}, {report}"
                request = read.request(name, legacy, consistent)
                request["ReturnConsumedCapacity"] = report
                for page, charge in enumerate(charges, 1):
                    answer = client.ok(operation, request)
                    expected = tables.consumed(name, section, charge, report, not consistent)
                    if operation == "BatchGetItem" and expected:
                        expected = [expected]
                    equal(answer.get("ConsumedCapacity"), expected,
                          f"{'legacy' if legacy else 'expressions'}, {what}, page {page}")
                    request["ExclusiveStartKey"] = answer.get("LastEvaluatedKey")
                if len(charges) > 1 or "limit" not in read.options:
                    equal(request["ExclusiveStartKey"], None, f"{what}: after the last page")


def sections():
    return tables.read(pathlib.Path(__file__).with_name("reads.txt"))
