/** Short messages about something that was done or refused, shown over the page. */

export interface Toast {
  id: number;
  text: string;
  isProblem: boolean;
  /** Takes back what the message tells. */
  undo?: (() => void) | undefined;
}

const SHOWN_MS = 8000;
/** What can be taken back is offered for longer; after that there is the trash. */
const UNDO_MS = 10_000;

class Toasts {
  list = $state<Toast[]>([]);
  private next = 1;

  say(text: string, isProblem = false): void {
    this.show({ text, isProblem }, SHOWN_MS);
  }

  /** Tells what was done with a button that takes it back. */
  offerUndo(text: string, undo: () => void): void {
    this.show({ text, isProblem: false, undo }, UNDO_MS);
  }

  private show(toast: Omit<Toast, 'id'>, forMs: number): void {
    const id = this.next++;
    this.list = [...this.list.slice(-2), { id, ...toast }];
    setTimeout(() => this.drop(id), forMs);
  }

  drop(id: number): void {
    this.list = this.list.filter((toast) => toast.id !== id);
  }
}

export const toasts = new Toasts();
