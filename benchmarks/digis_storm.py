"""The sync in a storm: 10,000 members, 30 % faults of every kind, runs killed in between.

    python benchmarks/digis_storm.py [MEMBERS] [KILLS]

Prints what both sides say afterwards, and ends with 1 if anybody was received twice or was forgotten.
"""

import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.helpers.digis_storm import storm  # noqa: E402


def main(members: int = 10_000, kills: int = 15) -> int:
    """Run the storm; returns the exit status."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        after = storm(Path(folder), members, kills=kills)
    twice = [person for person, times in after.received.items() if times > 1]
    sent = {person for person, state in after.states.items() if state == "sent"}
    lost = [person for person in after.received if after.states[person] not in {"sent", "unknown"}]
    print(f"{members} members, {after.kills} runs killed, {after.runs} more runs")
    print(f"here: {dict(after.by_state)}; there: {dict(Counter(after.received.values()))} by times received")
    print(f"received twice: {len(twice)}, sent but not received: {len(sent - set(after.received))}, ")
    print(f"received but neither sent nor unknown: {len(lost)}; {time.monotonic() - began:.0f} s")
    return int(bool(twice or lost or sent - set(after.received) or len(after.states) != members))


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
