"""The wallet: looks for its table, makes it if it is missing, else puts and gets a balance.

The original was written for botocore below 1.0 (`session.get_service('dynamodb')`,
`service.get_operation('DescribeTable').call(endpoint, ...)`), which no Python of Debian 12 runs.
The calls and their parameters are the same here, through `session.create_client('dynamodb')`.
Prints what it got as one JSON object.
"""

import json
import os
import sys
import uuid

import botocore.session
from botocore.exceptions import ClientError


def wallet():
    session = botocore.session.get_session()
    session.set_credentials("local", "local")
    client = session.create_client("dynamodb", region_name="us-west-2",
                                   endpoint_url=os.environ["PIXII_ENDPOINT"])
    try:
        answers = {"describe": client.describe_table(TableName="test_table")}
    except ClientError as error:
        created = client.create_table(
            TableName="test_table",
            AttributeDefinitions=[{"AttributeName": "user_id", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "user_id", "KeyType": "HASH"}],
            ProvisionedThroughput={"ReadCapacityUnits": 1, "WriteCapacityUnits": 1})
        return {"error": error.response["Error"], "create": created}
    user_id = str(uuid.uuid4())
    answers["user_id"] = user_id
    answers["put"] = client.put_item(
        TableName="test_table", Item={"user_id": {"S": user_id}, "balance": {"N": "100"}})
    answers["get"] = client.get_item(TableName="test_table", Key={"user_id": {"S": user_id}})
    return answers


if __name__ == "__main__":
    json.dump(wallet(), sys.stdout, default=lambda moment: {"time": moment.isoformat()})
