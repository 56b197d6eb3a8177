"""Parquet: the header is the schema; data is read in place, batch by batch, by the parent."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from auditlib.errors import IntakeError
from auditlib.intake.grids import Grid
from auditlib.intake.guard import too_large

DAMAGED = "Parquet 文件已损坏，读不出来；请重新导出后提交"


def read(path: Path, folder: Path) -> list[Grid]:
    """The one table of a Parquet file. Raises IntakeError."""
    try:
        with pq.ParquetFile(path) as file:
            names = file.schema_arrow.names
            for group in range(file.num_row_groups):  # every page once, here, where a crash costs one file only
                for _ in file.iter_batches(100_000, row_groups=[group]):
                    pass
    except (pa.ArrowException, OSError, ValueError):
        raise IntakeError(DAMAGED) from None
    if problem := too_large(len(names)):
        return [Grid(path.stem, path, 0, problem=problem)]
    return [Grid(path.stem, path, len(names), names=names)]
