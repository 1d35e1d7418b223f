"""The worker dies in the middle of a task: another one takes it over."""

import os
import signal
import subprocess
import sys
from contextlib import contextmanager

import psycopg

from samenspel.config.services import BASE_DIR
from tests.chaos.waiting import wait_until


def manage(town, *command):
    """Run a command of the program in the town."""
    subprocess.run([sys.executable, "manage.py", *command], cwd=BASE_DIR, env=town.env, check=True, capture_output=True)


@contextmanager
def worker(town):
    """Run a worker inside the block, without what the clock starts."""
    command = [sys.executable, "manage.py", "procrastinate", "worker", "--concurrency", "2"]
    process = subprocess.Popen(command, cwd=BASE_DIR, env=town.env)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
        process.wait(timeout=60)


def test_task_of_a_worker_that_died_is_taken_over(quiet_town):
    town = quiet_town
    with psycopg.connect(town.owner_address(), autocommit=True) as watching:

        def state():
            found = watching.execute("SELECT status FROM procrastinate_jobs WHERE args = %s", ['{"timestamp": 1}'])
            return found.fetchone()[0]

        with psycopg.connect(town.owner_address()) as owner, worker(town) as first:
            owner.execute("LOCK TABLE audit_auditentry IN ACCESS EXCLUSIVE MODE")
            manage(town, "procrastinate", "defer", "--queueing-lock", "once", "audit.seal", '{"timestamp": 1}')
            wait_until(lambda: state() == "doing")
            os.kill(first.pid, signal.SIGKILL)
            first.wait()
        watching.execute(
            "UPDATE procrastinate_workers SET last_heartbeat = now() - interval '2 minutes'"
        )  # time goes by

        with worker(town):
            manage(
                town, "procrastinate", "defer", "--queueing-lock", "now", "config.take_over", '{"timestamp": 2}'
            )  # as the clock does each minute
            wait_until(lambda: state() == "succeeded")
