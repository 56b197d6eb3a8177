"""The look of charts: colours that differ in lightness, too, the font, the sizes.

Drawn 400 px wide, so that the letters are readable on a phone (9 px at 360) and well sized on a desk (14 px at 600).
"""

from functools import cache

from auditlib.report import fonts

BLUE, ORANGE, GREEN, PURPLE, GREY = "#1d4f80", "#d55e00", "#2a8f6f", "#9467a8", "#6b7680"
#: Told apart by colour-blind readers and on a grey printer (lightness differs; marks differ in shape, bars in hatching).
PALETTE = (BLUE, ORANGE, GREEN, PURPLE, GREY)
INK, LINE, PALE = "#1f2933", "#d5dbe1", "#e9edf1"
#: Words beside a mark; white behind them, for they may lie on a line.
SMALL = 8.5
BEHIND = {"facecolor": "white", "edgecolor": "none", "pad": 0.8}
#: What is accused among the rest: another colour, and stripes for those who see none.
ACCUSED = {"facecolor": ORANGE, "edgecolor": "white", "hatch": "////", "linewidth": 0}
WIDTH = 4.0

RC = {
    "font.family": "sans-serif",
    "font.sans-serif": [fonts.FAMILY, "DejaVu Sans"],
    "font.size": 10,
    "axes.unicode_minus": False,
    "axes.edgecolor": GREY,
    "axes.labelcolor": INK,
    "axes.labelsize": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    # a white card of its own: readable on a dark page and in a dark JupyterLab
    "figure.facecolor": "white",
    "grid.color": LINE,
    "hatch.linewidth": 0.8,
    "legend.borderpad": 0,
    "legend.columnspacing": 1,
    "legend.fontsize": 9,
    "legend.frameon": False,
    "legend.handlelength": 1.6,
    "lines.linewidth": 1.8,
    "svg.fonttype": "none",
    "svg.hashsalt": "auditlib",
    "text.color": INK,
    "text.parse_math": False,  # a $ in data is a dollar sign
    "xtick.labelsize": 9.5,
    "ytick.labelsize": 9.5,
    "xtick.color": INK,
    "ytick.color": INK,
}


def style() -> None:
    """The look of charts for matplotlib and seaborn, with Noto Sans SC.

    Every chart sets it anew, whatever a notebook changed; a notebook that draws by itself calls it first.
    (A later ``sns.set_theme()`` without ``rc=RC`` undoes it.)
    """
    import matplotlib
    from cycler import cycler

    register_font()
    matplotlib.rcParams.update(RC | {"axes.prop_cycle": cycler(color=PALETTE)})


@cache
def register_font() -> None:
    """Tell matplotlib of Noto Sans SC; once a process, for it reads the whole font."""
    from matplotlib import font_manager

    font_manager.fontManager.addfont(fonts.font_path())
