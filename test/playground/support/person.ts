import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';

const PATIENCE = { timeout: 90_000, interval: 100 };

/** Looks again and again, as long as a person would. */
export const eventually = <Value>(look: () => Value | Promise<Value>) => expect.poll(look, PATIENCE);

/** A value of an option: text, or one of the sample songs by its title. */
export type Given = string | { sample: string };

/** Types a command, fills in its options and sends it, with the keyboard as far as a person would. */
export async function sendCommand(page: Page, name: string, options: Readonly<Record<string, Given>> = {}) {
  await page.getByRole('textbox', { name: /^Message/ }).click();
  await page.keyboard.type(`/${name}`);
  await page
    .getByRole('option', { name: `/${name} `, exact: false })
    .first()
    .waitFor();
  await page.keyboard.press('Enter');
  for (const [option, value] of Object.entries(options)) await fillOption(page, option, value);
  await page.getByRole('button', { name: 'Send' }).click();
}

async function fillOption(page: Page, option: string, value: Given): Promise<void> {
  const field = page.locator(`[data-option="${option}"]`);
  if ((await field.count()) === 0) await page.getByRole('button', { name: `+ ${option}`, exact: true }).click();
  if (typeof value === 'string') return field.fill(value);
  await field.click();
  await pickSample(page, value.sample);
}

/** Out of the open chooser of files. */
export async function pickSample(page: Page, title: string): Promise<void> {
  await page.getByRole('menuitem', { name: title }).click();
}

/** The newest message in which all of these texts can be read. */
export function messageWith(page: Page, ...texts: (string | RegExp)[]): Locator {
  const found = texts.reduce((messages, text) => messages.filter({ hasText: text }), page.locator('.message'));
  return found.last();
}

/** Presses play and hears that time passes in a song of some length. */
export async function expectToPlay(message: Locator): Promise<void> {
  await message.getByRole('button', { name: 'Play', exact: true }).first().click();
  const audio = message.locator('audio').first();
  await eventually(() => numberOf(audio, 'currentTime')).toBeGreaterThan(0.2);
  expect(await numberOf(audio, 'duration')).toBeGreaterThan(5);
  await message.getByRole('button', { name: 'Pause', exact: true }).first().click();
}

/** What a property of an element is by now. */
export function numberOf(locator: Locator, property: string): Promise<number> {
  return locator.evaluate((element: object, name) => Number(Reflect.get(element, name)), property);
}

/** Opens the menu of a message as the right mouse button does, and has an app do something with it. */
export async function runOn(page: Page, message: Locator, command: string): Promise<void> {
  await message.click({ button: 'right', position: { x: 200, y: 12 } });
  await page.getByRole('menuitem', { name: 'Apps' }).click();
  await page.getByRole('menuitem', { name: command }).click();
}

/** What the panel says about the newest job, state by state. */
export async function newestJob(page: Page): Promise<string[]> {
  return page.locator('.job').first().locator('li').allTextContents();
}
