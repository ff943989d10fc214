"""Secondary indexes with `aws dynamodb` (Debian's awscli). Endpoint in PIXII_ENDPOINT."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from aws_command import aws, wait  # noqa: E402
from lib.checks import check, equal, run  # noqa: E402
from orders import BY_PLACE, ORDERS, TABLE, numbers_where  # noqa: E402


def attribute_value(value):
    return {"N": str(value)} if isinstance(value, int) else {"S": value}


def numbers(answer):
    return [int(item["number"]["N"]) for item in answer["Items"]]


def query(index, condition, values, *more, fails=False):
    return aws("query", "--table-name", "Orders", "--index-name", index,
               "--key-condition-expression", condition, "--expression-attribute-values",
               {name: attribute_value(value) for name, value in values.items()}, *more, fails=fails)


def global_indexes():
    table = aws("describe-table", "--table-name", "Orders")["Table"]
    return {index["IndexName"]: (index["IndexStatus"], index["ItemCount"])
            for index in table["GlobalSecondaryIndexes"]}


@check
def create_table_with_indexes():
    aws("create-table", "--cli-input-json", TABLE)
    wait("table-exists", "Orders")
    puts = [{"PutRequest": {"Item": {name: attribute_value(value)
                                     for name, value in item.items()}}} for item in ORDERS]
    for start in range(0, len(puts), 25):
        answer = aws("batch-write-item", "--request-items", {"Orders": puts[start:start + 25]})
        equal(answer, {"UnprocessedItems": {}})
    equal(global_indexes(), {"by-status": ("ACTIVE", 48)})


@check
def query_and_scan_indexes():
    equal(numbers(query("by-date", "customer = :c", {":c": "c1"}, "--consistent-read")),
          numbers_where(lambda item: item["customer"] == "c1", by="date"))
    paid = numbers_where(lambda item: item.get("status") == "paid", by="date")
    names = ["--expression-attribute-names", {"#s": "status"}]
    equal(numbers(query("by-status", "#s = :s", {":s": "paid"}, "--no-scan-index-forward",
                        "--page-size", "5", *names)), paid[::-1])
    first = query("by-status", "#s = :s", {":s": "paid"}, "--max-items", "6", *names)
    second = query("by-status", "#s = :s", {":s": "paid"}, "--starting-token", first["NextToken"],
                   *names)
    equal(numbers(first) + numbers(second), paid)
    scanned = aws("scan", "--table-name", "Orders", "--index-name", "by-status", "--page-size",
                  "20")
    equal(sorted(numbers(scanned)), numbers_where(lambda item: "status" in item))


@check
def an_index_comes_and_goes():
    updated = aws("update-table", "--cli-input-json", BY_PLACE)["TableDescription"]
    equal(updated["TableStatus"], "UPDATING")
    wait("table-exists", "Orders")
    equal(global_indexes(), {"by-status": ("ACTIVE", 48), "by-place": ("ACTIVE", 48)})
    place = {":us": "us", ":south": "south"}
    equal(sorted(numbers(query("by-place", "country = :us AND city = :south", place))),
          numbers_where(lambda item: (item["country"], item["city"]) == ("us", "south")
                        and "status" in item))
    error = query("by-place", "country = :us", {":us": "us"}, fails=True)
    assert "HASH key attributes city must have equality" in error, error
    aws("update-table", "--table-name", "Orders", "--global-secondary-index-updates",
        [{"Delete": {"IndexName": "by-place"}}])
    wait("table-exists", "Orders")
    equal(global_indexes(), {"by-status": ("ACTIVE", 48)})
    aws("delete-table", "--table-name", "Orders")
    wait("table-not-exists", "Orders")


if __name__ == "__main__":
    run("indexes, awscli")
