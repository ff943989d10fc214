#!/usr/bin/env python3
"""Writes the member tables of src/api/generated/ from data/operations.json and data/observed_tables.json.

  scripts/make_tables.py          writes the files
  scripts/make_tables.py --check  exits 1 when a checked-in file differs from what would be written

The result: fields.inc (enumerators of every request member), field_names.inc (their spelling) and
shapes.inc (types, members and inputs of every operation). See src/api/tables.cc, which includes them.
"""

import json
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
OUT = ROOT / "src/api/generated"
APIS = {"DynamoDB_20120810": "", "DynamoDBStreams_20120810": "Streams", "DynamoDB_20111205": "V2011"}
HEADER = "// Written by scripts/make_tables.py from data/operations.json: do not edit.\n"
SCALARS = {"string": "String", "boolean": "Boolean", "blob": "Blob", "timestamp": "Timestamp",
           "long": "Long", "integer": "Integer"}
# A shape that holds itself; the walker knows it, so it needs no table.
ATTRIBUTE_VALUE = {"S", "N", "B", "SS", "NS", "BS"}


def parse_type(text):
    """`list<T>`, `map<string,T>`, `{A!:T, B:T}` or a name -> nested tuples; returns (type, rest)."""
    if text.startswith("list<"):
        inner, rest = parse_type(text[5:])
        return ("list", inner), rest[1:]
    if text.startswith("map<string,"):
        inner, rest = parse_type(text[11:])
        return ("map", inner), rest[1:]
    if text.startswith("{"):
        members, rest = [], text[1:]
        while True:
            name, required, rest = re.match(r"(\w+)(!?):(.*)", rest).groups()
            inner, rest = parse_type(rest)
            members.append({"name": name, "parsed": inner, "required": bool(required)})
            if rest.startswith("}"):
                return ("inline", members), rest[1:]
            rest = rest.removeprefix(", ")
    name = re.match(r"[\w…]+", text).group()
    return ("name", name), text[len(name):]


class Writer:
    def __init__(self, model, observed):
        self.shapes = model["shapes"]
        self.orders = observed["orders"]
        self.longs = set(observed["long_members"])
        self.dropped = observed["dropped_bounds"]
        self.lines = []
        self.done = set()
        self.enums = {}

    def emit(self, name, *lines):
        if name not in self.done:
            self.done.add(name)
            self.lines += [wrap(line) for line in lines]

    def type_id(self, api, parsed, member, path):
        """The name (without k and Type) of the Type object of `parsed`, which it emits first."""
        kind, inner = parsed
        if kind in ("list", "map"):
            element = self.type_id(api, inner, member, path)
            name = f"{kind.capitalize()}Of{element}"
            self.emit(name, f"constexpr Type k{name}Type{{.kind = Kind::k{kind.capitalize()}, "
                            f".element = &k{element}Type}};")
            return name
        if kind == "inline":
            if {m["name"] for m in inner} <= ATTRIBUTE_VALUE:
                return self.scalar("AttributeValue")
            return self.structure(api, path, inner)
        if inner == "AttributeValue":
            return self.scalar("AttributeValue")
        if inner in SCALARS:
            return self.scalar(SCALARS[inner])
        if inner == "number":
            if member == "TargetValue":
                return self.scalar("Double")
            return self.scalar("Long" if member in self.longs else "Integer")
        return self.structure(api, inner, self.shapes[api][inner]["members"])

    def scalar(self, name):
        self.emit(name, f"constexpr Type k{name}Type{{.kind = Kind::k{name}}};")
        return name

    def structure(self, api, shape, members):
        name = APIS[api] + shape
        if name in self.done:
            return name
        self.members(api, name, shape, members)
        self.emit(name, f'constexpr Shape k{name}{{.name = "{shape}", .members = k{name}Members}};',
                  f"constexpr Type k{name}Type{{.kind = Kind::kStructure, .shape = &k{name}}};")
        return name

    def enum_id(self, owner, member):
        values = member["enum"]
        for key in (f"{owner}.{member['name']}", member["name"]):
            if key in self.orders and set(self.orders[key]) <= set(values):
                values = self.orders[key]
                break
        name = "k" + member["name"] + "Values"
        if self.enums.setdefault(name, values) != values:
            name = "k" + owner + member["name"] + "Values"
        text = ", ".join(f'"{v}"' for v in values)
        self.emit(name, f"constexpr std::string_view {name}[] = {{{text}}};")
        return name

    def members(self, api, name, owner, members):
        rows = []
        for m in members:
            parsed = m.get("parsed") or parse_type(m["type"])[0]
            field = [f'.name = "{m["name"]}"',
                     f".type = &k{self.type_id(api, parsed, m['name'], owner + m['name'])}Type"]
            if m.get("required"):
                field.append(".required = true")
            bounds = {"min", "max"} - set(self.dropped.get(f"{owner}.{m['name']}", []))
            field += [f".{bound} = {m[bound]}" for bound in ("min", "max")
                      if bound in m and bound in bounds]
            if "enum" in m:
                field.append(f".values = {self.enum_id(owner, m)}")
            if "pattern" in m:
                field.append(f".pattern = {pattern_id(m['pattern'])}")
            rows.append(wrap("    {" + ", ".join(field) + "},", "     "))
        if rows:
            self.lines.append(f"constexpr Member k{name}Members[] = {{\n" + "\n".join(rows) + "\n};")


