"""Charts as inline SVG: style, drawing, and a module for each question that a chart answers."""
