"""The rates as bars: one panel a workload, median and spread of each peer."""
import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt  # noqa: E402  (the backend has to be chosen first)

COLOURS = {"engine": "#8c8c8c", "python": "#d9a441", "append": "#2f6fa7", "merge": "#17476f"}
OTHER = "#7aa37a"
YARDSTICKS = ("copy", "ingestr", "sling")


def draw(about, figures, file):
    """Rates only; yardsticks that would dwarf all else are cut off at twice the largest of the others."""
    rates = [each for each in figures if each["unit"].endswith("/s") and each["median"]]
    workloads = list(dict.fromkeys(each["workload"] for each in rates))
    if not workloads:
        return
    heights = [sum(each["workload"] == name for each in rates) for name in workloads]
    plt.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "bench", "font.size": 9, "font.family": "sans-serif"})
    size = (8, sum(heights) * 0.32 + len(workloads) * 0.75 + 0.5)
    drawing, panels = plt.subplots(len(workloads), 1, figsize=size,
                                   height_ratios=heights, squeeze=False, layout="constrained")
    for name, (panel,) in zip(workloads, panels):
        bars(panel, name, [each for each in rates if each["workload"] == name])
    drawing.suptitle(f"{about['source']}, commit {about['commit']}, {about['date'][:10]}, scale {about['scale']:g}",
                     fontsize=9)
    drawing.savefig(file, metadata={"Date": None})
    plt.close(drawing)


def bars(panel, title, figures):
    peers = [each["peer"] for each in figures]
    medians = [each["median"] for each in figures]
    spread = [[each["median"] - each["lowest"] for each in figures],
              [each["highest"] - each["median"] for each in figures]]
    panel.barh(peers, medians, color=[colour(peer) for peer in peers], xerr=spread, height=0.7,
               error_kw={"ecolor": "#333333", "capsize": 2, "elinewidth": 1})
    rest = [each["median"] for each in figures if each["peer"] not in YARDSTICKS]
    limit = min(max(medians) * 1.1, 2 * max(rest or medians))
    panel.set_xlim(0, limit)
    for row, each in enumerate(figures):
        text = f"{each['median']:,.0f}" + (f" ({each['per_engine']:.2f} of engine)" if each["per_engine"] else "")
        inside = each["highest"] > limit * 0.6
        panel.annotate(text, (min(each["lowest"], limit) if inside else each["highest"], row), textcoords="offset points",
                       xytext=(-6 if inside else 6, 0), ha="right" if inside else "left", va="center", fontsize=8,
                       color="white" if inside else "black")
    panel.set_title(f"{title}, {figures[0]['unit']}", loc="left", fontsize=10)
    panel.invert_yaxis()
    panel.spines[["top", "right"]].set_visible(False)
    panel.xaxis.set_major_formatter(matplotlib.ticker.StrMethodFormatter("{x:,.0f}"))


def colour(peer):
    return next((value for name, value in COLOURS.items() if peer.startswith(name)), OTHER)
