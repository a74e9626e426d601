/** What the script of one run has marked, asked for anew while it may mark more. */
import type { Api } from '$lib/api/client';
import type { RunAddress } from '$lib/api/calls';
import * as calls from '$lib/api/calls';
import type { Mark } from '$lib/api/types';

const LIVE_MS = 2000;

export class RunMarks {
  marks = $state.raw<Mark[]>([]);

  constructor(
    private readonly api: Api,
    private readonly run: RunAddress,
  ) {}

  async load(): Promise<void> {
    const result = await calls.marks(this.api, this.run);
    // Without marks the charts are as good; the next time may bring them.
    if (result.ok && result.data.marks.length !== this.marks.length) this.marks = result.data.marks;
  }

  /** Asks until the returned function is called. */
  live(): () => void {
    void this.load();
    const timer = setInterval(() => {
      if (!document.hidden) void this.load();
    }, LIVE_MS);
    return () => clearInterval(timer);
  }
}