def pattern_id(pattern):
    known = {r"[a-zA-Z0-9_.-]+": "Pattern::kName"}
    return known.get(pattern, "Pattern::kUnchecked")


def wrap(line, indent="    "):
    lines = []
    while len(line) > 100:
        cut = max(line.rfind(mark, 0, 99) + 1 for mark in (", ", "{"))
        lines.append(line[:cut])
        line = indent + line[cut:].lstrip()
    return "\n".join(lines + [line])


def tables():
    model = json.loads((ROOT / "data/operations.json").read_text())
    observed = json.loads((ROOT / "data/observed_tables.json").read_text())
    operations = model["operations"]
    fields = sorted({m["name"] for o in operations for m in o["members"]})
    number = {name: index for index, name in enumerate(fields)}

    writer = Writer(model, observed)
    inputs = []
    for o in operations:
        name = APIS[o["api"]] + o["name"] + "Input"
        writer.members(o["api"], name, o["name"], o["members"])
        slots = {number[m["name"]]: index for index, m in enumerate(o["members"])}
        members = ""
        if slots:
            row = ", ".join(str(slots.get(n, 255)) for n in range(max(slots) + 1))
            writer.lines.append(wrap(f"constexpr std::uint8_t k{name}Slots[] = {{{row}}};"))
            members = f", .members = k{name}Members, .slots = k{name}Slots"
        writer.lines.append(wrap(f'constexpr Shape k{name}{{.name = "{o["name"]}Input"{members}}};'))
        api = APIS[o["api"]] or "V2012"
        inputs.append(wrap(f'    {{.name = "{o["name"]}", .api = Api::k{api}, .input = &k{name}}},', "     "))
    writer.lines.append("constexpr OperationInput kInputs[] = {\n" + "\n".join(inputs) + "\n};")
    return {
        "fields.inc": HEADER + "".join(f"k{name},\n" for name in fields),
        "field_names.inc": HEADER + "".join(f'"{name}",\n' for name in fields),
        "shapes.inc": HEADER + "// clang-format off\n" + "\n".join(writer.lines) +
                      "\n// clang-format on\n",
    }


def main():
    differing = 0
    for name, text in tables().items():
        path = OUT / name
        if "--check" in sys.argv:
            if not path.exists() or path.read_text() != text:
                print(f"{path.relative_to(ROOT)} is not what scripts/make_tables.py writes")
                differing += 1
        else:
            path.write_text(text)
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
