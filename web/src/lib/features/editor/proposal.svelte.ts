/** What the server makes of a command while it is being typed. */
import { createApi } from '$lib/api/client';
import { proposeFramework } from '$lib/api/frameworks';
import { fieldError } from '$lib/api/problem';
import type { Problem, ProposedFramework } from '$lib/api/types';

/** How long nobody types before the server is asked. */
const PAUSE_MS = 250;

export class Proposal {
  command = $state('');
  name = $state<string>();
  /** The candidates that become arguments; until somebody chooses, those that the server would take. */
  vary = $state<string[]>();
  made = $state<ProposedFramework>();
  problem = $state<Problem>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private call: AbortController | undefined;

  constructor(
    /** The framework that is there already keeps its name. */
    private readonly fixedName: string | undefined,
  ) {}

  readonly commandError = $derived.by(() => fieldError(this.problem, '/command'));
  readonly nameError = $derived.by(() => fieldError(this.problem, '/name'));

  type(command: string): void {
    this.command = command;
    this.vary = undefined;
    this.later();
  }

  rename(name: string): void {
    this.name = name;
    this.later();
  }

  toggle(name: string): void {
    const chosen =
      this.vary ?? this.made?.candidates.filter((each) => each.varies).map((each) => each.name) ?? [];
    this.vary = chosen.includes(name) ? chosen.filter((each) => each !== name) : [...chosen, name];
    this.later();
  }

  private later(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.ask(), PAUSE_MS);
  }

  /** Asks now; whether there is something to take over. */
  async ask(): Promise<boolean> {
    clearTimeout(this.timer);
    this.call?.abort();
    if (this.command.trim() === '') {
      this.made = undefined;
      return false;
    }
    const call = new AbortController();
    this.call = call;
    const body = {
      command: this.command,
      name: this.fixedName ?? (this.name || null),
      vary: this.vary ? [...this.vary] : null,
    };
    try {
      const result = await proposeFramework(createApi(), body, call.signal);
      if (this.call !== call) return false;
      this.problem = result.ok ? undefined : result.problem;
      if (result.ok) this.made = result.data;
      return result.ok;
    } catch {
      // Given up for a later one, which says what is to be said.
      return false;
    }
  }
}
