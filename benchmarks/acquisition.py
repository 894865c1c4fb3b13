"""Number of targets found against the number of calculations, for rules of selection on published labels.

    python benchmarks/acquisition.py FOLDER [--ensemble T0.07] [--seeds 3] [--iterations 6]

FOLDER holds the published tables. K_0 = 1000 pairs are drawn at random. Every iteration computes 500 more.
For several fractions of the two-level systems, the script prints the number of pairs computed until this
fraction is found, including the first 1000.
"""

import time
from itertools import islice

from published import TARGET, parser, published_labels
from replay import needed, replay

from glasscape.studies.two_level_systems.search.settings import LearningSettings

RULES = {
    "probability": {"acquisition": "probability", "audit_part": 0.0},
    "probability, a tenth random": {"acquisition": "probability", "audit_part": 0.1},
    "expected-improvement": {"acquisition": "expected-improvement", "audit_part": 0.0},
    "lowest-value (published)": {"acquisition": "lowest-value", "audit_part": 0.0},
}
SEARCH = {"initial": {"pairs": 1000, "strategy": "random"}, "pairs_per_iteration": 500}
PARTS = (0.5, 0.9, 0.99, 1.0)


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--seeds", type=int, default=3)
    options.add_argument("--iterations", type=int, default=6)
    arguments = options.parse_args()
    truth = published_labels(arguments.folder, arguments.ensemble)
    total = int(TARGET.is_target(truth).sum())
    print(f"{len(truth)} pairs, {total} two-level systems\n")
    print("| rule | seed | half | 90 % | 99 % | all | found after every iteration | s |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | --- | ---: |")
    for name, rule in RULES.items():
        for seed in range(arguments.seeds):
            began = time.perf_counter()
            found = []
            states = replay(truth, SEARCH | rule, LearningSettings(), seed)
            for labels, *_ in islice(states, arguments.iterations + 1):
                found.append(int(TARGET.is_target(labels).sum()))
                if found[-1] == total:
                    break
            counts = [needed(labels, truth, part) or "-" for part in PARTS]
            row = [name, seed, *counts, " ".join(map(str, found)), f"{time.perf_counter() - began:.0f}"]
            print("| " + " | ".join(map(str, row)) + " |", flush=True)


if __name__ == "__main__":
    main()
