"""The config of a campaign: its samples, and the settings of every ensemble."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import Field

from glasscape.exploration.settings import ExplorationSettings
from glasscape.ingest.settings import IngestSettings
from glasscape.minima.settings import MinimaSettings
from glasscape.potentials.settings import PotentialSettings
from glasscape.preparation.settings import PreparationSettings
from glasscape.settings import WITHOUT_BRACES, Settings
from glasscape.trajectories.settings import RunSettings

# names are used as names of folders
NAME = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$"

Section = TypeVar("Section", bound=Settings)


class Sample(Settings):
    """One line of the sample sheet."""

    ensemble: str = Field(pattern=NAME, description="Ensemble: samples prepared alike and analysed together.")
    sample: str = Field(pattern=NAME, description="Name of the sample, unique in its ensemble.")
    path: str | None = Field(
        None,
        min_length=1,
        pattern=WITHOUT_BRACES,
        description="File, folder or tar archive of its structures, relative to the folder in which the "
        "workflow runs. Or the address of a file, such as https://..., which a storage plugin of Snakemake "
        "downloads. Empty if the sample is to be made and explored.",
    )
    transitions: str | None = Field(
        None,
        min_length=1,
        pattern=WITHOUT_BRACES,
        description="Table of transition counts. Empty if transitions were not counted.",
    )


def are_made(samples: Sequence[Sample]) -> bool:
    """Whether there are samples and they are made: all of an ensemble are, or none."""
    return bool(samples) and samples[0].path is None


class Config(Settings):
    """The sections of a config that all studies share. `glasscape.config` adds a section for every study."""

    samples: str = Field(
        "config/samples.tsv", min_length=1, description="Sample sheet, with one line per sample."
    )
    studies: list[str] = Field(
        ["two_level_systems"], min_length=1, description="Studies that `snakemake` runs without a target."
    )
    potential: PotentialSettings = Field(
        PotentialSettings(), description="The potential, and the engine that computes it."
    )
    preparation: PreparationSettings = Field(PreparationSettings(), description="Preparation of glasses.")
    exploration: ExplorationSettings = Field(
        ExplorationSettings(), description="Exploration of the energy landscape around a glass."
    )
    isoconfigurational: RunSettings = Field(
        RunSettings(),
        description="Runs from one configuration of a liquid with different velocities, for studies of "
        "particles and samples that are made.",
    )
    ingest: IngestSettings = Field(
        IngestSettings(), description="How structure files are read, for samples that are not made."
    )
    minima: MinimaSettings = Field(
        MinimaSettings(), description="Criteria for minima, and for two copies of one minimum."
    )
    licence: str | None = Field(
        None,
        pattern=r"^[A-Za-z0-9.+-]+$",
        description="Licence under which others may use exported results, by its SPDX identifier, such as "
        "`CC-BY-4.0`. Empty: none is stated.",
    )
    ensembles: dict[str, dict[str, Any]] = Field(
        {},
        description="Keys of other sections that differ for an ensemble, below the name of the ensemble.",
    )

    def section(self, kind: type[Section]) -> Section:
        """The section of a study, by the class of its settings."""
        for name in type(self).model_fields:
            value = getattr(self, name)
            if isinstance(value, kind):
                return value
        raise TypeError(f"the config has no section {kind.__name__}")


@dataclass(frozen=True)
class Campaign:
    """All ensembles of a config.

    Attributes
    ----------
    configs : mapping of str to Config
        Settings of every ensemble.
    samples : mapping of str to tuple of Sample
        Samples of every ensemble.
    """

    configs: Mapping[str, Config]
    samples: Mapping[str, tuple[Sample, ...]]

    @property
    def read(self) -> tuple[str, ...]:
        """Ensembles whose samples are read from files."""
        return tuple(name for name, samples in self.samples.items() if not are_made(samples))

    @property
    def made(self) -> tuple[str, ...]:
        """Ensembles whose samples are made."""
        return tuple(name for name, samples in self.samples.items() if are_made(samples))

    def sample(self, ensemble: str, name: str) -> Sample:
        """One sample of an ensemble."""
        return next(each for each in self.samples[ensemble] if each.sample == name)

    def names(self, ensemble: str) -> list[str]:
        """Names of the samples of an ensemble."""
        return [each.sample for each in self.samples[ensemble]]
