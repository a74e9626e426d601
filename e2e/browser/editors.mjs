// From a pasted command to a framework, its tests and what is done to them, on the demo's server.
// Usage: node editors.mjs SETUP_LINK SCRIPTS_FOLDER, the folder being the one from which the agent runs scripts.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import assert from 'node:assert/strict';
import { begin } from './walk.mjs';

const [link, scripts] = process.argv.slice(2);
const at = (path) => new URL(path, link).href;
// What is refused on purpose: a sign-in that has ended, a revision that is not the latest.
const { context, page, open, check, step, end } = await begin([/status of (401|412)/]);

/** The command that is pasted: a few rounds of compression, and a text beside them. */
const WORK = `#!/bin/sh
set -eu
rounds=$2
for round in $(seq "$rounds"); do
  echo "round $round"
  head -c 20000000 /dev/urandom | gzip -1 > /dev/null
done
echo "as asked: $*" > notes.txt
`;


const button = (name) => page.getByRole('button', { name, exact: typeof name === 'string' });
const dialog = () => page.getByRole('dialog');

/** Takes the words that stand in a menu that opens from a button. */
async function choose(menu, entry) {
  await button(menu).click();
  await page.getByRole('menuitem', { name: entry }).click();
}

await step('the administrator is created', async () => {
  await page.goto(link);
  await page.getByLabel('Name').fill('ana');
  await page.getByLabel('Password', { exact: true }).fill('correct horse battery');
  await page.getByLabel('Password again').fill('correct horse battery');
  await button('Create the administrator').click();
  await page.getByRole('heading', { name: 'Queue' }).waitFor();
});

await step('a pasted command becomes a framework with arguments and a script', async () => {
  await page.goto(at('/frameworks'));
  await check('frameworks');
  await page.getByRole('link', { name: 'New framework' }).click();
  await check('new framework');
  await button('Paste a command…').click();
  await dialog().getByLabel('As you would type it in a shell').fill('./work.sh -n 3 --note="a b" --quick');
  await dialog().getByLabel('Name of the framework').fill('pasted');
  await dialog().getByRole('checkbox', { name: /^note/ }).check();
  await dialog().locator('pre').filter({ hasText: "note='a b'" }).waitFor();
  await dialog().getByText('pasted/run.sh').waitFor();
  await check('paste a command');
  const script = await dialog().locator('pre').innerText();
  mkdirSync(`${scripts}/pasted`, { recursive: true });
  writeFileSync(`${scripts}/pasted/run.sh`, script, { mode: 0o755 });
  writeFileSync(`${scripts}/pasted/work.sh`, WORK, { mode: 0o755 });
  await button('Use it').click();
  const cells = page.getByRole('complementary', { name: 'Preview' }).getByRole('definition');
  await cells.filter({ hasText: /^--n=3$/ }).waitFor();
  await cells.filter({ hasText: /^--note=a b$/ }).waitFor();
  await button('Save').click();
  await page.waitForURL(/\/frameworks\/pasted$/);
  await check('framework');
});

await step('a test is saved without a run, changed, and then runs clean', async () => {
  await page.getByRole('link', { name: 'New test' }).click();
  await page.getByLabel('Title').fill('three rounds');
  await page.getByLabel('Tags, optional').fill('nightly ticket=PERF-12');
  await page.getByLabel('Tags, optional').press('Enter');
  await check('new test');
  await button('Save').click();
  await page.getByRole('heading', { name: 'three rounds' }).waitFor();
  await page.getByText('It has not been run yet').waitFor();
  await check('test without a run');
  await choose(/^Actions of test/, 'Edit');
  await page.getByLabel(/^n\b/).fill('2');
  await check('edit a test');
  await button('Save').click();
  await page.getByText('n=2').waitFor();
  await button('Run').click();
  await page.waitForURL(/\/tests\/\d+\/runs\/1/);
  await page.getByText('Clean', { exact: true }).first().waitFor();
  await page.getByText('duration').first().waitFor();
});

