"""Limited-memory BFGS steps, for quenches and for bands of images.

Nocedal and Wright, Numerical Optimization, 2nd edition, algorithm 7.4, without line search. The caller
limits the length of the step.
"""

import numpy as np

from glasscape.arrays import Floats
from glasscape.jit import njit


@njit(cache=True, fastmath=True)
def _dot(a: Floats, b: Floats) -> float:
    total = 0.0
    for i in range(len(a)):
        total += a[i] * b[i]
    return total


@njit(cache=True, fastmath=True)
def _write_pair(
    force: Floats,
    last_force: Floats,
    step: Floats,
    stored_step: Floats,
    stored_change: Floats,
    curvatures: Floats,
    slot: int,
) -> bool:
    """Store a step and its change of gradient. False if the curvature along the step is not positive."""
    curvature, square = 0.0, 0.0
    for i in range(len(step)):
        change = last_force[i] - force[i]
        stored_step[i] = step[i]
        stored_change[i] = change
        curvature += step[i] * change
        square += change * change
    curvatures[slot] = curvature
    return curvature > 1e-12 * square


@njit(cache=True, fastmath=True)
def _two_loops(
    force: Floats, steps: Floats, changes: Floats, curvatures: Floats, newest: int, stored: int
) -> tuple[Floats, bool]:
    """Quasi-Newton direction, and whether the energy decreases along it.

    It follows from `stored` pairs in ring buffers. `newest` is the row that was written last.
    """
    memory = len(steps)
    direction = force.copy()
    weights = np.empty(stored)
    for back in range(stored):
        k = (newest - back) % memory
        weights[back] = _dot(steps[k], direction) / curvatures[k]
        change, weight = changes[k], weights[back]
        for i in range(len(direction)):
            direction[i] -= weight * change[i]
    scale = curvatures[newest] / _dot(changes[newest], changes[newest])
    for i in range(len(direction)):
        direction[i] *= scale
    for back in range(stored - 1, -1, -1):
        k = (newest - back) % memory
        weight = weights[back] - _dot(changes[k], direction) / curvatures[k]
        step = steps[k]
        for i in range(len(direction)):
            direction[i] += weight * step[i]
    return direction, _dot(direction, force) > 0.0


class LimitedMemoryBFGS:
    """Proposes steps towards zero force, from the history of steps and forces.

    Parameters
    ----------
    memory : int
        Number of stored steps.
    initial_scale : float
        First step per unit force: an estimate of the inverse curvature, sigma^2 / epsilon.
    """

    def __init__(self, memory: int, initial_scale: float) -> None:
        self._memory = memory
        self._initial_scale = initial_scale
        self.reset()

    def reset(self) -> None:
        """Delete the history."""
        self._stored = 0
        self._newest = -1
        self._last_force: Floats | None = None
        self._last_step: Floats | None = None

    def direction(self, force: Floats) -> Floats:
        """Proposed step for the `force` at the current point, of the same shape.

        It points along the force if the history proposes a step that raises the energy.
        """
        flat = np.ascontiguousarray(force).reshape(-1)
        if self._last_force is not None and self._last_step is not None:
            self._remember(flat, self._last_force, self._last_step)
        self._last_force = flat.copy()
        if self._stored:
            proposal, downhill = _two_loops(
                flat, self._steps, self._changes, self._curvatures, self._newest, self._stored
            )
            if downhill:
                return proposal.reshape(force.shape)
            self._stored = 0
        return self._initial_scale * force

    def stepped(self, step: Floats) -> None:
        """Record the step that the caller took after `direction`."""
        self._last_step = step.reshape(-1)

    def _remember(self, force: Floats, last_force: Floats, step: Floats) -> None:
        if self._stored == 0:
            shape = (self._memory, len(step))
            self._steps, self._changes = np.empty(shape), np.empty(shape)
            self._curvatures = np.empty(self._memory)
            self._newest = -1
        slot = (self._newest + 1) % self._memory
        if _write_pair(
            force, last_force, step, self._steps[slot], self._changes[slot], self._curvatures, slot
        ):
            self._newest = slot
            self._stored = min(self._stored + 1, self._memory)
        else:
            # the row is not valid, and if all rows were in use it has replaced the oldest step
            self._stored = min(self._stored, self._memory - 1)
