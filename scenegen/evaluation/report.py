"""The report: every experiment on one HTML page that needs nothing beside itself."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import escape

import numpy as np
from PIL import Image

from scenegen.evaluation.experiments.charts import STYLE, chart_svg
from scenegen.evaluation.experiments.results import Animation, Result, Sheet, Table, Verdict, told
from scenegen.evaluation.experiments.setting import Setting
from scenegen.evaluation.experiments.table import COLUMNS, EXPERIMENTS

_QUALITY = 82  # of a picture on the page; the command's own sheets are without losses


@dataclass(frozen=True)
class Provenance:
    """Where a report's figures come from. `commands` gives each experiment's own."""

    command: str
    commands: dict[str, str]
    hardware: str
    weights: dict[str, str]  # what -> SHA-256
    trained: dict[str, str]  # system -> for how long
    data: str  # a sentence
    absent: tuple[str, ...] = ()  # a sentence for each system that is not there
    photos_shown: bool = False
    notes: tuple[str, ...] = field(default=())


def report_html(setting: Setting, results: dict[str, Result], provenance: Provenance) -> str:
    """The page. Pictures that show photos of a data set are left out unless `photos_shown`."""
    titles = setting.titles()
    if setting.control is not None:
        titles[setting.control.name] = setting.control.title
    sections = [_section(name, result, titles, provenance) for name, result in results.items()]
    contents = "".join(f'<li><a href="#{name}">{escape(EXPERIMENTS[name].title)}</a></li>' for name in results)
    body = [
        "<h1>What layer by layer buys</h1>",
        "<p>SceneGen paints one object after another into a canvas that it otherwise leaves alone, as in Turkoglu et "
        "al., AAAI 2019. Here the same masks go through it and through the systems that paper compares with, each "
        "trained by this project. No figure is copied from a paper. Intervals are 95 % bootstrap intervals; "
        "<i>n</i> counts independent samples.</p>",
        f"<nav><ul>{contents}<li><a href='#origin'>Where the figures come from</a></li></ul></nav>",
        "<h2>The claims</h2>",
        _verdicts([verdict for result in results.values() for verdict in result.verdicts]),
        "<h2>The systems</h2>",
        _systems(setting, provenance),
        *(f"<p class='absent'>{escape(sentence)}</p>" for sentence in provenance.absent),
        *sections,
        _origin(provenance),
    ]
    return _PAGE.replace("STYLE", STYLE + _STYLE).replace("BODY", "\n".join(body))


def _section(name: str, result: Result, titles: dict[str, str], provenance: Provenance) -> str:
    experiment = EXPERIMENTS[name]
    parts = [f'<section id="{name}"><h2>{escape(experiment.title)}</h2><p>{escape(experiment.question)}</p>']
    if result.verdicts:
        parts.append(_verdicts(result.verdicts))
    parts += [_table(title, table, titles) for title, table in result.tables.items()]
    columns = dict.fromkeys(name for table in result.tables.values() for row in table.values() for name in row)
    terms = "".join(f"<dt>{escape(_words(name))}</dt><dd>{escape(COLUMNS[name])}</dd>" for name in columns)
    parts.append(f"<details><summary>What the columns say</summary><dl>{terms}</dl></details>" if terms else "")
    if result.curves:
        charts = "".join(
            f"<figure>{chart_svg(curve, titles)}<figcaption>{escape(curve.title)}, {escape(curve.y_label)}"
            "</figcaption></figure>"
            for curve in result.curves
        )
        parts.append(f'<div class="charts">{charts}</div>')
    hidden = 0
    for shown in (*result.sheets, *result.animations):
        if shown.shows_photos and not provenance.photos_shown:
            hidden += 1
        else:
            parts.append(_sheet(shown) if isinstance(shown, Sheet) else _animation(shown))
    if hidden:
        what = "a picture is" if hidden == 1 else f"{hidden} pictures are"
        parts.append(
            f"<p class='absent'>{what.capitalize()} left out, because the photos of the data set are not ours.</p>"
        )
    parts += [f"<p class='absent'>{escape(sentence)}</p>" for sentence in result.left_out]
    parts.append(f"<pre><code>{escape(provenance.commands[name])}</code></pre></section>")
    return "\n".join(parts)


def _verdicts(verdicts: list[Verdict]) -> str:
    words = {True: ("yes", "confirmed"), False: ("no", "contradicted"), None: ("open", "not decided")}
    rows = "".join(
        f"<tr><td>{escape(verdict.claim)}</td><td class='{words[verdict.holds][0]}'>{words[verdict.holds][1]}</td>"
        f"<td>{escape(verdict.because)}</td></tr>"
        for verdict in verdicts
    )
    head = "<tr><th>Claim</th><th>Here</th><th>Because</th></tr>"
    return f"<div class='wide'><table class='verdicts'>{head}{rows}</table></div>" if verdicts else ""


def _systems(setting: Setting, provenance: Provenance) -> str:
    rows = "".join(
        f"<tr><th scope='row'>{escape(system.title)}</th><td><code>{escape(system.name)}</code></td><td>"
        f"{'paints into the background it is given' if system.takes_background else 'makes the whole picture anew'}"
        f"</td><td>{escape(provenance.trained.get(system.name, ''))}</td></tr>"
        for system in setting.systems
    )
    head = "<tr><th>System</th><th>Name</th><th>What it does</th><th>Trained for</th></tr>"
    compared = ", ".join(setting.material.categories)
    warning = "Differences between the systems are also differences in how long each was trained."
    words = f"<p>{warning} Objects here are of: {escape(compared)}.</p>"
    return f"<div class='wide'><table>{head}{rows}</table></div>{words}"


def _table(title: str, table: Table, titles: dict[str, str]) -> str:
    columns = list(dict.fromkeys(column for row in table.values() for column in row))
    counts = {figure["n"] for row in table.values() for figure in row.values() if figure is not None}
    head = "".join(f"<th>{escape(_words(column))}</th>" for column in columns)
    rows = "".join(
        f"<tr><th scope='row'>{escape(titles.get(name, _words(name)))}</th>"
        + "".join(f"<td>{escape(told(row[column])) if row.get(column) else ''}</td>" for column in columns)
        + "</tr>"
        for name, row in table.items()
    )
    count = ", ".join(str(number) for number in sorted(counts))
    caption = f"<caption>{escape(title.capitalize())} (n = {count})</caption>"
    return f"<div class='wide'><table>{caption}<tr><th></th>{head}</tr>{rows}</table></div>"


def _words(name: str) -> str:
    return name.replace("_", " ")


def _sheet(sheet: Sheet) -> str:
    """A row of pictures under its name; the columns' names above the first one."""
    rows = []
    for title, pictures in sheet.rows.items():
        strip = Image.fromarray(np.concatenate(list(pictures), 1))
        heads = "".join(f"<span>{escape(column)}</span>" for column in sheet.columns) if not rows else ""
        columns = f"<div class='columns' style='grid-template-columns:repeat({len(pictures)},1fr)'>{heads}</div>"
        size = f'width="{strip.width}" height="{strip.height}"'
        image = f'<img src="{_webp(strip)}" {size} alt="{escape(sheet.title)}: {escape(title)}">'
        rows.append(f"<b>{escape(title)}</b><div>{columns if heads else ''}{image}</div>")
    caption = f"<figcaption>{escape(sheet.title.capitalize())}</figcaption>"
    return f"<figure class='sheet'>{caption}<div class='wide'><div class='rows'>{''.join(rows)}</div></div></figure>"


