"""`pixii check`: which directories it opens, and what it says of one that is right."""

import os
import pathlib
import re
import shutil
import tempfile

from lib.checks import check, equal
from lib import server as servers
from lib import wire
from process_checks import one_sentence, pixii


def filled(server):
    """Tables with items and indexes."""
    client = wire.Client(server.port)
    client.ok("CreateTable", dict(
        wire.simple_table("checked", sort_key=True),
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"}
                              for name in ("pk", "sk", "color")],
        LocalSecondaryIndexes=[{
            "IndexName": "local", "Projection": {"ProjectionType": "KEYS_ONLY"},
            "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"},
                          {"AttributeName": "color", "KeyType": "RANGE"}]}],
        GlobalSecondaryIndexes=[{
            "IndexName": "colors", "Projection": {"ProjectionType": "ALL"},
            "KeySchema": [{"AttributeName": "color", "KeyType": "HASH"}]}]))
    client.ok("CreateTable", wire.simple_table("plain"))
    client.ok("CreateTable", wire.simple_table("dropped"))
    for number in range(20):
        item = {"pk": {"S": str(number % 3)}, "sk": {"S": str(number)}}
        if number % 4:
            item["color"] = {"S": f"c{number % 5}"}
        client.ok("PutItem", {"TableName": "checked", "Item": item})
        for table in ("plain", "dropped"):
            client.ok("PutItem", {"TableName": table, "Item": {"pk": {"S": str(number)}}})
    client.ok("DeleteTable", {"TableName": "dropped"})
    client.close()


@check
def a_directory_that_is_right():
    for end in (servers.Server.stop, servers.Server.kill):
        with servers.Server() as server:
            filled(server)
            end(server)
            for _ in range(2):
                code, out, err = pixii("check", "--data-dir", server.data_dir, "--cache-mb", "8")
                equal((code, out, err),
                      (0, "2 tables, 40 items, 30 index entries checked, 0 errors\n", ""))
            server.start()
            client = wire.Client(server.port)
            equal(client.ok("Scan", {"TableName": "checked"})["Count"], 20, "it is as it was")
            client.close()


@check
def a_directory_that_cannot_be_checked():
    with tempfile.TemporaryDirectory() as folder:
        file, foreign = pathlib.Path(folder, "file"), pathlib.Path(folder, "foreign")
        file.write_text("x")
        foreign.mkdir()
        (foreign / "thesis.txt").write_text("x")
        missing = pathlib.Path(folder, "missing")
        for path in (missing, file, foreign):
            code, out, err = pixii("check", "--data-dir", str(path))
            equal((code, out), (1, ""), path)
            equal(one_sentence(err), f"pixii: there is no data of Pixii in {path}: name its "
                                     "directory with --data-dir")
        equal((missing.exists(), os.listdir(foreign)), (False, ["thesis.txt"]))


@check
def a_directory_that_a_server_holds_is_not_checked():
    with servers.Server() as server:
        code, out, err = pixii("check", "--data-dir", server.data_dir)
        equal((code, out), (1, ""))
        for part in (server.data_dir, str(server.process.pid)):
            assert part in one_sentence(err), (part, err)


@check
def a_directory_of_another_format_is_not_checked():
    with servers.Server() as server:
        server.stop()
        file = pathlib.Path(server.data_dir, "PIXII")
        file.write_text(re.sub(r"\b1\b", "99", file.read_text(), count=1))
        code, out, err = pixii("check", "--data-dir", server.data_dir)
        equal((code, out), (1, ""))
        assert "99" in one_sentence(err), err


@check
def an_older_directory_of_the_same_format():
    archive = servers.ROOT / "tests/golden/format-1.tar.gz"
    with tempfile.TemporaryDirectory() as folder:
        shutil.unpack_archive(archive, folder)
        data_dir = next(pathlib.Path(folder).rglob("PIXII")).parent
        code, out, err = pixii("check", "--data-dir", str(data_dir))
        equal((code, err), (0, ""), out)
        assert out.endswith(" index entries checked, 0 errors\n"), out


@check
def a_sabotage_that_there_is_not_is_refused():
    for arguments in (("--sabotage", "sync-off", "--data-dir", "/nonexistent/pixii"),
                      ("--sabotage", "sync_off", "--in-memory")):
        code, _, err = pixii("serve", "--port", "0", *arguments)
        equal(code, 1, arguments)
        assert arguments[1] in one_sentence(err), err
