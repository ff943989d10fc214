"""P2: the wallet, run twice in a row (botocore, low level). Endpoint in PIXII_ENDPOINT."""

import datetime
import json
import pathlib
import re
import subprocess
import sys
import uuid

import botocore.session

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from lib.checks import check, equal, run  # noqa: E402

PROGRAM = str(pathlib.Path(__file__).resolve().parent / "wallet_program.py")
runs = []


def run_wallet():
    runs.append(json.loads(subprocess.run([sys.executable, PROGRAM], check=True,
                                          stdout=subprocess.PIPE).stdout))
    return runs[-1]


def known_members():
    """Members of a TableDescription that this botocore knows; it drops the others."""
    model = botocore.session.get_session().get_service_model("dynamodb")
    return model.shape_for("TableDescription").members


@check
def the_first_run_finds_no_table_and_creates_it():
    run_wallet()
    run_wallet()
    first = runs[0]
    equal(first["error"], {"Code": "ResourceNotFoundException",
                           "Message": "Requested resource not found: Table: test_table not found"})
    meta = first["create"]["ResponseMetadata"]
    equal(meta["HTTPStatusCode"], 200)
    assert re.fullmatch(r"[A-Z0-9]{52}", meta["RequestId"]), meta["RequestId"]
    table = first["create"]["TableDescription"]
    created = datetime.datetime.fromisoformat(table.pop("CreationDateTime")["time"])
    equal(created.microsecond % 1000, 0)
    assert abs((datetime.datetime.now(datetime.timezone.utc) - created).total_seconds()) < 30
    assert re.fullmatch(r"arn:aws:dynamodb:us-west-2:\d{12}:table/test_table",
                        table.pop("TableArn"))
    uuid.UUID(table.pop("TableId"))
    if "DeletionProtectionEnabled" in known_members():
        equal(table.pop("DeletionProtectionEnabled"), False)
    equal(table, {
        "TableName": "test_table", "TableStatus": "CREATING",
        "KeySchema": [{"AttributeName": "user_id", "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": "user_id", "AttributeType": "S"}],
        "ProvisionedThroughput": {"ReadCapacityUnits": 1, "WriteCapacityUnits": 1,
                                  "NumberOfDecreasesToday": 0},
        "ItemCount": 0, "TableSizeBytes": 0})


@check
def the_second_run_puts_and_gets_a_balance():
    second = runs[1]
    equal(second["describe"]["Table"]["TableStatus"], "ACTIVE")
    equal(list(second["put"]), ["ResponseMetadata"])
    equal(second["get"]["Item"], {"user_id": {"S": second["user_id"]}, "balance": {"N": "100"}})


if __name__ == "__main__":
    run(f"wallet, botocore {botocore.__version__}")
