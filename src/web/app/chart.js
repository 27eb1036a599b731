// Stacked bars over time. Dragging over them zooms; the table behind has the same numbers.
import { html, useEffect, useRef, useState } from "./lib.js";
import { formatTime, zoneName } from "./time.js";

/**
 * @typedef {object} Bar
 * @property {string} start
 * @property {string} end
 * @property {boolean} covered
 * @property {(number | null)[]} values One for each series. Null is unknown, not zero.
 * @property {string} [unknown] What is shown in their place, if they are not all that happened.
 */

const HEIGHT = 180;
const LEFT = 40;
const BOTTOM = 22;
const TOP = 8;

/** The width of an element, as it changes. @param {{ current: Element | null }} element */
function useWidth(element) {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    if (!element.current) return;
    const observer = new ResizeObserver(([entry]) => entry && setWidth(entry.contentRect.width));
    observer.observe(element.current);
    return () => observer.disconnect();
  }, []);
  return width;
}

/** A round number of at least this, for the top of the axis: its half is round as well. @param {number} value */
function roundUp(value) {
  const power = 10 ** Math.floor(Math.log10(Math.max(value, 1)));
  const steps = power === 1 ? [2, 4, 6, 8, 10] : [1, 1.2, 1.6, 2, 2.4, 3, 4, 5, 6, 8, 10];
  return steps.map((step) => Math.round(step * power)).find((step) => step >= value) ?? value;
}

/**
 * What stands below a bar: a month, a day, or a time of the day.
 * @param {string} time
 * @param {"minute" | "day" | "month"} to
 */
function tick(time, to) {
  if (to === "month") return formatTime(time, "month");
  const clock = formatTime(time, "clock");
  return to === "day" || clock === "00:00" ? formatTime(time, "day").slice(5) : clock;
}

/** @param {(number | null)[]} values */
const sum = (values) => values.reduce((/** @type {number} */ total, value) => total + (value ?? 0), 0);

/** @param {Bar} bar @param {number} series */
function shown({ values, unknown }, series) {
  return unknown ?? values[series]?.toLocaleString("en") ?? "not covered";
}

/**
 * @param {object} props
 * @param {string} props.label
 * @param {string[]} props.series
 * @param {Bar[]} props.bars
 * @param {import("./time.js").Interval} props.interval
 * @param {(since: string, until: string) => void} [props.onZoom]
 */
