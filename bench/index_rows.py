"""Rows of secondary indexes: what they cost writes and reads, and how fast one is filled.

A ratio compares with the same work without an index, on the same server, in the same rounds.
"""

import concurrent.futures
import os
import random
import statistics
import time

import measure
import workload
from measure import FOLDER
from workload import Requests

SMALL = 10_000
BACKFILL = int(os.environ.get("BACKFILL", 200_000 if measure.QUICK else 1_000_000))
GETS_PER_S = 2_000
# Beside a backfill, percentiles are taken of slices of so many seconds.
SLICE_SECONDS = 1 if measure.QUICK else 3
GETTER_CONNECTIONS = 32
# What DescribeTable counts for an item beside its own size.
ITEM_OVERHEAD_BYTES = 100


def ratio_row(table, server, name, base, requests, limit):
    base_run, run, ratio = measure.compared(server, base, requests)
    table.add_ratio(f"{name} ({run['cpu_us']:.1f} over {base_run['cpu_us']:.1f} us)", run, ratio,
                    limit)


def indexes(table):
    """Writes and reads of tables with and without indexes."""
    with measure.pixii("indexes") as server:
        tables = {"none": [], "five": [(f"by_g{n}", f"g{n}", None, "ALL") for n in range(1, 6)],
                  "keys": [("by_g1", "g1", None, "KEYS_ONLY")]}
        for name, of_table in tables.items():
            workload.create_table(server.port, name, indexes=of_table)
            workload.load(server.port, name, SMALL, make=workload.indexed_item)
        put = {name: Requests(FOLDER, f"put_{name}", [
            workload.put(name, number, workload.indexed_item) for _ in range(4)
            for number in range(SMALL)]) for name in ("none", "five")}
        ratio_row(table, server, "PutItem 1 KB, 5 GSIs (ALL) over none, CPU",
                  put["none"], put["five"], 3)
        check_index_is_left_alone(server, "keys")
        add = {name: Requests(FOLDER, f"add_{name}", [
            workload.add(name, number) for number in range(SMALL)]) for name in ("none", "keys")}
        ratio_row(table, server, "UpdateItem of no index attribute, GSI (KEYS_ONLY) over none, CPU",
                  add["none"], add["keys"], 1.2)
        workload.create_table(server.port, "series", sort_key=True,
                              indexes=[("by_series", "series", "sk", "ALL")])
        workload.load_series(server.port, "series")
        ratio_row(table, server, "Query of 100 of 100 B on a GSI over the table, CPU",
                  Requests(FOLDER, "query_table", [workload.query("series")]),
                  Requests(FOLDER, "query_index", [
                      workload.query("series", "by_series", "series")]), 1.2)


def check_index_is_left_alone(server, name):
    """An update of no index attribute consumes nothing of the index: it writes no entry."""
    answer = workload.call(server.port, "UpdateItem", {
        **workload.add_body(name, 1), "ReturnConsumedCapacity": "INDEXES"})
    consumed = answer["ConsumedCapacity"]
    if consumed["CapacityUnits"] != consumed["Table"]["CapacityUnits"]:
        raise SystemExit(f"bench: the update wrote an index entry: {consumed}")


def description(server):
    return workload.call(server.port, "DescribeTable", {"TableName": "filled"})["Table"]


def build_index(server):
    """Adds the index; MB of items a second until it is ACTIVE."""
    begin = time.monotonic()
    workload.call(server.port, "UpdateTable", {
        "TableName": "filled", **workload.definitions([("g1", "S")]),
        "GlobalSecondaryIndexUpdates": [{"Create": workload.index("by_g1", "g1", None, "ALL")}]})
    while True:
        now = description(server)
        built = now["GlobalSecondaryIndexes"][0]
        if built["IndexStatus"] == "ACTIVE":
            break
        time.sleep(0.02)
    seconds = time.monotonic() - begin
    if (built["ItemCount"], built["IndexSizeBytes"]) != (BACKFILL, now["TableSizeBytes"]):
        raise SystemExit(f"bench: the index does not hold what the table holds: {now}")
    return (now["TableSizeBytes"] - BACKFILL * ITEM_OVERHEAD_BYTES) / seconds / 1e6


def drop_index(server):
    workload.call(server.port, "UpdateTable", {
        "TableName": "filled",
        "GlobalSecondaryIndexUpdates": [{"Delete": {"IndexName": "by_g1"}}]})
    while description(server).get("GlobalSecondaryIndexes"):
        time.sleep(0.02)
    measure.settle(server)


def backfill(table):
    """A GSI (ALL) of a table full of items, alone and beside readers of that table."""
    with measure.pixii("backfill", threads=2, cores="0,1") as server:
        workload.create_table(server.port, "filled")
        workload.load(server.port, "filled", BACKFILL, make=workload.indexed_item)
        measure.settle(server)
        table.add_rate(f"Backfill of {BACKFILL:,} items of 1 KB (ALL), alone", {},
                       build_index(server), "MB/s", 60)
        drop_index(server)
        draw = random.Random(4711)
        gets = Requests(FOLDER, "get_filled", [
            workload.get("filled", draw.randrange(BACKFILL)) for _ in range(20_000)])

        def slice_p99_us():
            return measure.open_loop(server, gets, GETS_PER_S, SLICE_SECONDS, GETTER_CONNECTIONS,
                                     cores="0,1")["p99_us"]

        slice_p99_us()  # warms the cache
        idle_us = statistics.median(slice_p99_us() for _ in range(5))
        beside = []
        with concurrent.futures.ThreadPoolExecutor() as pool:
            built = pool.submit(build_index, server)
            while not built.done() or not beside:
                p99_us = slice_p99_us()
                if not built.done() or not beside:
                    beside.append(p99_us)
        table.add_rate(f"Backfill beside {GETS_PER_S:,} GetItem/s", {}, built.result(), "MB/s", 30)
        beside_us = statistics.median(beside)
        table.add_ratio(f"p99 of these GetItems ({beside_us:.0f} us) over idle ({idle_us:.0f} us)",
                        {"rps": GETS_PER_S, "p99_us": beside_us}, beside_us / idle_us, 3)
