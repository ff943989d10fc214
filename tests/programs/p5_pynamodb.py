"""P5, point 8: a PynamoDB model; numbers at the extremes with botocore. Endpoint in PIXII_ENDPOINT.

Without a TTL attribute and TransactWrite, whose operations are not served.
"""

import datetime
import decimal
import os
import pathlib
import sys
import time
import unittest.mock

import boto3
import botocore.session
import pynamodb
from pynamodb.attributes import (BooleanAttribute, JSONAttribute, ListAttribute, MapAttribute,
                                 NumberAttribute, UnicodeAttribute, UnicodeSetAttribute,
                                 UTCDateTimeAttribute, VersionAttribute)
from pynamodb.exceptions import DeleteError, DoesNotExist, PutError, QueryError, UpdateError
from pynamodb.indexes import (AllProjection, GlobalSecondaryIndex, IncludeProjection,
                              LocalSecondaryIndex)
from pynamodb.models import Model

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from lib.checks import check, equal, run  # noqa: E402

ENDPOINT = os.environ["PIXII_ENDPOINT"]
KEYS = {"aws_access_key_id": "local", "aws_secret_access_key": "local"}


class ByViews(GlobalSecondaryIndex):
    class Meta:
        index_name = "by-views"
        read_capacity_units = 2
        write_capacity_units = 1
        projection = AllProjection()

    category = UnicodeAttribute(hash_key=True)
    views = NumberAttribute(range_key=True)


class ByPosted(LocalSecondaryIndex):
    class Meta:
        index_name = "by-posted"
        projection = IncludeProjection(["category"])

    forum = UnicodeAttribute(hash_key=True)
    posted = UTCDateTimeAttribute(range_key=True)


class Author(MapAttribute):
    name = UnicodeAttribute()
    verified = BooleanAttribute(default=False)


class Thread(Model):
    class Meta:
        table_name = "Threads"
        host = ENDPOINT
        region = "us-east-1"
        aws_access_key_id = "local"
        aws_secret_access_key = "local"
        read_capacity_units = 5
        write_capacity_units = 5

    forum = UnicodeAttribute(hash_key=True)
    subject = UnicodeAttribute(range_key=True)
    category = UnicodeAttribute(null=True)
    views = NumberAttribute(default=0)
    posted = UTCDateTimeAttribute(null=True)
    tags = UnicodeSetAttribute(null=True)
    replies = ListAttribute(default=list)
    author = Author(null=True)
    options = JSONAttribute(null=True)
    version = VersionAttribute()
    by_views = ByViews()
    by_posted = ByPosted()


def refused(kind, code, write, *arguments, **options):
    try:
        write(*arguments, **options)
    except kind as error:
        equal(error.cause_response_code, code)
        return error.cause_response_message
    raise AssertionError("was not refused")


def subjects(threads):
    return [thread.subject for thread in threads]


@check
def the_table_is_there_at_once():
    assert not Thread.exists()
    connection = Thread._get_connection().connection
    with unittest.mock.patch.object(connection, "describe_table",
                                    wraps=connection.describe_table) as looks:
        Thread.create_table(wait=True)
    equal(looks.call_count, 2, "looks: whether there is one, and whether it is ready")
    assert Thread.exists()
    table = Thread.describe_table()
    equal((table["TableStatus"], table["ItemCount"]), ("ACTIVE", 0))
    by_views, by_posted = table["GlobalSecondaryIndexes"][0], table["LocalSecondaryIndexes"][0]
    equal((by_views["IndexStatus"], by_views["Projection"]["ProjectionType"],
           by_views["ProvisionedThroughput"]["ReadCapacityUnits"]), ("ACTIVE", "ALL", 2))
    equal(by_posted["Projection"], {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["category"]})


