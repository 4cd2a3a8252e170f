// The parts of ECharts that the charts use, and what it has no words for; bundled into one global, `echarts`.
// What only the regions' pictures or saved SVGs need has scripts of its own, beside this one; each
// names its parts by their files, since the lists of all parts would tie them together.
import * as core from "echarts/core";
import { install as BarChart } from "echarts/lib/chart/bar/install.js";
import { install as BoxplotChart } from "echarts/lib/chart/boxplot/install.js";
import { install as CustomChart } from "echarts/lib/chart/custom/install.js";
import { install as ScatterChart } from "echarts/lib/chart/scatter/install.js";
import { GridComponent, TooltipComponent } from "echarts/components";
import { install as CanvasRenderer } from "echarts/lib/renderer/installCanvasRenderer.js";

core.use([BarChart, BoxplotChart, CustomChart, ScatterChart, GridComponent, TooltipComponent, CanvasRenderer]);

/** Pixels of a saved picture for one of the page. */
const SHARP = 2;

/** Characters that a name may have and no XML file may. */
const NOT_IN_XML = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g;

/**
 * What a series of type `custom` draws, by the name its `renderItem` has in a spec. Cells are
 * drawn as one picture: as shapes of their own, tens of thousands would hold the page up.
 */
const drawings = {
  /** Shapes at places of their own. */
  shapes: ({ shapes }) => () => ({ type: "group", children: shapes }),

  /** What the colours of cells mean: a strip of them with the bounds between two, and what has none. */
  scale: ({ title, colors, bounds, gaps, ink, soft, edge, font }) => (_, api) => {
    const [wide, top] = [Math.min(32, (api.getWidth() - 2) / colors.length), 20];
    // By its middle: how high a font is, is not measured alike for all of them.
    const text = (x, y, text, fill, align) => ({ type: "text", style: { x, y: y + 7, text, fill, align, verticalAlign: "middle", font } });
    const swatch = (x, y, width, style) => ({ type: "rect", shape: { x, y: y + 1, width, height: 12 }, style });
    return {
      type: "group",
      children: [
        text(0, 0, title, ink, "left"),
        ...colors.map((fill, at) => swatch(at * wide, top, wide, { fill })),
        ...bounds.map((bound, at) => text((at + 1) * wide, top + 16, bound, soft, "center")),
        ...keys(gaps, font, api.getWidth()).flatMap(([words, fill, x, y]) => [
          swatch(x, top + 38 + y, 16, fill ? { fill } : { fill: "none", stroke: edge }),
          text(x + KEY, top + 38 + y, words, soft, "left"),
        ]),
      ],
    };
  },

  /** A line across the chart at a value, with a word on top of it. */
  rule: ({ at, label, color, font }) => ({ coordSys: { y, height } }, api) => {
    const [left] = api.coord([at, 0]);
    const wide = measured(label, font);
    const x = Math.max(2, Math.min(left - wide / 2, api.getWidth() - wide - 2));
    return {
      type: "group",
      children: [
        { type: "line", shape: { x1: left, y1: y - 4, x2: left, y2: y + height }, style: { stroke: color, lineWidth: 1.5, lineDash: [4, 3] } },
        { type: "text", style: { text: label, x, y: y - 19, fill: color, font } },
      ],
    };
  },

  /**
   * What each bar comes to: at its end, before a mark that stands there. Where the bar is too short it stands beyond both;
   * beside 0, where the bar goes to the left.
   */
  figures: ({ bars, ink, inside, card, font }, _, label) => (_, api) => {
    const [side, mark] = [5, 4];
    const figure = ([bar, average, standsBack], at) => {
      if (bar === null && average === null) return [];
      const text = label(at);
      const wide = measured(text, font) + 2 * side;
      const [zero, y] = api.coord([0, at]);
      const [end] = api.coord([bar ?? 0, at]);
      const [place] = average === null ? [NaN] : api.coord([average, at]);
      const ahead = end < zero ? -1 : 1;
      const isInTheWay = (end - place) * ahead > -mark && (end - place) * ahead < wide;
      const tip = isInTheWay ? place - mark * ahead : end;
      const style = { text, y, font, verticalAlign: "middle" };
      if ((tip - zero) * ahead >= wide) {
        Object.assign(style, { x: tip - side * ahead, align: ahead > 0 ? "right" : "left", fill: standsBack ? ink : inside });
      } else {
        const isBeside = bar === null || Math.abs(place - end) < wide + mark;
        const from = Math.max(zero, end, isBeside ? place + mark / 2 : end);
        Object.assign(style, { x: Math.min(from + side, api.getWidth() - wide + side), fill: ink, stroke: card, lineWidth: 5 });
      }
      return [{ type: "text", style }];
    };
    return { type: "group", children: bars.flatMap(figure) };
  },

  /** A line through points, and a dot at each. */
  line: ({ points, color, card }) => (_, api) => {
    const places = points.map((point) => api.coord(point));
    const dot = ([cx, cy]) => ({ type: "circle", shape: { cx, cy, r: 3 }, style: { fill: card, stroke: color, lineWidth: 1.5 } });
    return {
      type: "group",
      children: [{ type: "polyline", shape: { points: places }, style: { stroke: color, fill: "none", lineWidth: 1.5 } }, ...places.map(dot)],
    };
  },

  /** A cell for each class, row by row, in its class's colour; `null` for none. */
  cells: ({ columns, colors, hatched, card }, classes) => ({ coordSys: { x, y, width, height } }, api) => {
    const rows = classes.length / columns;
    // An SVG has no pixels of its own.
    const sharp = api.getZr().painter.dpr ?? SHARP;
    const picture = canvas(width * sharp, height * sharp);
    const [wide, tall] = [picture.width / columns, picture.height / rows];
    const pen = picture.getContext("2d");
    pen.imageSmoothingEnabled = false;
    pen.drawImage(small(classes, columns, rows, colors), 0, 0, picture.width, picture.height);
    if (Math.min(wide, tall) >= 8 * sharp) {
      pen.strokeStyle = card;
      pen.lineWidth = sharp;
      pen.beginPath();
      for (let column = 1; column < columns; column += 1) line(pen, column * wide, 0, column * wide, picture.height);
      for (let row = 1; row < rows; row += 1) line(pen, 0, row * tall, picture.width, row * tall);
      classes.forEach((found, at) => {
        if (!hatched.includes(found)) return;
        const [left, top] = [(at % columns) * wide, Math.floor(at / columns) * tall];
        line(pen, left, top + tall, left + wide, top);
      });
      pen.stroke();
    }
    return { type: "image", style: { image: picture, x, y, width, height } };
  },

  /** What stands in cells, where they are large enough: in an ink for the cell's colour, or for that under a veil. */
  texts: ({ columns, texts, inks, font, selected, ink }, classes) => ({ coordSys: { x, y, width, height } }) => {
    const [wide, tall] = [width / columns, height / (texts.length / columns)];
    const longest = Math.max(...texts.map((text) => text.length));
    // Without this, a group that is empty keeps what it had.
    if (tall < 13 || wide < 7 * longest + 6) return { type: "group", children: [], $mergeChildren: false };
    const isWithin = (place, [from, to]) => place >= from && place < to;
    const text = (text, at) => {
      const [column, row] = [at % columns, Math.floor(at / columns)];
      const isVeiled = selected && !(isWithin(column, selected[0]) && isWithin(row, selected[1]));
      return {
        type: "text",
        style: {
          text, font, fill: isVeiled ? ink : inks[classes[at]], align: "center", verticalAlign: "middle",
          x: x + (column + 0.5) * wide, y: y + (row + 0.5) * tall,
        },
      };
    };
    return { type: "group", children: texts.map(text).filter(({ style }) => style.text) };
  },

  /** Takes back all cells but some columns and rows, which it frames. */
  veil: ({ columns, rows, color, ink, across: [left, right], down: [top, bottom] }) => ({ coordSys: { x, y, width, height } }) => {
    const [wide, tall] = [width / columns, height / rows];
    const rect = (left, top, right, bottom, style) => ({
      type: "rect",
      shape: { x: x + left * wide, y: y + top * tall, width: (right - left) * wide, height: (bottom - top) * tall },
      style,
    });
    const veil = { fill: color, opacity: 0.7 };
    return {
      type: "group",
      children: [
        rect(0, 0, columns, top, veil),
        rect(0, bottom, columns, rows, veil),
        rect(0, top, left, bottom, veil),
        rect(right, top, columns, bottom, veil),
        rect(left, top, right, bottom, { fill: "none", stroke: ink, lineWidth: 1.5 }),
      ],
    };
  },
};

