import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vitest/config';

export default defineConfig(({ mode }) => ({
  plugins: [sveltekit()],
  // A server that runs already answers the API while the pages are written.
  server: { proxy: { '/api': process.env['DAYTONA_URL'] ?? 'http://127.0.0.1:52080' } },
  // Components are tested in a simulated browser, so they must be compiled for one.
  resolve: mode === 'test' ? { conditions: ['browser'] } : {},
  test: {
    environment: 'jsdom',
    include: ['src/**/*.test.ts'],
    setupFiles: ['src/test-setup.ts'],
    env: { TZ: process.env['TZ'] ?? 'Asia/Kolkata' },
  },
}));
