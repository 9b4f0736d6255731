import fastify from 'fastify';
import { expect, it, onTestFinished } from 'vitest';
import { startDiscordSandbox } from '../../../../src/sandbox/discord/sandbox.ts';
import { createLocalMedia, MEDIA_FOLDER } from '../../../../src/sandbox/playground/page/server/local-media.ts';
import { registerStaticFiles } from '../../../../src/sandbox/playground/page/server/static-files.ts';
import { createManualClock } from '../../../support/manual-clock.ts';

/** The headers with which the page serves an upload of this name and type. */
async function headersOf(name: string, contentType: string) {
  const discord = await startDiscordSandbox({ clock: createManualClock() });
  onTestFinished(() => discord.close());
  const guild = discord.addGuild();
  const data = Buffer.from('<script>fetch("/control")</script>');
  const message = guild.owner.post(guild.addChannel({ name: 'lab' }), { files: [{ name, data, contentType }] });
  const app = fastify();
  onTestFinished(() => app.close());
  const media = createLocalMedia(discord.origin);
  registerStaticFiles(app);
  app.get(`${MEDIA_FOLDER}/*`, (request, reply) =>
    media.send(request.url.slice(MEDIA_FOLDER.length), undefined, reply),
  );
  const { url } = media.localise({ url: message.attachments[0]?.url }) as { url: string };
  const { statusCode, headers } = await app.inject({ method: 'GET', url });
  expect(statusCode).toBe(200);
  return headers;
}

it.each([
  ['page.html', 'text/html'],
  ['drawing.svg', 'image/svg+xml'],
  ['script.js', 'text/javascript'],
  ['book.pdf', 'application/pdf'],
  ['odd.xml', 'application/xhtml+xml; a=audio/mpeg'],
  ['anything', 'application/octet-stream'],
])('an upload of %s is kept as a file, and is a page of nowhere', async (name, type) => {
  const headers = await headersOf(name, type);
  expect(headers['content-disposition']).toBe('attachment');
  expect(headers['content-security-policy']).toMatch(/^sandbox;/);
  expect(headers['x-content-type-options']).toBe('nosniff');
});

it.each([
  ['song.mp3', 'audio/mpeg'],
  ['photo.png', 'image/png'],
  ['film.mp4', 'video/mp4'],
])('an upload of %s is shown in the page, and runs nothing when it is opened by itself', async (name, type) => {
  const headers = await headersOf(name, type);
  expect(headers['content-disposition']).toBe('inline');
  expect(headers['content-security-policy']).toMatch(/^sandbox;/);
  expect(headers['content-type']).toBe(type);
});
