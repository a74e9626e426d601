/** The runs that were ticked in any list of this tab, to compare them or look at them together. */
import { toasts } from '$lib/features/frame/toasts.svelte';

export interface Picked {
  run: string;
  title: string;
}

/** As many as one comparison takes. */
export const MOST_RUNS = 8;
const STORED = 'daytona.tray';

function isPicked(value: unknown): value is Picked {
  return typeof value === 'object' && value !== null && 'run' in value && 'title' in value;
}

function stored(): Picked[] {
  try {
    const list: unknown = JSON.parse(sessionStorage.getItem(STORED) ?? '[]');
    return Array.isArray(list) ? list.filter(isPicked).slice(0, MOST_RUNS) : [];
  } catch {
    return [];
  }
}

class Tray {
  runs = $state.raw<Picked[]>(stored());

  has(run: string): boolean {
    return this.runs.some((each) => each.run === run);
  }

  /** Picks a run, or lets it go; says whether it is picked now. */
  toggle(picked: Picked): boolean {
    const isIn = this.has(picked.run);
    if (!isIn && this.runs.length >= MOST_RUNS) {
      toasts.say(`${MOST_RUNS} runs are selected, and no more can be compared. Take one away first.`, true);
      return false;
    }
    this.set(isIn ? this.runs.filter((each) => each.run !== picked.run) : [...this.runs, picked]);
    return !isIn;
  }

  clear(): void {
    this.set([]);
  }

  private set(runs: Picked[]): void {
    this.runs = runs;
    sessionStorage.setItem(STORED, JSON.stringify(runs));
  }
}

export const tray = new Tray();
