"""Accuracy of the estimated number of two-level systems that are not yet found, on published labels.

    python benchmarks/completeness.py FOLDER [--ensemble T0.07] [--repetitions 100] [--iterations 5]

FOLDER holds the published tables. Every repetition draws other initial pairs and other audits. Small models
of XGBoost alone limit the run time. A search stops by the default `left_fraction`.
"""

from itertools import islice

import numpy as np
from published import TARGET, parser, published_labels
from replay import replay
from tqdm import tqdm

from glasscape.learning.settings import XGBoostSettings
from glasscape.studies.two_level_systems.search.settings import LearningSettings, SearchSettings

LEARNING = LearningSettings(
    families=["xgboost"],
    xgboost=XGBoostSettings(trees=100, depth=6, learning_rate=0.1),
    stack=None,
    prefilter=False,
    folds=3,
)
SEARCH = {
    "initial": {"pairs": 1000, "strategy": "random"},
    "pairs_per_iteration": 500,
    "audit_part": 0.2,
}
LEFT = SearchSettings().left_fraction


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--repetitions", type=int, default=100)
    options.add_argument("--iterations", type=int, default=5)
    arguments = options.parse_args()
    truth = published_labels(arguments.folder, arguments.ensemble)
    total = int(TARGET.is_target(truth).sum())
    # per iteration and repetition: estimate of left targets, its interval, true number, unbiased total, its
    # error, number of computed pairs
    rows: dict[int, list[tuple[float, ...]]] = {}
    stopped: list[tuple[float, ...]] = []
    for seed in tqdm(range(arguments.repetitions), disable=None):
        for k, (labels, known) in enumerate(
            islice(replay(truth, SEARCH, LEARNING, seed), arguments.iterations + 1)
        ):
            if known is None:
                continue
            row = (
                known.left,
                known.left_low,
                known.left_high,
                total - known.found,
                known.unbiased_total,
                known.unbiased_error,
                len(labels),
            )
            rows.setdefault(k, []).append(row)
            if known.left_high <= LEFT * (known.found + known.left_high):
                stopped.append(row)
                break
    print(f"{len(truth)} pairs, {total} two-level systems, {arguments.repetitions} repetitions\n")
    print(
        "| iteration | repetitions | computed | left | estimated | width of the interval | it covers | "
        "unbiased total | its scatter | its error |"
    )
    print("| --- |" + " ---: |" * 9)
    for name, values in [*sorted(rows.items()), ("when it stopped", stopped)]:
        left, low, high, true, unbiased, error, computed = np.array(values or [[np.nan] * 7], dtype=float).T
        covered = np.mean((low <= true) & (true <= high))
        print(
            f"| {name} | {len(values)} | {computed.mean():.0f} | {true.mean():.2f} | {left.mean():.2f} | "
            f"{(high - low).mean():.1f} | {100 * covered:.0f} % | {np.nanmean(unbiased):.1f} | "
            f"{np.nanstd(unbiased):.1f} | {np.sqrt(np.nanmean(error**2)):.1f} |"
        )


if __name__ == "__main__":
    main()
