// The first five minutes in a real browser: set up, watch the sample run, change one argument, run again, compare.
// Usage: node tour.mjs SETUP_LINK. Everything is addressed by role and name, as a person or a screen reader would.
// With DAYTONA_SCREENSHOTS=FOLDER it also takes the pictures of README and docs.
import { createRequire } from 'node:module';
import { mkdirSync, readFileSync } from 'node:fs';
import assert from 'node:assert/strict';

const require = createRequire(new URL('../../web/package.json', import.meta.url));
const { chromium } = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const link = process.argv[2];
const pictures = process.env.DAYTONA_SCREENSHOTS;
if (pictures) mkdirSync(pictures, { recursive: true });

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
const page = await context.newPage();
page.setDefaultTimeout(60_000);
const complaints = [];
page.on('pageerror', (error) => complaints.push(`error on ${page.url()}: ${error.message}`));
page.on('console', (message) => {
  if (message.type() === 'error') complaints.push(`console on ${page.url()}: ${message.text()}`);
});
let loads = 0;
page.on('load', () => (loads += 1));

/** Nothing that axe finds, and no sideways scrolling on a phone. */
async function check(name) {
  // A page that is still being loaded has nothing to find.
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await page.waitForLoadState('networkidle', { timeout: 1_000 }).catch(() => {});
  // The page's policy allows no added script; one that the browser's own tools evaluate is not of the page.
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  const found = violations.map((each) => `${each.id}: ${each.nodes.map((node) => node.target).join(', ')}`);
  assert.deepEqual(found, [], `axe on ${name}`);
  await page.setViewportSize({ width: 360, height: 740 });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(wide <= 0, `${name} scrolls sideways by ${wide} px at 360 px`);
  await page.setViewportSize({ width: 1280, height: 900 });
}

async function picture(name) {
  if (pictures) await page.screenshot({ path: `${pictures}/${name}.png` });
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

await step('the administrator is created by the printed link', async () => {
  await page.goto(link);
  await page.getByLabel('Name').fill('ana');
  await page.getByLabel('Password', { exact: true }).fill('correct horse battery');
  await page.getByLabel('Password again').fill('correct horse battery');
  await page.getByRole('button', { name: 'Create the administrator' }).click();
  await page.getByRole('link', { name: '1/1', exact: true }).waitFor();
});

await step('home shows one run running and one waiting with its reason', async () => {
  await page.getByText('host demo is used by run 1/1').first().waitFor();
  await check('home');
  await picture('home');
});

await step('console lines and chart points arrive without a reload', async () => {
  await page.getByRole('link', { name: '1/1', exact: true }).click();
  const lines = page.getByRole('log');
  await lines.getByText(/round \d+ took/).first().waitFor();
  const before = loads;
  const seen = await lines.innerText();
  await page.waitForFunction((old) => document.querySelector('[role=log]')?.innerText !== old, seen);
  const chart = page.getByRole('img', { name: /CPU|%user|user/i }).first();
  await chart.waitFor();
  const told = await chart.getAttribute('aria-label');
  await page.waitForFunction(
    (old) => [...document.querySelectorAll('[role=img]')].every((each) => each.getAttribute('aria-label') !== old),
    told,
  );
  assert.equal(loads, before, 'the page was loaded again');
});

await step('results appear when the run has ended', async () => {
  await page.getByText('Clean', { exact: true }).first().waitFor();
  await page.getByText('throughput').first().waitFor();
  await check('run');
  await picture('run');
});

await step('every file is listed as verified, and the history tells what happened', async () => {
  await page.getByRole('link', { name: /^Results/ }).click();
  await page.getByRole('link', { name: /results\.csv/ }).first().waitFor();
  await check('results');
  await page.getByRole('link', { name: 'History' }).click();
  await page.getByRole('table', { name: 'History of this run' }).getByText('the script was started').waitFor();
  await check('history');
});

await step('one argument is changed and the test runs again', async () => {
  await page.getByRole('link', { name: 'Run with changes…' }).first().click();
  await page.getByLabel(/^level/).selectOption('9');
  await page.getByLabel(/^seconds/).fill('2');
  await page.getByText('--level=9').first().waitFor();
  await check('form');
  await picture('form');
  await page.getByRole('button', { name: /run/i }).last().click();
  await page.waitForURL(/\/tests\/3\/runs\/1/);
  await page.getByText('Clean', { exact: true }).first().waitFor();
});

await step('the two are compared: a difference and, with one run a side, no verdict', async () => {
  await page.getByRole('link', { name: /^Compare with/ }).first().click();
  await page.waitForURL(/\/compare\?/);
  await page.getByText('one run a side: no verdict').first().waitFor();
  await page.getByText('argument level:').first().waitFor();
  await page.getByRole('table').getByText('throughput').first().waitFor();
  await check('compare');
  await picture('compare');
});

await step('the other pages open', async () => {
  await page.goto(new URL('/frameworks', link).href);
  await page.getByRole('link', { name: /gzip-sample|Compressing/ }).first().click();
  await page.waitForURL(/\/frameworks\/gzip-sample/);
  await check('framework');
  await page.goto(new URL('/t/3', link).href);
  await page.waitForURL(/\/tests\/3/);
  await check('test');
});

await step('dark is as readable as light', async () => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.goto(new URL('/tests/1/runs/1', link).href);
  await page.getByText('throughput').first().waitFor();
  await check('run in the dark');
  await picture('run-dark');
});

await step('nothing went wrong on the way', async () => assert.deepEqual(complaints, []));
await browser.close();