def _animation(animation: Animation) -> str:
    url = "data:image/gif;base64," + base64.b64encode(animation.data).decode()
    title = escape(animation.title.capitalize())
    return f'<figure class="sheet"><figcaption>{title}</figcaption><img src="{url}" alt="{title}"></figure>'


def _webp(image: Image.Image) -> str:
    data = io.BytesIO()
    image.save(data, "WEBP", quality=_QUALITY, method=6)
    return "data:image/webp;base64," + base64.b64encode(data.getvalue()).decode()


def _origin(provenance: Provenance) -> str:
    sums = "".join(
        f"<tr><th scope='row'>{escape(what)}</th><td><code class='sum'>{escape(sha256)}</code></td></tr>"
        for what, sha256 in provenance.weights.items()
    )
    return (
        "<section id='origin'><h2>Where the figures come from</h2>"
        f"<pre><code>{escape(provenance.command)}</code></pre>"
        f"{_paragraphs([provenance.data, provenance.hardware, *provenance.notes])}"
        f"<div class='wide'><table><caption>SHA-256 of the weights</caption>{sums}</table></div></section>"
    )


def _paragraphs(sentences: Iterable[str]) -> str:
    return "".join(f"<p>{escape(sentence)}</p>" for sentence in sentences)


_STYLE = """
:root { color-scheme: light dark; --paper: #fff; --ink: #1d2430; --soft: #5b6675; --line: #d8dee6; --tint: #f4f6f8; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #14181e; --ink: #e6eaf0; --soft: #a3aebb; --line: #333c47; --tint: #1c222a; }
  .chart .s0 { --series: #34c38f; } .chart .s1 { --series: #ff9248; } .chart .s2 { --series: #63b3ed; }
  .chart .s3 { --series: #e08fcb; } .chart .s4 { --series: #d9b93b; } .chart .s5 { --series: #7fd0ea; }
  .chart .s6 { --series: #b3b3b3; } .chart .s7 { --series: #f0738f; }
}
body { margin: 0 auto; padding: 1rem; max-width: 1080px; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.7rem; } h2 { margin-top: 2.2rem; font-size: 1.25rem; } a { color: inherit; }
nav ul { display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; padding: 0; list-style: none; }
.wide { overflow-x: auto; } table { border-collapse: collapse; margin: .8rem 0; font-size: .9rem; }
caption { text-align: left; color: var(--soft); padding: .2rem 0; }
th, td { border-bottom: 1px solid var(--line); padding: .3rem .8rem .3rem 0; text-align: left; vertical-align: top; }
.verdicts td:first-child { min-width: 14rem; } .verdicts td:last-child { min-width: 18rem; }
.yes, .no, .open { font-weight: 600; white-space: nowrap; }
.yes::before { content: "✓ "; } .no::before { content: "✗ "; } .open::before { content: "? "; }
.charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 320px), 1fr)); gap: 1rem; }
.chart { width: 100%; height: auto; } figure { margin: 1rem 0; } figcaption { color: var(--soft); font-size: .9rem; }
.rows { display: grid; grid-template-columns: minmax(6rem, 9rem) max-content; gap: 2px .6rem; align-items: center; }
.rows b { font-weight: 500; font-size: .85rem; position: sticky; left: 0; background: var(--paper); }
.columns { display: grid; font-size: .8rem; color: var(--soft); text-align: center; }
img { display: block; max-width: none; } .sheet > img { max-width: 100%; height: auto; }
pre { background: var(--tint); padding: .6rem; overflow-x: auto; } .sum { overflow-wrap: anywhere; font-size: .8rem; }
details { font-size: .9rem; } summary { cursor: pointer; color: var(--soft); } dt { font-weight: 600; }
dd { margin: 0 0 .4rem; }
.absent { color: var(--soft); border-left: 3px solid var(--line); padding-left: .6rem; }
@media (max-width: 600px) { .rows { grid-template-columns: max-content; } .rows b { position: static; } }
"""

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>SceneGen: what layer by layer buys</title>
<style>STYLE</style>
</head>
<body>
BODY
</body>
</html>
"""
