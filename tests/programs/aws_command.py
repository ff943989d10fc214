"""`aws dynamodb` of Debian's awscli, against the endpoint in PIXII_ENDPOINT."""

import json
import os
import subprocess

from lib.checks import equal

AWS = "/usr/bin/aws"


def run_aws(*words):
    env = dict(os.environ, AWS_ACCESS_KEY_ID="local", AWS_SECRET_ACCESS_KEY="local",
               AWS_DEFAULT_REGION="us-east-1", AWS_PAGER="", AWS_EC2_METADATA_DISABLED="true")
    arguments = [word if isinstance(word, str) else json.dumps(word) for word in words]
    return subprocess.run([AWS, "dynamodb", *arguments, "--output", "json", "--endpoint-url",
                           os.environ["PIXII_ENDPOINT"]], env=env, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, timeout=120)


def aws(*words, fails=False):
    """The JSON that `aws dynamodb` printed (None for nothing), or its error text."""
    result = run_aws(*words)
    if fails:
        assert result.returncode != 0, "was not refused"
        return result.stderr.decode()
    assert result.returncode == 0, result.stderr.decode()
    return json.loads(result.stdout) if result.stdout.strip() else None


def wait(what, table):
    """A waiter that looks twice sleeps 20 s in between; its debug output tells how often it did."""
    result = run_aws("wait", what, "--table-name", table, "--debug")
    equal(result.returncode, 0)
    equal(result.stderr.count(b"Making request for OperationModel(name=DescribeTable)"), 1)
