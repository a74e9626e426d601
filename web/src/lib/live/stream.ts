/**
 * How a tab gets its hints: through the worker that all tabs share, since a browser opens six connections to a server
 * and no more; or, where there is no such worker, by a stream of its own that a hidden tab gives back.
 */
import type { Hint } from '$lib/api/types';
import { Channel, type Status } from './channel';
import type { FromTab, ToTab } from './hub';

export interface Stream {
  watch(topics: string[]): void;
  /** Opens it anew, for another person. */
  renew(): void;
}

type OnHint = (hint: Hint) => void;
type OnStatus = (status: Status) => void;

const PING_MS = 20_000;
const HIDDEN_MS = 10_000;

export function openStream(onHint: OnHint, onStatus: OnStatus): Stream {
  return typeof SharedWorker === 'undefined' ? own(onHint, onStatus) : shared(onHint, onStatus);
}

function shared(onHint: OnHint, onStatus: OnStatus): Stream {
  const worker = new SharedWorker(new URL('./events.worker.ts', import.meta.url), {
    type: 'module',
    name: 'daytona events',
  });
  const say = (message: FromTab) => worker.port.postMessage(message);
  let topics: string[] = [];
  worker.port.onmessage = ({ data }: MessageEvent<ToTab>) => {
    if (data.kind === 'hint') onHint(data.hint);
    else onStatus(data.status);
  };
  setInterval(() => say({ kind: 'ping' }), PING_MS);
  addEventListener('pagehide', () => say({ kind: 'bye' }));
  // A page that the browser kept and shows again has said goodbye before.
  addEventListener('pageshow', (event) => event.persisted && say({ kind: 'watch', topics }));
  return {
    watch: (next) => say({ kind: 'watch', topics: (topics = next) }),
    renew: () => say({ kind: 'renew' }),
  };
}

function own(onHint: OnHint, onStatus: OnStatus): Stream {
  let status: Status = 'connecting';
  const channel = new Channel(
    {
      open: (url) => new EventSource(url),
      after: (ms, then) => {
        const timer = setTimeout(then, ms);
        return () => clearTimeout(timer);
      },
      random: () => Math.random(),
    },
    onHint,
    (next) => onStatus((status = next)),
  );
  let hidden: ReturnType<typeof setTimeout> | undefined;
  document.addEventListener('visibilitychange', () => {
    clearTimeout(hidden);
    if (document.hidden) hidden = setTimeout(() => channel.close(), HIDDEN_MS);
    else if (status === 'closed') channel.resume();
  });
  return {
    watch: (topics) => channel.watch(topics),
    renew: () => {
      channel.close();
      channel.resume();
    },
  };
}
