"""P3: tic-tac-toe of 2014, and the same written with expressions. Endpoint in PIXII_ENDPOINT.

Most checks tell one story to both forms, one after the other, and compare what they saw and left.
boto 2.49.0 was written for older Pythons: the one name of theirs that it imports is put back here.
"""

import collections
import collections.abc
import itertools
import json
import os
import pathlib
import sys
import threading
import urllib.parse
import warnings

import boto3

collections.Mapping = collections.abc.Mapping
warnings.simplefilter("ignore", DeprecationWarning)
from boto.dynamodb2.layer1 import DynamoDBConnection  # noqa: E402

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parent),
                str(pathlib.Path(__file__).resolve().parents[1])]
import tic_tac_toe_2014  # noqa: E402
import tic_tac_toe_expressions  # noqa: E402
from lib.checks import check, equal, run  # noqa: E402
from tic_tac_toe import SQUARES, result  # noqa: E402

ENDPOINT = urllib.parse.urlsplit(os.environ["PIXII_ENDPOINT"])
PLAYERS = 50
sent = {"2014": [], "expressions": []}


class RecordedConnection(DynamoDBConnection):
    """boto's own connection, which notes what it sends."""

    def make_request(self, action, body):
        sent["2014"].append((action, json.loads(body)))
        return super().make_request(action, body)


def connect_2014():
    return RecordedConnection(host=ENDPOINT.hostname, port=ENDPOINT.port, is_secure=False,
                              validate_certs=False, aws_access_key_id="local",
                              aws_secret_access_key="local")


def connect_boto3():
    dynamodb = boto3.resource("dynamodb", endpoint_url=os.environ["PIXII_ENDPOINT"],
                              region_name="us-east-1", aws_access_key_id="local",
                              aws_secret_access_key="local")
    dynamodb.meta.client.meta.events.register(
        "before-call.dynamodb",
        lambda model, params, **_: sent["expressions"].append(
            (model.name, json.loads(params["body"]))))
    return dynamodb


def clock():
    """A second later at every look, from the time that the guide shows."""
    seconds = itertools.count(20 * 60 + 32)
    return lambda: "2014-04-30 10:{:02d}:{:02d}".format(*divmod(next(seconds), 60))


def forms():
    yield "2014", tic_tac_toe_2014.Games, connect_2014
    yield "expressions", tic_tac_toe_expressions.Games, connect_boto3


def both(story):
    """Tells a story to both forms, on an empty table each; they return and leave the same."""
    seen = {}
    for name, games_class, connect in forms():
        games = games_class(connect(), clock())
        games.create_table()
        try:
            seen[name] = story(games), sorted(games.all(), key=lambda game: game["GameId"])
        except Exception as error:
            raise AssertionError(f"{name}: {type(error).__name__}: {error}") from error
        finally:
            games.delete_table()
    equal(seen["2014"], seen["expressions"], "the 2014 form and that with expressions")


def ids(games):
    return [game["GameId"] for game in games]


def started(games, game_id="g1", host="ann", opponent="bob"):
    assert games.invite(game_id, host, opponent)
    assert games.accept(game_id)
    return games.get(game_id)


@check
def the_table_is_there_at_once_with_both_indexes():
    def story(games):
        table = games.describe()
        equal((table["TableStatus"], table["ItemCount"]), ("ACTIVE", 0))
        indexes = sorted((index["IndexName"], index["IndexStatus"], index["ItemCount"],
                          index["Projection"]["ProjectionType"],
                          [(key["AttributeName"], key["KeyType"]) for key in index["KeySchema"]])
                         for index in table["GlobalSecondaryIndexes"])
        equal(indexes, [
            ("HostId-StatusDate-index", "ACTIVE", 0, "ALL",
             [("HostId", "HASH"), ("StatusDate", "RANGE")]),
            ("OpponentId-StatusDate-index", "ACTIVE", 0, "ALL",
             [("OpponentId", "HASH"), ("StatusDate", "RANGE")])])

    both(story)


@check
def an_invitation_is_made_once_and_accepted_once():
    def story(games):
        assert games.invite("g1", "ann", "bob")
        assert not games.invite("g1", "carl", "bob")
        equal(games.get("g1"), {"GameId": "g1", "HostId": "ann", "OpponentId": "bob",
                                "Turn": "ann", "OUser": "ann",
                                "StatusDate": "PENDING_2014-04-30 10:20:32"})
        equal(ids(games.invitations("bob")), ["g1"])
        assert games.accept("g1")
        assert not games.accept("g1")
        assert not games.decline("g1")
        equal(games.get("g1")["StatusDate"], "IN_PROGRESS_2014-04-30 10:20:34")
        equal(games.invitations("bob"), [])
        equal(games.in_progress("bob"), [games.get("g1")])
        return games.in_progress("ann")

    both(story)


@check
def a_declined_invitation_leaves_both_indexes():
    def story(games):
        assert games.invite("g1", "ann", "bob")
        assert games.decline("g1")
        assert not games.decline("g1")
        assert not games.accept("g1")
        equal(games.all(), [])
        equal(games.of_both_indexes("ann", "PENDING_"), [])
        equal(games.of_both_indexes("bob", "PENDING_"), [])

    both(story)


@check
def a_game_without_an_opponent_is_in_the_first_index_only():
    def story(games):
        assert games.invite_anybody("g1", "ann")
        equal(games.of_both_indexes("ann", "PENDING_"), [games.get("g1")])
        counts = {index["IndexName"]: index["ItemCount"]
                  for index in games.describe()["GlobalSecondaryIndexes"]}
        equal(counts, {"HostId-StatusDate-index": 1, "OpponentId-StatusDate-index": 0})

    both(story)


