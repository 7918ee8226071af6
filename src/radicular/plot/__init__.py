"""Pictures of simulated studies; the only place that draws with Matplotlib."""

from radicular.plot.study_figure import FORMATS, check_format, save_figure

__all__ = ["FORMATS", "check_format", "save_figure"]
