/** Short messages about something that was done or refused, shown over the page. */

export interface Toast {
  id: number;
  text: string;
  isProblem: boolean;
}

const SHOWN_MS = 8000;

class Toasts {
  list = $state<Toast[]>([]);
  private next = 1;

  say(text: string, isProblem = false): void {
    const id = this.next++;
    this.list = [...this.list.slice(-2), { id, text, isProblem }];
    setTimeout(() => this.drop(id), SHOWN_MS);
  }

  drop(id: number): void {
    this.list = this.list.filter((toast) => toast.id !== id);
  }
}

export const toasts = new Toasts();
