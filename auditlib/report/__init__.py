"""What readers see: masks, tables, charts and the HTML pages (notebook reports, intake report, index)."""
