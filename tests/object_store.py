"""An S3 store of the tests' own: moto's server, on loopback."""

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from flows.serving.server import free_port
from tests.service import wait_for


@contextmanager
def s3() -> Iterator[str]:
    """A bucket's URL; the process's environment says where it is, also to programs that are started."""
    import boto3
    from s3fs import S3FileSystem

    port = free_port()
    line = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    server = subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    own = {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "eu-north-1",
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
    }
    before = dict(os.environ)
    os.environ.update(own)
    S3FileSystem.clear_instance_cache()  # another server's

    def made() -> bool:
        try:
            place = {"LocationConstraint": "eu-north-1"}
            boto3.client("s3").create_bucket(Bucket="malstyrning", CreateBucketConfiguration=place)
        except Exception:
            return False
        return True

    try:
        wait_for(made, 300)
        yield "s3://malstyrning"
    finally:
        server.terminate()
        server.wait()
        os.environ.clear()
        os.environ.update(before)
        S3FileSystem.clear_instance_cache()


def folder_in(bucket: str) -> str:
    """The URL of a folder that nobody has used."""
    return f"{bucket}/{secrets.token_hex(6)}"
