import { describe, expect, it } from 'vitest';
import { minimaxLimits } from '../../../../src/sandbox/providers/minimax/limits.ts';
import { bench, type Fields } from './support.ts';

const tagsIn = (lyrics: unknown) => [...String(lyrics).matchAll(/\[([^\]]+)\]/g)].map(([, tag]) => tag);

describe('written lyrics', () => {
  it('come in the form of the documentation, with the tags of their endpoint', async () => {
    const { lyrics, sandbox } = await bench();
    const { status, body } = await lyrics();
    expect(status).toBe(200);
    expect(body).toEqual({
      song_title: expect.stringContaining('stand-in'),
      style_tags: expect.stringMatching(/^[\w ]+, [\w ]+, [\w ]+$/),
      lyrics: expect.stringContaining('stand-in'),
      base_resp: { status_code: 0, status_msg: 'success' },
    });
    const tags = tagsIn(body.lyrics);
    expect(minimaxLimits.lyricsTags).toEqual(expect.arrayContaining(tags));
    expect(tags).toContain('Pre-Chorus');
    expect(sandbox.money.paid).toMatchObject([{ kind: 'lyrics', micros: 7_000 }]);
    expect(sandbox.paidRequests()).toBe(0);
  });

  it('are the same for the same prompt, other ones for another, and by chance for none', async () => {
    const draws = [0.1, 0.9];
    const { lyrics } = await bench({}, { random: () => draws.shift() ?? 0 });
    const textFor = async (prompt: string) => (await lyrics({ prompt })).body.lyrics;
    const texts = [await textFor('rain'), await textFor('sun'), await textFor(''), await textFor('')];
    expect(new Set(texts).size).toBe(4);
    expect(await textFor('rain')).toBe(texts[0]);
  });

  it('have the title that was asked for', async () => {
    const { lyrics } = await bench();
    expect((await lyrics({ title: 'Ours' })).body.song_title).toBe('Ours');
  });

  it.each([20, 3_500])('are edited within their length, from %i characters', async (length) => {
    const { lyrics } = await bench();
    const given = '[Verse]\n'.padEnd(length, 'la ');
    const { code, body } = await lyrics({ mode: 'edit', lyrics: given, prompt: 'sadder' });
    expect(code).toBe(0);
    const edited = String(body.lyrics);
    expect(edited.length).toBeLessThanOrEqual(3_500);
    expect(edited.startsWith(given.slice(0, 3_000))).toBe(true);
    expect(edited).toMatch(/\[Outro\]\n.+\n.*stand-in/);
  });

  it.each<[name: string, changes: Fields]>([
    ['no mode', { mode: undefined }],
    ['another mode', { mode: 'translate' }],
    ['a prompt of 2001 characters', { prompt: 'a'.repeat(2_001) }],
    ['lyrics of 3501 characters', { mode: 'edit', lyrics: 'a'.repeat(3_501) }],
    ['nothing to edit', { mode: 'edit' }],
    ['a title that is no text', { title: 4 }],
  ])('are refused for %s', async (_name, changes) => {
    const { lyrics, sandbox } = await bench();
    expect((await lyrics(changes)).code).toBe(2013);
    expect(sandbox.money.paid).toEqual([]);
  });

  it.each<[name: string, changes: Fields]>([
    ['a prompt of 2000 characters', { prompt: 'a'.repeat(2_000) }],
    ['no prompt', { prompt: undefined }],
  ])('may be asked for with %s', async (_name, changes) => {
    const { lyrics } = await bench();
    expect((await lyrics(changes)).code).toBe(0);
  });
});
