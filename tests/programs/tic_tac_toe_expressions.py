"""The same program written again: boto3, with expressions."""

from boto3.dynamodb.conditions import Attr, Key

from tic_tac_toe import (GAMES_LISTED_MAX, HOST_INDEX, OPPONENT_INDEX, TABLE_NAME, merged,
                         new_game, other_player, symbol_of)

THROUGHPUT = {"ReadCapacityUnits": 1, "WriteCapacityUnits": 1}


class Games:
    """The methods of tic_tac_toe_2014.Games."""

    def __init__(self, dynamodb, clock):
        self.dynamodb, self.clock = dynamodb, clock
        self.table = dynamodb.Table(TABLE_NAME)

    def create_table(self):
        def index(name, hash_key):
            return {"IndexName": name, "Projection": {"ProjectionType": "ALL"},
                    "KeySchema": [{"AttributeName": hash_key, "KeyType": "HASH"},
                                  {"AttributeName": "StatusDate", "KeyType": "RANGE"}],
                    "ProvisionedThroughput": THROUGHPUT}

        self.table = self.dynamodb.create_table(
            TableName=TABLE_NAME, KeySchema=[{"AttributeName": "GameId", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"}
                                  for name in ("GameId", "HostId", "OpponentId", "StatusDate")],
            GlobalSecondaryIndexes=[index(HOST_INDEX, "HostId"),
                                    index(OPPONENT_INDEX, "OpponentId")],
            ProvisionedThroughput=THROUGHPUT)

    def describe(self):
        return self.dynamodb.meta.client.describe_table(TableName=TABLE_NAME)["Table"]

    def delete_table(self):
        self.table.delete()

    def get(self, game_id):
        return self.table.get_item(Key={"GameId": game_id})["Item"]

    def invite(self, game_id, host, opponent):
        return self.put_new(new_game(game_id, host, opponent, self.clock()))

    def invite_anybody(self, game_id, host):
        game = new_game(game_id, host, None, self.clock())
        del game["OpponentId"]
        return self.put_new(game)

    def accept(self, game_id):
        return self.update(game_id, {"StatusDate": f"IN_PROGRESS_{self.clock()}"},
                           Attr("StatusDate").begins_with("PENDING_"))

    def decline(self, game_id):
        return self.accepted(self.table.delete_item, Key={"GameId": game_id},
                             ConditionExpression=Attr("StatusDate").begins_with("PENDING_"))

    def move(self, game, player, square):
        return self.update(
            game["GameId"],
            {square: symbol_of(game, player), "Turn": other_player(game, player)},
            Attr("StatusDate").begins_with("IN_PROGRESS_") & Attr("Turn").eq(player)
            & Attr(square).not_exists())

    def finish(self, game_id, outcome):
        game = self.get(game_id)
        return self.update(
            game_id,
            {"StatusDate": f"FINISHED_{self.clock()}", "Turn": "N/A", "Result": outcome},
            Attr("StatusDate").eq(game["StatusDate"]) & Attr("Turn").eq(game["Turn"])
            & Attr("Result").not_exists())

    def invitations(self, user):
        return self.listed(OPPONENT_INDEX, "OpponentId", user, "PENDING_")

    def in_progress(self, user):
        return self.of_both_indexes(user, "IN_PROGRESS_")

    def finished(self, user):
        return self.of_both_indexes(user, "FINISHED_")

    def of_both_indexes(self, user, status):
        return merged(self.listed(HOST_INDEX, "HostId", user, status),
                      self.listed(OPPONENT_INDEX, "OpponentId", user, status))

    def listed(self, index, hash_key, user, status):
        return self.table.query(
            IndexName=index, ScanIndexForward=False, Limit=GAMES_LISTED_MAX,
            KeyConditionExpression=Key(hash_key).eq(user) & Key("StatusDate").begins_with(status),
        )["Items"]

    def all(self):
        return self.table.scan()["Items"]

    def put_new(self, game):
        return self.accepted(self.table.put_item, Item=game,
                             ConditionExpression=Attr("GameId").not_exists())

    def update(self, game_id, values, condition):
        names = list(values)
        return self.accepted(
            self.table.update_item, Key={"GameId": game_id}, ConditionExpression=condition,
            UpdateExpression="SET " + ", ".join(f"#{name} = :{name}" for name in names),
            ExpressionAttributeNames={f"#{name}": name for name in names},
            ExpressionAttributeValues={f":{name}": values[name] for name in names})

    def accepted(self, write, **request):
        try:
            write(**request)
        except self.dynamodb.meta.client.exceptions.ConditionalCheckFailedException:
            return False
        return True
