"""Rules of tic-tac-toe, and what both forms of the program know of their items."""

TABLE_NAME = "Games"
HOST_INDEX = "HostId-StatusDate-index"
OPPONENT_INDEX = "OpponentId-StatusDate-index"
SQUARES = ["TopLeft", "TopMiddle", "TopRight", "MiddleLeft", "MiddleMiddle", "MiddleRight",
           "BottomLeft", "BottomMiddle", "BottomRight"]
LINES = [(0, 1, 2), (3, 4, 5), (6, 7, 8), (0, 3, 6), (1, 4, 7), (2, 5, 8), (0, 4, 8), (2, 4, 6)]
GAMES_LISTED_MAX = 10


def new_game(game_id, host, opponent, now):
    """The host moves first and has O."""
    return {"GameId": game_id, "HostId": host, "OpponentId": opponent, "Turn": host,
            "OUser": host, "StatusDate": f"PENDING_{now}"}


def other_player(game, player):
    return game["OpponentId"] if player == game["HostId"] else game["HostId"]


def symbol_of(game, player):
    return "O" if game["OUser"] == player else "X"


def result(game):
    """`O` or `X`, who has three in a line; `Tie`; None while the game goes on."""
    squares = [game.get(square) for square in SQUARES]
    for first, second, third in LINES:
        if squares[first] and squares[first] == squares[second] == squares[third]:
            return squares[first]
    return "Tie" if all(squares) else None


def merged(*lists):
    """Games of both indexes in the order of StatusDate, each once, as many as the page shows."""
    games = {game["GameId"]: game for games in lists for game in games}
    return sorted(games.values(), key=lambda game: game["StatusDate"])[:GAMES_LISTED_MAX]