@check
def an_item_of_every_attribute_comes_back():
    posted = datetime.datetime(2012, 12, 21, 13, 37, tzinfo=datetime.timezone.utc)
    thread = Thread("python", "everything", category="news", views=7, posted=posted,
                    tags={"a", "b"}, replies=["one", 2, {"three": [4]}],
                    author=Author(name="Ann", verified=True), options={"pinned": None})
    thread.save()
    got = Thread.get("python", "everything", consistent_read=True)
    equal((got.category, got.views, got.posted, got.tags, got.options, got.version),
          ("news", 7, posted, {"a", "b"}, {"pinned": None}, 1))
    equal(got.replies[:2], ["one", 2])
    equal(got.replies[2]["three"], [4])
    equal((got.author.name, got.author.verified), ("Ann", True))
    try:
        Thread.get("python", "nothing")
    except DoesNotExist:
        return
    raise AssertionError("an item that is not there was found")


@check
def a_version_guards_saves_updates_and_deletes():
    thread = Thread("python", "versions")
    thread.save()
    stale = Thread.get("python", "versions")
    thread.update(actions=[Thread.views.add(1), Thread.replies.set(Thread.replies.append(["x"]))])
    equal((thread.version, thread.views, list(thread.replies)), (2, 1, ["x"]))
    text = "The conditional request failed"
    code = "ConditionalCheckFailedException"
    equal(refused(PutError, code, stale.save), text)
    equal(refused(UpdateError, code, stale.update, actions=[Thread.views.set(9)]), text)
    equal(refused(DeleteError, code, stale.delete), text)
    equal(refused(PutError, code, Thread("python", "versions").save), text)
    equal(Thread.get("python", "versions").views, 1)
    stale.refresh()
    equal(stale.version, 2)
    stale.delete()
    equal(Thread.count("python", Thread.subject == "versions"), 0)


@check
def conditions_decide():
    thread = Thread("python", "conditions", views=5, tags={"old"})
    thread.save(Thread.subject.does_not_exist())
    met = ((Thread.views.between(1, 5) | Thread.category.exists())
           & ~Thread.subject.startswith("x") & Thread.tags.contains("old")
           & Thread.views.is_in(4, 5) & Thread.subject.is_type() & (Thread.category != "y"))
    thread.update(actions=[Thread.category.set("kept"), Thread.tags.add({"new"})], condition=met)
    equal((thread.category, thread.tags), ("kept", {"old", "new"}))
    refused(UpdateError, "ConditionalCheckFailedException", thread.update,
            actions=[Thread.views.set(0)], condition=Thread.views > 5)
    thread.update(actions=[Thread.category.remove(), Thread.views.set(Thread.views - 2),
                           Thread.tags.delete({"old"})])
    equal((thread.category, thread.views, thread.tags), (None, 3, {"new"}))
    message = refused(QueryError, "ValidationException", lambda: list(
        Thread.query("python", filter_condition=Thread.subject.startswith("c"))))
    equal(message, "Filter Expression can only contain non-primary key attributes: "
                   "Primary key attribute: subject")


@check
def batches_are_written_and_read():
    day = datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc)
    with Thread.batch_write() as batch:
        for number in range(60):
            batch.save(Thread("c++", f"t{number:02d}", category="even odd".split()[number % 2],
                              views=number * 10, posted=day + datetime.timedelta(days=59 - number)))
    equal(Thread.count("c++"), 60)
    with Thread.batch_write() as batch:
        for number in range(40, 60):
            batch.delete(Thread("c++", f"t{number:02d}"))
    equal(Thread.count("c++"), 40)
    wanted = [("c++", f"t{number:02d}") for number in range(60)]
    equal(sorted(subjects(Thread.batch_get(wanted))), [f"t{number:02d}" for number in range(40)])


