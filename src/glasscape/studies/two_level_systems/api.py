"""Single steps of the search for two-level systems, for scripts that work with ASE atoms and tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Self

import numpy as np
import pandas as pd
from ase import Atoms
from ase.io import read
from ase.stress import full_3x3_to_voigt_6_stress, voigt_6_to_full_3x3_stress
from sklearn.base import BaseEstimator
from sklearn.metrics import average_precision_score
from sklearn.utils import Tags
from sklearn.utils.validation import check_is_fitted

from glasscape.api.atoms import Potential, chosen, named_units, of_atoms, placed, structures_of
from glasscape.arrays import Floats, Integers
from glasscape.errors import LearningError, StructureError, TableError
from glasscape.files import read_json
from glasscape.minima.library import MinimaLibrary, Transitions
from glasscape.minima.settings import MinimaSettings
from glasscape.paths.extension import extension_action
from glasscape.paths.path import PathResult
from glasscape.paths.settings import NEBSettings, PathSettings
from glasscape.structures.cell import Cell
from glasscape.studies.two_level_systems.exact.pair import characterise_pair
from glasscape.studies.two_level_systems.exact.tables import COMPONENTS
from glasscape.studies.two_level_systems.pairs.screen import screen_pairs
from glasscape.studies.two_level_systems.pairs.settings import PairSettings
from glasscape.studies.two_level_systems.pairs.tables import KEY, PairFeatures
from glasscape.studies.two_level_systems.pairs.zero_point import ZeroPointEnergies
from glasscape.studies.two_level_systems.search.labels import too_few
from glasscape.studies.two_level_systems.search.models import Models, predict, train
from glasscape.studies.two_level_systems.search.settings import SPLITTING, LearningSettings
from glasscape.studies.two_level_systems.search.target import Target
from glasscape.tunnelling.verdict import DOUBLE_WELL, Tunnelling
from glasscape.units import ARGON, QuantumUnits

DEFECTS, SUMMARY, LABELS = "defects.parquet", "summary.json", "labels.parquet"


@dataclass(frozen=True, eq=False)
class AtomsPath:
    """The minimum energy path between two minima, and what tunnels along it.

    Attributes
    ----------
    images : tuple of Atoms
        The images from the lower minimum a to the higher minimum b, with their energies. Atoms are not
        wrapped. Identical atoms are exchanged so that the path is short.
    results : dict
        Columns of the tables of exact results: `verdict`, `energy_barrier`, `quantum_splitting` and others,
        in the units of the potential and, for the deformation potential, in the frame of the atoms. `message`
        says why a calculation failed.
    path : PathResult
        The energy profile, minima between the ends, and vibrations across the path.
    tunnelling : tuple of Tunnelling
        Levels in the given units, and for reduced units of argon or NiP in those of the other, too. Empty if
        the path is no double well.
    """

    images: tuple[Atoms, ...]
    results: dict[str, Any]
    path: PathResult
    tunnelling: tuple[Tunnelling, ...]


def find_path(
    one: Atoms,
    other: Atoms,
    potential: Potential,
    *,
    neb: NEBSettings | dict[str, Any] | None = None,
    minima: MinimaSettings | dict[str, Any] | None = None,
    units: QuantumUnits | str | None = None,
    vibrations: bool = True,
) -> AtomsPath:
    """Find the minimum energy path between the minima of two configurations, and its quantum levels.

    Parameters
    ----------
    one, other : Atoms
        The same atoms in the same order and cell. Both are quenched first, if they are not at minima.
    potential : calculator, PotentialSettings or str
        An ASE calculator, the section `potential` of a config, or the name of a built-in model.
    neb : NEBSettings or dict, optional
        How the nudged elastic band is relaxed: number of images and tolerances.
    minima : MinimaSettings or dict, optional
        Criteria for minima.
    units : QuantumUnits or {"argon", "NiP", "metal"}, optional
        Units of the quantum mechanics. By default, those of argon for potentials in reduced units; eV,
        angstrom and u for LAMMPS units `metal` and for calculators.
    vibrations : bool
        Whether the vibrations across the path of a double well, its saddle point and its zero-point energies
        are computed, too. With more than 1000 particles they take longer than the path. LAMMPS and ASE
        calculators, whose Hessians take 6 N evaluations, have none.

    Raises
    ------
    ConfigError
        If there is no such model, if a setting is not valid, or if a potential in eV has no masses.
    StructureError
        If the atoms are no periodic bulk system, if a quench does not converge, or if both configurations
        lead to the same minimum.

    Examples
    --------
    Hydrogen in copper, at an octahedral and at a tetrahedral site:

    >>> from ase import Atoms
    >>> from ase.build import bulk
    >>> from ase.calculators.emt import EMT
    >>> import glasscape
    >>> crystal = bulk("Cu", cubic=True) * (2, 2, 2)
    >>> one, other = (glasscape.quench(crystal + Atoms("H", [(x, x, x)]), EMT()) for x in (1.8, 0.9))
    >>> path = glasscape.find_path(one, other, EMT(), neb=glasscape.NEBSettings(images=8))
    >>> path.results["verdict"], f"{path.results['energy_barrier']:.2f} eV"
    ('double well', '0.95 eV')
    """
    given = of_atoms([one, other], potential).with_masses()
    units = given.units if units is None else named_units(units)
    report = characterise_pair(
        given.structures[0].particles,
        [(each.name, each.positions) for each in given.structures],
        PathSettings(
            given.settings,
            chosen(MinimaSettings, minima),
            chosen(NEBSettings, neb),
            extension_action(units),
        ),
        units,
        given.engine,
        vibrations,
    )
    band = report.band
    images = () if band is None else zip(band.images, band.energies, strict=True)
    return AtomsPath(
        tuple(placed(one, positions, float(energy)) for positions, energy in images),
        report.outcome | _turned(report.outcome, one),
        report.path,
        report.tunnelling,
    )


def _turned(outcome: Mapping[str, Any], atoms: Atoms) -> dict[str, float]:
    """Components of the deformation potential in the frame of the atoms, not of the standard cell."""
    if outcome[next(iter(COMPONENTS))] is None:
        return {}
    _, rotation = Cell.standard(atoms.cell.array)
    tensor = voigt_6_to_full_3x3_stress([outcome[name] for name in COMPONENTS])  # type: ignore[no-untyped-call]
    turned = full_3x3_to_voigt_6_stress(rotation @ tensor @ rotation.T)  # type: ignore[no-untyped-call]
    return dict(zip(COMPONENTS, turned.tolist(), strict=True))


def pair_features(
    minima: Sequence[Atoms],
    settings: PairSettings | dict[str, Any] | None = None,
    sample: str = "sample",
    transitions: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Features of all pairs of minima that pass the filters.

    Parameters
    ----------
    minima : sequence of Atoms
        Minima of one sample, each with its energy, as `quench` and `read_minima` give them.
    settings : PairSettings or dict, optional
        Limits of energy difference and displacement, and number of displaced particles. The default limits
        suit reduced units; in eV and angstrom, the largest displacement should be about 4.
    sample : str
        Name of the sample, the first column.
    transitions : DataFrame, optional
        Columns `from`, `to` and `count`: steps from one minimum to another, by their indices, as
        `find_minima` gives them.

    Returns
    -------
    DataFrame
        Columns of the tables `pairs.parquet`: `a` and `b` are the indices of the lower and of the higher
        minimum in `minima`, then come energy difference, displacements, participation ratio and detour.

    Raises
    ------
    ConfigError
        If a setting is not valid.
    StructureError
        If there are no minima, if they hold different atoms or have no energy, or if transitions name other
        minima.
    """
    if not minima:
        raise StructureError("there are no minima")
    settings = chosen(PairSettings, settings)
    structures, _ = structures_of(minima)
    for number, atoms in enumerate(minima):
        if atoms.calc is None:
            raise StructureError(
                f"minimum {number} has no energy; take minima as quench gives them, no copies"
            )
    energies = np.array([atoms.get_potential_energy() for atoms in minima])  # type: ignore[no-untyped-call]
    order = np.argsort(energies, kind="stable")
    library = MinimaLibrary(
        structures[0].particles,
        np.array([structures[k].positions for k in order]),
        energies[order],
        tuple(structures[k].name for k in order),
        None if transitions is None else _counted(transitions, np.argsort(order)),
    )
    unknown = ZeroPointEnergies(np.full(len(order), np.nan), counted=False)
    with TemporaryDirectory() as folder:
        file = Path(folder) / "pairs.parquet"
        screen_pairs(sample, library, unknown, settings, file)
        pairs = PairFeatures(settings.displacements).pairs.read(file)
    return pairs.assign(a=order[pairs.a], b=order[pairs.b])


