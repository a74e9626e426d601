import { readFileSync } from 'node:fs';
import adapter from '@sveltejs/adapter-static';

const { version } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));

/** @type {import('@sveltejs/kit').Config} */
export default {
  kit: {
    adapter: adapter({ fallback: 'index.html', precompress: true }),
    // Not the time of the build: the same sources give the same bytes.
    version: { name: version },
    alias: { $styles: 'src/styles' },
  },
};
