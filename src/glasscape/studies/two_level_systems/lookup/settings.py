"""Tables of pairs whose labels are known already."""

from pydantic import Field

from glasscape.settings import WITHOUT_BRACES, Settings

# what tables may say of a pair
LABELS = ["is_double_well", "quantum_splitting", "energy_barrier"]


class LookupTable(Settings):
    """One table of pairs."""

    path: str = Field(min_length=1, pattern=WITHOUT_BRACES, description="Feather, Parquet or CSV file.")
    columns: dict[str, str] = Field(
        {}, description="Names of its columns, where they differ from those of the other tables."
    )
    is_double_well: bool | None = Field(
        None, description="Whether its pairs are double wells, if they all are alike and no column says it."
    )


class LookupSettings(Settings):
    """Tables of labelled pairs; they stand in for minima and exact calculations."""

    tables: list[LookupTable] = Field(
        [], description="Tables of labelled pairs, each with `path`; empty: pairs are made and computed here."
    )
    columns: dict[str, str] = Field(
        {},
        description="Names of columns in the tables, by the names used here: `sample`, the minima `a` and "
        "`b`, the features, `is_double_well`, `quantum_splitting`, `energy_barrier`.",
    )
    volume: float | None = Field(
        None, gt=0, description="Volume of one glass, sigma^3; densities are given only with it."
    )
