/** A chart in words. */
import type { Series } from '$lib/api/types';
import { summaries } from './readout';
import { axisUnit, axisValue } from './scale';
import type { Track } from './tracks';

/** The name of a track with its host and device. */
export function trackName(track: Track): string {
  return [track.title, track.device, 'of', track.host].filter(Boolean).join(' ');
}

export function sentence(track: Track, series: Series | undefined, from: number, to: number): string {
  const name = trackName(track);
  if (!series) return `${name}: being loaded`;
  const parts = summaries(series, from, to).map((summary) => {
    const unit = axisUnit(summary.max, summary.unit);
    const shown = track.columns.find((column) => column.name === summary.name)?.shown ?? summary.name;
    const [mean, min, max] = [summary.value ?? 0, summary.min, summary.max].map((value) =>
      axisValue(value, unit),
    );
    return `${shown} mean ${mean}, from ${min} to ${max} ${unit.label}`.trim();
  });
  return parts.length > 0
    ? `${name}: ${parts.join('; ')}`
    : `${name}: ${series.problem ?? 'no samples here'}`;
}
