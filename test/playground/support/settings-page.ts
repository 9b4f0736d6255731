import type { Locator, Page } from 'playwright-core';
import { sendCommand } from './person.ts';

/** What somebody does on the card of a setting, in the words that stand there. */
export type Doing =
  /** Out of the menu of values. */
  | { choose: readonly string[] }
  /** Into the form behind a button. */
  | { press: string; fill: Readonly<Record<string, string>> }
  /** A role out of the menu, and into the form that opens. */
  | { role: string; fill: Readonly<Record<string, string>> }
  /** A style out of the menu, and a button. */
  | { style: string; press: string };

/** Where a setting is, and what it is called. */
export interface SettingPlace {
  page: string;
  setting: string;
}

/** Finds a setting as somebody does who has read nothing: the command, the page, the setting. */
export async function openSettingOn(page: Page, { page: name, setting }: SettingPlace): Promise<Locator> {
  const before = await page.locator('.message.private').count();
  await sendCommand(page, 'cover-settings');
  const card = page.locator('.message.private').nth(before);
  await card.getByText('Settings · Where').waitFor();
  if (name !== 'Where') {
    await pick(card, 1, name);
    await card.getByText(`Settings · ${name}`).waitFor();
  }
  await pick(card, 0, setting);
  await card.getByText('Now:').waitFor();
  return card;
}

/** Does it, and waits until the card says that something came of it. */
export async function doOn(page: Page, card: Locator, doing: Doing): Promise<string> {
  if ('choose' in doing) await choose(card, doing.choose);
  else if ('fill' in doing) {
    if ('role' in doing) await pick(card, 0, doing.role);
    else await card.getByRole('button', { name: doing.press, exact: true }).click();
    await sendForm(page, doing.fill);
  } else {
    await pick(card, 0, doing.style);
    await card.getByRole('button', { name: doing.press, exact: true }).click();
  }
  await card.getByText('✓').first().waitFor();
  return card.innerText();
}

export async function resetOn(card: Locator): Promise<string> {
  await card.getByRole('button', { name: 'Reset', exact: true }).click();
  await card.getByText("The default of the bot's owner.").waitFor();
  return card.innerText();
}

async function choose(card: Locator, labels: readonly string[]): Promise<void> {
  await menuOf(card, 0).click();
  for (const label of labels) await optionOf(card, label).click();
  const done = card.getByRole('option', { name: 'Done' });
  if ((await done.count()) > 0) await done.click();
}

async function pick(card: Locator, menu: number, label: string): Promise<void> {
  await menuOf(card, menu).click();
  await optionOf(card, label).click();
}

const menuOf = (card: Locator, index: number) => card.locator('.select-button').nth(index);

/** By what stands in bold: an explanation may stand below. */
const optionOf = (card: Locator, label: string) =>
  card.locator('[role="option"]', { has: card.page().locator('b', { hasText: new RegExp(`^${escaped(label)}$`) }) });

async function sendForm(page: Page, values: Readonly<Record<string, string>>): Promise<void> {
  const form = page.getByRole('dialog');
  for (const [label, value] of Object.entries(values)) {
    await form
      .getByLabel(new RegExp(escaped(label)))
      .first()
      .fill(value);
  }
  await form.getByRole('button', { name: 'Submit' }).click();
  await form.waitFor({ state: 'detached' });
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
