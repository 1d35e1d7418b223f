"""How fast votes are cast, and whether any is lost when servers die: `make bench-cast`.

First the action that casts a vote against the bare statements it needs (the setting that unseals the voter's own row, three
INSERTs, one commit), in turn, one after the other. Then votes over HTTP: two server processes behind one port, of which one
at random is ended by force every few seconds. Every voter tries again until the answer is that the vote is saved; one in
ten changes it. Some look at their receipt. In the end every voter who was told that the vote is saved must have exactly one
participation, with that receipt, and exactly one vote, with those marks.
"""

import argparse
import http.client
import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.parse
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Lock
from typing import Any

import psycopg

from benchmarks.cast_stage import OPTIONS
from tests.chaos.conftest import TOKEN, Town
from tests.database import ROOT

CLIENTS = 12
CHANGED = 10  # one in so many votes twice
LOOKED_AT = 20  # one in so many looks at the receipt
RECEIPT = re.compile(r"\b[2-9A-HJ-NP-TV-Z]{4}(?:-[2-9A-HJ-NP-TV-Z]{4}){3}\b")
RESULTS = """
    SELECT p.person_id, p.receipt, v.marks FROM voting_participation p
    LEFT JOIN voting_vote v ON v.participation_id = p.id WHERE p.ballot_id = %s
"""


class Refused(Exception):
    """A vote was answered with something that trying again does not mend."""


@dataclass
class Polls:
    """A ballot on the servers of a town, with the voters who cast on it."""

    town: Town
    municipality: int
    ballot: int
    slug: str
    voters: list[tuple[int, str]]  # person, session
    told: dict[int, str] = field(default_factory=dict)  # person: marks that were said to be saved
    receipts: dict[int, str] = field(default_factory=dict)
    tries: int = 0
    killed: int = 0
    lock: Lock = field(default_factory=Lock)
    over: Event = field(default_factory=Event)

    def cast_all(self, *, clients: int, seconds_between_kills: float) -> float:
        """Let everybody vote while processes are killed; return how many seconds that took."""
        started = time.monotonic()
        with ThreadPoolExecutor(clients + 1) as pool:
            killing = pool.submit(self._kill, seconds_between_kills)
            done = [pool.submit(self._cast_some, self.voters[first::clients]) for first in range(clients)]
            try:
                for each in done:
                    each.result()
            finally:
                self.over.set()  # also who still votes stops, when this run is interrupted
                killing.result()
        return time.monotonic() - started

    def compare(self) -> tuple[int, int]:
        """Close the ballot; return how many votes are lost or differ from what was told, and how many are double."""
        with psycopg.connect(self.town.database, autocommit=True) as base:
            base.execute("SELECT set_config('samenspel.municipality', %s, false)", [str(self.municipality)])
            base.execute("UPDATE voting_ballot SET closes_at = clock_timestamp() WHERE id = %s", [self.ballot])
            rows = base.execute(RESULTS, [self.ballot]).fetchall()
        kept = {person: (receipt, marks) for person, receipt, marks in rows}
        lost = sum(kept.get(person, ("", None))[1] != marks for person, marks in self.told.items())
        lost += sum(kept.get(person, ("", None))[0] != receipt for person, receipt in self.receipts.items())
        lost += len(self.voters) - len(self.told)
        return lost, len(rows) - len(kept)

    def _cast_some(self, voters: list[tuple[int, str]]) -> None:
        connection: http.client.HTTPConnection | None = None
        for number, (person, session) in enumerate(voters):
            for _time in range(2 if number % CHANGED == 0 else 1):
                location = ""
                marks = " ".join(map(str, sorted(random.sample(range(1, OPTIONS + 1), 3))))
                while not self.over.is_set():
                    connection = connection or self._connection()
                    location = self._post(connection, session, marks)
                    if location:
                        break
                    connection = None
                if location:
                    self.told[person] = marks
            if location and number % LOOKED_AT == 0:
                self._look(person, session, location)
        if connection is not None:
            connection.close()

    def _connection(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.town.port, timeout=20)

    def _post(self, connection: http.client.HTTPConnection, session: str, marks: str) -> str:
        """Cast once; return where the answer leads, or nothing when there was none."""
        headers = {**self._headers(session), "Content-Type": "application/x-www-form-urlencoded"}
        with self.lock:
            self.tries += 1
        try:
            connection.request(
                "POST", f"/ballots/{self.ballot}/vote/", urllib.parse.urlencode({"marks": marks}), headers
            )
            answer = connection.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            connection.close()
            return ""
        if answer.status == 302:
            return answer.headers["Location"]
        if answer.status >= 500:
            connection.close()
            return ""
        raise Refused(f"{answer.status} for a vote")

    def _look(self, person: int, session: str, location: str) -> None:
        """Open the page that says the vote is saved, and keep the receipt it shows."""
        connection = self._connection()
        try:
            connection.request("GET", location, headers=self._headers(session))
            found = RECEIPT.search(connection.getresponse().read().decode(errors="replace"))
            if found:
                self.receipts[person] = found[0]
        except (OSError, http.client.HTTPException):
            return  # its process was just killed; the vote is compared all the same
        finally:
            connection.close()

    def _headers(self, session: str) -> dict[str, str]:
        return {
            "Host": f"{self.slug}.localhost:{self.town.port}",
            "Cookie": f"sessionid={session}; csrftoken={TOKEN}",
            "X-CSRFToken": TOKEN,
        }

    def _kill(self, seconds: float) -> None:
        """Kill a process at random, again and again; never both at once, so that somebody answers."""
        while not self.over.wait(random.uniform(0.5, 1.5) * seconds):
            running = self.town.servers()
            if len(running) > 1:
                os.kill(random.choice(running), signal.SIGKILL)
                self.killed += 1


