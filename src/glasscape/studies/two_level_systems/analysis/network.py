"""The network of the double wells of a sample: its tree of merges, and what sound loses to thermal hops."""

from typing import Any, NamedTuple

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from glasscape.arrays import Floats, Integers
from glasscape.errors import EngineError
from glasscape.forces.force_field import ForceField
from glasscape.paths.network import MinimaNetwork
from glasscape.plotting import BLUE, GREY, STYLE, VERMILLION
from glasscape.studies.two_level_systems.pairs.minima import AllMinima
from glasscape.studies.two_level_systems.search.target import Target
from glasscape.tunnelling.deformation import DeformationPotential
from glasscape.tunnelling.verdict import DOUBLE_WELLS

# angular frequency of sound, as a fraction of the prefactor of thermal hops
FREQUENCY = 1e-6
# temperatures, as fractions of the median barrier
COLDEST, WARMEST, POINTS = 0.01, 0.3, 60
# prefactor of thermal hops if no saddle point was refined: one vibration per unit of time
ATTEMPTS = 1.0


class Connected(NamedTuple):
    """Minima of a sample that are ends of double wells.

    Attributes
    ----------
    indices : ndarray of int, shape (n,)
        Their indices in the sample.
    network : MinimaNetwork
        The minima and the double wells.
    targets : ndarray of int, shape (t, 2)
        Ends of the targets, as places in `indices`.
    attempts : float
        Prefactor of thermal hops: the median of those known, sqrt(epsilon / m) / sigma.
    """

    indices: Integers
    network: MinimaNetwork
    targets: Integers
    attempts: float


class Losses(NamedTuple):
    """Loss of longitudinal sound by thermal hops, times rho v^2 V, against temperature.

    Attributes
    ----------
    temperatures : ndarray, shape (T,)
        Temperatures, epsilon.
    connected : ndarray, shape (T,)
        Loss of the connected networks, each on its own, epsilon.
    isolated : ndarray, shape (T,)
        Sum of the losses of all double wells, as if each were alone, epsilon.
    """

    temperatures: Floats
    connected: Floats
    isolated: Floats


def connect(
    labels: pd.DataFrame, sample: str, minima: AllMinima, field: ForceField, target: Target
) -> Connected:
    """The network of the double wells of a sample.

    Parameters
    ----------
    labels : DataFrame
        Labels of all pairs computed, columns of `labels_table`.
    sample : str
        The sample.
    minima : AllMinima
        Its minima.
    field : ForceField
        Force field of its particles.
    target : Target
        The target of the search.
    """
    wells = labels[(labels["sample"] == sample) & labels.verdict.isin(DOUBLE_WELLS)]
    indices, places = np.unique(wells[["a", "b"]].to_numpy(np.int64), return_inverse=True)
    ends = places.reshape(-1, 2)
    energies = np.array(
        [field.evaluate(minima.positions(sample, int(index))[None]).energies[0] for index in indices]
    )
    saddles = energies[ends].min(axis=1) + wells.energy_barrier.to_numpy(np.float64)
    known = wells.attempt_frequency.dropna()
    return Connected(
        indices,
        MinimaNetwork(energies, ends, saddles),
        ends[target.is_target(wells).to_numpy()],
        float(known.median()) if len(known) else ATTEMPTS,
    )


def losses(found: Connected, sample: str, minima: AllMinima, field: ForceField) -> Losses | None:
    """Loss of sound by thermal hops: of connected networks, and of the same double wells taken alone.

    Networks that no path connects are defects at different places, so each has its own populations.
    Tunnelling is left out. Without double wells, or without a stress of the engine, there is None.
    """
    network = found.network
    if not len(found.indices):
        return None
    try:
        stresses = [field.stress(minima.positions(sample, int(index))).ravel() for index in found.indices]
    except EngineError:
        return None
    couplings = field.particles.cell.volume * np.array(stresses)
    barriers = network.saddles - network.energies[network.ends].min(axis=1)
    temperatures = np.median(barriers) * np.geomspace(COLDEST, WARMEST, POINTS)
    parts = network.components(np.inf)
    connected = [_part(network, np.flatnonzero(parts == part)) for part in np.unique(parts)]
    isolated = [_part(network, ends, alone=k) for k, ends in enumerate(network.ends)]

    def total(systems: list[tuple[Integers, MinimaNetwork]]) -> Floats:
        sums = np.zeros(POINTS)
        for members, each in systems:
            for k, temperature in enumerate(temperatures):
                tensor = each.relaxation(
                    couplings[members], np.array([FREQUENCY * found.attempts]), temperature, found.attempts
                )[0]
                sums[k] += _longitudinal(tensor)
        return sums

    return Losses(temperatures, total(connected), total(isolated))


