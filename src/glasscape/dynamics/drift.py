"""Check of molecular dynamics at constant energy."""

from glasscape.errors import EngineError
from glasscape.forces.force_field import MDState

# largest drift of the total energy per particle, in units of the temperature
LARGEST_DRIFT = 0.1


def energy_drift(before: MDState, after: MDState) -> float:
    """Absolute change of the total energy per particle, epsilon."""
    return abs(after.energy - before.energy) / len(before.positions)


def check_drift(drift: float, temperature: float, key: str, where: str = "") -> None:
    """Check that the total energy was constant.

    Parameters
    ----------
    drift : float
        Result of `energy_drift`.
    temperature : float
        Temperature of the trajectory, epsilon.
    key : str
        Key of the time step in the config.
    where : str
        Which run it was, for the message.

    Raises
    ------
    EngineError
        If the total energy drifted because the time step is too long.
    """
    # written so that a drift of NaN is an error
    if not drift <= LARGEST_DRIFT * temperature:
        raise EngineError(f"the total energy per particle drifted by {drift:.2g} epsilon{where}; lower {key}")