def polls_on(town: Town, votes: int) -> Polls:
    """Make a ballot with so many voters in the database of a town."""
    file = town.folder / "voters"
    found = stage(town, "fill", str(votes), str(file))
    lines = (line.split() for line in file.read_text("ascii").splitlines())
    return Polls(town=town, voters=[(int(person), session) for person, session in lines], **found)


def stage(town: Town, *words: str) -> dict[str, Any]:
    """Run `benchmarks.cast_stage` on the database of a town."""
    command = [sys.executable, "-m", "benchmarks.cast_stage", *words]
    done = subprocess.run(command, cwd=ROOT, env=town.env, check=True, stdout=subprocess.PIPE)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> None:
    """Measure, break, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--votes", type=int, default=100_000, help="votes over HTTP")
    parser.add_argument("--casts", type=int, default=2_000, help="casts by the action, and as many by bare statements")
    parser.add_argument("--clients", type=int, default=CLIENTS)
    parser.add_argument("--kill", type=float, default=5.0, help="seconds between kills, on average")
    options = parser.parse_args()
    for town in new_town():
        speed = stage(town, "measure", str(options.casts))
        ratio = speed["action"] / speed["insert"]
        print(
            f"in one process: {speed['action']:.0f} casts/s by the action, {speed['insert']:.0f}/s by bare statements"
        )
        polls = polls_on(town, options.votes)
        town.serve()
        taken = polls.cast_all(clients=options.clients, seconds_between_kills=options.kill)
        lost, double = polls.compare()
        cast = options.votes + sum(
            1 for each in range(options.clients) for _ in polls.voters[each :: options.clients][::CHANGED]
        )
        print(
            f"over HTTP: {cast} casts of {options.votes} voters in {taken:.0f} s, {cast / taken:.0f}/s, {polls.tries} tries"
        )
        print(f"processes killed: {polls.killed}; receipts looked at: {len(polls.receipts)}")
        print(f"cast vs_insert={ratio:.2f} lost={lost} double={double}")


def new_town() -> Iterator[Town]:
    """Start a database of its own in a folder of its own, and stop it afterwards."""
    with tempfile.TemporaryDirectory(prefix="cast") as folder:
        town = Town(Path(folder))
        try:
            town.start_services()
            yield town
        finally:
            town.stop()


if __name__ == "__main__":
    main()