function canvas(width, height) {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [Math.max(1, Math.round(width)), Math.max(1, Math.round(height))];
  return canvas;
}

/** One pixel a cell. */
function small(classes, columns, rows, colors) {
  const picture = canvas(columns, rows);
  const pen = picture.getContext("2d");
  const pixels = pen.createImageData(picture.width, picture.height);
  const packed = new Uint32Array(pixels.data.buffer);
  // What a colour is as a pixel, the browser knows.
  const probe = canvas(1, 1).getContext("2d", { willReadFrequently: true });
  const pixel = colors.map((color) => {
    if (color === null) return 0;
    probe.fillStyle = color;
    probe.fillRect(0, 0, 1, 1);
    return new Uint32Array(probe.getImageData(0, 0, 1, 1).data.buffer)[0];
  });
  for (let at = 0; at < classes.length; at += 1) packed[at] = pixel[classes[at]];
  pen.putImageData(pixels, 0, 0);
  return picture;
}

function line(pen, fromX, fromY, toX, toY) {
  pen.moveTo(fromX, fromY);
  pen.lineTo(toX, toY);
}

/** How wide a text is. */
function measured(text, font) {
  pen.font = font;
  return pen.measureText(text).width;
}

/** What stands before the words of a key, how far one is from the next, and how high a line of them is. */
const [KEY, APART, KEYS] = [22, 14, 18];

