// What every walk through the pages needs: a browser, steps that say what failed, and checks that any page has to pass.
// Everything is addressed by role and name, as a person or a screen reader would.
import { createRequire } from 'node:module';
import { mkdirSync, readFileSync } from 'node:fs';
import assert from 'node:assert/strict';

const require = createRequire(new URL('../../web/package.json', import.meta.url));
const { chromium } = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const pictures = process.env.DAYTONA_SCREENSHOTS;

/** Opens a browser with one page. `expected` are complaints of the browser that the walk provokes on purpose. */
export async function begin(expected = []) {
  if (pictures) mkdirSync(pictures, { recursive: true });
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' });
  const complaints = [];
  /** One more page of the same person. */
  async function open() {
    const page = await context.newPage();
    page.setDefaultTimeout(30_000);
    page.on('pageerror', (error) => complaints.push(`error on ${page.url()}: ${error.message}`));
    page.on('console', (message) => {
      if (message.type() !== 'error' || expected.some((each) => each.test(message.text()))) return;
      complaints.push(`console on ${page.url()}: ${message.text()}`);
    });
    return page;
  }
  const page = await open();

  /** Nothing that axe finds in either theme, and no sideways scrolling on a phone. */
  async function check(name) {
    await page.getByRole('heading', { level: 1 }).first().waitFor();
    await page.getByRole('progressbar', { name: 'Loading the page' }).waitFor({ state: 'detached' });
    await page.waitForLoadState('networkidle', { timeout: 1_000 }).catch(() => {});
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme });
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
      const found = violations.map((each) => `${each.id}: ${each.nodes.map((node) => node.target).join(', ')}`);
      assert.deepEqual(found, [], `axe on ${name}, ${colorScheme}`);
    }
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize({ width: 360, height: 740 });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(wide <= 0, `${name} scrolls sideways by ${wide} px at 360 px`);
    if (pictures) await page.screenshot({ path: `${pictures}/${name.replaceAll(' ', '-')}-360.png` });
    await page.setViewportSize({ width: 1280, height: 900 });
    if (pictures) await page.screenshot({ path: `${pictures}/${name.replaceAll(' ', '-')}.png` });
  }

  async function step(name, act) {
    try {
      await act();
      console.log(`ok: ${name}`);
    } catch (error) {
      await page.screenshot({ path: `${process.env.DAYTONA_FAILURES ?? '.'}/failed.png` }).catch(() => {});
      console.log(`FAILED: ${name} at ${page.url()}\n${error.stack}`);
      console.log(await page.locator('body').innerText().catch(() => ''));
      console.log(complaints.join('\n'));
      process.exit(1);
    }
  }

  async function end() {
    await step('nothing went wrong on the way', async () => assert.deepEqual(complaints, []));
    await browser.close();
  }

  return { context, page, open, check, step, end };
}
