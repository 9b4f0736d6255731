import { subscribe } from 'node:diagnostics_channel';
import { Socket } from 'node:net';

/**
 * Loaded into a bot before anything else: it stands still when its first paid request is made, or right before the first byte of it is
 * written (`?at=write`), until somebody lets it go on. A request's body is a stream by then, so that it is known by what was written for it.
 */
const isAtWrite = new URL(import.meta.url).searchParams.get('at') === 'write';
let stage = 'waiting';
const standStill = () => {
  stage = 'over';
  process.kill(process.pid, 'SIGSTOP');
};

const { stringify } = JSON;
JSON.stringify = (...parameters) => {
  const text = stringify(...parameters);
  if (stage === 'waiting' && text?.includes('"taskType":"audioInference"')) stage = 'written';
  return text;
};
subscribe('undici:request:create', ({ request }) => {
  if (!isAtWrite && stage === 'written' && request.method === 'POST') standStill();
});
const { write } = Socket.prototype;
Socket.prototype.write = function (data, ...others) {
  if (isAtWrite && stage === 'written' && typeof data === 'string' && data.startsWith('POST ')) standStill();
  return write.call(this, data, ...others);
};
