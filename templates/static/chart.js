// A chart over time that can be zoomed and walked through, drawn with uPlot over the same figures as the drawing and the
// table beside it. Without this file the drawing stands. Nothing here stores or sends anything.
"use strict";

(() => {
  const DAY = 86400, LEAST_DAYS = 7, HEIGHT = 240;

  const seconds = (day) => Date.parse(`${day}T00:00:00Z`) / 1000;
  const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

  class ZoomChart {
    constructor(figure) {
      this.figure = figure;
      this.stage = figure.querySelector(".zoom-stage");
      this.line = figure.querySelector(".zoom-line");
      this.facts = JSON.parse(figure.dataset.chart);
      this.xs = this.facts.days.map(seconds);
      this.step = this.xs[1] - this.xs[0];
      this.numbers = new Intl.NumberFormat(figure.dataset.locale, { maximumFractionDigits: 1 });
      this.dates = new Intl.DateTimeFormat(figure.dataset.locale, { day: "numeric", month: "short", timeZone: "UTC" });
      this.at = this.xs.length - 1;
      this.show();
    }

    show() {
      this.stage.hidden = false;
      this.figure.querySelector(".plot").hidden = true;
      this.figure.querySelector(".zoom-tools").hidden = false;
      Object.assign(this.stage, { tabIndex: 0, role: "application", ariaLabel: this.stage.dataset.label });
      this.draw();
      this.stage.addEventListener("keydown", (event) => this.press(event));
      this.figure.querySelector(".zoom-tools").addEventListener("click", (event) => {
        const kind = event.target.closest("button")?.dataset.zoom;
        if (kind) this.zoom({ in: 0.5, out: 2, all: Infinity }[kind]);
      });
      new ResizeObserver(() => this.plot.setSize({ width: this.stage.clientWidth, height: HEIGHT })).observe(this.stage);
      matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.draw());
    }

    draw() {
      this.plot?.destroy();
      const { observed, expected, lower, upper } = this.facts;
      this.plot = new uPlot(this.options(), [this.xs, lower, upper, expected, observed], this.stage);
    }

    options() {
      const ink = color("ink"), axis = { stroke: color("quiet"), font: "13px \"Source Sans 3\", system-ui, sans-serif" };
      const rule = { stroke: color("rule"), width: 1 };
      const none = { stroke: "transparent", width: 0, points: { show: false } };
      return {
        width: this.stage.clientWidth, height: HEIGHT, legend: { show: false }, padding: [18, 12, 0, 0],
        scales: { x: { time: false }, y: { range: (_, __, most) => [0, Math.max(4, most * 1.08)] } },
        axes: [
          { ...axis, grid: { show: false }, ticks: rule, incrs: [1, 2, 7, 14, 28, 56, 112, 364].map((n) => n * DAY), space: 72,
            values: (_, places) => places.map((place) => this.dates.format(place * 1000)) },
          { ...axis, grid: rule, ticks: { show: false }, size: 44, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000, 10000],
            values: (_, counts) => counts.map((count) => this.numbers.format(count)) },
        ],
        series: [
          {}, none, none,
          { stroke: color("quiet"), width: 1.5, dash: [5, 4], points: { show: false } },
          { stroke: color("accent"), width: 2, points: { size: 5, fill: color("accent") } },
        ],
        bands: [{ series: [2, 1], fill: `color-mix(in srgb, ${ink} 11%, transparent)` }],
        cursor: { drag: { x: true, y: false, dist: 6 }, y: false, points: { size: 9, fill: color("accent") } },
        hooks: {
          draw: [(plot) => this.marks(plot)],
          setCursor: [(plot) => plot.cursor.idx != null && this.say(plot.cursor.idx)],
          setScale: [(plot, key) => key === "x" && this.tellSpan(plot)],
        },
      };
    }

    marks(plot) {
      const pen = plot.ctx, { top, height, left, width } = plot.bbox, ratio = devicePixelRatio;
      pen.save();
      pen.textAlign = "center";
      pen.font = `600 ${13 * ratio}px "Source Sans 3", system-ui, sans-serif`;
      this.facts.observed.forEach((count, at) => this.outside(plot, pen, count, at, ratio));
      for (const mark of this.facts.marks) {
        const x = plot.valToPos(seconds(mark.day), "x", true);
        if (x < left - 1 || x > left + width + 1) continue;
        pen.strokeStyle = pen.fillStyle = color({ alert: "rising", action: "done", note: "ink" }[mark.kind]);
        pen.lineWidth = 1.5 * ratio;
        pen.setLineDash(mark.kind === "note" ? [3 * ratio, 3 * ratio] : []);
        pen.beginPath();
        pen.moveTo(x, top);
        pen.lineTo(x, top + height);
        pen.stroke();
        pen.fillText(mark.number, x, top - 4 * ratio);
      }
      pen.restore();
    }

    outside(plot, pen, count, at, ratio) {
      const { lower, upper } = this.facts, above = upper[at] != null && count > upper[at];
      const below = lower[at] != null && count != null && count < lower[at];
      if (!above && !below) return;
      const x = plot.valToPos(this.xs[at], "x", true);
      if (x < plot.bbox.left || x > plot.bbox.left + plot.bbox.width) return;
      pen.fillStyle = color(above ? "rising" : "falling");
      pen.beginPath();
      pen.arc(x, plot.valToPos(count, "y", true), 4 * ratio, 0, 2 * Math.PI);
      pen.fill();
    }

    press(event) {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const last = this.xs.length - 1;
      const walks = { ArrowLeft: this.at - 1, ArrowRight: this.at + 1, PageUp: this.at - 7, PageDown: this.at + 7, Home: 0, End: last };
      const zooms = { "+": 0.5, "=": 0.5, "-": 2, "0": Infinity, Escape: Infinity };
      if (event.key in walks) this.walk(Math.min(Math.max(walks[event.key], 0), last));
      else if (event.key in zooms) this.zoom(zooms[event.key]);
      else return;
      event.preventDefault();
    }

    walk(at) {
      this.at = at;
      const { min, max } = this.plot.scales.x, x = this.xs[at];
      if (x < min || x > max) this.span(x - (max - min) / 2, x + (max - min) / 2);
      // A new span is drawn, and told, after this turn; the day is what shall stand in the line.
      setTimeout(() => {
        this.plot.setCursor({ left: this.plot.valToPos(x, "x"), top: 0 });
        this.say(at);
      });
    }

    zoom(factor) {
      const first = this.xs[0], last = this.xs.at(-1);
      if (factor === Infinity) return this.plot.setScale("x", { min: first, max: last });
      const { min, max } = this.plot.scales.x;
      const width = Math.min(Math.max((max - min) * factor, LEAST_DAYS * DAY), last - first);
      const middle = this.xs[this.at] >= min && this.xs[this.at] <= max ? this.xs[this.at] : (min + max) / 2;
      this.span(middle - width / 2, middle + width / 2);
    }

    span(from, to) {
      const first = this.xs[0], last = this.xs.at(-1), width = Math.min(to - from, last - first);
      const min = Math.min(Math.max(from, first), last - width);
      this.plot.setScale("x", { min, max: min + width });
    }

    say(at) {
      this.at = at;
      const { words, observed, lower, upper, marks, days } = this.facts, said = this.stage.dataset, count = observed[at];
      const number = (value) => this.numbers.format(value);
      const text = count == null ? said.missing : upper[at] == null ? said.bare : said.line;
      const happened = marks.filter((mark) => mark.day === days[at]).map((mark) => ` · ${mark.number} ${mark.text}`);
      this.line.textContent = text.replace("{day}", words[at]).replace("{count}", number(count ?? 0))
        .replace("{lower}", number(lower[at] ?? 0)).replace("{upper}", number(upper[at] ?? 0)) + happened.join("");
    }

    tellSpan(plot) {
      const { min, max } = plot.scales.x;
      const shown = this.xs.map((x, at) => [x, at]).filter(([x]) => x >= min - 1 && x <= max + 1).map(([, at]) => at);
      if (!shown.length) return;
      const { words } = this.facts;
      this.stage.dataset.shown = String(shown.length);
      this.line.textContent = this.stage.dataset.span.replace("{first}", words[shown[0]]).replace("{last}", words[shown.at(-1)]);
    }
  }

  for (const figure of document.querySelectorAll("figure[data-chart]")) {
    if (JSON.parse(figure.dataset.chart).days.length > 1) new ZoomChart(figure);
  }
})();
