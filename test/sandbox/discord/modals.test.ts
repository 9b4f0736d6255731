import { describe, expect, it } from 'vitest';
import type { Json, ModalValue } from '../../../src/sandbox/discord/types.ts';
import { openRawStage } from './support/interactions.ts';

const many = <T>(count: number, make: (index: number) => T) => Array.from({ length: count }, (_, index) => make(index));
const field = (component: object, label = 'Field') => ({
  type: 18,
  label,
  component: { custom_id: 'f', ...component },
});
const modal = (...components: unknown[]) => ({ custom_id: 'm', title: 'Title', components });
const words = (more = {}) => field({ type: 4, style: 1, ...more });
const options = (count: number) => many(count, (index) => ({ label: `Option ${index}`, value: `${index}` }));

describe('a form is refused', () => {
  const COMPONENT = 'components.0.component';

  it.each([
    ['a title over 45', { ...modal(words()), title: 'x'.repeat(46) }, 'title', 'BASE_TYPE_MAX_LENGTH'],
    ['no components', modal(), 'components', 'BASE_TYPE_MIN_LENGTH'],
    ['six components', modal(...many(6, (i) => words({ custom_id: `${i}` }))), 'components', 'BASE_TYPE_MAX_LENGTH'],
    [
      'a label over 45',
      modal(field({ type: 4, style: 1 }, 'x'.repeat(46))),
      'components.0.label',
      'BASE_TYPE_MAX_LENGTH',
    ],
    [
      'a custom id twice',
      modal(words(), words()),
      'components.1.component.custom_id',
      'COMPONENT_CUSTOM_ID_DUPLICATED',
    ],
    ['a button', modal({ type: 2, style: 1, label: 'x', custom_id: 'x' }), 'components.0.type', 'UNION_TYPE_CHOICES'],
    ['text over 4000', modal(words({ value: 'x'.repeat(4001) })), `${COMPONENT}.value`, 'BASE_TYPE_MAX_LENGTH'],
    ['max_length over 4000', modal(words({ max_length: 4001 })), `${COMPONENT}.max_length`, 'NUMBER_TYPE_MAX'],
    [
      'text over its own length',
      modal(words({ max_length: 2, value: 'xxx' })),
      `${COMPONENT}.value`,
      'BASE_TYPE_MAX_LENGTH',
    ],
    [
      'text under its own length',
      modal(words({ min_length: 2, value: 'x' })),
      `${COMPONENT}.value`,
      'BASE_TYPE_MIN_LENGTH',
    ],
    [
      'lengths that cross',
      modal(words({ min_length: 3, max_length: 2 })),
      `${COMPONENT}.min_length`,
      'NUMBER_TYPE_MAX',
    ],
    [
      'a placeholder over 100',
      modal(words({ placeholder: 'x'.repeat(101) })),
      `${COMPONENT}.placeholder`,
      'BASE_TYPE_MAX_LENGTH',
    ],
    ['11 files', modal(field({ type: 19, max_values: 11 })), `${COMPONENT}.max_values`, 'NUMBER_TYPE_MAX'],
    [
      '11 file types',
      modal(field({ type: 19, file_types: many(11, () => '.mp3') })),
      `${COMPONENT}.file_types`,
      'BASE_TYPE_MAX_LENGTH',
    ],
    [
      'a type without its dot',
      modal(field({ type: 19, file_types: ['mp3'] })),
      `${COMPONENT}.file_types.0`,
      'STRING_TYPE_REGEX',
    ],
    [
      'a required upload of none',
      modal(field({ type: 19, min_values: 0 })),
      `${COMPONENT}.min_values`,
      'NUMBER_TYPE_MIN',
    ],
    [
      'a radio group of one',
      modal(field({ type: 21, options: options(1) })),
      `${COMPONENT}.options`,
      'BASE_TYPE_MIN_LENGTH',
    ],
    ['11 checkboxes', modal(field({ type: 22, options: options(11) })), `${COMPONENT}.options`, 'BASE_TYPE_MAX_LENGTH'],
    [
      'a disabled select',
      modal(field({ type: 3, options: options(1), disabled: true })),
      `${COMPONENT}.disabled`,
      'COMPONENT_DISABLED_IN_MODAL',
    ],
  ])('for %s', async (_what, data, path, code) => {
    const { slash } = await openRawStage();
    const { respond } = await slash();
    const { status, body } = await respond({ type: 9, data });
    expect([status, body]).toMatchObject([400, { code: 50035 }]);
    expect(body).toHaveProperty(`errors.data.${path}._errors.0.code`, code);
    expect((await respond({ type: 9, data: modal(words()) })).status).toBe(204);
  });
});

