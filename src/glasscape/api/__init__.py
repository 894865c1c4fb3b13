"""Single steps for scripts, on ASE atoms: what does not depend on a study.

Atoms are ASE atoms in a periodic cell. A potential is an ASE calculator, the name of a built-in model, or the
section `potential` of a config. With a calculator, energies are in eV, lengths in angstrom and masses in u.
A built-in model has reduced units (epsilon, sigma, m): its species are the atomic numbers 1, 2, ..., and an
array `diameter` holds the diameters of polydisperse particles.
"""
