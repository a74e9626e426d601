/** The server's clock, ticking once a second while someone looks. Durations of what runs come from it. */

class ServerClock {
  /** Milliseconds since 1970 by the server's clock. */
  now = $state(Date.now());
  private offset = 0;
  private users = 0;
  private timer: ReturnType<typeof setInterval> | undefined;

  /** Takes over what the server said; the answer took `tookMs` to come. */
  set(serverNow: string, tookMs: number): void {
    this.offset = Date.parse(serverNow) + tookMs / 2 - Date.now();
    this.now = Date.now() + this.offset;
  }

  /** Ticks until the returned function is called. */
  tick(): () => void {
    this.users += 1;
    this.timer ??= setInterval(() => {
      if (!document.hidden) this.now = Date.now() + this.offset;
    }, 1000);
    return () => {
      this.users -= 1;
      if (this.users > 0) return;
      clearInterval(this.timer);
      this.timer = undefined;
    };
  }
}

export const clock = new ServerClock();
