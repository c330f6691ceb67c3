"""Tables as they come, whatever holds them: text, workbook, JSON, parquet; bounded, and nothing in them ever runs.

`open_tables` looks at the content, never at the extension. Text is streamed: a file of any size costs the memory of
one row. What was mended on the way stands in `Table.findings`, complete once the rows have been read.
"""

from odas_graph.importers.tabular.archive import MAX_UNPACKED, unpacked
from odas_graph.importers.tabular.opening import open_tables
from odas_graph.importers.tabular.table import MAX_COLUMNS, Row, Table, column_letters

__all__ = ["MAX_COLUMNS", "MAX_UNPACKED", "Row", "Table", "column_letters", "open_tables", "unpacked"]
