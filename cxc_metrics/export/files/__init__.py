"""Files that document themselves: CSV, workbook, Parquet, JSON, zip."""
