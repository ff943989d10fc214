"""Reads the tables of this folder. Their notation stands at the head of each.

A file is a list of sections, each a table's indexes, perhaps items, and lines of cases:

    table
      gk GSI g KEYS_ONLY
    items
      a 1 | g:1 y:5
    what is done | column | ... | charge
"""

import dataclasses
import json
import re


@dataclasses.dataclass
class Case:
    line: int
    what: str
    columns: list
    charge: str


@dataclasses.dataclass
class Section:
    indexes: list       # (name, kind, keys, projection words)
    items: list         # (pk, sk, text of the attributes)
    cases: list


def read(path):
    """Sections of a file."""
    sections, part = [], None
    for number, line in enumerate(path.read_text().splitlines(), 1):
        text = line.split("#")[0].strip()
        if not text:
            continue
        if text == "table":
            sections.append(Section([], [], []))
            part = "table"
        elif text == "items":
            part = "items"
        elif line.startswith(" ") and part == "table":
            name, kind, keys, *projection = text.split()
            sections[-1].indexes.append((name, kind, keys.split(","), projection))
        elif line.startswith(" ") and part == "items":
            key, _, attributes = text.partition("|")
            sections[-1].items.append((*key.split(), attributes.strip()))
        else:
            what, *columns, charge = (cell.strip() for cell in text.split(" | "))
            sections[-1].cases.append(Case(number, what, columns, charge))
    return sections


LENGTH = re.compile(r"^([a-z]+):(\d+)('?)$")


def attributes(text):
    """`x:5 y:1' z={"N":"1"}` as attributes of an item."""
    found = {}
    for word in text.split():
        match = LENGTH.match(word)
        if match:
            name, length, other = match.groups()
            found[name] = {"S": ("o" if other else "v") * int(length)}
        else:
            name, _, value = word.partition("=")
            found[name] = json.loads(value)
    return found


def key_of(pk, sk):
    return {"pk": {"S": pk}, "sk": {"S": sk}}


def create(client, name, section):
    """Makes the table of a section: keys pk and sk of type S, the types of index keys as said."""
    types = {"pk": "S", "sk": "S"}
    request = {"TableName": name, "BillingMode": "PAY_PER_REQUEST",
               "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"},
                             {"AttributeName": "sk", "KeyType": "RANGE"}]}
    for index, kind, keys, (projection, *included) in section.indexes:
        names = []
        for key in keys:
            attribute, _, key_type = key.partition(":")
            types.setdefault(attribute, key_type or "S")
            names.append(attribute)
        schema = [{"AttributeName": attribute, "KeyType": "HASH"} for attribute in names]
        if kind == "LSI":
            schema = [{"AttributeName": "pk", "KeyType": "HASH"},
                      {"AttributeName": names[0], "KeyType": "RANGE"}]
        described = {"IndexName": index, "KeySchema": schema,
                     "Projection": {"ProjectionType": projection}}
        if included:
            described["Projection"]["NonKeyAttributes"] = included
        member = "LocalSecondaryIndexes" if kind == "LSI" else "GlobalSecondaryIndexes"
        request.setdefault(member, []).append(described)
    request["AttributeDefinitions"] = [
        {"AttributeName": attribute, "AttributeType": key_type}
        for attribute, key_type in types.items()]
    client.ok("CreateTable", request)


def consumed(name, section, charge, report, half=False):
    """The ConsumedCapacity of `1 gk1 la2`. `half`: of an eventually consistent read."""
    if report == "NONE":
        return None
    table, *words = charge.split()
    factor = 0.5 if half else 1
    table = int(table) * factor
    kinds = {index: kind for index, kind, _, _ in section.indexes}
    arms = {"LSI": {}, "GSI": {}}
    for word in words:
        index = word.rstrip("0123456789")
        arms[kinds[index]][index] = {"CapacityUnits": int(word[len(index):]) * factor}
    total = table + sum(unit["CapacityUnits"] for arm in arms.values() for unit in arm.values())
    answer = {"TableName": name, "CapacityUnits": total}
    if report == "INDEXES":
        answer["Table"] = {"CapacityUnits": table}
        if arms["LSI"]:
            answer["LocalSecondaryIndexes"] = arms["LSI"]
        if arms["GSI"]:
            answer["GlobalSecondaryIndexes"] = arms["GSI"]
    return answer
