/** Which charts a run has: one for every metric file of every host, with the columns that are shown of it. */
import type { SeriesIndex } from '$lib/api/types';

export interface Track {
  key: string;
  host: string;
  file: string;
  title: string;
  /** What tells it from its like: the interface or the device. */
  device: string;
  columns: { name: string; unit: string; shown: string }[];
}

interface Kind {
  match: RegExp;
  title: string;
  /** The columns to draw, with the words that are shown for them. */
  columns: Record<string, string>;
}

const KINDS: Kind[] = [
  {
    match: /^cpu\.plt$/,
    title: 'CPU',
    columns: { '%user': 'user', '%system': 'system', '%iowait': 'iowait' },
  },
  { match: /^load\.plt$/, title: 'load', columns: { 'runq-sz': 'run queue', 'ldavg-1': 'average, 1 min' } },
  { match: /^task\.plt$/, title: 'tasks', columns: { 'cswch/s': 'switches' } },
  { match: /^mem\.plt$/, title: 'memory', columns: { kbmemused: 'used', kbcached: 'cached' } },
  {
    match: /^(.+)_iostat_block_devices\.plt$/,
    title: 'disk',
    columns: { 'rkB/s': 'read', 'wkB/s': 'written' },
  },
  {
    match: /^(.+)_network_devices\.plt$/,
    title: 'network',
    columns: { 'rxkB/s': 'received', 'txkB/s': 'sent' },
  },
  {
    match: /^(.+)_network_errors\.plt$/,
    title: 'network errors',
    columns: { 'rxerr/s': 'received', 'txerr/s': 'sent', 'rxdrop/s': 'dropped' },
  },
];

/** At most this many lines on a chart of a file that isn't known. */
const OTHERS = 3;

type SeriesFile = SeriesIndex['files'][number];

function track(file: SeriesFile): { order: number; track: Track } {
  const name = file.file.replace(/^.*\//, '');
  const at = KINDS.findIndex((kind) => kind.match.test(name));
  const kind = KINDS[at];
  const known = file.columns.filter((column) => kind && column.name in kind.columns);
  const unit = file.columns[0]?.unit;
  const columns =
    known.length > 0 ? known : file.columns.filter((column) => column.unit === unit).slice(0, OTHERS);
  return {
    order: at < 0 ? KINDS.length : at,
    track: {
      key: `${file.host}/${file.file}`,
      host: file.host,
      file: file.file,
      title: kind?.title ?? name.replace(/\.[a-z]+$/, ''),
      device: kind?.match.exec(name)?.[1] ?? '',
      columns: columns.map((column) => ({
        name: column.name,
        unit: column.unit,
        shown: kind?.columns[column.name] ?? column.name,
      })),
    },
  };
}

/** All tracks, by host in the order given, then CPU, load, tasks, memory, disks, networks (loopback last), others. */
export function tracksOf(index: SeriesIndex, hosts: string[]): Track[] {
  const place = (host: string) => (hosts.includes(host) ? hosts.indexOf(host) : hosts.length);
  return index.files
    .map(track)
    .filter(({ track: { columns } }) => columns.length > 0)
    .sort(
      (a, b) =>
        place(a.track.host) - place(b.track.host) ||
        a.order - b.order ||
        Number(a.track.device === 'lo') - Number(b.track.device === 'lo') ||
        a.track.key.localeCompare(b.track.key),
    )
    .map((each) => each.track);
}
