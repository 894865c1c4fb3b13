"""Settings of the tables of labels."""

from pydantic import Field

from glasscape.settings import WITHOUT_BRACES, Settings

# labels that tables may have
LABELS = ["is_double_well", "quantum_splitting", "energy_barrier"]


class LookupTable(Settings):
    """One table of labelled pairs."""

    path: str = Field(min_length=1, pattern=WITHOUT_BRACES, description="Feather, Parquet or CSV file.")
    columns: dict[str, str] = Field(
        {}, description="Names of its columns, if they differ from `lookup.columns`."
    )
    is_double_well: bool | None = Field(
        None, description="Label of all its pairs, if they have the same label and no column holds it."
    )


class LookupSettings(Settings):
    """Tables of labelled pairs; they replace minima and exact calculations."""

    tables: list[LookupTable] = Field(
        [],
        description="Tables of labelled pairs, each with `path`; empty: pairs of minima are computed.",
    )
    columns: dict[str, str] = Field(
        {},
        description="Names of the columns in the tables. Keys are the names used here: `sample`, the minima "
        "`a` and `b`, the features, `is_double_well`, `quantum_splitting`, `energy_barrier`.",
    )
    volume: float | None = Field(None, gt=0, description="Volume of one sample, sigma^3; densities need it.")
