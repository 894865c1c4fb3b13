"""What to cite for the potentials, methods and models that a config can name."""

from typing import NamedTuple


class Reference(NamedTuple):
    """A publication.

    Attributes
    ----------
    text : str
        Authors, journal, volume, page and year.
    doi : str
        Its DOI. Empty if it has none, or if none is known.
    """

    text: str
    doi: str = ""

    def __str__(self) -> str:
        """The publication with the address of its DOI."""
        return f"{self.text}. https://doi.org/{self.doi}" if self.doi else f"{self.text}."


SNAKEMAKE = Reference("Moelder et al., F1000Research 10, 33 (2021)", "10.12688/f1000research.29032.2")
ASE = Reference(
    "Hjorth Larsen et al., J. Phys.: Condens. Matter 29, 273002 (2017)", "10.1088/1361-648X/aa680e"
)
LAMMPS = Reference("Thompson et al., Comput. Phys. Commun. 271, 108171 (2022)", "10.1016/j.cpc.2021.108171")
CIARELLA = Reference(
    "Ciarella, Khomenko, Berthier, Mocanu, Reichman, Scalliet and Zamponi, Nat. Commun. 14, 4229 (2023)",
    "10.1038/s41467-023-39948-7",
)
KHOMENKO = Reference(
    "Khomenko, Scalliet, Berthier, Reichman and Zamponi, Phys. Rev. Lett. 124, 225901 (2020)",
    "10.1103/PhysRevLett.124.225901",
)
IMPROVED_TANGENTS = Reference("Henkelman and Jonsson, J. Chem. Phys. 113, 9978 (2000)", "10.1063/1.1323224")
NINARELLO = Reference(
    "Ninarello, Berthier and Coslovich, Phys. Rev. X 7, 021039 (2017)", "10.1103/PhysRevX.7.021039"
)
KOB_ANDERSEN = Reference("Kob and Andersen, Phys. Rev. E 51, 4626 (1995)", "10.1103/PhysRevE.51.4626")
GLASSMLP = Reference(
    "Jung, Biroli and Berthier, Phys. Rev. Lett. 130, 238202 (2023)", "10.1103/PhysRevLett.130.238202"
)
FLOW = Reference(
    "Jung, Biroli and Berthier, Mach. Learn.: Sci. Technol. 5, 035053 (2024)", "10.1088/2632-2153/ad6ca0"
)
SINGH = Reference('Singh, "Predicting atomic softness in metallic glasses" (2025)')
PEZZICOLI = Reference(
    'Pezzicoli, "Graph neural networks for glassy materials", master\'s thesis, Politecnico di Torino (2021)'
)
VIBRALITY = Reference("Tong and Xu, Phys. Rev. E 90, 010401 (2014)", "10.1103/PhysRevE.90.010401")
ISOCONFIGURATIONAL = Reference(
    "Widmer-Cooper, Harrowell and Fynewever, Phys. Rev. Lett. 93, 135701 (2004)",
    "10.1103/PhysRevLett.93.135701",
)
TRANSFERABLE = Reference(
    "Jung, Biroli and Berthier, Phys. Rev. B 109, 064205 (2024)", "10.1103/PhysRevB.109.064205"
)
INHERENT_PROPENSITY = Reference(
    "Widmer-Cooper and Harrowell, Phys. Rev. Lett. 96, 185701 (2006)", "10.1103/PhysRevLett.96.185701"
)
BONDS = Reference("Yamamoto and Onuki, Phys. Rev. E 58, 3515 (1998)", "10.1103/PhysRevE.58.3515")
OVERLAP = Reference(
    "Lacevic, Starr, Schroder and Glotzer, J. Chem. Phys. 119, 7372 (2003)", "10.1063/1.1605094"
)
HOPS = Reference("Candelier et al., Phys. Rev. Lett. 105, 135702 (2010)", "10.1103/PhysRevLett.105.135702")
CAGE = Reference("Alkemade, Smallenburg and Filion, J. Chem. Phys. 158, 134512 (2023)", "10.1063/5.0144822")
SWAP = Reference("Grigera and Parisi, Phys. Rev. E 63, 045102 (2001)", "10.1103/PhysRevE.63.045102")
HYBRID_SWAP = Reference(
    "Berthier, Flenner, Fullerton, Scalliet and Singh, J. Stat. Mech. 064004 (2019)",
    "10.1088/1742-5468/ab1910",
)
TEMPERING = Reference("Hukushima and Nemoto, J. Phys. Soc. Jpn. 65, 1604 (1996)", "10.1143/JPSJ.65.1604")
ANNEALING = Reference("Hukushima and Iba, AIP Conf. Proc. 690, 200 (2003)", "10.1063/1.1632130")
FREUD = Reference(
    "Ramasubramani et al., Comput. Phys. Commun. 254, 107275 (2020)", "10.1016/j.cpc.2020.107275"
)
STEINHARDT = Reference(
    "Steinhardt, Nelson and Ronchetti, Phys. Rev. B 28, 784 (1983)", "10.1103/PhysRevB.28.784"
)
LECHNER = Reference("Lechner and Dellago, J. Chem. Phys. 129, 114707 (2008)", "10.1063/1.2977970")
MICKEL = Reference(
    "Mickel, Kapfer, Schroeder-Turk and Mecke, J. Chem. Phys. 138, 044501 (2013)", "10.1063/1.4774084"
)
HALPERIN = Reference("Halperin and Nelson, Phys. Rev. Lett. 41, 121 (1978)", "10.1103/PhysRevLett.41.121")
CUBUK = Reference("Cubuk et al., Phys. Rev. Lett. 114, 108001 (2015)", "10.1103/PhysRevLett.114.108001")
MILLER = Reference("Miller, Handy and Adams, J. Chem. Phys. 72, 99 (1980)", "10.1063/1.438959")
EXPECTED_IMPROVEMENT = Reference(
    "Jones, Schonlau and Welch, J. Global Optim. 13, 455 (1998)", "10.1023/A:1008306431147"
)
SCIKIT_LEARN = Reference("Pedregosa et al., J. Mach. Learn. Res. 12, 2825 (2011)")
EXTRA_TREES = Reference("Geurts, Ernst and Wehenkel, Mach. Learn. 63, 3 (2006)", "10.1007/s10994-006-6226-1")
XGBOOST = Reference("Chen and Guestrin, Proc. 22nd ACM SIGKDD, 785 (2016)", "10.1145/2939672.2939785")
LIGHTGBM = Reference("Ke et al., Adv. Neural Inf. Process. Syst. 30 (2017)")
CATBOOST = Reference("Prokhorenkova et al., Adv. Neural Inf. Process. Syst. 31 (2018)")
GRAPH_NETWORK = Reference("Bapst et al., Nat. Phys. 16, 448 (2020)", "10.1038/s41567-020-0842-8")

