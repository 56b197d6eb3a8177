"""JupyterLab for an auditor, with a Chinese interface."""
