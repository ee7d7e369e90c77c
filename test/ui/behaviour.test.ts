import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { NO_BROWSER, useStage } from './browser.ts';
import * as org from './fixtures/organisation.ts';

const LEDGER = `?resource=${encodeURIComponent(org.ledger.id)}`;
const LAST_HOP = `${LEDGER}&view=hop`;
const query = (page: Page): URLSearchParams => new URL(page.url()).searchParams;

describe.skipIf(NO_BROWSER !== undefined)(`what the pages do ${NO_BROWSER ?? ''}`, () => {
  const { stage, visit } = useStage();

  it('speaks the browser’s language until another one is asked for', async () => {
    const page = await visit(LEDGER, { locale: 'ja-JP' });
    await page.getByText('7人のうち5人が').waitFor();
    await page.getByRole('button', { name: 'EN', exact: true }).click();
    await page.getByText('Five of seven people').waitFor();
    expect(query(page).get('lang')).toBe('en');
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
  });

  it('keeps the colours that were chosen', async () => {
    const page = await visit(LEDGER);
    const ground = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
    const light = await ground();
    await page.getByRole('button', { name: 'Colours as the system has them' }).click();
    expect(await page.locator('html').getAttribute('data-theme')).toBe('light');
    await page.getByRole('button', { name: 'Light colours' }).click();
    expect(await page.locator('html').getAttribute('data-theme')).toBe('dark');
    expect(await ground()).not.toBe(light);
    await page.reload();
    expect(await page.locator('html').getAttribute('data-theme')).toBe('dark');
  });

  it('lets one choose among candidates instead of guessing', async () => {
    const page = await visit('?resource=ledger');
    await page.getByText('can mean several things').waitFor();
    await page.locator('.choices').getByText('finance-ledger').click();
    await page.getByText('Five of seven people').waitFor();
    expect(query(page).get('resource')).toBe(org.ledger.id);
  });

  it('keeps people apart from accounts that are probably theirs until they are joined again', async () => {
    const page = await visit(`${LEDGER}&apart=yes`);
    await page.getByText('probable joins are off').waitFor();
    const asked = (): string => stage().server.asked.findLast((one) => one.includes('who-can')) ?? '';
    expect(asked()).toContain('probableJoins=false');
    await page.getByRole('button', { name: 'join', exact: true }).click();
    await expect.poll(asked).not.toContain('probableJoins');
    expect(query(page).get('apart')).toBeNull();
  });

  it('tries again when asked to', async () => {
    const page = await visit('?resource=broken');
    await page.getByText('refused the connection three times').waitFor();
    await page.getByText('E_STORE').waitFor();
    const before = stage().server.asked.length;
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect.poll(() => stage().server.asked.length).toBeGreaterThan(before);
  });

  it('hands a token in the fragment to the server and keeps it out of the address', async () => {
    const page = await visit('#token=abc');
    await expect.poll(() => page.url()).toContain('/?token=abc');
    expect(page.url()).not.toContain('#');
  });

  it('checks a proof again and says what came of it', async () => {
    const page = await visit(LAST_HOP);
    await page.getByText('Hop3 can GetItem').waitFor();
    const explains = () => stage().server.asked.filter((path) => path.startsWith('/api/explain')).length;
    const before = explains();
    await page.getByRole('button', { name: 'Work it out again' }).click();
    await page.getByText('the same answer. The solver was not asked again').waitFor();
    expect(explains()).toBe(before + 1);
  });

  it('shows the smallest change that turns a refusal round', async () => {
    const page = await visit(LAST_HOP);
    await page.getByRole('button', { name: 'Smallest change that flips PutItem' }).click();
    await page.getByText('remove the deny in SCP NoFinanceWritesExceptBatch, statement 1').waitFor();
  });

  it('shows the whole document with its deciding lines', async () => {
    const page = await visit(LAST_HOP);
    await page.locator('.code').first().waitFor();
    const [grant = '', cut = ''] = await page.locator('.code').allTextContents();
    expect(JSON.parse(grant)).toMatchObject({ Statement: [{ Effect: 'Allow' }] });
    expect(JSON.parse(cut)).toMatchObject({ Statement: [{ Effect: 'Deny', Resource: '*' }] });
    expect(await page.locator('.code .ok').count()).toBe(3);
    expect(await page.locator('.code .hit').count()).toBeGreaterThan(3);
  });

  it('opens the levels of a layer that were shown as one', async () => {
    const page = await visit(LAST_HOP);
    await page.getByText('all 4 levels').waitFor();
    await page.getByRole('button', { name: 'RCP level by level' }).click();
    expect(await page.getByText('all 4 levels').count()).toBe(0);
    expect(await page.locator('.layers tbody tr').count()).toBe(13);
    expect(await page.locator('.layers tfoot tr.quiet').innerText()).toMatch(
      /^May also need\s+iam:PassRole \(denied on everything\), dynamodb:GetItem \(depends on the call\), .*, and 2 more$/,
    );
  });

  it('walks the trail by its links', async () => {
    const page = await visit(LAST_HOP);
    await page.getByText('Hop3 can GetItem').waitFor();
    await page.getByRole('link', { name: 'Explain Ann Alyst to Analysts' }).click();
    await page.getByText('Ann Alyst is a member of Analysts.').waitFor();
    expect(query(page).get('hop')).toBe('0');
  });

  it('shows what is known of a sign-in, and why no more is', async () => {
    const page = await visit(`${LAST_HOP}&hop=2`);
    await page.getByText('Whoever holds LakeHop signs in as …LakeHop.').waitFor();
    await page.getByText('Trust policy of …LakeHop, statement 1').waitFor();
    await page.getByText('does not call AWS itself').waitFor();
  });

  it('asks about every action only after the question itself, and adds what lies beyond', async () => {
    const before = stage().server.asked.length;
    const page = await visit(LEDGER);
    await page.getByText('also Write 21, 2 more').first().waitFor();
    const asked = stage()
      .server.asked.slice(before)
      .filter((path) => path.startsWith('/api/who-can'));
    expect(asked.map((path) => path.includes('actions=read'))).toEqual([true, false]);
  });

  it('says that a path is gone rather than showing another one', async () => {
    const page = await visit(`${LAST_HOP}&row=nosuch`);
    await page.getByText('This path is not in the answer any more.').waitFor();
  });

  it('lists everybody of a crowd on demand', async () => {
    const page = await visit('?resource=cakes-website');
    await page.getByRole('button', { name: 'and 414 more' }).click();
    await page.locator('.people').getByText('Person 419').waitFor();
  });

  it('shows more results of a long answer when asked to, and says why where it cannot', async () => {
    const page = await visit('?resource=wedding-cakes');
    const more = page.getByRole('button', { name: 'Show more results' });
    const pages = () => stage().server.asked.filter((one) => one.includes('wedding-cakes') && one.includes('after='));
    await page.getByText('At least 100 of 250 people').waitFor();
    expect(pages()).toEqual([]);
    await more.click();
    await page.getByText('At least 200 of 250 people').waitFor();
    await more.click();
    await page.getByRole('alert').getByText('the question took too long').waitFor();
    await page.getByText('At least 200 of 250 people').waitFor();
    await more.click();
    await page.getByText('250 of 250 people').waitFor();
    expect(await more.count()).toBe(0);
    expect(pages().map((one) => new URLSearchParams(one.split('?')[1]).get('after'))).toEqual(['100', '200', '200']);
  });

  it('shows only screens that work', async () => {
    const page = await visit(LEDGER);
    expect(await page.locator('.nav a').allTextContents()).toEqual(['Ask']);
  });
});
