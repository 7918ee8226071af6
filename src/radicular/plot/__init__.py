"""Pictures of simulated studies; the only place that draws with Matplotlib."""

from radicular.plot.study_figure import FORMATS, save_figure

__all__ = ["FORMATS", "save_figure"]