/** Where keys stand, as many to a line as fit: their words and colours, and two numbers each. */
function keys(all, font, room) {
  let [x, y] = [1, 0];
  return all.map(([words, fill]) => {
    const wide = KEY + measured(words, font);
    if (x > 1 && x + wide > room) [x, y] = [1, y + KEYS];
    const key = [words, fill, x, y];
    x += wide + APART;
    return key;
  });
}

/** How much of the room for names is taken where they stand on both sides. */
const ASIDE = 0.85;

/** What ECharts points at, as the hooks are told: of bands between ends, 1 and the band. */
const place = ({ seriesIndex, dataIndex, dataType }) => [dataType === "edge" ? 1 : seriesIndex, dataIndex];

/** The names of the centres take at most a third of a chart's width, and a quarter of a wide one's. */
const labelWidth = (width) => Math.min(Math.max(width / 3, 60), 180);
const WIDE = 1 / 4;

/** What stands right of cells. */
const EDGE = 24;

/** A line of names that stand upright, a letter of one that lies, and as much of that as tells something. */
const [LINE, LETTER, LEAST] = [14, 7, 50];

/** More names than these have no room for several lines. */
const MANY = 40;

/** How wide the longest names are, by a few of those with the most letters. */
function widest(names, font) {
  const most = Math.max(...names.map((name) => name.length));
  const few = names.filter((name) => name.length === most).slice(0, 9);
  return Math.max(...few.map((name) => measured(name, `12px ${font}`)));
}

/**
 * Gives columns of cells, so many pixels wide, their names: all that there is room for, else one in so many. Long ones have
 * several lines, or stand upright where not even their words fit.
 */
function nameColumns({ data, axisLabel }, column, font) {
  const longest = widest(data, font) / FITS + 6;
  const isLong = axisLabel.rotate > 0 && column < longest;
  if (isLong && data.length <= MANY && column >= widest(data.flatMap((name) => name.split(" ")), font) / FITS + 6) {
    return Object.assign(axisLabel, { interval: 0, width: column - 6, rotate: 0, lineHeight: LINE, lines: Math.floor(axisLabel.width / LINE) });
  }
  const isUpright = isLong && column < axisLabel.width;
  const interval = Math.ceil((isUpright ? LINE : Math.min(longest, LEAST)) / column) - 1;
  const width = isUpright ? axisLabel.width : (interval + 1) * column - 6;
  Object.assign(axisLabel, { interval, width, rotate: isUpright ? 90 : 0 });
}

