/** What was typed into a form and not sent, kept in the tab until it is. */

const PREFIX = 'daytona.draft.';

export class Draft<T> {
  private readonly key: string;

  /** `name` says which form, and of what it is. */
  constructor(name: string) {
    this.key = PREFIX + name;
  }

  /** What was kept, if it still has the shape that the form needs. */
  load(fits: (value: unknown) => value is T): T | undefined {
    try {
      const kept: unknown = JSON.parse(sessionStorage.getItem(this.key) ?? 'null');
      return fits(kept) ? kept : undefined;
    } catch {
      return undefined;
    }
  }

  save(value: T): void {
    sessionStorage.setItem(this.key, JSON.stringify(value));
  }

  drop(): void {
    sessionStorage.removeItem(this.key);
  }
}
