/** How the states of runs and hosts look: a word, a tone and an icon, so that colour is never alone. */
import type { Host, RunDetail, RunState } from '$lib/api/types';

export type Tone = 'neutral' | 'violet' | 'warn' | 'teal' | 'info' | 'improve' | 'regress';

export type IconName =
  | 'ban'
  | 'calendar-clock'
  | 'circle'
  | 'circle-check'
  | 'circle-dashed'
  | 'circle-play'
  | 'flag'
  | 'hard-drive-download'
  | 'hourglass'
  | 'import'
  | 'octagon-x'
  | 'timer-off'
  | 'unplug'
  | 'wrench';

export interface Look {
  word: string;
  tone: Tone;
  icon: IconName;
}

const RUN: Record<RunState['state'], Look> = {
  scheduled: { word: 'Scheduled', tone: 'violet', icon: 'calendar-clock' },
  waiting: { word: 'Waiting', tone: 'warn', icon: 'hourglass' },
  setup: { word: 'Setting up', tone: 'teal', icon: 'wrench' },
  running: { word: 'Running', tone: 'info', icon: 'circle-play' },
  completed: { word: 'Script ended', tone: 'teal', icon: 'flag' },
  collating: { word: 'Collecting results', tone: 'teal', icon: 'hard-drive-download' },
  finished_clean: { word: 'Clean', tone: 'improve', icon: 'circle-check' },
  failed: { word: 'Failed', tone: 'regress', icon: 'octagon-x' },
  timed_out: { word: 'Timed out', tone: 'regress', icon: 'timer-off' },
  aborted: { word: 'Aborted', tone: 'neutral', icon: 'ban' },
  imported: { word: 'Imported', tone: 'violet', icon: 'import' },
};

const HOST: Record<Host['state'], Look> = {
  free: { word: 'Free', tone: 'improve', icon: 'circle' },
  busy: { word: 'Busy', tone: 'info', icon: 'circle-play' },
  disconnected: { word: 'Disconnected', tone: 'warn', icon: 'unplug' },
  suspect: { word: 'Suspect', tone: 'warn', icon: 'unplug' },
  lost: { word: 'Lost', tone: 'regress', icon: 'octagon-x' },
};

export const DISCONNECTED: Look = { word: 'Disconnected', tone: 'warn', icon: 'unplug' };

export function runLook(state: RunState['state']): Look {
  return RUN[state];
}

export function hostLook(state: Host['state']): Look {
  return HOST[state];
}

const ENDED: RunState['state'][] = ['finished_clean', 'failed', 'timed_out', 'aborted', 'imported'];

/** Whether nothing more will happen to the run. */
export function hasEnded(state: RunState['state']): boolean {
  return ENDED.includes(state);
}

/** Whether the script has not started yet. */
export function isBeforeStart(state: RunState['state']): boolean {
  return state === 'scheduled' || state === 'waiting' || state === 'setup';
}

/** The state as the browser's tab shows it, after the run's number. */
export function titleOf(run: Pick<RunDetail, 'run' | 'state'>): string {
  const marks: Partial<Record<RunState['state'], string>> = {
    running: '▶',
    finished_clean: '✓',
    failed: '✕',
    timed_out: '✕',
    aborted: '⊘',
  };
  const mark = marks[run.state] ?? '…';
  return `${mark} ${run.run} ${runLook(run.state).word.toLowerCase()}`;
}