/** How much of the room for a name it takes: ECharts adds up its letters one by one, which is a little more. */
const FITS = 0.93;

/** What measures names. */
const pen = canvas(1, 1).getContext("2d");

/** Names as they fit so many pixels: cut at their ends, or ever further before them where several would look alike. */
function fitted(names, width, font) {
  pen.font = `12px ${font}`;
  const cut = (name, tail) => {
    const wide = pen.measureText(name).width;
    let [letters, shown] = [Math.ceil((name.length * width) / wide) + 1, name];
    for (let room = wide; room > width && letters > 0; letters -= 1) {
      const end = Math.floor(letters * tail);
      shown = `${name.slice(0, letters - end).trimEnd()}…${name.slice(name.length - end).trimStart()}`;
      room = pen.measureText(shown).width;
    }
    return shown;
  };
  const shown = new Map(names.map((name) => [name, cut(name, 0)]));
  for (const tail of [0.5, 0.8]) {
    const [once, again] = [new Set(), new Set()];
    for (const short of shown.values()) (once.has(short) ? again : once).add(short);
    for (const [name, short] of shown) if (again.has(short)) shown.set(name, cut(name, tail));
  }
  return shown;
}

/** The room for a picture's title, what stands beside it, and a line of the words below it, in pixels. */
const [HEAD, MARGIN, WORDS] = [34, 8, 17];

/** A text in lines of so many pixels. */
function inLines(text, width, font) {
  const fits = (text) => measured(text, font) <= width;
  const lines = [""];
  for (const word of text.split(" ")) {
    const longer = `${lines.at(-1)} ${word}`.trim();
    if (fits(longer)) lines[lines.length - 1] = longer;
    else lines.push("");
    if (lines.at(-1)) continue;
    // A word that is longer than a line goes on in the next.
    for (const letter of word) fits(lines.at(-1) + letter) ? (lines[lines.length - 1] += letter) : lines.push(letter);
  }
  return lines.filter(Boolean);
}

/** A picture's title and words, in lines that fit it, with their places; and how high all of it is. */
function caption(title, words, { textStyle: { fontFamily }, tooltip }, chart) {
  const { color: fill } = tooltip.textStyle;
  const [width, top] = [chart.getWidth(), HEAD + chart.getHeight() + WORDS];
  const [large, font] = [`600 15px ${fontFamily}`, `12px ${fontFamily}`];
  // Narrow charts have smaller titles: none is longer than their width then.
  const above = { y: 22, text: title, font: measured(title, large) <= width ? large : `600 ${font}`, fill };
  const lines = words.flatMap((text) => inLines(text, width, font));
  const below = lines.map((text, at) => ({ y: top + at * WORDS, text, font, fill }));
  return { texts: [above, ...below], height: top + lines.length * WORDS };
}

/** A text as XML has it. */
const escaped = (text) => text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);

/** Above so much, numbers on an axis are written short: 100M. */
const LARGE = 100_000;
const short = new Intl.NumberFormat(undefined, { notation: "compact", maximumFractionDigits: 1 });

/** An axis of so many pixels is short. */
const SHORT = 320;

/** As narrow as a part of a picture may be and still have a name, in pixels. */
const NARROW = 40;

