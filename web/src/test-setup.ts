import { cleanup } from '@testing-library/svelte';
import { afterEach } from 'vitest';

// The simulated browser lays nothing out, so there is nothing to observe.
class NoObserver {
  observe() {}
  unobserve() {}
  disconnect() {}
}
Object.assign(globalThis, { ResizeObserver: NoObserver, IntersectionObserver: NoObserver });

afterEach(cleanup);