def _counted(transitions: pd.DataFrame, rank: Integers) -> Transitions:
    """Transitions between minima whose place by energy is `rank`."""
    missing = {"from", "to", "count"} - set(transitions.columns)
    if missing:
        raise StructureError(f"the transitions have no column {min(missing)!r}")
    ends = transitions[["from", "to"]].to_numpy()
    outside = ends[(ends < 0) | (ends >= len(rank))]
    if len(outside):
        raise StructureError(
            f"a transition names minimum {outside[0]}, and there are {len(rank)}; give transitions between "
            "these minima"
        )
    origin, destination, count = (transitions[name].to_numpy(np.int64) for name in ("from", "to", "count"))
    return Transitions(rank[origin], rank[destination], count)


def _columns(pairs: Any) -> list[Any]:
    """Names of the columns of a table of pairs."""
    if not isinstance(pairs, pd.DataFrame):
        raise LearningError(f"pairs are a table of pair_features, and not of type {type(pairs).__name__}")
    return list(pairs.columns)


def _check_columns(pairs: Any, features: PairFeatures) -> None:
    """Check that a table of pairs has the columns that models read."""
    given = _columns(pairs)
    missing = [name for name in (*KEY, *features.used(False)) if name not in given]
    if missing:
        raise LearningError(
            f"the pairs have no column {missing[0]!r}; take a table as pair_features gives it"
        )


