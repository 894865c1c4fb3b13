"""Accuracy of the estimated number of two-level systems that are not yet found, in replayed searches.

    python benchmarks/completeness.py SOURCE [--initial 200 1000] [--batch 100 500] [--repetitions 25]

SOURCE is a truth set of `benchmarks/truth.py`, or the folder of the published tables. A table is printed for
every number of initial pairs and every size of a batch. Every repetition draws other initial pairs and other
audits. It goes on for `--shown` iterations, and then until the default rule stops it, for `--iterations` at
most. Small models of XGBoost alone limit the run time.
"""

from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import islice, product
from multiprocessing import get_context
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from published import known_pairs, parser
from replay import replay
from tqdm import tqdm

from glasscape.learning.settings import XGBoostSettings
from glasscape.studies.two_level_systems.search.decision import Rules, decide
from glasscape.studies.two_level_systems.search.settings import LearningSettings, SearchSettings
from glasscape.studies.two_level_systems.search.target import Target

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

    iteration: int
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
    stop: bool

    @property
    def covers(self) -> bool:
        """Whether the interval contains the number of two-level systems left."""
        return self.low <= self.left <= self.high

    @property
    def recall(self) -> float:
        """Part of the two-level systems that is found."""
        return self.found / (self.found + self.left)


def search(
    truth: pd.DataFrame, target: Target, settings: dict[str, Any], shown: int, most: int, seed: int
) -> list[Row]:
    """Rows of one repetition, up to the iteration that stops it, and of `shown` iterations at least."""
    total = int(target.is_target(truth).sum())
    states = islice(replay(truth, target, settings, LEARNING, seed, threads=1), most + 1)
    first = int(target.is_target(next(states).labels).sum())
    rows: list[Row] = []
    stopped = False
    for k, (labels, strata, out_of_fold, _) in enumerate(states, start=1):
        decision = decide(labels, k, RULES, target, strata, out_of_fold)
        known = decision.completeness
        if known is not None:
            row = Row(
                k,
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
                decision.stop and not stopped,
            )
            rows.append(row)
        stopped |= decision.stop
        if stopped and k >= shown:
            break
    return rows


def main() -> None:
    options = parser(__doc__, "SOURCE")
    options.add_argument("--initial", type=int, nargs="+", default=[200, 1000], help="K_0")
    options.add_argument("--batch", type=int, nargs="+", default=[100, 500], help="K")
    options.add_argument("--audit-part", type=float, default=DEFAULT.audit_part)
    options.add_argument("--shown", type=int, default=6)
    options.add_argument("--iterations", type=int, default=25)
    options.add_argument("--repetitions", type=int, default=25)
    options.add_argument("--seed", type=int, default=0, help="of the first repetition")
    options.add_argument("--cores", type=int, default=2)
    arguments = options.parse_args()
    truth, target = known_pairs(arguments)
    print(f"{len(truth)} pairs, {int(target.is_target(truth).sum())} {target.name}", flush=True)
    seeds = range(arguments.seed, arguments.seed + arguments.repetitions)
    with ProcessPoolExecutor(arguments.cores, get_context("spawn")) as pool:
        for initial, batch in product(arguments.initial, arguments.batch):
            settings = {
                "initial": {"pairs": initial},
                "pairs_per_iteration": batch,
                "audit_part": arguments.audit_part,
            }
            repeat = partial(search, truth, target, settings, arguments.shown, arguments.iterations)
            replays = list(tqdm(pool.map(repeat, seeds), total=len(seeds), disable=None))
            print(f"\n**K_0 = {initial}, K = {batch}**, {len(replays)} replays:\n")
            print(report(replays, arguments.shown), flush=True)


def report(replays: list[list[Row]], shown: int) -> str:
    """Table of the iterations, and a sentence on where searches stopped."""
    few = np.quantile([rows[0].first for rows in replays if rows], 0.25)
    lines = [
        "| iteration | computed | left | estimated | width | covers | covers, few | batch | total | scatter "
        "| error |",
        "| ---: |" + " ---: |" * 10,
    ]
    for k in range(1, shown + 1):
        values = [row for rows in replays for row in rows if row.iteration == k]
        if values:
            lines.append(f"| {k} | {' | '.join(cells(values, few))} |")
    ended = [row for rows in replays for row in rows if row.stop]
    if ended:
        recall, computed = (
            np.array([getattr(row, name) for row in ended]) for name in ("recall", "computed")
        )
        lines.append(
            f"\n{len(ended)} of {len(replays)} searches stopped, after {np.median(computed):.0f} pairs "
            f"at the median, {computed.max()} at most. {100 * np.mean(recall >= 0.9):.0f} % of them had "
            f"found 90 % or more, the worst {100 * recall.min():.0f} %."
        )
    return "\n".join(lines)


def cells(values: list[Row], few: float) -> list[str]:
    """Cells of a table after the number of the iteration."""
    totals, errors = (np.array([getattr(row, name) for row in values]) for name in ("total", "error"))
    return [
        f"{np.mean([row.computed for row in values]):.0f}",
        f"{np.mean([row.left for row in values]):.1f}",
        f"{np.mean([row.estimated for row in values]):.1f}",
        f"{np.median([row.high - row.low for row in values]):.0f}",
        f"{100 * np.mean([row.covers for row in values]):.0f} %",
        f"{100 * np.mean([row.covers for row in values if row.first <= few]):.0f} %",
        f"{100 * np.mean([row.batch_held for row in values]):.0f} %",
        f"{np.nanmean(totals):.1f}",
        f"{np.nanstd(totals):.1f}",
        f"{np.sqrt(np.nanmean(errors**2)):.1f}",
    ]


if __name__ == "__main__":
    main()
