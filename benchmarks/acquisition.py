"""Number of targets found against the number of calculations, for rules of selection in replayed searches.

    python benchmarks/acquisition.py SOURCE [--initial 1000] [--batch 500] [--seeds 3] [--iterations 6]

SOURCE is a truth set of `benchmarks/truth.py`, or the folder of the published tables. The script prints the
number of pairs computed, the initial ones included, until some fractions of the two-level systems are found.
With --small, models are those of `benchmarks/completeness.py`, which are trained in a fraction of the time.
"""

import time
from contextlib import suppress
from itertools import islice
from typing import NamedTuple

from completeness import LEARNING
from published import known_pairs, parser
from replay import needed, replay

from glasscape.errors import LearningError
from glasscape.studies.two_level_systems.search.settings import LearningSettings


class Rule(NamedTuple):
    """How pairs are chosen: `search.acquisition`, `search.audit_part`, `search.initial.random_part`."""

    acquisition: str = "probability"
    audit_part: float = 0.0
    random_part: float = 1.0


RULES = {
    "probability": Rule(),
    "probability, mixture at the start": Rule(random_part=0.25),
    "probability, mixture, a tenth random": Rule(random_part=0.25, audit_part=0.1),
    "probability, a tenth random": Rule(audit_part=0.1),
    "expected-improvement": Rule("expected-improvement"),
    "lowest-value (published)": Rule("lowest-value"),
}
PARTS = (0.5, 0.9, 0.99, 1.0)


def main() -> None:
    options = parser(__doc__, "SOURCE")
    options.add_argument("--initial", type=int, default=1000)
    options.add_argument("--batch", type=int, default=500)
    options.add_argument("--seeds", type=int, default=3)
    options.add_argument("--iterations", type=int, default=6)
    options.add_argument("--small", action="store_true", help="small models")
    arguments = options.parse_args()
    learning = LEARNING if arguments.small else LearningSettings()
    truth, target = known_pairs(arguments)
    total = int(target.is_target(truth).sum())
    print(f"{len(truth)} pairs, {total} {target.name}\n")
    print("| rule | seed | half | 90 % | 99 % | all | found after every iteration | s |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | --- | ---: |")
    for name, rule in RULES.items():
        search = {
            "initial": {"pairs": arguments.initial, "random_part": rule.random_part},
            "pairs_per_iteration": arguments.batch,
            "acquisition": rule.acquisition,
            "audit_part": rule.audit_part,
        }
        for seed in range(arguments.seeds):
            began = time.perf_counter()
            found = []
            states = islice(replay(truth, target, search, learning, seed), arguments.iterations + 1)
            # random first pairs can be too few to learn from
            with suppress(LearningError):
                for labels, *_ in states:
                    found.append(int(target.is_target(labels).sum()))
                    if found[-1] == total:
                        break
            counts = [needed(labels, truth, target, part) or "-" for part in PARTS]
            row = [name, seed, *counts, " ".join(map(str, found)), f"{time.perf_counter() - began:.0f}"]
            print("| " + " | ".join(map(str, row)) + " |", flush=True)


if __name__ == "__main__":
    main()
