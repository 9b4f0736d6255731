import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createAttachments } from '../../../src/discord/rest/attachments.ts';
import { FilesAwayError } from '../../../src/errors.ts';
import { filesOf, keptFiles } from '../bot-at-discord.ts';

const never = new AbortController().signal;
const open = (maximumBytes: number) => createAttachments({ files: keptFiles, maximumBytes });
const views = (...sizes: number[]) => filesOf(...sizes).map((file) => ({ ...file, contentType: 'audio/mpeg' }));

describe('files that are sent', () => {
  it('are read whole, each under its name', async () => {
    const read = await open(10_000).withFiles(views(3, 2), never, async (files) => files);
    expect(read).toEqual([
      { name: 'cover-1.mp3', contentType: 'audio/mpeg', data: Buffer.from([1, 1, 1]) },
      { name: 'cover-2.mp3', contentType: 'audio/mpeg', data: Buffer.from([2, 2]) },
    ]);
  });

  it('take as much of the memory as they have bytes until they are sent', async () => {
    const attachments = open(1_500);
    const began: string[] = [];
    const { promise: sent, resolve: send } = Promise.withResolvers<void>();
    const first = attachments.withFiles(views(1_000, 500), never, () => sent);
    const second = attachments.withFiles(views(1), never, async () => void began.push('second'));
    for (let turn = 0; turn < 20; turn += 1) await setImmediate();
    expect(began).toEqual([]);

    send();

    await Promise.all([first, second]);
    expect(began).toEqual(['second']);
  });

  it('may lie in a file of their own, and take as much of the memory', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'coverband-test-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const path = join(folder, '1.zip');
    writeFileSync(path, 'zipped');
    const zip = { name: 'covers.zip', contentType: 'application/zip', path, sizeBytes: 6 };
    const attachments = open(6);
    const { promise: sent, resolve: send } = Promise.withResolvers<void>();
    const sending = attachments.withFiles([zip], never, async (files) => {
      await sent;
      return files;
    });
    const waiting = attachments.withFiles(views(1), AbortSignal.abort(new Error('no room')), async () => 'sent');
    await expect(waiting).rejects.toThrow('no room');
    send();
    await expect(sending).resolves.toEqual([
      { name: 'covers.zip', contentType: 'application/zip', data: Buffer.from('zipped') },
    ]);

    const gone = await attachments.withFiles([{ ...zip, path: join(folder, '2.zip') }], never, async (files) => files);
    expect(gone).toEqual([undefined]);
  });

  it('are not taken for gone where they cannot be had at present: nothing is sent then', async () => {
    const away = () => Promise.reject(new FilesAwayError('the bucket does not answer'));
    const attachments = createAttachments({ files: { open: away }, maximumBytes: 10_000 });
    const sent: unknown[] = [];

    const sending = attachments.withFiles(views(3), never, async (files) => sent.push(files));

    await expect(sending).rejects.toMatchObject({ name: 'DiscordError', code: 'retry' });
    expect(sent).toEqual([]);
  });

  it('give it back when they could not be sent', async () => {
    const attachments = open(1_000);
    const sending = attachments.withFiles(views(1_000), never, () => Promise.reject(new Error('Discord is away')));
    await expect(sending).rejects.toThrow('Discord is away');
    await expect(attachments.withFiles(views(1_000), never, async () => 'sent')).resolves.toBe('sent');
  });

  it('wait for nobody where they hold what they have themselves', async () => {
    const attachments = open(1);
    const { promise: sent, resolve: send } = Promise.withResolvers<void>();
    const first = attachments.withFiles(views(1), never, () => sent);
    const text = { name: 'data.json', contentType: 'application/json', data: '{}' };
    await expect(attachments.withFiles([text], never, async (files) => files.length)).resolves.toBe(1);
    send();
    await first;
  });
});