export function Chart({ label, series, bars, interval, onZoom }) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const width = useWidth(box);
  const [hovered, setHovered] = useState(-1);
  const [dragged, setDragged] = useState(/** @type {[number, number] | null} */ (null));
  const top = roundUp(Math.max(...bars.map(({ values }) => sum(values)), 1));
  const step = Math.max(width - LEFT, 1) / Math.max(bars.length, 1);
  /** @param {number} value */
  const y = (value) => TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / top);
  const to = interval === "hour" ? "minute" : interval === "month" ? "month" : "day";
  /** @param {{ clientX: number, currentTarget: any }} event */
  const indexOf = (event) => {
    const x = event.clientX - event.currentTarget.getBoundingClientRect().left - LEFT;
    return Math.max(0, Math.min(bars.length - 1, Math.floor(x / step)));
  };
  /** @param {number} from @param {number} until */
  const zoom = (from, until) => {
    const [first, last] = [bars[Math.min(from, until)], bars[Math.max(from, until)]];
    if (first && last) onZoom?.(first.start, last.end);
  };
  const everyLabel = Math.max(1, Math.ceil(bars.length / Math.max(2, Math.floor(width / 110))));
  const hover = bars[hovered];
  const [from, until] = dragged ? [Math.min(...dragged), Math.max(...dragged)] : [0, -1];
  return html`<figure class="chart" ref=${box}>
    <figcaption>
      <span class="when">${hover ? formatTime(hover.start, to) : label}${hover && !hover.covered
        ? ", before the log: at least" : ""}</span>
      ${series.map((name, index) => html`<span key=${name} class="key"><i class=${`s${index}`}></i>${name}
        <b>${hover ? shown(hover, index) : (bars.some(({ unknown }) => unknown) ? "≥ " : "")
          + sum(bars.map(({ values }) => values[index] ?? null)).toLocaleString("en")}</b></span>`)}
    </figcaption>
    <svg role="img" aria-label=${`${label}. The table below has the numbers.`} width=${width} height=${HEIGHT}
      class=${onZoom ? "zooms" : ""}
      onPointerMove=${(/** @type {any} */ event) => {
        setHovered(indexOf(event));
        if (dragged) setDragged([dragged[0], indexOf(event)]);
      }}
      onPointerLeave=${() => setHovered(-1)}
      onPointerDown=${(/** @type {any} */ event) => {
        if (!onZoom) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        setDragged([indexOf(event), indexOf(event)]);
      }}
      onPointerCancel=${() => setDragged(null)}
      onPointerUp=${() => {
        if (dragged) zoom(...dragged);
        setDragged(null);
      }}>
      ${[0, top / 2, top].map((value) => html`<g key=${value}>
        <line class="grid" x1=${LEFT} x2=${width} y1=${y(value)} y2=${y(value)} />
        ${Number.isInteger(value) && html`<text x=${LEFT - 8} y=${y(value) + 4} text-anchor="end">
          ${value.toLocaleString("en", { notation: "compact" })}</text>`}</g>`)}
      ${bars.map((bar, index) => {
        const x = LEFT + index * step;
        let below = 0;
        return html`<g key=${bar.start} class=${bar.covered ? "" : "uncovered"}>
          ${!bar.covered && html`<rect class="gap" x=${x} y=${TOP} width=${step} height=${HEIGHT - TOP - BOTTOM} />`}
          ${bar.unknown && html`<rect class="unknown" x=${x + step * 0.12} y=${TOP + 1} width=${step * 0.76}
            height=${HEIGHT - TOP - BOTTOM - 1} />`}
          ${bar.values.map((value, which) => {
            if (!value) return null;
            below += value;
            return html`<rect key=${which} class=${`s${which}`} x=${x + step * 0.12} width=${step * 0.76} y=${y(below)}
              height=${Math.max(1, y(below - value) - y(below))} />`;
          })}
          ${index % everyLabel === 0 && html`<text x=${x + step / 2} y=${HEIGHT - 6}
            text-anchor=${index === 0 && step < 36 ? "start" : "middle"}>${tick(bar.start, to)}</text>`}
          ${index === hovered && html`<rect class="hover" x=${x} y=${TOP} width=${step}
            height=${HEIGHT - TOP - BOTTOM} />`}
        </g>`;
      })}
      ${dragged && html`<rect class="selection" x=${LEFT + from * step} width=${(until - from + 1) * step} y=${TOP}
        height=${HEIGHT - TOP - BOTTOM} />`}
    </svg>
    <${Numbers} ...${{ label, series, bars, to, zoom: onZoom && zoom }} />
  </figure>`;
}

/**
 * The table behind a chart.
 * @param {object} props
 * @param {string} props.label
 * @param {string[]} props.series
 * @param {Bar[]} props.bars
 * @param {"minute" | "day" | "month"} props.to
 * @param {(from: number, until: number) => void} [props.zoom]
 */
function Numbers({ label, series, bars, to, zoom }) {
  const [open, setOpen] = useState(false);
  const uncovered = bars.some(({ covered }) => !covered);
  return html`<details class="numbers" onToggle=${(/** @type {any} */ event) => setOpen(event.currentTarget.open)}>
    <summary>Numbers</summary>${open && html`<div class="scroll" tabindex="0" role="region" aria-label=${label}><table>
      <thead><tr><th scope="col">Start, ${zoneName()}</th>
        ${series.map((name) => html`<th scope="col" class="number">${name}</th>`)}</tr></thead>
      <tbody>${bars.map((bar, index) => html`<tr key=${bar.start}>
        <th scope="row">${zoom
          ? html`<button type="button" class="value" title="Zoom to it" onClick=${() => zoom(index, index)}>
            ${formatTime(bar.start, to)}</button>`
          : formatTime(bar.start, to)}</th>
        ${bar.values.map((value, which) => html`<td class="number">
          ${value !== null && !bar.covered && !bar.unknown ? "≥ " : ""}${shown(bar, which)}</td>`)}
      </tr>`)}</tbody></table></div>`}
  </details>
  ${uncovered && html`<p class="faint">Shaded: before the log began. Of that time it holds only events that were
    delivered later.</p>`}`;
}
