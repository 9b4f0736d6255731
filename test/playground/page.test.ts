import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAnyPage } from './support/any-page.ts';
import { hasBrowser, openBrowser } from './support/browser.ts';
import { eventually, messageWith, numberOf, pickSample, runOn } from './support/person.ts';
import { visit } from './support/visit.ts';

const EPHEMERAL = 1 << 6;
const COMPONENTS_V2 = 1 << 15;
const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

const commands = [
  {
    name: 'paint',
    description: 'Paints a wall',
    options: [
      { type: 3, name: 'colour', description: 'Which colour', required: true, autocomplete: true },
      { type: 4, name: 'coats', description: 'How many', min_value: 1, max_value: 3 },
      { type: 3, name: 'wall', description: 'Which wall', choices: [{ name: 'The north one', value: 'north' }] },
      { type: 5, name: 'fast', description: 'In a hurry' },
      { type: 7, name: 'where', description: 'In which channel' },
    ],
  },
  { name: 'form', description: 'Asks for much' },
  { name: 'tools', description: 'Tools', options: [{ type: 1, name: 'list', description: 'Lists them' }] },
  { name: 'Frame it', type: 3 },
];

describe.skipIf(!hasBrowser)('the page with any bot', () => {
  let browser: Browser;
  let place: Awaited<ReturnType<typeof openAnyPage>>;
  const post = (body: object, files: { name: string; data: Buffer }[] = []) =>
    place.rest.post(`/channels/${place.channelId}/messages`, { body, files }) as Promise<{ id: string }>;

  beforeAll(async () => {
    [browser, place] = await Promise.all([openBrowser(), openAnyPage(commands)]);
  });
  afterAll(async () => {
    await Promise.all([browser?.close(), place?.close()]);
  });

  it('shows text as Discord does: marks, mentions, times that tick, code, lists, links', async () => {
    const page = await visit(browser, place.url);
    const now = Math.floor(place.stage.clock.now() / 1_000);
    const [ada] = place.cast.people;
    await post({
      content: `## A title\n**bold** and *thin*, ||hidden||, \`code\`, <@${ada?.id}> in <#${place.channelId}>, <t:${now + 90}:R>\n> quoted\n- one\n- two\n-# small\n\`\`\`js\nlet a = 1;\n\`\`\`\n[a link](https://example.com/page) snake_case_word`,
    });
    const message = messageWith(page, 'A title');
    await message.getByText('bold', { exact: true }).waitFor();
    expect(await message.locator('strong').textContent()).toBe('bold');
    expect(await message.locator('discord-mention').allTextContents()).toEqual(['Ada', 'remix-lab']);
    expect(await message.locator('time.stamp').textContent()).toMatch(/^in (1 minute|8\d seconds)$/);
    expect(await message.locator('blockquote').innerText()).toContain('quoted');
    expect(await message.locator('li').allTextContents()).toEqual(['one', 'two']);
    expect(await message.locator('pre code').textContent()).toBe('let a = 1;');
    expect(await message.getByRole('link', { name: 'a link' }).getAttribute('href')).toBe('https://example.com/page');
    expect(await message.innerText()).toContain('snake_case_word');
    await message.getByRole('button', { name: 'Spoiler' }).click();
    await message.getByText('hidden').waitFor();
  });

  it('shows embeds, files, pictures, rows of buttons and whole layouts of components', async () => {
    const page = await visit(browser, place.url);
    await post(
      {
        embeds: [
          { title: 'An embed', description: 'with **words**', fields: [{ name: 'Field', value: '7' }], color: 255 },
        ],
        components: [
          {
            type: 1,
            components: [
              { type: 2, style: 3, label: 'Yes', custom_id: 'yes' },
              { type: 2, style: 4, label: 'No', custom_id: 'no', disabled: true },
              { type: 2, style: 5, label: 'Out', url: 'https://example.com/' },
            ],
          },
        ],
      },
      [
        { name: 'dot.png', data: Buffer.from(PIXEL, 'base64') },
        { name: 'note.txt', data: Buffer.from('hello') },
      ],
    );
    const message = messageWith(page, 'An embed');
    await message.getByText('words').waitFor();
    expect(await message.getByRole('button', { name: 'No', exact: true }).isDisabled()).toBe(true);
    expect(await message.getByRole('link', { name: 'Out' }).getAttribute('href')).toBe('https://example.com/');
    const picture = message.locator('img.picture');
    await eventually(() => numberOf(picture, 'naturalWidth')).toBe(1);
    expect(await message.locator('.file-card').innerText()).toContain('note.txt');

    await post(
      {
        flags: COMPONENTS_V2,
        components: [
          {
            type: 17,
            accent_color: 0xff0000,
            components: [
              {
                type: 9,
                components: [{ type: 10, content: '### A layout' }],
                accessory: { type: 2, style: 2, label: 'Side', custom_id: 'side' },
              },
              { type: 14 },
              { type: 12, items: [{ media: { url: 'attachment://dot.png' }, description: 'a dot' }] },
              { type: 13, file: { url: 'attachment://note.txt' } },
            ],
          },
        ],
      },
      [
        { name: 'dot.png', data: Buffer.from(PIXEL, 'base64') },
        { name: 'note.txt', data: Buffer.from('hello') },
      ],
    );
    const layout = messageWith(page, 'A layout');
    await layout.getByRole('button', { name: 'Side' }).waitFor();
    await layout.getByAltText('a dot').waitFor();
    expect(await layout.locator('.file-card').count()).toBe(1);
  });

  it('shows threads, replies and reactions, and takes part in them', async () => {
    const page = await visit(browser, place.url, { as: 'Ben' });
    const { id } = await post({ content: 'something to talk about' });
    await place.rest.post(`/channels/${place.channelId}/messages/${id}/threads`, { body: { name: 'All about it' } });
    const message = messageWith(page, 'something to talk about');
    await message.hover();
    await message.getByRole('button', { name: 'React with 🔥' }).click();
    await message.getByRole('button', { name: '🔥, 1' }).waitFor();
    await message.getByRole('button', { name: '🔥, 1' }).click();
    await message.getByRole('button', { name: /^🔥,/ }).waitFor({ state: 'detached' });
    await message.hover();
    await message.getByRole('button', { name: 'Reply' }).click();
    await page.getByRole('textbox').and(page.locator(':focus')).waitFor();
    await page.keyboard.type('I agree');
    await page.keyboard.press('Enter');
    await messageWith(page, 'I agree').getByText('something to talk about').waitFor();
    await page
      .getByRole('button', { name: /All about it/ })
      .last()
      .click();
    await page.getByRole('heading', { name: 'All about it', exact: true }).waitFor();
    await page.getByRole('textbox', { name: /^Message/ }).fill('in the thread');
    await page.keyboard.press('Enter');
    await messageWith(page, 'in the thread').waitFor();
  });

  it('shows the posts of a forum below it, and says that nothing is written in the forum itself', async () => {
    const [practice] = place.cast.places;
    const forum = practice?.guild.addChannel({ name: 'show-and-tell', type: 15 });
    const page = await visit(browser, place.url, { as: 'Ben' });
    await place.rest.post(`/channels/${forum?.id}/threads`, {
      body: { name: 'A red wall', message: { content: 'look' } },
    });

    await page.getByRole('button', { name: 'A red wall' }).click();
    const message = messageWith(page, 'look');
    await message.waitFor();
    expect(await message.locator('.thread-card').count()).toBe(0);
    await page.getByRole('textbox', { name: /^Message/ }).fill('lovely');
    await page.keyboard.press('Enter');
    await messageWith(page, 'lovely').waitFor();

    await page.getByRole('button', { name: 'show-and-tell' }).click();
    await page.getByRole('heading', { name: 'show-and-tell', exact: true }).waitFor();
    await page.getByRole('textbox', { name: /^Message/ }).fill('hello');
    await page.keyboard.press('Enter');
    await page.getByText('only in its posts').waitFor();
  });

  it('takes a command by keyboard alone: list, proposals, choices, and what is missing', async () => {
    const page = await visit(browser, place.url);
    const given: unknown[] = [];
    place.answerWith(async (interaction) => {
      if (interaction.isAutocomplete()) {
        const typed = interaction.options.getFocused();
        return interaction.respond(
          ['red', 'rose', 'blue']
            .filter((name) => name.startsWith(typed))
            .map((name) => ({ name, value: `the ${name}` })),
        );
      }
      if (!interaction.isChatInputCommand()) return undefined;
      given.push(...interaction.options.data.map(({ name, value }) => [name, value]));
      await interaction.deferReply();
      return interaction.editReply('painted');
    });
    await page.getByRole('textbox', { name: /^Message/ }).focus();
    await page.keyboard.type('/pai');
    await page.getByRole('option', { name: '/paint' }).waitFor();
    await page.keyboard.press('Tab');
    await page.getByRole('option', { name: 'blue' }).waitFor();
    await page.keyboard.type('ro');
    await page.getByRole('option', { name: 'blue' }).first().waitFor({ state: 'detached' });
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: '+ wall' }).click();
    await page.locator('[data-option="wall"]:focus').waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: '+ coats' }).click();
    await page.locator('[data-option="coats"]:focus').waitFor();
    await page.keyboard.type('7');
    await page.keyboard.press('Enter');
    await page.getByText('This has to be at most 3.').waitFor();
    await page.locator('[data-option="coats"]').fill('2');
    await page.keyboard.press('Enter');
    await messageWith(page, 'painted').waitFor();
    expect(given).toEqual([
      ['colour', 'the rose'],
      ['coats', 2],
      ['wall', 'north'],
    ]);
    expect(await messageWith(page, 'painted').innerText()).toMatch(/Ada\s+used\s+paint/);
  });

  it('opens a form with fields of every kind, says what is wrong with them, and sends them', async () => {
    const page = await visit(browser, place.url);
    const sent: unknown[] = [];
    place.answerWith(async (interaction) => {
      if (interaction.isChatInputCommand()) return interaction.showModal(everyField);
      if (!interaction.isModalSubmit()) return undefined;
      const { fields } = interaction;
      sent.push(
        fields.getTextInputValue('words'),
        [...(fields.getUploadedFiles('song')?.values() ?? [])].map(({ name }) => name),
        fields.getStringSelectValues('pick'),
        fields.getRadioGroup('one'),
        fields.getCheckboxGroup('some'),
      );
      return interaction.reply({ content: 'thank you', flags: EPHEMERAL });
    });
    await page.getByRole('textbox', { name: /^Message/ }).fill('/form');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Send' }).click();
    const form = page.getByRole('dialog');
    await form.getByRole('heading', { name: 'Much to fill in' }).waitFor();
    await form.getByRole('button', { name: 'Submit' }).click();
    await eventually(() => form.getByText('This field is required.').count()).toBe(4);
    await form.getByLabel('Words').fill('hm');
    await form.getByRole('button', { name: 'Submit' }).click();
    await form.getByText('Must be at least 3 characters.').waitFor();
    await form.getByLabel('Words').fill('some words');
    await form.getByRole('button', { name: 'Song: choose a file' }).click();
    await pickSample(page, 'Paper Lanterns');
    await form.getByText('paper-lanterns.mp3').waitFor();
    await form.getByRole('button', { name: /^Pick/ }).click();
    await page.locator('[role="option"]:focus').waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await form.getByText('The second').click();
    await form.getByLabel('Salt').check();
    await form.getByRole('button', { name: 'Submit' }).click();
    await messageWith(page, 'thank you', 'Only you can see this').waitFor();
    expect(sent).toEqual(['some words', ['paper-lanterns.mp3'], ['b'], 'two', ['salt']]);
  });

  it('does to a message what its menu offers, and shows what only one person may see to that person', async () => {
    const [ada, ben] = await Promise.all([visit(browser, place.url), visit(browser, place.url, { as: 'Ben' })]);
    place.answerWith(async (interaction) => {
      if (!interaction.isMessageContextMenuCommand()) return undefined;
      return interaction.reply({ content: `framed: ${interaction.targetMessage.content}`, flags: EPHEMERAL });
    });
    await ben.getByRole('textbox', { name: /^Message/ }).fill('a fine picture');
    await ben.keyboard.press('Enter');
    await runOn(ada, messageWith(ada, 'a fine picture'), 'Frame it');
    const framed = messageWith(ada, 'framed: a fine picture');
    await framed.getByText('Only you can see this').waitFor();
    expect(await messageWith(ben, 'framed: a fine picture').count()).toBe(0);
    await framed.getByRole('button', { name: 'Dismiss message' }).click();
    await framed.waitFor({ state: 'detached' });
  });

  it('sends what is chosen from menus and what buttons are pressed, and says when nobody answers', async () => {
    const page = await visit(browser, place.url);
    const { settings } = place.stage.discord;
    place.answerWith(async (interaction) => {
      if (interaction.isStringSelectMenu())
        return interaction.update({ content: `chosen: ${interaction.values.join('+')}` });
      if (interaction.isButton() && interaction.customId === 'go') return interaction.update({ content: 'pressed' });
      return undefined;
    });
    const options = ['a', 'b', 'c'].map((value) => ({ label: `Thing ${value}`, value }));
    await post({
      content: 'a menu of things',
      components: [
        {
          type: 1,
          components: [{ type: 3, custom_id: 'menu', placeholder: 'Take two', min_values: 1, max_values: 2, options }],
        },
        {
          type: 1,
          components: [
            { type: 2, style: 1, label: 'Go', custom_id: 'go' },
            { type: 2, style: 2, label: 'Deaf', custom_id: 'deaf' },
          ],
        },
      ],
    });
    const message = page.locator('.message').last();
    await message.getByRole('button', { name: 'Take two' }).click();
    await page.getByRole('option', { name: 'Thing a' }).click();
    await page.getByRole('option', { name: 'Thing c' }).click();
    await page.keyboard.press('Escape');
    await message.getByText('chosen: a+c').waitFor();
    await message.getByRole('button', { name: 'Go' }).click();
    await message.getByText('pressed').waitFor();
    settings.answerDeadlineMs = 200;
    await message.getByRole('button', { name: 'Deaf' }).click();
    await message.getByText('This interaction failed').waitFor();
    await page.getByRole('textbox', { name: /^Message/ }).fill('/tools list');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText('The application did not respond').waitFor();
    settings.answerDeadlineMs = 3_000;
  });

  it('can be switched to another person, to a second server, and to light', async () => {
    const page = await visit(browser, place.url);
    await page.getByRole('button', { name: /Ada owner/ }).click();
    await page.getByRole('menuitemradio', { name: /Nia/ }).click();
    await page.getByRole('button', { name: /Nia newcomer/ }).waitFor();
    await page.getByRole('button', { name: 'Night Shift Radio' }).click();
    await page.getByRole('heading', { name: 'Welcome to #studio' }).waitFor();
    expect(decodeURIComponent(new URL(page.url()).hash)).toBe('#/Nia/Night Shift Radio/studio');
    await page.getByRole('button', { name: 'Switch to the light theme' }).click();
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
    await page.reload();
    await page.getByRole('button', { name: /Nia newcomer/ }).waitFor();
    expect(await page.evaluate('document.documentElement.dataset.theme')).toBe('light');
  });

  it('fits on a phone: channels and panel come and go, and nothing hangs out of the side', async () => {
    const page = await visit(browser, place.url, { size: { width: 390, height: 780 } });
    await post({ content: `long ${'x'.repeat(200)}` }, [{ name: `${'y'.repeat(90)}.txt`, data: Buffer.from('hello') }]);
    const message = messageWith(page, 'long xxx');
    const card = await message.locator('.file-card').boundingBox();
    expect((card?.x ?? 0) + (card?.width ?? 390)).toBeLessThanOrEqual(390);
    await page.getByRole('button', { name: 'Servers and channels' }).click();
    await page.getByRole('button', { name: 'general' }).click();
    await page.getByRole('heading', { name: 'Welcome to #general' }).waitFor();
    await page.getByRole('button', { name: 'Behind the scenes' }).click();
    await page.getByRole('heading', { name: 'Let something go wrong' }).waitFor();
    await page.getByRole('button', { name: 'Close the panel' }).click();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
  });

  it('takes files that are dropped on it', async () => {
    const page = await visit(browser, place.url);
    await page.evaluate(`{
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File(['hello'], 'dropped.txt', { type: 'text/plain' }));
      document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
    }`);
    await page.locator('.picked-files').getByText('dropped.txt').waitFor();
    await page.getByRole('textbox', { name: /^Message/ }).press('Enter');
    await messageWith(page, 'dropped.txt').getByText('5 bytes').waitFor();
  });

  it('says that it is a stand-in, and lets in no script and no page but its own', async () => {
    const page = await visit(browser, place.url);
    await page.getByText('A stand-in on this machine, not Discord.').waitFor();
    const policy = (await fetch(place.url)).headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/script-src 'self' 'sha256-[^']+';/);
    expect(policy).toContain("default-src 'none'");
    const act = { method: 'POST', headers: { origin: 'http://evil.example' } };
    expect((await fetch(`${place.url}control`, act)).status).toBe(403);
    expect((await fetch(`${place.url}modules/lit/../zod/package.json`)).status).toBe(404);
    expect((await fetch(`${place.url}client/..%2fwire.ts`)).status).toBe(404);
  });
});

const everyField = {
  custom_id: 'much',
  title: 'Much to fill in',
  components: [
    { type: 18, label: 'Words', component: { type: 4, custom_id: 'words', style: 2, min_length: 3, required: true } },
    { type: 18, label: 'Song', component: { type: 19, custom_id: 'song', file_types: ['audio'] } },
    {
      type: 18,
      label: 'Pick',
      component: {
        type: 3,
        custom_id: 'pick',
        options: [
          { label: 'Thing a', value: 'a' },
          { label: 'Thing b', value: 'b' },
        ],
      },
    },
    {
      type: 18,
      label: 'One of two',
      component: {
        type: 21,
        custom_id: 'one',
        options: [
          { label: 'The first', value: 'one' },
          { label: 'The second', value: 'two' },
        ],
      },
    },
    {
      type: 18,
      label: 'Some',
      component: { type: 22, custom_id: 'some', required: false, options: [{ label: 'Salt', value: 'salt' }] },
    },
  ],
};
