import h5py
import numpy as np
from ase.io import write
from trajectories import (
    COUNTS,
    atoms_of,
    ingest_trajectory,
    transitions_of,
)


def test_particles_are_known_by_their_ids(
    trajectory_particles, trajectory_frames, trajectory_library, tmp_path
):
    """Whatever the order in which a frame has them."""
    rng = np.random.default_rng(8)
    orders = [rng.permutation(len(trajectory_particles)) for _ in trajectory_frames]
    shuffled = []
    for positions, order in zip(trajectory_frames, orders, strict=True):
        atoms = atoms_of(trajectory_particles, positions)[order]
        atoms.arrays["id"] = order + 1
        shuffled.append(atoms)
    write(tmp_path / "some.xyz", shuffled, format="extxyz")
    with h5py.File(tmp_path / "some.h5", "w") as file:
        group = file.create_group("particles/all")
        group.create_group("box").attrs["boundary"] = [b"periodic"] * 3
        group["box/edges"] = trajectory_particles.cell.vectors
        for name, values in (
            (
                "position",
                [positions[order] for positions, order in zip(trajectory_frames, orders, strict=True)],
            ),
            ("diameter", [trajectory_particles.diameters[order] for order in orders]),
            ("id", [order + 1 for order in orders]),
        ):
            group.create_group(name)["value"] = np.array(values)
        group["position/time"] = 0.5 * np.arange(len(trajectory_frames))
    for name, form in (("some.xyz", "extxyz"), ("some.h5", "h5md")):
        library, _ = ingest_trajectory(tmp_path / name, format=form)
        assert transitions_of(library) == COUNTS
        np.testing.assert_allclose(library.energies, trajectory_library.energies, atol=1e-4)
