"""Plan of a search: what it would do for an ensemble, and what it would cost.

The number of pairs that are near each other is not known before the search; `NEAR_PAIRS_PER_MINIMUM` is an
assumption. Unit costs are those of `docs/scaling.md`, on one core.
"""

from collections.abc import Sequence
from operator import mul

from glasscape.campaign.config import Config
from glasscape.campaign.cost import BYTES_PER_POSITION, BYTES_PER_PROCESS, Cost, SamplePlan
from glasscape.campaign.study import StudyPlan
from glasscape.errors import StructureError
from glasscape.forces.engine import make_engine
from glasscape.studies.two_level_systems.lookup.lookup import read_lookup
from glasscape.studies.two_level_systems.pairs.tables import PairFeatures
from glasscape.studies.two_level_systems.search.target import Target
from glasscape.studies.two_level_systems.settings import TwoLevelSystemsSettings

# sum of the frequencies of a minimum: time at N = 1500, grows with N^2; or differences of forces
SECONDS_PER_SUM, EVALUATIONS_PER_COORDINATE = 1.0, 2
# sums and Hessians for the vibrations of a double well, and the part of the pairs that are double wells
SUMS_PER_PATH, DOUBLE_WELLS = 20, 0.5
# pairs of a minimum that pass the filters; values from 2 to 200 have been observed
NEAR_PAIRS_PER_MINIMUM = 100
EVALUATIONS_PER_PATH = 4000
SECONDS_PER_SCREENED_PAIR, SECONDS_PER_DESCRIBED_PAIR, SECONDS_PER_PREDICTION = 0.11e-6, 2.0e-6, 5e-6
SECONDS_PER_TRAINING, SECONDS_PER_JOB = 60.0, 2.0
BYTES_PER_PAIR, BYTES_PER_PREDICTION, BYTES_PER_EXACT_PAIR = 110, 45, 50_000
# memory for the indices and the displacement of a pair
BYTES_PER_KEPT_PAIR = 40


def plan(config: Config, samples: Sequence[SamplePlan]) -> StudyPlan:
    """Plan the search of an ensemble.

    Parameters
    ----------
    config : Config
        Its settings.
    samples : sequence of SamplePlan
        Numbers of minima and particles of its samples, and the time of a force evaluation.

    Raises
    ------
    GlasscapeError
        If tables of labels cannot be used, or if a sample has one structure.
    """
    own = config.section(TwoLevelSystemsSettings)
    search, target = own.search, Target.of(own.search.target, own.quantum)
    side = "below" if target.low else "above"
    lines = [f"targets are {target.name}, {target.column} {side} {target.threshold:g}"]
    seconds_per_pair = 0.0
    if own.lookup.tables:
        report = read_lookup(own.lookup, PairFeatures(own.pairs.displacements)).report
        pairs = near = int(report["pairs"])
        files = ", ".join(table.path for table in own.lookup.tables)
        lines.append(f"labels of {near:,} pairs of {report['minima']:,} minima from {files}")
        cost = Cost(0.0, BYTES_PER_PROCESS + near * BYTES_PER_PAIR, near * BYTES_PER_PAIR)
    else:
        for sample in samples:
            if sample.structures < 2:
                raise StructureError(f"sample {sample.name}: has one structure; pairs need at least two")
        pairs, near, cost = _screening(samples)
        lines.append(f"{pairs:,} pairs of minima, about {near:,} of them near each other")
        slowest = max((sample.seconds_per_evaluation for sample in samples), default=0.0)
        seconds_per_pair = search.seconds_per_pair or EVALUATIONS_PER_PATH * slowest
        if own.quantum.counts_zero_point:
            analytic = make_engine(config.potential).analytic_hessian
            sums = [_seconds_per_sum(sample, analytic) for sample in samples]
            cost += Cost(sum(map(mul, sums, (sample.minima for sample in samples))))
            if search.seconds_per_pair is None:
                seconds_per_pair += DOUBLE_WELLS * SUMS_PER_PATH * max(sums, default=0.0)
            lines.append("zero-point energies are computed for all minima and along all double wells")
    counts = [search.pairs_in(k) for k in range(search.max_iterations + 1)]
    asked = sum(counts)
    calculations = asked if search.intermediate_minima and not own.lookup.tables else min(asked, near)
    following = f"{counts[1]} pairs each" if len(set(counts[1:])) == 1 else f"{counts[1:]} pairs"
    lines += [
        f"{counts[0]:,} initial pairs and up to {search.max_iterations} iterations of {following}: "
        f"{calculations:,} exact calculations at most",
    ]
    iterations = search.max_iterations
    cost += Cost(
        calculations * seconds_per_pair
        + iterations * (SECONDS_PER_TRAINING + near * SECONDS_PER_PREDICTION)
        + SECONDS_PER_JOB * iterations * (len(samples) + 10),
        disk=calculations * BYTES_PER_EXACT_PAIR + iterations * near * BYTES_PER_PREDICTION,
    )
    return StudyPlan(tuple(lines), cost)


def _seconds_per_sum(sample: SamplePlan, analytic: bool) -> float:
    """Time for the sum of the frequencies of one minimum."""
    if analytic:
        return SECONDS_PER_SUM * (sample.particles / 1500.0) ** 2
    return EVALUATIONS_PER_COORDINATE * 3 * sample.particles * sample.seconds_per_evaluation


def _screening(samples: Sequence[SamplePlan]) -> tuple[int, int, Cost]:
    """Numbers of all pairs and of near pairs, and the cost to find and describe the near pairs."""
    all_pairs, all_near, cost = 0, 0, Cost()
    for sample in samples:
        pairs = sample.minima * (sample.minima - 1) // 2
        near = min(pairs, NEAR_PAIRS_PER_MINIMUM * sample.minima)
        positions = sample.minima * sample.particles * BYTES_PER_POSITION
        cost += Cost(
            pairs * SECONDS_PER_SCREENED_PAIR + near * SECONDS_PER_DESCRIBED_PAIR,
            BYTES_PER_PROCESS + 2.0 * positions + near * BYTES_PER_KEPT_PAIR,
            near * BYTES_PER_PAIR,
        )
        all_pairs += pairs
        all_near += near
    return all_pairs, all_near, cost
