"""Compiled search for hops in the trajectories of particles."""

import numpy as np

from glasscape.arrays import Floats, Integers, ShortFloats
from glasscape.jit import njit


@njit(cache=True, error_model="numpy")
def _p_hop(sums: Floats, begin: int, split: int, end: int) -> float:
    """p_hop of the frames from `begin` to `end` between frames `split` - 1 and `split`, from running sums.

    The mean squared distance of the frames V from the mean position of the frames U is the variance in V plus
    the squared distance of both mean positions.
    """
    before, after = split - begin, end - split
    apart = 0.0
    variance_before = (sums[split, 3] - sums[begin, 3]) / before
    variance_after = (sums[end, 3] - sums[split, 3]) / after
    for d in range(3):
        mean_before = (sums[split, d] - sums[begin, d]) / before
        mean_after = (sums[end, d] - sums[split, d]) / after
        variance_before -= mean_before * mean_before
        variance_after -= mean_after * mean_after
        apart += (mean_after - mean_before) ** 2
    # rounding errors must not make a variance negative
    product = (max(variance_before, 0.0) + apart) * (max(variance_after, 0.0) + apart)
    return float(product**0.25)


@njit(cache=True, error_model="numpy")
def split_at_hops(
    positions: ShortFloats,
    window: int,
    threshold: float,
    frame: int,
    labels: Floats,
    counts: Integers,
    splits: Integers,
    sizes: Floats,
    cages: Floats,
) -> None:
    """Split the trajectory of every particle at its hops, and give p_hop at one frame.

    Parameters
    ----------
    positions : ndarray of float32, shape (n, T, 3)
        Positions by particle and frame, sigma, not wrapped.
    window : int
        Fewest frames between two hops, and between a hop and an end of the trajectory.
    threshold : float
        The trajectory is split while p_hop exceeds this, sigma.
    frame : int
        Frame of the labels. At least `window` frames precede and follow it.
    labels : ndarray, shape (n,)
        Receives p_hop at this frame, sigma.
    counts : ndarray of int, shape (n,)
        Receives the number of hops.
    splits : ndarray of int, shape (n, M)
        Receives the first frame after every hop, ascending. M is T // `window`.
    sizes : ndarray, shape (n, M)
        Receives the p_hop of every hop, sigma.
    cages : ndarray, shape (n, M + 1, 3)
        Receives the mean position in every cage, sigma: before the first hop, and after every hop.
    """
    n, frames, _ = positions.shape
    most = splits.shape[1]
    sums = np.zeros((frames + 1, 4))
    stack = np.empty((most + 2, 2), dtype=np.int64)
    for i in range(n):
        # positions are counted from the first, so that squares lose no digits
        for t in range(frames):
            squared = 0.0
            for d in range(3):
                moved = float(positions[i, t, d]) - float(positions[i, 0, d])
                sums[t + 1, d] = sums[t, d] + moved
                squared += moved * moved
            sums[t + 1, 3] = sums[t, 3] + squared
        label, found = 0.0, 0
        stack[0, 0], stack[0, 1] = 0, frames
        left = 1
        while left:
            left -= 1
            begin, end = stack[left, 0], stack[left, 1]
            highest, best, where = -1.0, 0.0, -1
            for split in range(begin + window, end - window + 1):
                value = _p_hop(sums, begin, split, end)
                # without the second factor, drift is split at its ends
                balanced = value * value * np.sqrt(float((split - begin) * (end - split)))
                if balanced > highest:
                    highest, best, where = balanced, value, split
            if where >= 0 and best > threshold:
                slot = found
                while slot > 0 and splits[i, slot - 1] > where:
                    splits[i, slot], sizes[i, slot] = splits[i, slot - 1], sizes[i, slot - 1]
                    slot -= 1
                splits[i, slot], sizes[i, slot] = where, best
                found += 1
                if where - window <= frame < where + window:
                    label = max(label, best)
                stack[left, 0], stack[left, 1] = begin, where
                stack[left + 1, 0], stack[left + 1, 1] = where, end
                left += 2
            elif begin + window <= frame < end - window:
                # no hop is near: p_hop within the cage, just before or just after the frame
                quiet = max(_p_hop(sums, begin, frame, end), _p_hop(sums, begin, frame + 1, end))
                label = max(label, quiet)
        labels[i], counts[i] = label, found
        for k in range(found + 1):
            begin = splits[i, k - 1] if k > 0 else 0
            end = splits[i, k] if k < found else frames
            for d in range(3):
                mean = (sums[end, d] - sums[begin, d]) / (end - begin)
                cages[i, k, d] = mean + float(positions[i, 0, d])
