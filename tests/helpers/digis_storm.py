"""Many members, a server with faults of every kind, and processes killed in between; and what came of it."""

import itertools
import random
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from desktop_app.digis.outcomes import DigisEndpoint
from desktop_app.sandbox.digis_behaviour import RANDOM_FAULTS, DigisBehaviour
from desktop_app.sandbox.digis_server import DigisSandbox
from tests.helpers.digis_room import member_row, open_database, states, take_in, write_members
from tests.helpers.digis_runs import CHECKPOINTS, parts_for, run_killed, sync
from tests.helpers.killed import SIGKILLED

_MOST_RUNS = 200


@dataclass(frozen=True, slots=True)
class StormResult:
    """What both sides say after the storm. `received` is the server's ledger: person and how many times."""

    members: int
    states: dict[str, str]
    received: dict[str, int]
    runs: int
    kills: int

    @property
    def by_state(self) -> Counter[str]:
        return Counter(self.states.values())


def endpoint_of(server: DigisSandbox) -> DigisEndpoint:
    """How to reach the built-in Digis."""
    return DigisEndpoint(server.url, "v1/import", "single", server.url_postfix, ca_file=server.ca_file)


def storm(
    folder: Path, count: int, *, fault_rate: float = 0.3, kills: int = 10, seed: int = 7
) -> StormResult:
    """Import so many members and sync until nobody waits, killing so many runs on the way."""
    members = write_members(folder / "members.csv", (member_row(number) for number in range(count)))
    behaviour = DigisBehaviour(
        fault_rate=fault_rate, fault_kinds=RANDOM_FAULTS, seed=seed, hold_s=5, retry_after_s=1
    )
    chance = random.Random(seed)
    with open_database(folder) as database:
        assert take_in(database, members).queued == count
    with DigisSandbox(folder / "digis", behaviour) as server:
        endpoint = endpoint_of(server)
        killed = 0
        for number in range(kills):
            checkpoint = CHECKPOINTS[number % len(CHECKPOINTS)]
            at = 1 if checkpoint == "run_begun" else chance.randint(1, max(count // (4 * kills), 2))
            killed += run_killed(folder, endpoint, checkpoint, at) == SIGKILLED
        with open_database(folder) as database:
            for runs in itertools.count(1):
                sync(parts_for(database, folder, endpoint))
                if "waiting" not in states(database).values() or runs == _MOST_RUNS:
                    break
            return StormResult(count, states(database), server.received(), runs, killed)
