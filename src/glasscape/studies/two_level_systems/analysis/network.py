"""The networks of the double wells of samples: their trees of merges, and thermal hops on them."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import breadth_first_order

from glasscape.arrays import Flags, Floats, Integers
from glasscape.modes.elasticity import Elasticity
from glasscape.paths.network import MinimaNetwork, NetworkRelaxation, connected
from glasscape.studies.two_level_systems.analysis.tables import NETWORK
from glasscape.studies.two_level_systems.exact.tables import COMPONENTS
from glasscape.studies.two_level_systems.pairs.tables import KEY
from glasscape.studies.two_level_systems.search.target import Target
from glasscape.tunnelling.deformation import longitudinal_square, transverse_square
from glasscape.tunnelling.loss import Polarisation
from glasscape.tunnelling.verdict import DOUBLE_WELLS

# how often each component of the deformation potential is in a sum over the tensor
MULTIPLICITIES = np.array([1.0 if i == j else 2.0 for i, j in COMPONENTS.values()])


class Connected(NamedTuple):
    """Minima of a sample that are ends of double wells.

    Attributes
    ----------
    network : MinimaNetwork
        The minima and the double wells.
    in_target : ndarray of bool, shape (n,)
        Which minima are ends of targets.
    """

    network: MinimaNetwork
    in_target: Flags


def describe_network(
    labels: pd.DataFrame, energies: Mapping[tuple[str, int], float], target: Target
) -> pd.DataFrame:
    """The double wells that have been computed: columns of `NETWORK`.

    Parameters
    ----------
    labels : DataFrame
        Labels of all pairs computed, columns of `labels_table`.
    energies : mapping of (str, int) to float
        Energies of minima by sample and index, epsilon; without an entry where they are not known.
    target : Target
        The target of the search.
    """
    wells = labels[labels.verdict.isin(DOUBLE_WELLS) & labels.energy_barrier.notna()]
    known = [energies.get(key, np.nan) for key in zip(wells["sample"], wells.a, strict=True)]
    table = wells[KEY].assign(
        energy_a=known,
        energy_b=known + wells.energy_difference,
        energy_saddle=known + wells.energy_barrier.astype(float),
        is_target=target.is_target(wells),
    )
    return table.dropna(subset="energy_a").reset_index(drop=True) if len(table) else NETWORK.empty()


def connect(paths: pd.DataFrame) -> Connected:
    """The network of the double wells of one sample, from rows of `NETWORK`."""
    ends, n = _numbered(paths)
    energies = np.zeros(n)
    energies[ends] = paths[["energy_a", "energy_b"]]
    in_target = np.zeros(n, dtype=np.bool_)
    in_target[ends[paths.is_target.to_numpy(np.bool_)]] = True
    return Connected(MinimaNetwork(energies, ends, paths.energy_saddle.to_numpy(np.float64)), in_target)


def _numbered(pairs: pd.DataFrame) -> tuple[Integers, int]:
    """Ends of pairs of one sample, shape (m, 2), numbered from 0 in the order of the minima, and how many."""
    minima, places = np.unique(pairs[["a", "b"]].to_numpy(np.int64), return_inverse=True)
    return places.reshape(-1, 2), len(minima)


class Component(NamedTuple):
    """Minima that double wells connect.

    Attributes
    ----------
    sample : str
        Their sample.
    network : MinimaNetwork
        The minima, by energies above one of them, and the double wells.
    couplings : ndarray, shape (n, 7)
        Derivatives of their energies by strain, above that of one of them: the trace, and the components xx,
        yy, zz, yz, xz and xy, epsilon.
    """

    sample: str
    network: MinimaNetwork
    couplings: Floats


def components(wells: pd.DataFrame) -> list[Component]:
    """The components of the networks of all samples.

    Energies and couplings follow from the differences along the double wells. Hops do not depend on the
    constants.

    Parameters
    ----------
    wells : DataFrame
        Labels of double wells whose barrier and coupling to strain are known.
    """
    found = []
    for name, rows in wells.groupby("sample", sort=False):
        ends, n = _numbered(rows)
        gammas = 2.0 * rows[[*COMPONENTS]].to_numpy(np.float64)
        steps = np.column_stack(
            [rows.energy_difference.to_numpy(np.float64), gammas[:, :3].sum(axis=1), gammas]
        )
        labels = connected(ends, n)
        values = _walk(ends, steps, labels)
        saddles = values[ends[:, 0], 0] + rows.energy_barrier.to_numpy(np.float64)
        for k in range(labels.max() + 1):
            members, inside = np.flatnonzero(labels == k), labels[ends[:, 0]] == k
            inner = MinimaNetwork(values[members, 0], np.searchsorted(members, ends[inside]), saddles[inside])
            found.append(Component(str(name), inner, values[members, 1:]))
    return found


def _walk(ends: Integers, steps: Floats, labels: Integers) -> Floats:
    """Sums of steps from the first minimum of every component, shape (n, c)."""
    n = len(labels)
    # one more node joins the components, so that one walk visits all of them
    firsts = np.unique(labels, return_index=True)[1]
    joined = np.concatenate([ends, np.column_stack([np.full(len(firsts), n), firsts])])
    graph = coo_array((np.ones(len(joined)), joined.T), shape=(n + 1, n + 1)).tocsr()
    order, before = breadth_first_order(graph, n, directed=False)
    number = {(int(a), int(b)): row for row, (a, b) in enumerate(ends)}
    values = np.zeros((n + 1, steps.shape[1]))
    for node in order[1 + len(firsts) :]:
        parent = int(before[node])
        row = number.get((parent, int(node)))
        step = steps[row] if row is not None else -steps[number[int(node), parent]]
        values[node] = values[parent] + step
    return values[:n]


class HopsOnNetworks(NamedTuple):
    """Thermal hops on networks, each on its own: defects at different places have their own populations.

    Attributes
    ----------
    modes : list of NetworkRelaxation
        How every network relaxes, with the couplings of `Component`.
    solid : Elasticity
        Density and speeds of sound of the solid.
    """

    modes: list[NetworkRelaxation]
    solid: Elasticity

    @classmethod
    def of(
        cls, parts: list[Component], temperatures: Floats, attempts: float, solid: Elasticity
    ) -> "HopsOnNetworks":
        """Hops at some temperatures, with one prefactor for all."""
        return cls([part.network.relaxation(part.couplings, temperatures, attempts) for part in parts], solid)

    def relaxation(self, polarisation: Polarisation, frequency: float) -> Floats:
        """Share of every network in Q^-1 at an angular frequency, times the volume, shape (n, T), sigma^3.

        For two minima it is `ThermalHops.relaxation` with equal prefactors.
        """
        losses = np.array([each.loss(frequency) for each in self.modes])
        trace, squares = losses[..., 0], losses[..., 1:] @ MULTIPLICITIES
        if polarisation == "longitudinal":
            return longitudinal_square(trace, squares) / self.solid.longitudinal_modulus
        return transverse_square(trace, squares) / self.solid.shear


def report(paths: pd.DataFrame) -> dict[str, int]:
    """Content of `network_{sample}.json`: sizes of the network of a sample, from rows of `NETWORK`."""
    found = connect(paths)
    network = found.network
    sizes = np.bincount(network.components()) if len(network.energies) else np.zeros(0, dtype=int)
    return {
        "minima": len(network.energies),
        "double_wells": len(network.ends),
        "components": len(sizes),
        "largest_component": int(sizes.max(initial=0)),
        "pairs_alone": int((sizes == 2).sum()),
        "minima_of_targets": int(found.in_target.sum()),
    }


def largest_sample(paths: pd.DataFrame) -> pd.DataFrame:
    """The rows of `NETWORK` of the sample with the most double wells; none if there are none."""
    counts = paths["sample"].value_counts()
    return paths if counts.empty else paths[paths["sample"] == counts.index[0]]


class TreeLines(NamedTuple):
    """Lines of a disconnectivity tree, by energies above the lowest minimum.

    Attributes
    ----------
    minima, targets : ndarray, shape (n, 3)
        Minima that are no ends of targets, and those that are: place, energy, and energy at which they join
        others, epsilon.
    saddles : ndarray, shape (m, 4)
        Beginnings and ends of lines at and above saddles, as place, energy, place, energy.
    """

    minima: Floats
    targets: Floats
    saddles: Floats


def tree_lines(paths: pd.DataFrame) -> TreeLines:
    """Lines of the tree of the minima of one sample that double wells connect, from rows of `NETWORK`."""
    found = connect(paths)
    tree, n = found.network.merge_tree(), len(found.network.energies)
    heights = tree.heights - tree.heights[:n].min()
    children: dict[int, list[int]] = {}
    for node, parent in enumerate(tree.parents):
        children.setdefault(int(parent), []).append(node)
    x = np.zeros(len(heights))
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
    tops = np.where(tree.parents >= 0, heights[tree.parents], heights)
    upright = np.column_stack([x, heights, tops])
    saddles = [(*upright[node, :2], x[node], tops[node]) for node in range(n, len(heights))]
    saddles += [
        (x[below].min(), heights[node], x[below].max(), heights[node])
        for node, below in children.items()
        if node >= 0
    ]
    ends = upright[:n]
    return TreeLines(
        ends[~found.in_target], ends[found.in_target], np.array(saddles, dtype=np.float64).reshape(-1, 4)
    )
