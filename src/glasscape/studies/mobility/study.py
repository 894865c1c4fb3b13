"""The study of mobility: which particles hop in a single trajectory."""

from pathlib import Path

from glasscape.campaign.config import Config, Sample
from glasscape.campaign.study import Study
from glasscape.references import HOPS
from glasscape.studies.mobility.check import check, check_durations
from glasscape.studies.mobility.plan import plan
from glasscape.studies.mobility.settings import MobilitySettings


def _inspect(sample: Sample, config: Config) -> None:
    # imported late, because trajectories are slow to import and every job reads the config
    from glasscape.trajectories.read import count_frames

    own = config.section(MobilitySettings)
    # `check` has tested that samples that are read have a path and an interval
    assert sample.path is not None
    assert own.frame_interval is not None
    frames = count_frames(Path(sample.path), config.ingest, config.potential.elements or ())
    half = (frames - 1) // 2 * own.frame_interval
    check_durations(own, half, f"the time before the central frame of sample {sample.sample}")


STUDY = Study(
    name="mobility",
    description="Which particles of a liquid hop in a single trajectory.",
    settings=MobilitySettings,
    check=check,
    plan=plan,
    references=(HOPS,),
    inspect=_inspect,
    labels_particles=lambda config: True,
)