/** Where a spec of plain data names a function, puts it; `hooks` are the page's. `width` is that of names. */
function resolved(option, classes, hooks, width, chart) {
  const room = chart.getWidth();
  const names = Math.max(width, room * WIDE);
  const label = ({ seriesIndex, dataIndex }) => {
    const text = hooks.label(dataIndex);
    const { width = Infinity } = chart.getModel().getSeriesByIndex(seriesIndex).getData().getItemLayout(dataIndex) ?? {};
    return width < NARROW ? "" : width < LETTER * text.length ? text.split("\u2003")[0] : text;
  };
  for (const axis of [option.xAxis, option.yAxis].flat()) {
    const written = hooks[axis.axisLabel?.formatter];
    // Few numbers on short axes, so that none is left out.
    if (axis.splitNumber && room - width < SHORT) axis.splitNumber = 2;
    if (written) axis.axisLabel.formatter = (value) => (Math.abs(value) < LARGE ? written(value) : short.format(value));
    if (axis.axisLabel?.overflow) axis.axisLabel.width ??= names;
  }
  const { fontFamily } = option.textStyle;
  const columns = option.xAxis?.[0];
  if (columns?.type === "category" && columns.data?.length) nameColumns(columns, (room - names - EDGE) / columns.data.length, fontFamily);
  for (const { data, axisLabel } of [option.xAxis, option.yAxis].flat()) {
    if (!data?.length) continue;
    const { interval, width, lines } = axisLabel;
    if (lines) {
      axisLabel.formatter = (name) => {
        const all = inLines(name, width * FITS, `12px ${fontFamily}`);
        return all.slice(0, lines).join("\n") + (all.length > lines ? "…" : "");
      };
      continue;
    }
    // To measure a name takes longer than to draw it: those that are left out are not.
    const every = interval + 1;
    const shown = fitted(data.filter((_, at) => at % every === 0), width * FITS, fontFamily);
    axisLabel.formatter = (name) => shown.get(name);
  }
  for (const series of option.series) {
    for (const model of [series, ...(series.levels ?? [])]) {
      for (const named of [model.label, model.upperLabel]) if (named) named.formatter = label;
    }
    if (series.type === "sankey") {
      // Names stand beside the bands, on either side.
      [series.left, series.right, series.label.width] = [width * ASIDE + 12, width * ASIDE + 12, width * ASIDE];
      const all = series.data.map((_, at) => hooks.label(at));
      const shown = fitted(all, width * ASIDE * FITS, fontFamily);
      series.label.formatter = ({ dataIndex }) => shown.get(all[dataIndex]);
    }
    if (series.gaps) option.grid.top += keys(series.gaps, series.font, room).at(-1)?.[3] ?? 0;
    if (series.type === "custom") series.renderItem = drawings[series.renderItem](series, classes, hooks.label);
  }
  const { tooltip } = option;
  if (tooltip.trigger === "axis") tooltip.formatter = ([{ dataIndex }]) => hooks.tooltip(dataIndex, 0);
  if (tooltip.trigger === "item") tooltip.formatter = (pointed) => hooks.tooltip(...place(pointed));
  return option;
}

/**
 * A chart on an element: drawn from a spec, sized with the element. What is pointed at is told to
 * the hooks by two numbers: a place along the axis of centres and 0; a column and a row of cells;
 * or a series and a point of it.
 */
export class Chart {
  #chart;
  #element;
  #hooks;
  #text;
  #classes;
  #pointing;
  #observer;

