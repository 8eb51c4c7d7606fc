"""The table, the JSON and the chart of one run, in tests/bench/results/."""
import json
import os
import statistics

import chart

RESULTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "results")
HEADER = ("workload", "peer", "median", "unit", "lowest", "highest", "÷ engine", "CPU s", "peak MB", "content")
LEFT = (0, 1, 3, 9)
# What is asked of the loader beside the engine's ceiling: name, (workload, peer), (workload, peer).
QUOTIENTS = [
    ("into a grown table ÷ into an empty one", ("grown", "merge"), ("backlog", "merge")),
    ("append ÷ python-tuned-append", ("backlog", "append"), ("backlog", "python-tuned-append")),
    ("append ÷ python-demo-append", ("backlog", "append"), ("backlog", "python-demo-append")),
    ("merge ÷ python-tuned-merge", ("backlog", "merge"), ("backlog", "python-tuned-merge")),
    ("merge ÷ python-demo-merge", ("backlog", "merge"), ("backlog", "python-demo-merge")),
    ("append-direct ÷ append", ("snapshot", "append-direct"), ("snapshot", "append")),
    ("merge-direct ÷ merge", ("snapshot", "merge-direct"), ("snapshot", "merge")),
    ("append-direct ÷ copy", ("snapshot", "append-direct"), ("snapshot", "copy")),
    ("merge-direct ÷ copy", ("snapshot", "merge-direct"), ("snapshot", "copy")),
]


def summary(results):
    """One entry for each workload, peer and unit, in the order in which they came."""
    groups = {}
    for result in results:
        if "unit" in result:
            groups.setdefault((result["workload"], result["peer"], result["unit"]), []).append(result)
    return [figure(groups, key) for key in groups]


def figure(groups, key):
    workload, peer, unit = key
    runs = groups[key]
    values = [run["value"] for run in runs if run["value"] is not None]
    ceiling = {run["repetition"]: run["value"] for run in groups.get((workload, "engine", unit), [])}
    quotients = [run["value"] / ceiling[run["repetition"]] for run in runs
                 if run["value"] is not None and ceiling.get(run["repetition"])]
    return {
        "workload": workload, "peer": peer, "unit": unit, "runs": len(runs), "void": len(runs) - len(values),
        "median": median(values), "lowest": min(values, default=None), "highest": max(values, default=None),
        "per_engine": median(quotients), "cpu_seconds": median([run["cpu_seconds"] for run in runs if "cpu_seconds" in run]),
        "peak_mb": median([run["peak_mb"] for run in runs if "peak_mb" in run]), "content": content(runs),
    }


def content(runs):
    """What was found in the copies: the first thing that was wrong; nothing where nothing was compared."""
    problems = [run["problem"] for run in runs if run["problem"]]
    if problems:
        return f"{len(problems)} of {len(runs)} wrong: {problems[0]}"[:70]
    return "cut" if any(run.get("cut") for run in runs) else runs[0].get("content", "")


def median(values):
    return statistics.median(values) if values else None


def quotients(figures):
    """Of the medians."""
    medians = {(each["workload"], each["peer"]): each["median"] for each in figures if each["unit"].endswith("/s")}
    return [f"{name}: {medians[above] / medians[below]:.2f}" for name, above, below in QUOTIENTS
            if medians.get(above) and medians.get(below)]


def number(value):
    return "" if value is None else f"{value:,.0f}" if value >= 1000 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def table(figures):
    """Lines of a Markdown table that is readable as it is."""
    rows = [(each["workload"], each["peer"], number(each["median"]) or "void", each["unit"], number(each["lowest"]),
             number(each["highest"]), number(each["per_engine"]), number(each["cpu_seconds"]),
             "" if each["peak_mb"] is None else f"{each['peak_mb']:.0f}", each["content"]) for each in figures]
    widths = [max(len(row[column]) for row in [HEADER, *rows]) for column in range(len(HEADER))]

    def line(cells):
        return "| " + " | ".join(cell.ljust(width) if column in LEFT else cell.rjust(width)
                                 for column, (cell, width) in enumerate(zip(cells, widths))) + " |"

    marks = ["-" * width if column in LEFT else "-" * (width - 1) + ":" for column, width in enumerate(widths)]
    return [line(HEADER), line(marks), *map(line, rows)]


def headline(about):
    yield f"{about['command']}, {about['date']}, commit {about['commit']}"
    yield f"{about['machine']}; {about['source']}; " + ", ".join(
        f"{name} {value}" for name, value in about["versions"].items() if isinstance(value, str))
    stack = about["versions"].get("python stack")
    if stack:
        yield "python peers: " + ", ".join(f"{name} {value}" for name, value in stack.items())


def write(about, results):
    """Writes the files anew; the lines that are to be shown."""
    os.makedirs(RESULTS, exist_ok=True)
    figures = summary(results)
    name = os.path.join(RESULTS, f"{about['source'].split()[0].lower()}-{about['date'].replace(':', '')}")
    left_out = [f"{each['workload']}, {each['peer']}: {each['problem']}" for each in results if "unit" not in each]
    lines = [*headline(about), "", *table(figures), "", *quotients(figures), *left_out]
    with open(name + ".json", "w") as file:
        json.dump({"about": about, "figures": figures, "quotients": quotients(figures), "runs": results}, file, indent=1,
                  ensure_ascii=False)
    with open(name + ".md", "w") as file:
        file.write("\n".join(lines) + "\n")
    chart.draw(about, figures, name + ".svg")
    return ["", *lines, "", f"Written: {os.path.relpath(name)}.json, .md and .svg"]
