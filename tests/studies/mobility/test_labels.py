"""Labels, ceilings, statistics and figures of trajectories with known hops."""

import numpy as np
import pytest

from glasscape.descriptors.coarse_grained import averaged
from glasscape.errors import StructureError
from glasscape.particles.ceilings import of_one_run
from glasscape.particles.tables import CEILINGS
from glasscape.structures.cell import Cell
from glasscape.structures.particles import Particles
from glasscape.studies.mobility.figures import show_cage, show_facilitation, show_hops
from glasscape.studies.mobility.labels import label_particles
from glasscape.studies.mobility.settings import MobilitySettings
from glasscape.studies.mobility.statistics import hop_statistics, measure_cage
from glasscape.studies.mobility.tables import CAGE, RUN_HOPS, RUNS
from glasscape.trajectories.displacement import displacements
from glasscape.trajectories.facilitation import DISTRIBUTIONS, FACILITATION
from glasscape.trajectories.frames import Trajectory, write_trajectory
from glasscape.trajectories.hops import find_hops
from glasscape.trajectories.wavelets import wavelet_amplitudes

N, FRAMES, RUNS_OF_A_SAMPLE = 200, 101, 8
SETTINGS = MobilitySettings(
    hops={"resolution": 1.0},
    measures=["p_hop", "displacement", "wavelet"],
    scales=[1.5],
    times=[2.0],
    averaging_lengths=[1.0],
    trajectories={"interval": 0.1},
)