def _part(
    network: MinimaNetwork, members: Integers, alone: int | None = None
) -> tuple[Integers, MinimaNetwork]:
    """Some minima with all paths between them, or with one alone."""
    inside = np.isin(network.ends, members).all(axis=1)
    rows = np.flatnonzero(inside) if alone is None else np.array([alone])
    order = np.sort(members)
    return order, MinimaNetwork(
        network.energies[order], np.searchsorted(order, network.ends[rows]), network.saddles[rows]
    )


def _longitudinal(tensor: Floats) -> float:
    """Mean over directions of the loss of longitudinal waves, from that of all strains, shape (9, 9)."""
    values, vectors = np.linalg.eigh(0.5 * (tensor + tensor.T))
    parts = [DeformationPotential(each.reshape(3, 3)).longitudinal ** 2 for each in vectors.T]
    return float(values @ np.array(parts))


def report(found: Connected) -> dict[str, Any]:
    """Content of `network_{sample}.json`: sizes of the network."""
    sizes = np.bincount(found.network.components(np.inf)) if len(found.indices) else np.zeros(0, dtype=int)
    return {
        "minima": len(found.indices),
        "double_wells": len(found.network.ends),
        "components": len(sizes),
        "largest_component": int(sizes.max(initial=0)),
        "pairs_alone": int((sizes == 2).sum()),
        "targets": len(found.targets),
        "attempt_frequency": found.attempts,
    }


def show_network(found: Connected, loss: Losses | None) -> Figure:
    """Disconnectivity tree of the connected minima, and the loss of sound by hops between them."""
    with mpl.rc_context(fname=STYLE):
        figure = Figure(figsize=(9.0, 4.4))
        left, right = figure.subplots(1, 2, width_ratios=[1.6, 1.0])
        if not len(found.indices):
            for axes in (left, right):
                axes.set_axis_off()
            left.text(0.5, 0.5, "no double well was found", ha="center", va="center")
            return figure
        _draw_tree(left, found)
        if loss is None:
            right.set_axis_off()
            return figure
        right.plot(loss.temperatures, loss.connected, color=VERMILLION, label="connected")
        right.plot(loss.temperatures, loss.isolated, color=GREY, linestyle="--", label="double wells alone")
        right.set(
            xscale="log",
            yscale="log",
            ylim=(1e-4 * loss.isolated.max(), 2.0 * max(loss.isolated.max(), loss.connected.max())),
            xlabel=r"$k_B T$ ($\epsilon$)",
            ylabel=r"$Q^{-1} \rho v^2 V$ ($\epsilon$), longitudinal",
        )
        right.legend(fontsize="small")
    return figure


def _draw_tree(axes: Any, found: Connected) -> None:
    """Every minimum is a line from its energy up to the saddle at which it joins others."""
    tree, n = found.network.merge_tree(), len(found.indices)
    base = tree.heights[:n].min()
    children: dict[int, list[int]] = {}
    for node, parent in enumerate(tree.parents):
        children.setdefault(int(parent), []).append(node)
    x = np.zeros(len(tree.heights))
    placed = 0

    # leaves in the order of the tree, so that no lines cross; roots one after the other
    stack = [(root, False) for root in reversed(children[-1])]
    while stack:
        node, done = stack.pop()
        below = children.get(node, [])
        if not below:
            x[node] = placed
            placed += 1
        elif done:
            x[node] = np.mean(x[below])
        else:
            stack.append((node, True))
            stack += [(child, False) for child in reversed(below)]
    in_target = np.zeros(len(tree.heights), dtype=bool)
    in_target[found.targets.ravel()] = True
    for node, parent in enumerate(tree.parents):
        top = tree.heights[parent] if parent >= 0 else tree.heights[node]
        colour = VERMILLION if in_target[node] else BLUE if node < n else "black"
        axes.plot([x[node]] * 2, [tree.heights[node] - base, top - base], color=colour, linewidth=1.0)
    for node, below in children.items():
        if node >= 0:
            height = tree.heights[node] - base
            axes.plot([x[below].min(), x[below].max()], [height] * 2, color="black", linewidth=1.0)
    axes.plot([], [], color=BLUE, label="minimum")
    axes.plot([], [], color=VERMILLION, label="minimum of a target")
    axes.set_xticks([])
    axes.set(xlabel="minima that double wells connect", ylabel=r"energy above the lowest ($\epsilon$)")
    axes.legend(fontsize="small")
