import { describe, expect, it } from 'vitest';
import { hasBrowser } from './support/browser.ts';
import { sendCommand } from './support/person.ts';
import { usePlayground } from './support/use-playground.ts';

describe.skipIf(!hasBrowser)("the bot's own operator on the page", () => {
  const { visit } = usePlayground({ speed: 'fast', generationMs: 10_000 });

  it('has a server of their own, looks after the bot from it, and pauses another server', async () => {
    const page = await visit({ as: 'Opal', guild: 'Backstage', channel: 'desk' });
    await sendCommand(page, 'cover-operator');
    const card = page.locator('.message.private').last();
    await card.getByText('Runware').first().waitFor();
    await card.locator('.select-button').last().click();
    await card.getByRole('option', { name: 'Servers' }).click();
    await card.getByText('The Practice Room').waitFor();
    await card.getByText('Night Shift Radio').waitFor();
    await card.locator('.select-button').first().click();
    await card.getByRole('option', { name: 'The Practice Room' }).click();
    await card.getByRole('button', { name: 'Pause', exact: true }).click();
    await card.getByText('nothing new is begun').waitFor();

    const ben = await visit({ as: 'Ben' });
    await sendCommand(ben, 'help');
    await ben.locator('.message.private').last().getByText('paused me in this server').waitFor();
    await card.getByRole('button', { name: 'Resume', exact: true }).click();
    await card.getByRole('button', { name: 'Pause', exact: true }).waitFor();
  });

  it('is alone there, and is found by nobody else', async () => {
    const page = await visit();
    expect(await page.getByRole('button', { name: 'Backstage' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Be somebody else' }).last().click();
    await page.getByRole('menuitemradio', { name: 'Opal' }).click();
    await page.getByRole('textbox', { name: 'Message #desk' }).waitFor();
  });
});
