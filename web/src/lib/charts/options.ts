/** The options of uPlot for one track: lines only. Cursor, selection, axes and legend belong to the page. */
import type uPlot from 'uplot';
import type { Gap } from '$lib/api/types';
import type { Range } from '$lib/url/range';
import type { Slots } from './slots';

export interface Drawing {
  slots: Slots;
  /** Where the axis of values begins; 0 unless it says so. */
  bottom?: number;
  top: number;
  gaps: Gap[];
  /** Where horizontal lines of the grid stand; without them there is one in the middle. */
  levels?: number[];
  /** The measurement window; what is outside of it is shaded. */
  window?: Range | undefined;
  /** Where vertical lines of the grid stand, in seconds. */
  ticks: number[];
}

/** What changes with theme and size, asked for at every drawing. */
export interface Look {
  series: (at: number) => string;
  grid: () => string;
  gap: () => string;
  outside: () => string;
  dash: (at: number) => number[];
}

export function options(
  size: { width: number; height: number },
  columns: number,
  look: Look,
  drawing: () => Drawing,
): uPlot.Options {
  return {
    ...size,
    padding: [4, 0, 4, 0],
    legend: { show: false },
    cursor: { show: false },
    axes: [{ show: false }, { show: false }],
    scales: {
      x: { time: false, auto: false },
      y: { auto: false, range: () => [drawing().bottom ?? 0, drawing().top] },
    },
    series: [
      {},
      ...Array.from({ length: columns }, (_, at) => ({
        stroke: () => look.series(at),
        width: 1.25,
        dash: look.dash(at),
        points: { show: false },
        spanGaps: false,
      })),
    ],
    hooks: { drawClear: [(plot) => drawGround(plot, look, drawing())] },
  };
}

/** Window, grid and gaps, behind the lines. */
function drawGround(plot: uPlot, look: Look, drawing: Drawing): void {
  const { ctx, bbox } = plot;
  const { ticks, top, bottom = 0, gaps, levels = [(top + bottom) / 2], window } = drawing;
  ctx.save();
  if (window) shadeOutside(plot, look.outside(), window);
  ctx.strokeStyle = look.grid();
  ctx.lineWidth = 1;
  ctx.beginPath();
  for (const tick of ticks) {
    const x = Math.round(plot.valToPos(tick, 'x', true)) + 0.5;
    ctx.moveTo(x, 0);
    ctx.lineTo(x, ctx.canvas.height);
  }
  for (const level of levels) {
    const y = Math.round(plot.valToPos(level, 'y', true)) + 0.5;
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
  }
  ctx.stroke();
  for (const gap of gaps) {
    hatch(plot, look.gap(), plot.valToPos(gap.from, 'x', true), plot.valToPos(gap.to, 'x', true));
  }
  ctx.restore();
}

function shadeOutside(plot: uPlot, colour: string, window: Range): void {
  const { ctx, bbox } = plot;
  const [from, to] = [window.from, window.to].map((at) =>
    Math.min(Math.max(plot.valToPos(at, 'x', true), bbox.left), bbox.left + bbox.width),
  );
  ctx.fillStyle = colour;
  ctx.fillRect(bbox.left, 0, (from ?? 0) - bbox.left, ctx.canvas.height);
  ctx.fillRect(to ?? 0, 0, bbox.left + bbox.width - (to ?? 0), ctx.canvas.height);
}

/** Slanted lines from edge to edge, so that missing samples look like nothing that was measured. */
function hatch(plot: uPlot, colour: string, from: number, to: number): void {
  const { ctx } = plot;
  const height = ctx.canvas.height;
  const width = Math.max(to - from, 3);
  ctx.save();
  ctx.beginPath();
  ctx.rect(from, 0, width, height);
  ctx.clip();
  ctx.strokeStyle = colour;
  ctx.globalAlpha = 0.5;
  ctx.beginPath();
  for (let x = from - height; x < from + width; x += 8) {
    ctx.moveTo(x, height);
    ctx.lineTo(x + height, 0);
  }
  ctx.stroke();
  ctx.restore();
}

/** The data as uPlot takes it. */
export function data(slots: Slots): uPlot.AlignedData {
  return [slots.x, ...slots.columns.map((column) => column.y)] as uPlot.AlignedData;
}