await step('after a run only the title and the tags of a test are changed', async () => {
  await page.goto(at('/tests?owner=ana&tag=nightly'));
  await page.getByRole('link', { name: 'ticket=PERF-12' }).waitFor();
  await check('my tests');
  await page.getByRole('row', { name: /three rounds/ }).getByRole('link').first().click();
  await choose(/^Actions of test/, 'Edit');
  await page.getByText('all runs of a test share its arguments').waitFor();
  await check('edit a test that has run');
  await page.getByLabel('Title').fill('two rounds');
  await button('Save').click();
  await page.getByRole('heading', { name: 'two rounds' }).waitFor();
  await button('Edit tags').click();
  await dialog().getByRole('button', { name: 'Remove the tag nightly' }).click();
  await button('Save tags').click();
  await page.getByRole('link', { name: 'nightly' }).waitFor({ state: 'detached' });
});

await step('arguments move by keyboard and by pointer, and the saved order follows', async () => {
  await page.goto(at('/frameworks/pasted/edit'));
  const first = page.getByRole('listitem', { name: 'n', exact: true });
  await first.waitFor();
  await button('Move n').focus();
  await page.keyboard.press('Alt+ArrowDown');
  const cells = page.getByRole('complementary', { name: 'Preview' }).getByRole('definition');
  assert.equal(await cells.nth(1).innerText(), '--note=a b');
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('aria-label')), 'Move n');
  const [from, to] = [await button('Move n').boundingBox(), await button('Move note').boundingBox()];
  await page.mouse.move(from.x + 5, from.y + 5);
  await page.mouse.down();
  await page.mouse.move(to.x + 5, to.y - 40, { steps: 5 });
  await page.mouse.up();
  assert.equal(await cells.nth(1).innerText(), '--n=3');
  await button('Add KPI').click();
  await page.getByRole('listitem', { name: 'KPI 2' }).getByLabel('Name').fill('duration');
  await button('Save').click();
  await page.getByText('Declared twice: also row 1.').waitFor();
  await check('framework editor');
  await button('Remove duration').last().click();
});

await step('an error in the text is said with its line, and the form shows what is readable', async () => {
  await button('TOML').click();
  const text = page.getByLabel(/^Definition as TOML/);
  const before = await text.inputValue();
  await text.fill(before.replace('"a b"', 'a b'));
  await button(/^Line \d+$/).first().waitFor();
  await check('framework as toml');
  await text.fill(`# kept\n${before.replace('default = "3"', 'default = "4"')}`);
  await button('Form').click();
  assert.equal(await page.getByRole('listitem', { name: 'n', exact: true }).getByLabel('Default').inputValue(), '4');
});

await step('who leaves is asked, and a kept draft is there again', async () => {
  await page.getByRole('link', { name: 'Hosts' }).click();
  await dialog().getByText('Leave without saving?').waitFor();
  await check('leaving');
  await button('Keep as draft').click();
  await page.waitForURL(/\/hosts$/);
  await page.goto(at('/frameworks/pasted/edit'));
  await page.getByText('is here again').waitFor();
  assert.equal(await page.getByRole('listitem', { name: 'n', exact: true }).getByLabel('Default').inputValue(), '4');
});

await step('of two who save, the second sees what the first did and loses nothing', async () => {
  const other = await open();
  await other.goto(at('/frameworks/pasted/edit'));
  await other.getByLabel('Time-out').fill('5m');
  await other.getByRole('button', { name: 'Save', exact: true }).click();
  await other.waitForURL(/\/frameworks\/pasted$/);
  await other.close();
  await button('Save').click();
  await page.getByRole('alert').getByText(/Changed by ana/).waitFor();
  await button('Show both').click();
  await page.getByRole('table', { name: 'Differences' }).getByText('timeout').waitFor();
  await check('two editors');
  await page.getByLabel('Time-out').fill('5m');
  await button('Keep mine').click();
  await button('Save').click();
  await page.waitForURL(/\/frameworks\/pasted$/);
});

await step('revisions are listed with what changed, and two are compared', async () => {
  await choose('Actions of pasted', 'Revisions');
  const rows = page.getByRole('table', { name: 'Revisions' }).getByRole('row');
  await rows.first().waitFor();
  assert.equal(await rows.count(), 4);
  await page.getByRole('radio', { name: 'From revision 1' }).check();
  await page.waitForURL(/a=1/);
  const diff = page.getByRole('table', { name: 'Differences' });
  await diff.getByText('arguments, n, default').waitFor();
  await diff.getByText('5m').waitFor();
  await check('revisions');
});

