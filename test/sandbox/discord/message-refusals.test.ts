import { describe, expect, it } from 'vitest';
import { limits, requestLimit, uploadLimits } from '../../../src/sandbox/discord/limits.ts';
import { allPermissions } from '../../../src/sandbox/discord/permissions.ts';
import { openStage, type Stage } from './support/sandbox-with-bot.ts';

const V2 = 1 << 15;
const VOICE = 1 << 13;

const row = (...components: unknown[]) => ({ type: 1, components });
const button = (custom_id: string, more = {}) => ({ type: 2, style: 1, label: 'x', custom_id, ...more });
const text = (content: string) => ({ type: 10, content });
const select = (more = {}) => ({ type: 3, custom_id: 's', options: [{ label: 'a', value: 'a' }], ...more });
const v2 = (...components: unknown[]) => ({ flags: V2, components });
const many = <T>(count: number, make: (index: number) => T) => Array.from({ length: count }, (_, index) => make(index));

const messagesOf = (stage: Stage) => `/channels/${stage.channel.id}/messages`;

/** Where in the tree of errors, and which. */
const refused = (path: string, code: string) => [path, code] as const;

describe('a message is refused', () => {
  it.each([
    ['over 2000 characters', { content: 'x'.repeat(2001) }, refused('content', 'BASE_TYPE_MAX_LENGTH')],
    ['a nonce over 25', { content: 'x', nonce: 'n'.repeat(26) }, refused('nonce', 'BASE_TYPE_MAX_LENGTH')],
    ['11 embeds', { embeds: many(11, () => ({ title: 'x' })) }, refused('embeds', 'BASE_TYPE_MAX_LENGTH')],
    ['a long embed', { embeds: [{ title: 'x'.repeat(257) }] }, refused('embeds.0.title', 'BASE_TYPE_MAX_LENGTH')],
    [
      'embeds over 6000',
      { embeds: many(2, () => ({ description: 'x'.repeat(3001) })) },
      refused('embeds', 'MAX_EMBED_SIZE_EXCEEDED'),
    ],
    [
      'both ways of allowed mentions',
      { content: 'x', allowed_mentions: { parse: ['users'], users: ['1'] } },
      refused('allowed_mentions', 'MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE'),
    ],
    [
      'six rows',
      { content: 'x', components: many(6, (i) => row(button(`${i}`))) },
      refused('components', 'BASE_TYPE_MAX_LENGTH'),
    ],
    [
      'six buttons in a row',
      { content: 'x', components: [row(...many(6, (i) => button(`${i}`)))] },
      refused('components.0.components', 'BASE_TYPE_MAX_LENGTH'),
    ],
    ['an empty row', { content: 'x', components: [row()] }, refused('components.0.components', 'BASE_TYPE_MIN_LENGTH')],
    [
      'a label over 80',
      { content: 'x', components: [row(button('a', { label: 'x'.repeat(81) }))] },
      refused('components.0.components.0.label', 'BASE_TYPE_MAX_LENGTH'),
    ],
    [
      'a custom id over 100',
      { content: 'x', components: [row(button('x'.repeat(101)))] },
      refused('components.0.components.0.custom_id', 'BASE_TYPE_MAX_LENGTH'),
    ],
    [
      'no custom id',
      { content: 'x', components: [row({ type: 2, style: 1, label: 'x' })] },
      refused('components.0.components.0.custom_id', 'BASE_TYPE_REQUIRED'),
    ],
    [
      'a link without an address',
      { content: 'x', components: [row({ type: 2, style: 5, label: 'x' })] },
      refused('components.0.components.0.url', 'BASE_TYPE_REQUIRED'),
    ],
    [
      'a custom id twice',
      { content: 'x', components: [row(button('a')), row(button('a'))] },
      refused('components.1.components.0.custom_id', 'COMPONENT_CUSTOM_ID_DUPLICATED'),
    ],
    [
      'a select beside a button',
      { content: 'x', components: [row(select(), button('a'))] },
      refused('components.0.components', 'COMPONENT_LAYOUT_WIDTH_EXCEEDED'),
    ],
    [
      '26 options',
      { content: 'x', components: [row(select({ options: many(26, (i) => ({ label: 'x', value: `${i}` })) }))] },
      refused('components.0.components.0.options', 'BASE_TYPE_MAX_LENGTH'),
    ],
    [
      'an option twice',
      { content: 'x', components: [row(select({ options: many(2, () => ({ label: 'x', value: 'x' })) }))] },
      refused('components.0.components.0.options.1.value', 'SELECT_COMPONENT_OPTION_VALUE_DUPLICATED'),
    ],
    [
      'more values than options',
      { content: 'x', components: [row(select({ max_values: 2 }))] },
      refused('components.0.components.0.max_values', 'BASE_TYPE_MAX_LENGTH'),
    ],
    [
      'a text display without the flag',
      { components: [text('x')] },
      refused('components.0.type', 'UNION_TYPE_CHOICES'),
    ],
    [
      'content beside the flag',
      { ...v2(text('x')), content: 'x' },
      refused('content', 'MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2'),
    ],
    [
      'embeds beside the flag',
      { ...v2(text('x')), embeds: [{ title: 'x' }] },
      refused('embeds', 'MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2'),
    ],
    [
      '41 components',
      v2({ type: 17, components: many(40, () => text('x')) }),
      refused('components', 'COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED'),
    ],
    [
      'over 4000 characters of text',
      v2(text('x'.repeat(2001)), text('x'.repeat(2000))),
      refused('components', 'COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED'),
    ],
    [
      'an empty container',
      v2({ type: 17, components: [] }),
      refused('components.0.components', 'BASE_TYPE_MIN_LENGTH'),
    ],
    [
      'a container in a container',
      v2({ type: 17, components: [{ type: 17, components: [text('x')] }] }),
      refused('components.0.components.0.type', 'UNION_TYPE_CHOICES'),
    ],
    [
      'four texts in a section',
      v2({ type: 9, components: many(4, () => text('x')), accessory: button('a') }),
      refused('components.0.components', 'BASE_TYPE_MAX_LENGTH'),
    ],
    [
      '11 pictures',
      v2({ type: 12, items: many(11, () => ({ media: { url: 'https://x.y/z.png' } })) }),
      refused('components.0.items', 'BASE_TYPE_MAX_LENGTH'),
    ],
    [
      'a file from elsewhere',
      v2({ type: 13, file: { url: 'https://x.y/z.mp3' } }),
      refused('components.0.file.url', 'STRING_TYPE_REGEX'),
    ],
    [
      'a file that is not there',
      v2({ type: 13, file: { url: 'attachment://x.mp3' } }),
      refused('components.0.file.url', 'UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND'),
    ],
    ['a wrong type', { content: 'x', components: 'x' }, refused('components', 'LIST_TYPE_CONVERT')],
  ])('for %s', async (_what, body, [path, code]) => {
    const stage = await openStage();
    const reply = await stage.api('POST', messagesOf(stage), { body });
    expect(reply).toMatchObject({ status: 400, body: { code: 50035, message: 'Invalid Form Body' } });
    expect(reply.body).toHaveProperty(`errors.${path}._errors.0.code`, code);
    expect(stage.channel.messages).toEqual([]);
  });

  it.each([
    ['nothing in it', {}, 400, 50006],
    ['nothing but blanks', { content: ' \n' }, 400, 50006],
    ['a description without its file', { content: 'x', attachments: [{ id: '0' }] }, 400, 50146],
    ['a voice message with words', { content: 'x', flags: VOICE }, 400, 50159],
    ['a voice message without sound', { flags: VOICE }, 400, 50160],
  ])('for %s', async (_what, body, status, code) => {
    const stage = await openStage({});
    stage.guild.setBotPermissions(allPermissions);
    expect(await stage.api('POST', messagesOf(stage), { body })).toMatchObject({ status, body: { code } });
  });

  it('for not being JSON', async () => {
    const { discord, channel } = await openStage();
    const headers = { authorization: `Bot ${discord.token}`, 'content-type': 'application/json' };
    const url = `${discord.apiUrl}/v10/channels/${channel.id}/messages`;
    const response = await fetch(url, { method: 'POST', headers, body: '{' });
    expect([response.status, await response.json()]).toMatchObject([400, { code: 50109 }]);
  });
});

describe('the limits', () => {
  it('are those that Discord documents', () => {
    expect(uploadLimits).toEqual({ 0: 20_971_520, 1: 20_971_520, 2: 50_000_000, 3: 100_000_000 });
    expect(requestLimit).toBe(26_214_400);
    expect(limits.message).toMatchObject({ content: 2000, nonce: 25, files: 10, rows: 5 });
    expect(limits.modal).toEqual({ title: 45, components: 5, label: 45, labelDescription: 100 });
    expect(limits.componentsV2.total).toBe(40);
  });
});
