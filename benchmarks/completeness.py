"""Accuracy of the estimated number of two-level systems that are not yet found, in replayed searches.

    python benchmarks/completeness.py SOURCE [--initial 200] [--batch 100] [--iterations 25]

SOURCE is a truth set of `benchmarks/truth.py`, or the folder of the published tables. Every repetition draws
other initial pairs and other audits (`--repetitions`). A search ends where the default rule stops it; for the
table it goes on up to `--iterations`. Small models of XGBoost alone limit the run time.
"""

from itertools import islice
from typing import NamedTuple

import numpy as np
from published import TARGET, known_pairs, parser
from replay import replay
from tqdm import tqdm

from glasscape.learning.settings import XGBoostSettings
from glasscape.studies.two_level_systems.search.decision import Rules, decide
from glasscape.studies.two_level_systems.search.settings import LearningSettings, SearchSettings

LEARNING = LearningSettings(
    families=["xgboost"],
    xgboost=XGBoostSettings(trees=100, depth=6, learning_rate=0.1),
    stack=None,
    prefilter=False,
    folds=3,
)
DEFAULT = SearchSettings()
RULES = Rules(
    DEFAULT.stop_fraction, DEFAULT.left_fraction, expected=0, fewest=LEARNING.fewest, last_allowed=False
)


class Row(NamedTuple):
    """Estimates after an iteration of a repetition, and the truth."""

    first: int
    computed: int
    found: int
    left: int
    estimated: float
    low: float
    high: float
    batch_held: bool
    total: float
    error: float

    @property
    def covers(self) -> bool:
        """Whether the interval contains the number of two-level systems left."""
        return self.low <= self.left <= self.high


def main() -> None:
    options = parser(__doc__, "SOURCE")
    options.add_argument("--initial", type=int, default=200)
    options.add_argument("--batch", type=int, default=100)
    options.add_argument("--iterations", type=int, default=25)
    options.add_argument("--repetitions", type=int, default=100)
    arguments = options.parse_args()
    truth = known_pairs(arguments.folder, arguments.ensemble)
    total = int(TARGET.is_target(truth).sum())
    search = {"initial": {"pairs": arguments.initial}, "pairs_per_iteration": arguments.batch}
    rows: dict[int, list[Row]] = {}
    ended: list[Row] = []
    for seed in tqdm(range(arguments.repetitions), disable=None):
        stopped = False
        first = 0
        states = replay(truth, search, LEARNING, seed)
        for k, (labels, strata, known) in enumerate(islice(states, arguments.iterations + 1)):
            if known is None:
                first = int(TARGET.is_target(labels).sum())
                continue
            row = Row(
                first,
                len(labels),
                known.found,
                total - known.found,
                known.left,
                known.left_low,
                known.left_high,
                known.batch_targets <= known.batch_high,
                np.nan if known.unbiased_total is None else known.unbiased_total,
                np.nan if known.unbiased_error is None else known.unbiased_error,
            )
            rows.setdefault(k, []).append(row)
            if not stopped and decide(labels, k, RULES, TARGET, strata).stop:
                stopped = True
                ended.append(row)
    print(f"{len(truth)} pairs, {total} two-level systems, {arguments.repetitions} repetitions\n")
    print(
        "| iteration | repetitions | computed | left | estimated | width | covers | covers, few | batch | "
        "total | scatter | error |"
    )
    print("| --- |" + " ---: |" * 11)
    for name, values in [*sorted(rows.items()), ("when it stopped", ended)]:
        if values:
            print(f"| {name} | {len(values)} | {' | '.join(summary(values))} |")
    if ended:
        recall = np.array([row.found / total for row in ended])
        print(
            f"\n{len(ended)} of {arguments.repetitions} searches stopped; {100 * np.mean(recall >= 0.9):.0f} "
            f"% of them had found 90 % or more, the worst {100 * recall.min():.0f} %."
        )


def summary(values: list[Row]) -> list[str]:
    """Cells of the table after the number of repetitions."""
    few = np.quantile([row.first for row in values], 0.25)
    return [
        f"{np.mean([row.computed for row in values]):.0f}",
        f"{np.mean([row.left for row in values]):.1f}",
        f"{np.mean([row.estimated for row in values]):.1f}",
        f"{np.median([row.high - row.low for row in values]):.0f}",
        f"{100 * np.mean([row.covers for row in values]):.0f} %",
        f"{100 * np.mean([row.covers for row in values if row.first <= few]):.0f} %",
        f"{100 * np.mean([row.batch_held for row in values]):.0f} %",
        f"{np.nanmean([row.total for row in values]):.1f}",
        f"{np.nanstd([row.total for row in values]):.1f}",
        f"{np.sqrt(np.nanmean([row.error**2 for row in values])):.1f}",
    ]


if __name__ == "__main__":
    main()
