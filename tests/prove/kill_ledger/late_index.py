"""An index that is made, built and deleted while the server is killed.

Its requests are sent without waiting, the answers read after the kill: an answered change must have
happened, one without an answer may have, a building that was cut off goes on and ends.
"""

import random
import time

import indexes
import writer

CREATE = {"TableName": indexes.LATE_TABLE,
          "AttributeDefinitions": indexes.definitions(indexes.LATE),
          "GlobalSecondaryIndexUpdates": [{"Create": indexes.LATE}]}
DELETE = {"TableName": indexes.LATE_TABLE,
          "GlobalSecondaryIndexUpdates": [{"Delete": {"IndexName": indexes.LATE["IndexName"]}}]}
BUILT_WITHIN_SECONDS = 60


class LateIndex:
    def __init__(self, seed):
        self.random = random.Random(f"{seed}/late")
        self.there = False  # after the last start
        self.possible = {False}  # whether it is there by now
        self.sent = []  # (connection, whether the change makes it be there)
        self.made = self.deleted = self.cut_off = 0

    def change(self, port):
        """Sends a change, or one that makes it and one that deletes it at once again."""
        self.send(port, not self.there)
        if not self.there and self.random.random() < 0.4:
            time.sleep(self.random.random() * 0.05)
            self.send(port, False)
        time.sleep(self.random.random() * self.random.choice((0.02, 0.2, 0.6)))

    def send(self, port, wanted):
        try:
            connection = writer.Connection(port)
            connection.send("UpdateTable", CREATE if wanted else DELETE)
        except writer.Gone:
            return
        self.sent.append((connection, wanted))

    def settle(self):
        """Reads what was answered before the server went. A refusal changes nothing."""
        for connection, wanted in self.sent:
            try:
                status, _ = connection.receive()
            except writer.Gone:
                self.possible = self.possible | {wanted}
                continue
            if status == 200:
                self.possible = {wanted}
        self.sent = []

    def described(self, connection):
        """The index as DescribeTable shows it, or None."""
        status, answer = connection.call("DescribeTable", {"TableName": indexes.LATE_TABLE})
        if status != 200:
            raise RuntimeError(f"DescribeTable: {status} {answer}")
        found = answer["Table"].get("GlobalSecondaryIndexes", [])
        return found[0] if found else None

    def after_start(self, connection):
        """Waits until it is there in full, or is not there. What was wrong."""
        found = self.described(connection)
        if (found is not None) not in self.possible:
            return [f"the late index is {'' if found else 'not '}there"]
        was_there, self.there = self.there, found is not None
        self.possible = {self.there}
        self.made += self.there and not was_there
        self.deleted += was_there and not self.there
        if found is None:
            return []
        self.cut_off += found["IndexStatus"] == "CREATING"
        end = time.monotonic() + BUILT_WITHIN_SECONDS
        while found["IndexStatus"] != "ACTIVE":
            if time.monotonic() > end:
                return [f"the late index is {found['IndexStatus']} after {BUILT_WITHIN_SECONDS} s"]
            time.sleep(0.01)
            found = self.described(connection)
        return []
