import numpy as np
import pytest

from glasscape.campaign.config import Sample
from glasscape.config import parse_config
from glasscape.errors import ConfigError, StructureError
from glasscape.structures.cell import Cell
from glasscape.structures.particles import Particles
from glasscape.structures.writers import write_configurations
from glasscape.studies.mobility.check import check
from glasscape.studies.mobility.plan import plan
from glasscape.studies.mobility.settings import MobilitySettings
from glasscape.studies.mobility.study import STUDY

MADE = [Sample(ensemble="e", sample=name) for name in ("a", "b", "c")]
READ = [Sample(ensemble="e", sample=name, path=f"{name}.dump") for name in ("a", "b", "c")]


def config(**section):
    return parse_config(
        {
            "studies": ["mobility"],
            "potential": {"model": "kob-andersen"},
            "preparation": {"particles": 1000},
            "mobility": section,
        }
    )


def test_a_config_that_fits_its_samples():
    check(config(), MADE)
    check(config(trajectories={"half_time": 1.0}, frame_interval=0.1), READ)
    read = plan(config(frame_interval=0.1), []).lines
    assert read[0] == "one trajectory of every sample, frames every 0.1"
    lines = " ".join(plan(config(learning={"test": ["b"]}), []).lines)
    assert "16 trajectories" in lines
    assert "p_hop, p_hop_single, p_hop_over_1" in lines
    assert "evaluated on test samples b" in lines


@pytest.mark.parametrize(
    ("section", "message"),
    [
        ({"trajectories": {"half_time": 4.0}, "measures": ["p_hop"]}, "hops.resolution: 5 exceeds"),
        (
            {"trajectories": {"half_time": 4.0}, "measures": ["wavelet"], "scales": [1.0]},
            "hops.resolution: 5",
        ),
        ({"scales": [0.1]}, "mobility.scales: 0.1 is below twice the time between two frames, 0.1"),
        ({"measures": ["displacement"], "times": [0.04]}, "mobility.times: 0.04 is no multiple of .*, 0.1"),
        ({"measures": ["displacement"], "times": [0.14]}, "mobility.times: 0.14 is no multiple of .*, 0.1"),
        ({"scales": [2.5, 11.0]}, "mobility.scales: 3 times 11 exceeds mobility.trajectories.half_time, 30"),
        ({"scales": [], "measures": ["wavelet"]}, "mobility.measures: give scales"),
        ({"measures": ["displacement"], "times": [31.0]}, "mobility.times: 31 exceeds .*, 30"),
        ({"learning": {"folds": 4}}, "mobility.learning.folds: 4 folds"),
    ],
)
def test_mistakes_are_named(section, message):
    with pytest.raises(ConfigError, match=message):
        check(config(**section), MADE)


def test_samples_that_are_made_need_one_temperature():
    content = {"studies": ["mobility"], "potential": {"model": "kob-andersen"}}
    ranges = {"temperature": [0.5, 0.6], "density": [1.1, 1.2]}
    drawn = parse_config({**content, "preparation": {"particles": 1100, "ranges": ranges}})
    with pytest.raises(ConfigError, match="preparation.ranges.temperature: runs of liquids need one"):
        check(drawn, MADE)
    del ranges["temperature"]
    check(parse_config({**content, "preparation": {"particles": 1100, "ranges": ranges}}), MADE)


def test_cages_of_samples_that_are_read_need_a_temperature():
    states = {"states": ["thermal", "cage"]}
    check(config(descriptors=states), MADE)
    with pytest.raises(ConfigError, match=r"mobility.descriptors.cage.temperature: give the temperature"):
        check(config(descriptors=states, frame_interval=0.1), READ)
    check(config(descriptors={**states, "cage": {"temperature": 0.5}}, frame_interval=0.1), READ)


def test_masses_other_than_1_are_refused_in_samples_that_are_made():
    content = {"studies": ["mobility"], "potential": {"model": "kob-andersen", "masses": [1.0, 20.0]}}
    with pytest.raises(ConfigError, match=r"potential.masses: the study mobility measures .* masses are 1"):
        check(parse_config(content), MADE)
    check(parse_config(content | {"mobility": {"frame_interval": 0.1}}), READ)


def test_whole_trajectories_are_inspected(tmp_path):
    """Their frames are in order, and enough for the labels."""
    rng, path = np.random.default_rng(0), tmp_path / "a.xyz"
    particles = Particles(np.ones(40), (np.arange(40) % 2).astype(np.int32), Cell.cubic(5.0))
    positions = rng.uniform(0.0, 5.0, (40, 3)) + 0.02 * rng.standard_normal((21, 40, 3)).cumsum(axis=0)
    write_configurations(path, particles, positions)
    sample = Sample(ensemble="e", sample="a", path=str(path))
    section = {"frame_interval": 0.5, "hops": {"resolution": 2.0}, "scales": [1.0]}
    read = {"ingest": {"format": "extxyz", "species": "numbers", "diameter": None}}

    def of(**more):
        content = {"studies": ["mobility"], "potential": {"model": "kob-andersen"}, **read}
        return parse_config(content | {"mobility": {**section, **more}})

    STUDY.inspect(sample, of())
    with pytest.raises(ConfigError, match=r"scales: 3 times 2 exceeds the time before .* of sample a, 5"):
        STUDY.inspect(sample, of(scales=[2.0]))
    frames = path.read_text().split("Lattice")
    steps = [*range(0, 200, 10), 210]
    text = "".join(f"step={k} Lattice{each}" for k, each in zip(steps, frames[1:], strict=True))
    path.write_text(frames[0] + text)
    with pytest.raises(StructureError, match=r"frame 20: its step or time is .* plus 20, but .* plus 10"):
        STUDY.inspect(sample, of())


def test_samples_that_are_read_need_an_interval_and_single_files(tmp_path):
    with pytest.raises(ConfigError, match=r"mobility.frame_interval: give the time between two frames"):
        check(config(), READ)
    with pytest.raises(ConfigError, match=r"mobility.frame_interval: leave it out for samples that are made"):
        check(config(frame_interval=0.1), MADE)
    folder = Sample(ensemble="e", sample="folder", path=str(tmp_path))
    with pytest.raises(ConfigError, match=r"sample folder: .* is a folder or an archive; .* needs one file"):
        check(config(frame_interval=0.1), [*READ, folder])


def test_the_mean_over_one_trajectory_is_no_other_label():
    settings = {"measures": ["p_hop"], "averaging_lengths": []}
    assert MobilitySettings(**settings).label_names == ["p_hop", "p_hop_single"]
    for one in ({"frame_interval": 0.1}, {"trajectories": {"runs": 1}}):
        assert MobilitySettings(**settings, **one).label_names == ["p_hop"]


def test_names_of_labels():
    settings = MobilitySettings(measures=["wavelet"], scales=[2.5], averaging_lengths=[2.0])
    assert settings.label_names == [
        "wavelet_2.5",
        "wavelet_2.5_single",
        "wavelet_2.5_over_2",
        "wavelet_2.5_over_2_single",
    ]
    both = MobilitySettings(
        measures=["displacement", "p_hop"], times=[1.0, 2.5], averaging_lengths=[], draws=["mean"]
    )
    assert both.label_names == ["displacement_1", "displacement_2.5", "p_hop"]
    assert MobilitySettings(measures=["p_hop"], averaging_lengths=[], draws=["single"]).label_names == [
        "p_hop_single"
    ]