# every use of glasscape
ALWAYS = (SNAKEMAKE, ASE)
# samples that are made
MADE = (HYBRID_SWAP,)
# by values of the config
BY_NAME: dict[str, tuple[Reference, ...]] = {
    "polydisperse-soft-spheres": (NINARELLO,),
    "kob-andersen": (KOB_ANDERSEN,),
    "kob-andersen-switched": (KOB_ANDERSEN, SINGH),
    "ternary-kob-andersen-2d": (GLASSMLP,),
    "lammps-serial": (LAMMPS,),
    "lammps": (LAMMPS,),
    "NiP": (KHOMENKO,),
    "adiabatic": (MILLER,),
    "expected-improvement": (EXPECTED_IMPROVEMENT,),
    "coarse-grained": (GLASSMLP,),
    "radial": (CUBUK, PEZZICOLI),
    "bonds": (STEINHARDT, HALPERIN, MICKEL, LECHNER, FREUD),
    "cage": (CAGE,),
    "extra-trees": (EXTRA_TREES, SCIKIT_LEARN),
    "ridge": (SCIKIT_LEARN,),
    "neural-network": (SCIKIT_LEARN,),
    "xgboost": (XGBOOST,),
    "lightgbm": (LIGHTGBM,),
    "catboost": (CATBOOST,),
    "glassmlp": (GLASSMLP,),
    "tglassmlp": (TRANSFERABLE,),
    "inherent_propensity": (INHERENT_PROPENSITY,),
    "bond_breaking": (BONDS,),
    "overlap": (OVERLAP,),
    "graph-network": (GRAPH_NETWORK,),
    "transformer": (SINGH,),
    "swap": (SWAP,),
    "local-tempering": (TEMPERING,),
    "swap-tempering": (TEMPERING, SWAP),
    "local-annealing": (ANNEALING,),
    "swap-annealing": (ANNEALING, SWAP),
    "flow-annealing": (FLOW, ANNEALING),
    "flow": (FLOW,),
}