@check
def of_twelve_invitations_the_ten_newest_are_listed():
    def story(games):
        for number in range(12):
            assert games.invite(f"g{number:02d}", f"host{number % 3}", "bob")
        assert games.invite("other", "ann", "carl")
        listed = games.invitations("bob")
        equal(ids(listed), [f"g{number:02d}" for number in range(11, 1, -1)])
        if hasattr(games.table, "query_2"):
            again = games.table.query_2(OpponentId__eq="bob", StatusDate__beginswith="PENDING_",
                                        index="OpponentId-StatusDate-index", limit=10, reverse=True)
            equal([dict(game.items()) for game in again], listed)
        return listed

    both(story)


@check
def games_of_both_indexes_are_merged_without_doubles():
    def story(games):
        for number in range(14):
            host, opponent = ("ann", "bob") if number % 2 else ("bob", "ann")
            started(games, f"g{number:02d}", host, opponent)
        started(games, "self", "ann", "ann")
        for number in range(12):
            assert games.finish(f"g{number:02d}", "Tie")
        in_progress, finished = games.in_progress("ann"), games.finished("ann")
        equal(ids(in_progress), ["g12", "g13", "self"])
        equal(ids(finished), [f"g{number:02d}" for number in range(10)])
        return in_progress, finished, games.finished("bob")

    both(story)


@check
def moves_that_break_the_rules_change_nothing():
    def story(games):
        assert games.invite("g1", "ann", "bob")
        pending = games.get("g1")
        assert not games.move(pending, "ann", "TopLeft")
        equal(games.get("g1"), pending, "a pending game")
        assert games.accept("g1")
        game = games.get("g1")
        assert not games.move(game, "bob", "TopLeft")
        equal(games.get("g1"), game, "the wrong player")
        assert games.move(game, "ann", "TopLeft")
        game = games.get("g1")
        equal((game["TopLeft"], game["Turn"]), ("O", "bob"))
        assert not games.move(game, "bob", "TopLeft")
        equal(games.get("g1"), game, "a taken square")
        assert games.move(game, "bob", "TopRight")
        assert games.finish("g1", "ann")
        game = games.get("g1")
        assert not games.move(game, "ann", "BottomLeft")
        equal(games.get("g1"), game, "a finished game")

    both(story)


@check
def a_full_game_of_nine_moves():
    def story(games):
        game = started(games)
        order = [0, 1, 2, 4, 3, 5, 7, 6, 8]
        for number, position in enumerate(order):
            equal(result(game), None)
            player = "bob" if number % 2 else "ann"
            equal(game["Turn"], player)
            assert games.move(game, player, SQUARES[position])
            game = games.get("g1")
            equal(game, games.in_progress("bob")[0], "the index after a move")
        equal(result(game), "Tie")
        assert games.finish("g1", "Tie")
        equal(games.in_progress("ann"), [])
        finished = games.finished("bob")
        equal(finished, [games.get("g1")])
        equal((finished[0]["Result"], finished[0]["StatusDate"]),
              ("Tie", "FINISHED_2014-04-30 10:20:34"))
        return finished

    both(story)


@check
def an_item_that_changed_is_not_saved_over():
    games = tic_tac_toe_2014.Games(connect_2014(), clock())
    games.create_table()
    game = started(games)
    stale = games.table.get_item(GameId="g1")
    assert games.move(game, "ann", "TopLeft")
    stale["Result"] = "ann"
    assert not games.accepted(stale.save)
    assert "Result" not in games.get("g1")
    games.delete_table()


def race(attempts):
    """Starts all attempts at one moment; how many were accepted."""
    barrier = threading.Barrier(len(attempts))
    outcomes = []

    def attempt(move):
        barrier.wait()
        try:
            outcomes.append(move())
        except Exception as error:  # A thread's exception would be lost.
            outcomes.append(error)

    threads = [threading.Thread(target=attempt, args=[move]) for move in attempts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    equal([outcome for outcome in outcomes if not isinstance(outcome, bool)], [])
    return outcomes.count(True)


@check
def fifty_players_race_for_each_square_and_one_wins():
    for name, games_class, connect in forms():
        games = games_class(connect(), clock())
        games.create_table()
        game = started(games)
        rivals = [games_class(connect(), clock()) for _ in range(PLAYERS)]
        for number, square in enumerate(SQUARES):
            player = "bob" if number % 2 else "ann"
            won = race([lambda rival=rival: rival.move(game, player, square) for rival in rivals])
            equal(won, 1, f"{name}, moves accepted at {square}")
        game = games.get("g1")
        equal([game[square] for square in SQUARES], list("OXOXOXOXO"))
        equal(games.in_progress("ann"), [game])
        won = race([lambda rival=rival: rival.invite("g2", "ann", "bob") for rival in rivals])
        equal(won, 1, f"{name}, invitations accepted")
        games.delete_table()


@check
def each_form_sends_its_own_members():
    def members(form):
        return {member for _, request in sent[form] for member in request}

    assert members("2014") >= {"AttributeUpdates", "Expected", "KeyConditions"}, members("2014")
    equal([member for member in members("2014") if "Expression" in member], [])
    assert members("expressions") >= {"ConditionExpression", "KeyConditionExpression",
                                      "UpdateExpression"}, members("expressions")
    equal(members("expressions") & {"AttributeUpdates", "Expected", "KeyConditions"}, set())
    queries = [request for action, request in sent["2014"] if action == "Query"]
    equal({request["ScanIndexForward"] for request in queries}, {False})


if __name__ == "__main__":
    run(f"tic-tac-toe, boto 2.49.0 and boto3 {boto3.__version__}")
