"""Tables of the study."""

import pyarrow as pa

from glasscape.table import Column, Table, optional

SAMPLERS = Table(
    "samplers",
    (
        Column("sampler", pa.string(), "name of the sampler"),
        Column("temperature", pa.float64(), "temperature", "epsilon"),
        Column("runs", pa.int64(), "number of independent runs"),
        Column("energy", pa.float64(), "potential energy per particle", "epsilon"),
        Column("energy_error", pa.float64(), "its standard error, from the runs", "epsilon"),
        Column("heat_capacity", pa.float64(), "heat capacity of the potential energy per particle"),
        Column("heat_capacity_error", pa.float64(), "its standard error, from the runs"),
        Column("distance", pa.float64(), "energy less that of the reference", "epsilon"),
        Column("distance_error", pa.float64(), "its standard error", "epsilon"),
        optional("halves", "energy of the second half less that of the first", "epsilon"),
        optional("r_hat", "R-hat of the halves of all runs"),
        Column("independent", pa.float64(), "independent samples of all runs: effective samples or families"),
        Column("round_trips", pa.int64(), "round trips of replicas in all runs", nullable=True),
        optional("acceptance", "accepted part of displacements or segments"),
        optional("swap_acceptance", "accepted part of swaps"),
        optional("exchange_acceptance", "accepted part of exchanges of replicas"),
        Column("evaluations", pa.int64(), "evaluations of all runs for the samples of this temperature"),
        Column("seconds", pa.float64(), "time on one core of all runs", "s"),
        Column("evaluations_per_sample", pa.float64(), "evaluations per independent sample"),
        Column("seconds_per_sample", pa.float64(), "time on one core per independent sample", "s"),
        Column("warning", pa.string(), "why the sampler has not equilibrated, or empty"),
    ),
)

FLOW_STEPS = Table(
    "flow_steps",
    (
        Column("run", pa.string(), "independent run"),
        Column("begin", pa.float64(), "temperature of the configurations", "epsilon"),
        Column("end", pa.float64(), "temperature to which the flow carries them", "epsilon"),
        Column("variance_without", pa.float64(), "variance of the log weights without flow"),
        Column("variance", pa.float64(), "variance of the log weights with flow"),
        Column("effective_without", pa.float64(), "effective samples per configuration without flow"),
        Column("effective", pa.float64(), "effective samples per configuration with flow"),
        Column("energy", pa.float64(), "reweighted potential energy per particle at the end", "epsilon"),
        Column("target_energy", pa.float64(), "potential energy per particle of samples there", "epsilon"),
        optional("same_minimum", "part of the configurations that keep their inherent structure"),
    ),
)
