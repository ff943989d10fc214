"""Tic-tac-toe as it was written in 2014: boto.dynamodb2, with what came before expressions.

Items are saved with Expected, updated with AttributeUpdates, and found with KeyConditions.
"""

from boto.dynamodb2.exceptions import ConditionalCheckFailedException
from boto.dynamodb2.fields import GlobalAllIndex, HashKey, RangeKey
from boto.dynamodb2.items import Item
from boto.dynamodb2.table import Table

from tic_tac_toe import (GAMES_LISTED_MAX, HOST_INDEX, OPPONENT_INDEX, TABLE_NAME, merged,
                         new_game, other_player, symbol_of)

THROUGHPUT = {"read": 1, "write": 1}


def status_begins_with(prefix):
    return {"AttributeValueList": [{"S": prefix}], "ComparisonOperator": "BEGINS_WITH"}


class Games:
    """Every method that writes answers whether DynamoDB accepted it."""

    def __init__(self, connection, clock):
        self.connection, self.clock = connection, clock
        self.table = Table(TABLE_NAME, connection=connection)

    def create_table(self):
        def index(name, hash_key):
            return GlobalAllIndex(name, parts=[HashKey(hash_key), RangeKey("StatusDate")],
                                  throughput=THROUGHPUT)

        self.table = Table.create(
            TABLE_NAME, schema=[HashKey("GameId")], throughput=THROUGHPUT,
            global_indexes=[index(HOST_INDEX, "HostId"), index(OPPONENT_INDEX, "OpponentId")],
            connection=self.connection)

    def describe(self):
        return self.table.describe()["Table"]

    def delete_table(self):
        self.table.delete()

    def get(self, game_id):
        return dict(self.table.get_item(GameId=game_id).items())

    def invite(self, game_id, host, opponent):
        game = Item(self.table, data=new_game(game_id, host, opponent, self.clock()))
        return self.accepted(game.save)

    def invite_anybody(self, game_id, host):
        game = new_game(game_id, host, None, self.clock())
        del game["OpponentId"]
        return self.accepted(Item(self.table, data=game).save)

    def accept(self, game_id):
        return self.update(game_id, {"StatusDate": f"IN_PROGRESS_{self.clock()}"},
                           {"StatusDate": status_begins_with("PENDING_")})

    def decline(self, game_id):
        return self.accepted(lambda: self.connection.delete_item(
            TABLE_NAME, {"GameId": {"S": game_id}},
            expected={"StatusDate": status_begins_with("PENDING_")}))

    def move(self, game, player, square):
        return self.update(
            game["GameId"],
            {square: symbol_of(game, player), "Turn": other_player(game, player)},
            {"StatusDate": status_begins_with("IN_PROGRESS_"),
             "Turn": {"Value": {"S": player}}, square: {"Exists": False}})

    def finish(self, game_id, outcome):
        """Puts the whole item back, expecting that nothing of it has changed."""
        game = self.table.get_item(GameId=game_id)
        game["StatusDate"] = f"FINISHED_{self.clock()}"
        game["Turn"] = "N/A"
        game["Result"] = outcome
        return self.accepted(game.save)

    def invitations(self, user):
        return self.listed(OpponentId__eq=user, StatusDate__beginswith="PENDING_",
                           index=OPPONENT_INDEX)

    def in_progress(self, user):
        return self.of_both_indexes(user, "IN_PROGRESS_")

    def finished(self, user):
        return self.of_both_indexes(user, "FINISHED_")

    def of_both_indexes(self, user, status):
        return merged(self.listed(HostId__eq=user, StatusDate__beginswith=status, index=HOST_INDEX),
                      self.listed(OpponentId__eq=user, StatusDate__beginswith=status,
                                  index=OPPONENT_INDEX))

    def listed(self, **key_conditions):
        """The newest first: `Table.query` turns the order round."""
        games = self.table.query(limit=GAMES_LISTED_MAX, **key_conditions)
        return [dict(game.items()) for game in games]

    def all(self):
        return [dict(game.items()) for game in self.table.scan()]

    def update(self, game_id, values, expected):
        updates = {name: {"Action": "PUT", "Value": {"S": value}}
                   for name, value in values.items()}
        return self.accepted(lambda: self.connection.update_item(
            TABLE_NAME, key={"GameId": {"S": game_id}}, attribute_updates=updates,
            expected=expected))

    @staticmethod
    def accepted(write):
        try:
            write()
        except ConditionalCheckFailedException:
            return False
        return True
