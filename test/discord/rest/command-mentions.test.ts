import { Routes } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { createCommandMentions } from '../../../src/discord/rest/command-mentions.ts';
import { messageBody } from '../../../src/discord/views/message-body.ts';
import { openRest } from '../bot-at-discord.ts';

const COVER = '111111111111111111';
const COVERS = '222222222222222222';
const STORED = [
  { id: COVER, name: 'cover', type: 1 },
  { id: COVERS, name: 'covers', type: 1 },
  { id: '333333333333333333', name: 'Cover this song', type: 3 },
];

async function open({ stored = STORED as unknown } = {}) {
  const mentions = createCommandMentions();
  mentions.learn(stored);
  const { rest, channel } = await openRest({ mentions });
  const post = async (content: string): Promise<string> => {
    const view = { content, components: [] };
    await rest.once.post(Routes.channelMessages(channel.id), { body: messageBody(view) });
    return channel.messages.at(-1)?.content ?? '';
  };
  return { rest, channel, post };
}

describe('a command in a text', () => {
  it.each([
    ['with its name', 'Try `/cover`.', `Try </cover:${COVER}>.`],
    ['with its subcommand', '`/covers mine` has it', `</covers mine:${COVERS}> has it`],
    ['more than once', '`/cover` or `/covers top`', `</cover:${COVER}> or </covers top:${COVERS}>`],
  ])('is a mention where its id is known: %s', async (_, written, sent) => {
    const { post } = await open();

    expect(await post(written)).toBe(sent);
  });

  it.each([
    ['a command that is not ours', '`/play`'],
    ['what a member has written', '\\`/cover\\`'],
    ['a text that would be longer than Discord takes', `${'x'.repeat(1_985)} \`/cover\``],
  ])('stays as it is: %s', async (_, written) => {
    const { post } = await open();

    expect(await post(written)).toBe(written);
  });

  it.each([
    ['nothing'],
    [{ message: 'no list' }],
    [[{ id: 1, name: 'cover' }]],
  ])('stays as it is while Discord has answered %j', async (stored) => {
    const { post } = await open({ stored });

    expect(await post('`/cover`')).toBe('`/cover`');
  });

  it('is a mention on a card, and when a message is edited', async () => {
    const { rest, channel, post } = await open();
    await post('first');
    const id = channel.messages[0]?.id ?? '';

    const body = messageBody({ layout: 'card', content: 'See `/covers mine`.', components: [] });
    await rest.repeatable.patch(Routes.channelMessage(channel.id, id), { body });

    expect(channel.messages[0]?.text()).toContain(`</covers mine:${COVERS}>`);
  });
});
