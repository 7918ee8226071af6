"""Pictures of simulated studies; the only place that draws with Matplotlib."""

from radicular.plot.study_figure import FORMATS, check_format, figure_bytes

__all__ = ["FORMATS", "check_format", "figure_bytes"]
