"""The auditor's own place, `work/`: copies of the notebooks and notebooks of his own, opened in JupyterLab with a Chinese interface."""
