"""Celery on Redis, as its worker runs it: `celery --app celery_app worker`."""

import atexit
import json
import os
import subprocess
import sys
import time

import psycopg
from celery import Celery
from celery.signals import worker_ready

INSERT = "insert into effect (job, filename, characters) values (%s, %s, %s)"

redis_url = os.environ["REDIS_URL"]
app = Celery("peers", broker=f"{redis_url}/0", backend=f"{redis_url}/1")

if os.environ.get("ACKS") == "late":
    # A message is given out again when it is not acknowledged for this long (Celery: an hour), whether its worker lives
    # or not: it must be longer than the longest job. It is looked for each second (every 100 s), and a worker that is
    # killed while it looks keeps nobody else from it for longer than 5 s (5 minutes). Each process takes one message at
    # a time (four), since those that it took ahead wait as long as the one it was killed with.
    app.conf.update(
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        worker_prefetch_multiplier=1,
        broker_transport_options={
            "visibility_timeout": int(os.environ["LOST_MS"]) / 1000,
            "unacked_restore_interval": 1,
            "unacked_restore_throttle": 1,
            "unacked_mutex_expire": 5,
        },
    )

_connection = None
_reader = None


def insert(values):
    """One insert, committed at once, with no key that would refuse a second one."""
    global _connection
    if _connection is None:
        _connection = psycopg.connect(os.environ["POSTGRES_URL"], autocommit=True)
    _connection.execute(INSERT, values)


def read(path):
    """Number of characters of a document, as the reader that all contenders use says. Raises what it says."""
    global _reader
    if _reader is None:
        command = [os.environ["NODE"], os.environ["READER"]]
        _reader = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        atexit.register(_reader.kill)
    _reader.stdin.write(json.dumps({"id": path, "path": path}) + "\n")
    _reader.stdin.flush()
    answer = json.loads(_reader.stdout.readline())
    if "error" in answer:
        raise RuntimeError(answer["error"])
    return answer["characters"]


@app.task
def perform(job):
    """Does a job: reads its document, or waits in place of that, and has its effect once."""
    path = job.get("path")
    if path is not None:
        insert((job["number"], os.path.basename(path), read(path)))
        return
    time.sleep(int(os.environ["BEFORE_MS"]) / 1000)
    insert((job["number"], None, None))
    time.sleep(int(os.environ["AFTER_MS"]) / 1000)


@worker_ready.connect
def say_ready(**_):
    print("ready", file=sys.__stdout__, flush=True)