/** Opens a form, fills it in, and returns what the bot gets of it. */
async function fill(form: Json & { components: unknown[] }, values: Record<string, ModalValue>) {
  const stage = await openRawStage({ uploadLimits: { 0: 10 } });
  const opening = await stage.slash();
  const { status } = await opening.respond({ type: 9, data: form });
  expect(status).toBe(204);
  const shown = await opening.answer;
  const sent = stage.member.submit(shown, values);
  const refusal = await Promise.race([sent.then(undefined, (error: Error) => error.message), undefinedSoon()]);
  if (refusal) throw new Error(String(refusal));
  sent.catch(() => undefined);
  const { data } = await stage.bot.nextInteraction();
  return data;
}

/** A refusal by the client comes before anything is sent. */
function undefinedSoon(): Promise<undefined> {
  return new Promise((resolve) => setImmediate(() => resolve(undefined)));
}

describe('a form that is filled in', () => {
  const file = (name: string, size = 1) => ({ name, data: new Uint8Array(size) });

  it('sends each kind of field as Discord does', async () => {
    const data = await fill(
      modal(
        { type: 10, content: 'Please fill in' },
        field({ type: 19, custom_id: 'song', max_values: 2 }, 'Songs'),
        field({ type: 21, custom_id: 'radio', options: options(2) }, 'One'),
        field({ type: 22, custom_id: 'boxes', options: options(3) }, 'Some'),
        field({ type: 23, custom_id: 'box' }, 'Sure'),
      ),
      { Songs: [file('a.mp3'), file('b.mp3')], One: '1', boxes: ['0', '2'], Sure: true },
    );
    expect(data).toMatchObject({
      custom_id: 'm',
      components: [
        { type: 10 },
        { type: 18, component: { type: 19, custom_id: 'song', values: [expect.any(String), expect.any(String)] } },
        { component: { type: 21, custom_id: 'radio', value: '1' } },
        { component: { type: 22, values: ['0', '2'] } },
        { component: { type: 23, value: true } },
      ],
    });
    const attachments = Object.values((data as { resolved: { attachments: Json } }).resolved.attachments);
    expect(attachments).toMatchObject([
      { filename: 'a.mp3', size: 1, ephemeral: true, url: expect.stringContaining('/ephemeral-attachments/') },
      { filename: 'b.mp3' },
    ]);
  });

  it('keeps what was filled in before', async () => {
    const data = await fill(
      modal(
        words({ custom_id: 'text', value: 'before' }),
        field({ type: 3, custom_id: 'menu', options: [{ ...options(1)[0], default: true }] }),
        field({ type: 23, custom_id: 'box', default: true }),
        { type: 1, components: [{ type: 4, custom_id: 'old', style: 2, label: 'Old way', required: false }] },
      ),
      {},
    );
    expect(data).toMatchObject({
      components: [
        { component: { value: 'before' } },
        { component: { values: ['0'] } },
        { component: { value: true } },
        { type: 1, components: [{ type: 4, value: '' }] },
      ],
    });
  });

  it.each<[string, object, ModalValue | undefined]>([
    ['Field is required', { type: 4, style: 1 }, undefined],
    ['Field needs at least 3', { type: 4, style: 1, min_length: 3 }, 'ab'],
    ['Field takes at most 2', { type: 4, style: 1, max_length: 2 }, 'abc'],
    ['Field takes text', { type: 4, style: 1 }, true],
    ['Field takes 1 to 1 values, not 0', { type: 19 }, undefined],
    ['Field takes 1 to 1 values, not 2', { type: 19 }, [file('a.mp3'), file('b.mp3')]],
    ['Field does not take a.exe', { type: 19, file_types: ['audio', '.txt'] }, file('a.exe')],
    ['too powerful: a.mp3', { type: 19 }, file('a.mp3', 11)],
    ['Field does not offer x', { type: 21, options: options(2) }, 'x'],
    ['Field takes 1 to 1 values, not 2', { type: 3, options: options(2) }, ['0', '1']],
    ['Field takes true or false', { type: 23 }, 'yes'],
  ])('is held back by the client: %s', async (message, component, value) => {
    await expect(fill(modal(field(component)), value === undefined ? {} : { Field: value })).rejects.toThrow(message);
  });

  it('is held back with a name that no field has', async () => {
    await expect(fill(modal(words()), { Nonsense: 'x' })).rejects.toThrow('no field Nonsense, only: Field');
  });

  it('belongs to the member who was shown it', async () => {
    const { slash, guild } = await openRawStage();
    const { respond, answer } = await slash();
    await respond({ type: 9, data: modal(words()) });
    await expect(guild.owner.submit(await answer, { Field: 'x' })).rejects.toThrow('was not shown this form');
  });
});
