"""Seeds of independent streams of random numbers."""

import hashlib


def named_seed(seed: int, name: str) -> int:
    """Seed of the random numbers of one sample or trajectory.

    It depends on the seed of the config and on the name, never on other samples or trajectories.
    """
    return int.from_bytes(hashlib.sha256(f"{seed} {name}".encode()).digest()[:6], "big")