class PairRanker(BaseEstimator):  # type: ignore[misc]
    """Predicts which pairs of minima are targets, as an estimator of scikit-learn.

    A pair is a target if it is a double well whose value is below the threshold. The models are those of the
    search: a classifier of double wells and a regressor of their values, each an average over several
    families, with calibrated probabilities.

    Parameters
    ----------
    threshold : float
        Threshold of the values. The default is that of the quantum splitting of argon, 1 K, in units of its
        epsilon. In eV, 1 K is 8.617e-5.
    learning : LearningSettings or dict, optional
        Families of models and folds, as in the section `two_level_systems.learning` of a config.
    random_state : int
        Seed.
    n_jobs : int
        Number of cores.

    Attributes
    ----------
    models_ : Models
        The trained models.
    scores_ : dict
        Their out-of-fold scores. Folds are whole samples if there are enough of them.
    """

    def __init__(
        self,
        threshold: float = ARGON.splitting_threshold,
        learning: LearningSettings | dict[str, Any] | None = None,
        random_state: int = 1,
        n_jobs: int = 1,
    ) -> None:
        self.threshold = threshold
        self.learning = learning
        self.random_state = random_state
        self.n_jobs = n_jobs

    def fit(self, X: pd.DataFrame, y: Floats) -> Self:
        """Train on pairs whose results are known.

        Parameters
        ----------
        X : DataFrame
            Pairs with their features, as `pair_features` gives them.
        y : array-like, shape (n,)
            Values of the pairs, such as quantum splittings; NaN for pairs that are no double wells.

        Raises
        ------
        LearningError
            If a column is missing, if a value is not positive, or if there are too few double wells or other
            pairs.
        """
        values, learning = np.asarray(y, dtype=np.float64), chosen(LearningSettings, self.learning)
        if values.shape != (len(X),):
            raise LearningError(f"{len(X)} pairs have values of shape {values.shape}; give one for each")
        is_double_well = ~np.isnan(values)
        wrong = values[is_double_well & ~((values > 0.0) & np.isfinite(values))]
        if len(wrong):
            raise LearningError(
                f"the value {wrong[0]:g} of a pair is not positive and finite; give NaN for pairs that are "
                "no double wells"
            )
        few = too_few(is_double_well, learning.fewest)
        if few is not None:
            raise LearningError(f"{few}; give more pairs, or lower learning.fewest")
        features = PairFeatures(sum(str(name).startswith("displacement_") for name in _columns(X)))
        _check_columns(X, features)
        labels = X.assign(
            **{SPLITTING: values},
            verdict=np.where(is_double_well, DOUBLE_WELL, "no double well"),
            status="ok",
            reason="random",
        )
        self.models_: Models = train(
            labels,
            features,
            self._target,
            learning,
            self.random_state,
            self.n_jobs,
        )
        self.scores_: dict[str, Any] = self.models_.scores
        return self

    def predict(self, X: pd.DataFrame) -> Floats:
        """Probability that each pair is a target, shape (n,)."""
        return self._predictions(X)["target_probability"].to_numpy()

    def rank(self, X: pd.DataFrame) -> pd.DataFrame:
        """Predictions for all pairs, the most probable targets first.

        The columns are those that identify a pair, and the probabilities of a double well and of a target,
        the predicted value and the expected improvement.
        """
        return self._predictions(X).sort_values("target_probability", ascending=False, kind="stable")

    def score(self, X: pd.DataFrame, y: Floats) -> float:
        """Average precision of the ranking. Pairs that are ranked at random have the fraction of targets."""
        is_target = np.asarray(y, dtype=np.float64) < self.threshold
        return float(average_precision_score(is_target, self.predict(X)))

    def _predictions(self, X: pd.DataFrame) -> pd.DataFrame:
        check_is_fitted(self)
        _check_columns(X, self.models_.features)
        return predict(self.models_, X, self.n_jobs)

    @property
    def _target(self) -> Target:
        name = f"double wells with a value < {self.threshold:g}"
        return Target(SPLITTING, self.threshold, low=True, logarithmic=True, name=name)

    def __sklearn_tags__(self) -> Tags:
        """What scikit-learn may ask of this estimator: features may be absent."""
        tags: Tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        tags.target_tags.required = True
        return tags


