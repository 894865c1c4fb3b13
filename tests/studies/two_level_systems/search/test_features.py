"""What models read of a pair."""

import numpy as np
from studies.two_level_systems.invented import FEATURES

from glasscape.studies.two_level_systems.search.features import feature_matrix, model_features


def test_features_of_models_are_finite_whatever_the_pair(pairs):
    counted = pairs.assign(transitions_ab=0.0, transitions_ba=5.0)
    assert np.isfinite(feature_matrix(model_features(counted, FEATURES))).all()
    # all particles but one at rest, equal energies, transitions that nobody counted
    odd = pairs.head(1).assign(
        detour=np.nan,
        energy_difference=0.0,
        displacement_1=0.3,
        displacement_2=0.0,
        displacement_3=0.0,
        total_displacement=0.3,
        participation_ratio=1.0,
        transitions_ab=np.nan,
        transitions_ba=np.nan,
    )
    found = model_features(odd, FEATURES)
    assert all("transition" in name for name, values in found.items() if np.isnan(values).any())
    assert found["first_displacement_fraction"] == [1.0]
    assert found["log_energy_difference"] == [-9.0]
