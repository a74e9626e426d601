/** What no page has caught: shown by the error page instead of an empty one. */
import type { HandleClientError } from '@sveltejs/kit';

const RELOADED = 'daytona.reloaded';

// After an upgrade the chunks of the former version are gone. Reload once; if that didn't help, the error page says so.
addEventListener('vite:preloadError', (event) => {
  if (sessionStorage.getItem(RELOADED) === location.href) return;
  sessionStorage.setItem(RELOADED, location.href);
  event.preventDefault();
  location.reload();
});

export const handleError: HandleClientError = ({ error, message }) => ({
  message: error instanceof Error ? error.message : message,
});
