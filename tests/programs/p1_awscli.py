"""P1's story with `aws dynamodb` (Debian's awscli). The endpoint stands in PIXII_ENDPOINT."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from aws_command import aws, wait  # noqa: E402
from lib.checks import check, equal, run  # noqa: E402
from p1_people import PEOPLE, anonymous  # noqa: E402


def names(answer):
    return [item["username"]["S"] for item in answer["Items"]]


def scan(expression, values, *more):
    return names(aws("scan", "--table-name", "users", "--filter-expression", expression,
                     "--expression-attribute-values", values, *more))


KEY = {"username": {"S": "janedoe"}, "last_name": {"S": "Doe"}}


@check
def create_table():
    table = aws("create-table", "--table-name", "users",
                "--key-schema", "AttributeName=username,KeyType=HASH",
                "AttributeName=last_name,KeyType=RANGE",
                "--attribute-definitions", "AttributeName=username,AttributeType=S",
                "AttributeName=last_name,AttributeType=S",
                "--provisioned-throughput", "ReadCapacityUnits=5,WriteCapacityUnits=5")
    equal(table["TableDescription"]["TableStatus"], "CREATING")
    wait("table-exists", "users")
    table = aws("describe-table", "--table-name", "users")["Table"]
    equal((table["TableStatus"], table["ItemCount"]), ("ACTIVE", 0))
    equal(aws("list-tables")["TableNames"], ["users"])


@check
def put_get_update_and_delete_an_item():
    item = dict(KEY, first_name={"S": "Jane"}, age={"N": "25"},
                account_type={"S": "standard_user"})
    equal(aws("put-item", "--table-name", "users", "--item", item), None)
    equal(aws("get-item", "--table-name", "users", "--key", KEY), {"Item": item})
    aws("update-item", "--table-name", "users", "--key", KEY, "--update-expression",
        "SET age = :val1", "--expression-attribute-values", {":val1": {"N": "26"}})
    equal(aws("get-item", "--table-name", "users", "--key", KEY),
          {"Item": dict(item, age={"N": "26"})})
    aws("delete-item", "--table-name", "users", "--key", KEY)
    equal(aws("get-item", "--table-name", "users", "--key", KEY), None)


@check
def batch_write_item():
    items = PEOPLE + [anonymous(i) for i in range(50)]
    puts = [{"PutRequest": {"Item": item}} for item in items]
    for start in range(0, len(puts), 25):
        answer = aws("batch-write-item", "--request-items", {"users": puts[start:start + 25]})
        equal(answer, {"UnprocessedItems": {}})
    error = aws("batch-write-item", "--request-items", {"users": [puts[0], puts[0]]}, fails=True)
    assert ("An error occurred (ValidationException) when calling the BatchWriteItem operation: "
            "Provided list of item keys contains duplicates") in error, error


@check
def query():
    answer = aws("query", "--table-name", "users", "--key-condition-expression", "username = :u",
                 "--expression-attribute-values", {":u": {"S": "johndoe"}})
    equal(answer["Items"], [PEOPLE[0]])


@check
def scans_with_filters():
    equal(scan("age < :a", {":a": {"N": "27"}}), ["johndoe", "bobsmith"])
    equal(scan("begins_with(first_name, :j) AND account_type = :s",
               {":j": {"S": "J"}, ":s": {"S": "super_user"}}), ["janedoering"])
    equal(scan("address.#s = :ca", {":ca": {"S": "CA"}}, "--expression-attribute-names",
               {"#s": "state"}), ["johndoe", "alicedoe"])
    equal(scan("age < :a OR age > :b", {":a": {"N": "20"}, ":b": {"N": "39"}}),
          ["bobsmith", "janedoering"])
    anonymous_ones = names(aws("scan", "--table-name", "users", "--filter-expression",
                               "attribute_not_exists(age)"))
    equal(sorted(anonymous_ones), sorted(f"user{i}" for i in range(50)))


@check
def scan_in_pages():
    answer = aws("scan", "--table-name", "users", "--page-size", "7")
    equal(len(set(names(answer))), 54)
    first = aws("scan", "--table-name", "users", "--max-items", "10")
    second = aws("scan", "--table-name", "users", "--starting-token", first["NextToken"])
    equal(len(set(names(first) + names(second))), 54)


@check
def delete_table():
    answer = aws("delete-table", "--table-name", "users")
    equal(answer["TableDescription"]["TableStatus"], "DELETING")
    wait("table-not-exists", "users")
    error = aws("describe-table", "--table-name", "users", fails=True)
    assert ("(ResourceNotFoundException) when calling the DescribeTable operation: "
            "Requested resource not found: Table: users not found") in error, error


if __name__ == "__main__":
    run("guide, awscli")