@pytest.fixture(scope="module")
def trajectories(tmp_path_factory):
    """Trajectories through one configuration. Half of the particles may hop."""
    folder = tmp_path_factory.mktemp("trajectories")
    rng = np.random.default_rng(0)
    particles = Particles(np.ones(N), (np.arange(N) % 4 == 3).astype(np.int32), Cell.cubic(5.5))
    start = rng.uniform(0, 5.5, (N, 3))
    rate = np.where(np.arange(N) < N // 2, 0.03, 0.0)[:, None]
    for run in range(RUNS_OF_A_SAMPLE):
        vectors = 0.4 * np.sign(rng.standard_normal((FRAMES, N, 3)))
        moved = np.where(rng.random((FRAMES, N, 1)) < rate, vectors, 0.0).cumsum(axis=0)
        noise = 0.05 * rng.standard_normal((FRAMES, N, 3))
        noise[FRAMES // 2] = 0.0
        frames = start + moved - moved[FRAMES // 2] + noise
        write_trajectory(folder / f"{run}.h5", particles, 0.1, enumerate(frames))
    return [Trajectory.open(folder / f"{run}.h5") for run in range(RUNS_OF_A_SAMPLE)]


@pytest.fixture(scope="module")
def labelled(trajectories):
    return label_particles(trajectories, 0.2, SETTINGS)


def test_labels_are_means_single_draws_and_averages_in_space(trajectories, labelled, tmp_path):
    labelled.labels.write(tmp_path / "labels.parquet")
    assert list(labelled.labels.names) == SETTINGS.label_names
    label = dict(zip(labelled.labels.names, labelled.labels.values.T, strict=True))
    p_hop = np.array([find_hops(each, 0.2, 1.0).p_hop for each in trajectories])
    wavelet = np.array([wavelet_amplitudes(each, [1.5])[0] for each in trajectories])
    first = trajectories[0]
    moved = np.array([displacements(each, [2.0])[0] for each in trajectories])
    for name, values in (("p_hop", p_hop), ("wavelet_1.5", wavelet), ("displacement_2", moved)):
        np.testing.assert_allclose(label[name], values.mean(axis=0))
        np.testing.assert_allclose(label[f"{name}_single"], values[0])
        near = averaged(first.particles, first.frame(first.centre), values.T, [1.0], same_species=True)[
            :, 0
        ].T
        np.testing.assert_allclose(label[f"{name}_over_1"], near.mean(axis=0))
        np.testing.assert_allclose(label[f"{name}_over_1_single"], near[0])


def test_ceilings_of_means_and_of_single_draws(labelled, tmp_path):
    CEILINGS.write(tmp_path / "ceilings.parquet", labelled.ceilings)
    rows = labelled.ceilings[labelled.ceilings.species == 1].set_index("label")
    assert rows.runs["p_hop"] == RUNS_OF_A_SAMPLE
    assert rows.runs["p_hop_single"] == 1
    assert rows.ceiling["p_hop_single"] == of_one_run(rows.ceiling["p_hop"], RUNS_OF_A_SAMPLE)
    assert rows.ceiling["p_hop_single"] < rows.ceiling["p_hop"]
    # the truth is which half a particle belongs to; it correlates as well as the ceiling says
    label = dict(zip(labelled.labels.names, labelled.labels.values.T, strict=True))
    of_species = np.arange(N) % 4 != 3
    truth = (np.arange(N) < N // 2)[of_species]
    for name in ("p_hop", "p_hop_single"):
        found = np.corrcoef(truth, label[name][of_species])[0, 1]
        assert found == pytest.approx(rows.ceiling[name], abs=0.1)


def test_a_single_trajectory_has_no_ceiling(trajectories, tmp_path):
    found = label_particles(trajectories[:1], 0.2, SETTINGS)
    CEILINGS.write(tmp_path / "ceilings.parquet", found.ceilings)
    assert found.ceilings.ceiling.isna().all()
    assert (found.ceilings.runs == 1).all()


def test_hops_and_trajectories_are_counted(labelled, tmp_path):
    RUN_HOPS.write(tmp_path / "hops.parquet", labelled.hops)
    RUNS.write(tmp_path / "runs.parquet", labelled.runs)
    assert labelled.runs.run.tolist() == list(range(RUNS_OF_A_SAMPLE))
    assert labelled.runs.hops.sum() == len(labelled.hops)
    assert (labelled.hops.groupby("run").size() == labelled.runs.hops).all()
    # nearly all hops are those of the particles that may hop
    assert (labelled.hops.particle < N // 2).mean() > 0.98
    assert (labelled.runs.crystalline_last < 0.1).all()


def test_samples_share_the_threshold_of_hops(trajectories, tmp_path):
    names = ["one", "two"]
    cage = measure_cage(names, trajectories[:2], None)
    CAGE.write(tmp_path / "cage.parquet", cage.displacements)
    assert cage.measured
    each = [measure_cage(["one"], [one], None).threshold for one in trajectories[:2]]
    assert cage.threshold == pytest.approx(np.mean(each))
    given = measure_cage(names, trajectories[:2], 0.3)
    assert (given.threshold, given.measured) == (0.3, False)
    figure = show_cage(cage.displacements, cage.threshold)
    assert len(figure.axes[0].lines) == 3


def test_statistics_and_figures_of_hops(labelled, trajectories, tmp_path):
    cell = trajectories[0].particles.cell
    found = hop_statistics([labelled.hops, labelled.hops], [cell, cell], seed=1)
    DISTRIBUTIONS.write(tmp_path / "d.parquet", found.distributions)
    FACILITATION.write(tmp_path / "f.parquet", found.facilitation)
    lengths = found.distributions[found.distributions.quantity == "length"]
    assert lengths["count"].sum() == 2 * len(labelled.hops)
    # the most frequent length is that of one hop
    best = lengths.loc[lengths.density.idxmax()]
    assert best.low < 0.4 * np.sqrt(3.0) < best.high + 0.1
    assert len(show_hops(found.distributions).axes) == 2
    assert show_facilitation(found.facilitation).axes
    # where pairs were expected and there are none, the colour is that of the lowest ratio
    empty = found.facilitation.assign(ratio=0.0, expected=100.0)
    drawn = show_facilitation(empty).axes[0].collections[0].get_array()
    assert not np.ma.getmaskarray(drawn).any()
    assert (drawn < 1.0).all()
    # no hops at all
    none = hop_statistics([labelled.hops[:0]], [cell], seed=1)
    assert show_hops(none.distributions).axes
    assert show_facilitation(none.facilitation).axes


def test_trajectories_that_are_too_short_are_refused(trajectories):
    with pytest.raises(StructureError, match="the scale 2 needs frames up to 6"):
        label_particles(trajectories[:1], 0.2, SETTINGS.model_copy(update={"scales": [2.0]}))
