import { describe, expect, it } from 'vitest';
import { FetchError, ProviderError, UserError } from '../src/errors.ts';
import { createLogger } from '../src/logger.ts';

const WORDS = 'a ballad about my neighbour Bob';

/** The line that a logger writes of an error. */
function lineOf(err: unknown): { text: string; err: Record<string, unknown> } {
  const lines: string[] = [];
  const log = createLogger({ level: 'info', destination: { write: (line) => void lines.push(line) } });
  log.warn({ err }, 'it failed');
  const [text = ''] = lines;
  return { text, err: JSON.parse(text).err };
}

function thrownBy(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

describe('an error in the log', () => {
  it('of a provider is its code and kind, without what the provider said', () => {
    const { text, err } = lineOf(
      new ProviderError(`prompt "${WORDS}" is not allowed`, {
        provider: 'runware',
        code: 'content',
        accepted: 'no',
        vendorCode: 'contentPolicyViolation',
        cause: thrownBy(() => JSON.parse(`<${WORDS}>`)),
      }),
    );

    expect(err).toMatchObject({
      type: 'ProviderError',
      provider: 'runware',
      code: 'content',
      accepted: 'no',
      vendorCode: 'contentPolicyViolation',
      cause: { type: 'SyntaxError' },
    });
    expect(err.stack).toContain('logger.test.ts');
    expect(text).not.toContain('ballad');
  });

  it('keeps no code of a vendor that is none', () => {
    const details = { provider: 'runware', code: 'failed', accepted: 'yes', vendorCode: WORDS } as const;

    expect(lineOf(new ProviderError('failed', details)).text).not.toContain('ballad');
  });

  it('has no piece of an answer or an address that its causes hold', () => {
    const invalid = thrownBy(() => new URL(`not an address/${WORDS}.mp3`));
    const download = new FetchError('failed', 'the download broke off', { cause: invalid });
    for (const error of [
      invalid,
      download,
      new FetchError('failed', 'the download broke off', { cause: new Error(`no answer of ${WORDS}`) }),
      new UserError({ key: 'song.downloadFailed', params: {} }, { cause: download }),
      thrownBy(() => JSON.parse(`<${WORDS}>`)),
      new Error('work failed', { cause: Object.assign(new Error('refused'), { body: WORDS, path: WORDS }) }),
      WORDS,
    ]) {
      expect(lineOf(error).text).not.toContain('ballad');
    }
    expect(lineOf(download).err).toMatchObject({
      type: 'FetchError',
      code: 'failed',
      message: 'the download broke off',
      cause: { type: 'TypeError', code: 'ERR_INVALID_URL' },
    });
  });

  it('keeps what a bug of ours says, and what it came from', () => {
    const cause = Object.assign(new Error('disk I/O error'), { code: 'ERR_SQLITE_ERROR', errno: 10 });
    const { err } = lineOf(new TypeError('the store is closed', { cause }));

    expect(err).toMatchObject({
      type: 'TypeError',
      message: 'the store is closed',
      cause: { type: 'Error', message: 'disk I/O error', code: 'ERR_SQLITE_ERROR', errno: 10 },
    });
  });
});