await step('a sign-in that ends keeps the form, and the way leads back to it', async () => {
  await page.goto(at('/frameworks/pasted/edit'));
  await page.getByLabel('Title, optional').fill('typed before the end');
  await context.clearCookies();
  await button('Save').click();
  await page.waitForURL(/\/sign-in\?to=/);
  await page.getByLabel('Name').fill('ana');
  await page.getByLabel('Password', { exact: true }).fill('correct horse battery');
  await button('Sign in').click();
  await page.waitForURL(/\/frameworks\/pasted\/edit$/);
  assert.equal(await page.getByLabel('Title, optional').inputValue(), 'typed before the end');
  await button('Save').click();
  await page.getByRole('heading', { name: 'typed before the end' }).waitFor();
});

await step('an exported framework is a file, and a clone is one’s own', async () => {
  await button('Actions of pasted').click();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: 'Export TOML' }).click()]);
  assert.match(readFileSync(await download.path(), 'utf8'), /name = "pasted"/);
  await choose('Actions of pasted', 'Clone…');
  await dialog().getByLabel('Name of the new framework').fill('copy');
  await check('clone');
  await dialog().getByRole('button', { name: 'Clone' }).click();
  await page.waitForURL(/\/frameworks\/copy\/edit$/);
  await page.goto(at('/frameworks/copy'));
  await choose('Actions of copy', 'Delete');
  await page.getByText('Framework copy is in the trash.').waitFor();
  await page.waitForURL(/\/frameworks$/);
});

await step('a deleted run comes back from the trash with its files', async () => {
  await page.goto(at('/tests?owner=ana&tag=ticket%3DPERF-12'));
  await page.getByRole('row', { name: /two rounds/ }).getByRole('link').first().click();
  await page.waitForURL(/\/tests\/\d+$/);
  const test = page.url();
  await choose(/^Actions of run/, 'Delete');
  await page.getByText(/Run \d+\/1 is in the trash/).waitFor();
  await button('Undo').click();
  await page.getByText(/Run \d+\/1 is back/).waitFor();
  await page.goto(test);
  await choose(/^Actions of test/, 'Delete');
  await page.waitForURL(/\/frameworks\/pasted$/);
  await page.goto(at('/trash'));
  await check('trash');
  await button(/^Remove Framework copy/).click();
  assert.ok(await button('Remove for good').isDisabled());
  await dialog().getByLabel(/^Type copy/).fill('copy');
  await check('remove for good');
  await button('Remove for good').click();
  await page.getByText('Framework copy is being removed for good.').waitFor();
  await button(/^Restore Test/).click();
  await page.getByText(/Test \d+ is back/).waitFor();
  await page.goto(`${test}/runs/1/results`);
  await page.getByRole('link', { name: /notes\.txt/ }).first().waitFor();
});

await step('hosts say what they are and do, and a token lets another one join', async () => {
  await page.goto(at('/hosts'));
  await check('hosts');
  await button('Add host').click();
  await dialog().getByLabel('Name, optional').fill('load-*');
  await check('join token');
  await button('Make a join token').click();
  await dialog().getByText('daytona agent enroll').first().waitFor();
  await button('Close').click();
  await page.getByRole('link', { name: 'demo', exact: true }).click();
  await page.getByText('Architecture').waitFor();
  await check('host');
});

await step('a token is shown once, with its scope, and can be revoked', async () => {
  await page.goto(at('/account'));
  await check('account');
  await page.goto(at('/account/tokens'));
  await button('New token').click();
  await dialog().getByLabel('What it is for').fill('pipeline');
  await dialog().getByLabel('Scope').selectOption('read');
  await check('new token');
  await button('Make token').click();
  const secret = (await dialog().locator('code').first().innerText()).trim();
  await button('Done').click();
  assert.ok(!(await page.content()).includes(secret) && !page.url().includes(secret));
  const asked = (method) => fetch(at('/api/v1/frameworks/pasted'), { method, headers: { authorization: `Bearer ${secret}` } });
  assert.equal((await asked('GET')).status, 200);
  assert.equal((await asked('DELETE')).status, 403);
  await check('tokens');
  await button('Revoke pipeline').click();
  await button('Revoke it').click();
  await page.getByText('“pipeline” is revoked').waitFor();
  assert.equal((await asked('GET')).status, 401);
});

await step('a new user gets a link', async () => {
  await page.goto(at('/admin/users'));
  await button('Add user').click();
  await dialog().getByLabel('Name').fill('bo');
  await button('Add user').last().click();
  await dialog().getByText('/password?secret=').waitFor();
  await button('Done').click();
  await page.getByText('Has no password yet').waitFor();
  await check('users');
});

await end();