  constructor(element, hooks) {
    this.#element = element;
    this.#hooks = hooks;
    // One that is on no page has no size.
    this.#chart = core.init(element, null, element.isConnected ? undefined : { width: 600, height: 400 });
    const paper = this.#chart.getZr();
    paper.on("mousemove", ({ offsetX, offsetY }) => this.#point(offsetX, offsetY));
    paper.on("globalout", () => this.#chart.dispatchAction({ type: "hideTip" }));
    paper.on("click", ({ offsetX, offsetY }) => {
      const place = this.#place(offsetX, offsetY);
      if (place) hooks.click(...place);
    });
    this.#chart.on("click", "series", (pointed) => {
      if (this.#pointing === "item") hooks.click(...place(pointed));
    });
    // An observer tells of the size an element begins with, too, and of its being out of sight.
    this.#observer = new ResizeObserver(() => this.#text && this.#isOfAnotherSize() && this.#draw());
    this.#observer.observe(element);
  }

  /** Draws a spec, written as JSON, in place of the one before. */
  show(text, classes, pointing) {
    // The classes are a view of memory that will move.
    [this.#text, this.#classes, this.#pointing] = [text, classes.slice(), pointing];
    this.#draw();
  }

  /**
   * The chart in other colours, by a spec that has them, as a picture of so many pixels for each of the page's, in a
   * promise. A title stands above it, and words below it: whoever is given the picture has nothing else.
   */
  png(spec, title, words) {
    const option = JSON.parse(spec);
    const { backgroundColor } = option;
    const chart = this.#again(spec, { devicePixelRatio: SHARP }, 1);
    const drawn = chart.renderToCanvas({ backgroundColor });
    const { texts, height } = caption(title, words, option, this.#chart);
    const picture = canvas(drawn.width + 2 * MARGIN * SHARP, height * SHARP);
    const pen = picture.getContext("2d");
    pen.fillStyle = backgroundColor;
    pen.fillRect(0, 0, picture.width, picture.height);
    pen.drawImage(drawn, MARGIN * SHARP, HEAD * SHARP);
    chart.dispose();
    pen.scale(SHARP, SHARP);
    for (const { y, text, font, fill } of texts) {
      Object.assign(pen, { font, fillStyle: fill });
      pen.fillText(text, MARGIN, y);
    }
    return new Promise((made, failed) => picture.toBlob((blob) => (blob ? made(blob) : failed(new Error("no picture"))), "image/png"));
  }

  /** The same as SVG, with names at twice the room they have on the page; needs the script for that. */
  svg(spec, title, words) {
    const option = JSON.parse(spec);
    const [width, height] = [this.#chart.getWidth(), this.#chart.getHeight()];
    const { texts, height: whole } = caption(title, words, option, this.#chart);
    const chart = this.#again(spec, { renderer: "svg", ssr: true }, 2);
    const drawn = chart.renderToSVGString();
    chart.dispose();
    const texted = ({ y, text, font, fill }) => `<text x="${MARGIN}" y="${y}" style="font: ${escaped(font)}" fill="${escaped(fill)}">${escaped(text)}</text>`;
    const [namespace] = drawn.match(/xmlns="[^"]*"/);
    const room = width + 2 * MARGIN;
    const svg = `<svg ${namespace} width="${room}" height="${whole}" viewBox="0 0 ${room} ${whole}">
<rect width="100%" height="100%" fill="${escaped(option.backgroundColor)}"/>
${texts.map(texted).join("\n")}
${drawn.replace("<svg", `<svg x="${MARGIN}" y="${HEAD}"`)}
</svg>`;
    return new Blob([svg.replace(NOT_IN_XML, "\ufffd")], { type: "image/svg+xml" });
  }

  dispose() {
    this.#observer.disconnect();
    this.#chart.dispose();
  }

  #draw() {
    if (this.#isOfAnotherSize()) this.#chart.resize();
    this.#drawOn(this.#chart, this.#text, 1);
  }

  /** Draws a spec, with names at so many times the room they have on the page. */
  #drawOn(chart, text, room) {
    const width = labelWidth(chart.getWidth()) * room;
    chart.setOption(resolved(JSON.parse(text), this.#classes, this.#hooks, width, chart), true);
  }

  /** The chart once more, on an element that is on no page. */
  #again(text, how, room) {
    const [width, height] = [this.#chart.getWidth(), this.#chart.getHeight()];
    const chart = core.init(document.createElement("div"), null, { ...how, width, height });
    this.#drawOn(chart, text, room);
    return chart;
  }

  #isOfAnotherSize() {
    const { clientWidth: width, clientHeight: height } = this.#element;
    return width > 0 && height > 0 && (width !== this.#chart.getWidth() || height !== this.#chart.getHeight());
  }

  #place(x, y) {
    if (this.#pointing === "band") {
      const row = this.#chart.convertFromPixel({ yAxisIndex: 0 }, y);
      return row >= 0 && [row, 0];
    }
    return this.#pointing === "cell" && this.#chart.containPixel({ gridIndex: 0 }, [x, y]) && this.#chart.convertFromPixel({ gridIndex: 0 }, [x, y]);
  }

  #point(x, y) {
    const place = this.#place(x, y);
    if (place) this.#chart.getZr().setCursorStyle("pointer");
    if (this.#pointing !== "cell") return;
    const content = place && this.#hooks.tooltip(...place);
    this.#chart.dispatchAction(content ? { type: "showTip", x, y, tooltip: { content } } : { type: "hideTip" });
  }
}
