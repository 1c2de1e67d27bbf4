"""The side of Celery that hands over jobs and looks at them; requests and answers as in lines.mjs."""

import json
import os
import sys

import redis

from celery_app import app, perform

broker = redis.Redis.from_url(os.environ["REDIS_URL"] + "/0")
results = redis.Redis.from_url(os.environ["REDIS_URL"] + "/1")
submitted = []


def submit(jobs):
    with app.producer_pool.acquire(block=True) as producer:
        for job in jobs:
            submitted.append(job["number"])
            perform.apply_async((job,), task_id=f"job-{job['number']}", producer=producer)


def states():
    """What the result backend says of each job: SUCCESS, FAILURE or nothing yet."""
    if not submitted:
        return {}
    kept = results.mget([f"celery-task-meta-job-{number}" for number in submitted])
    return {number: json.loads(each)["status"] for number, each in zip(submitted, kept) if each}


def progress(_):
    found = list(states().values())
    return {"done": found.count("SUCCESS"), "failed": found.count("FAILURE")}


def rest(_):
    """Held: in the queue, or handed to a worker and not acknowledged."""
    messages = [json.loads(each) for each in broker.lrange("celery", 0, -1)]
    messages += [json.loads(each)[0] for each in broker.hvals("unacked")]
    known = states()
    held = {int(each["headers"]["id"].removeprefix("job-")) for each in messages}
    return {
        "held": sorted(number for number in held if number not in known),
        "failed": [number for number, state in known.items() if state == "FAILURE"],
    }


ANSWERS = {"submit": submit, "progress": progress, "rest": rest}

for line in sys.stdin:
    request = json.loads(line)
    try:
        answer = {"answer": ANSWERS[request["ask"]](request.get("with"))}
    except Exception as error:  # told to whoever asked, who ends the run
        answer = {"error": str(error)}
    print(json.dumps(answer), flush=True)
