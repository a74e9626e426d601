/** The options of uPlot for one track: lines only. Cursor, selection, axes and legend belong to the page. */
import type uPlot from 'uplot';
import type { Gap } from '$lib/api/types';
import type { Slots } from './slots';

export interface Drawing {
  slots: Slots;
  top: number;
  gaps: Gap[];
  /** Where vertical lines of the grid stand, in seconds. */
  ticks: number[];
}

/** What changes with theme and size, asked for at every drawing. */
export interface Look {
  series: (at: number) => string;
  grid: () => string;
  gap: () => string;
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
    scales: { x: { time: false, auto: false }, y: { auto: false, range: () => [0, drawing().top] } },
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

/** Grid and gaps, behind the lines. */
function drawGround(plot: uPlot, look: Look, { ticks, top, gaps }: Drawing): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.strokeStyle = look.grid();
  ctx.lineWidth = 1;
  ctx.beginPath();
  for (const tick of ticks) {
    const x = Math.round(plot.valToPos(tick, 'x', true)) + 0.5;
    ctx.moveTo(x, 0);
    ctx.lineTo(x, plot.ctx.canvas.height);
  }
  const middle = Math.round(plot.valToPos(top / 2, 'y', true)) + 0.5;
  ctx.moveTo(bbox.left, middle);
  ctx.lineTo(bbox.left + bbox.width, middle);
  ctx.stroke();
  for (const gap of gaps) {
    hatch(plot, look.gap(), plot.valToPos(gap.from, 'x', true), plot.valToPos(gap.to, 'x', true));
  }
  ctx.restore();
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
  return [slots.x, ...slots.columns.map((column) => column.y)];
}
