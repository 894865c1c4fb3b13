import numpy as np
import pytest
from glasses import draw_mixture
from isoconfigurational_runs import contents, runs_to


@pytest.fixture(scope="session")
def mixtures():
    """Isoconfigurational runs of three small samples. Particles with few neighbours move further."""
    found = {}
    for seed, name in enumerate(("one", "two", "three")):
        particles, minimum = draw_mixture(260, seed)
        rng = np.random.default_rng(seed)
        start = minimum + 0.03 * rng.standard_normal(minimum.shape)
        apart = particles.cell.minimum_image(start[:, None] - start[None])
        near = (np.linalg.norm(apart, axis=2) < 1.6).sum(axis=1)
        step = np.clip(0.6 - 0.02 * near, 0.05, 0.6)[:, None]
        ends = start + step * rng.standard_normal((12, *start.shape))
        inside = particles.cell.wrap(start)
        found[name] = runs_to(particles, inside, ends + inside - start)
    return found


@pytest.fixture
def files(mixtures, tmp_path):
    """Their files."""
    for name, runs in mixtures.items():
        np.savez(tmp_path / f"{name}.npz", **contents(runs))
    return tmp_path