@dataclass(frozen=True, eq=False)
class SearchResults:
    """Results of a search.

    Attributes
    ----------
    computed : DataFrame
        All pairs that were computed exactly, with features, predictions and exact results.
    targets : DataFrame
        Those of them that are targets, with their energy profiles.
    summary : dict
        Counts, densities and costs.
    """

    computed: pd.DataFrame
    targets: pd.DataFrame
    summary: dict[str, Any]


def read_search(folder: str | Path) -> SearchResults:
    """Read the results of a search.

    Parameters
    ----------
    folder : path
        The results of an ensemble, such as `results/two_level_systems/hyperquenched`.

    Raises
    ------
    TableError
        If the search has no results there.
    """
    folder = Path(folder)
    needed = [DEFECTS, SUMMARY]
    if (folder / SUMMARY).is_file():
        summary = read_json(folder / SUMMARY)
        # an earlier search may have gone on for longer
        needed.append(f"iter_{summary['iterations'][-1]['iteration']}/{LABELS}")
    missing = [name for name in needed if not (folder / name).is_file()]
    if missing:
        raise TableError(
            f"{folder}: has no {missing[0]}; give the folder of an ensemble in results/two_level_systems, "
            "after the search has ended"
        )
    return SearchResults(pd.read_parquet(folder / needed[-1]), pd.read_parquet(folder / DEFECTS), summary)


def read_library(folder: str | Path) -> list[tuple[Atoms, Atoms]]:
    """Read the structures of an exported library: the two minima of every target.

    Parameters
    ----------
    folder : path
        The folder `library` of a search.

    Raises
    ------
    StructureError
        If it holds no structures.
    """
    file = Path(folder) / "defects.extxyz"
    if not file.is_file():
        raise StructureError(f"{file}: no such file; a search in tables of labels has no structures")
    frames = read(file, ":") if file.stat().st_size else []
    return list(zip(frames[::2], frames[1::2], strict=True))
