"""Bands of real pairs: `relax_band` against the `neb` command of LAMMPS.

    python benchmarks/lammps_bands.py ARCHIVE > benchmarks/lammps_bands.md

ARCHIVE holds the published minima of one glass (inherent-structures-T0.062-Cnf-148750000.tar.xz).
"""