@check
def the_table_is_queried_and_scanned():
    equal(subjects(Thread.query("c++", Thread.subject.between("t05", "t07"))),
          ["t05", "t06", "t07"])
    equal(subjects(Thread.query("c++", scan_index_forward=False, limit=2)), ["t39", "t38"])
    pages = Thread.query("c++", Thread.subject < "t20", Thread.views > 100, page_size=3, limit=4)
    equal(subjects(pages), ["t11", "t12", "t13", "t14"])
    rest = Thread.query("c++", Thread.subject < "t20", last_evaluated_key=pages.last_evaluated_key)
    equal(subjects(rest), ["t15", "t16", "t17", "t18", "t19"])
    whole = Thread.scan(page_size=7)
    found = [(thread.forum, thread.subject) for thread in whole]
    equal(len(found), 42)
    in_segments = [(thread.forum, thread.subject) for segment in range(4)
                   for thread in Thread.scan(segment=segment, total_segments=4)]
    equal(sorted(in_segments), sorted(found))
    some = Thread.scan(Thread.category == "odd", attributes_to_get=["subject"])
    equal(sorted(subjects(some)), [f"t{number:02d}" for number in range(1, 40, 2)])


@check
def the_indexes_are_queried_scanned_and_counted():
    most = Thread.by_views.query("even", scan_index_forward=False, limit=3)
    equal([(thread.subject, thread.views, thread.posted.day) for thread in most],
          [("t38", 380, 22), ("t36", 360, 24), ("t34", 340, 26)])
    pages = Thread.by_views.query("odd", ByViews.views >= 200, page_size=2)
    equal(subjects(pages), [f"t{number}" for number in range(21, 40, 2)])
    equal(Thread.by_views.count("odd", ByViews.views < 100), 5)
    equal(sorted(subjects(Thread.by_views.scan(Thread.views < 50, page_size=6))),
          ["everything"] + [f"t{number:02d}" for number in range(5)])
    cut = Thread.by_views.query("even", limit=1)
    equal(subjects(cut), ["t00"])
    equal(subjects(Thread.by_views.query("even", limit=1,
                                         last_evaluated_key=cut.last_evaluated_key)), ["t02"])
    newest = list(Thread.by_posted.query("c++", scan_index_forward=False, limit=2,
                                         consistent_read=True))
    equal([(thread.subject, thread.category) for thread in newest],
          [("t00", "even"), ("t01", "odd")])
    equal(Thread.count("c++", index_name="by-posted"), 40)


@check
def a_scan_keeps_to_its_rate():
    # 42 items in pages of 6, half a unit each: after each of the first six it waits 1/8 s.
    begun = time.monotonic()
    found = list(Thread.scan(page_size=6, rate_limit=4))
    taken = time.monotonic() - begun
    equal(len(found), 42)
    assert taken > 0.7, f"{taken} s: capacity was not counted"


@check
def numbers_at_the_extremes():
    client = botocore.session.get_session().create_client(
        "dynamodb", endpoint_url=ENDPOINT, region_name="us-east-1", **KEYS)
    table = boto3.resource("dynamodb", endpoint_url=ENDPOINT, region_name="us-east-1",
                           **KEYS).Table("Threads")
    for number, sent in enumerate(("1E+125", "-1E+125", "1E-130", "-1E-130", "9" * 38 + "E+88")):
        key = {"forum": {"S": "numbers"}, "subject": {"S": f"n{number}"}}
        client.put_item(TableName="Threads", Item=dict(key, views={"N": sent}))
        got = client.get_item(TableName="Threads", Key=key)["Item"]["views"]["N"]
        equal(decimal.Decimal(got), decimal.Decimal(sent))
    for sent in "1E+126", "1E-131", "1" * 39:
        try:
            client.put_item(TableName="Threads", Item=dict(key, views={"N": sent}))
        except client.exceptions.ClientError as error:
            equal(error.response["Error"]["Code"], "ValidationException")
        else:
            raise AssertionError(f"{sent} was accepted")
    try:
        table.get_item(Key={"forum": "numbers", "subject": "n0"})
    except decimal.DecimalException:
        pass
    else:
        raise AssertionError("the resource took 126 digits")


@check
def the_table_goes():
    Thread.delete_table()
    assert not Thread.exists()


if __name__ == "__main__":
    run(f"patterns, PynamoDB {pynamodb.__version__}")
