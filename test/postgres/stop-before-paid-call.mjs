import { subscribe } from 'node:diagnostics_channel';

/**
 * Loaded into a bot before anything else: it stands still in the moment in which its first paid request is made and before the first byte
 * of it is written, until somebody lets it go on. A request's body is a stream by then, so that it is known by what was written for it.
 */
let stage = 'waiting';
const { stringify } = JSON;
JSON.stringify = (...parameters) => {
  const text = stringify(...parameters);
  if (stage === 'waiting' && text?.includes('"taskType":"audioInference"')) stage = 'written';
  return text;
};
subscribe('undici:request:create', ({ request }) => {
  if (stage !== 'written' || request.method !== 'POST') return;
  stage = 'over';
  process.kill(process.pid, 'SIGSTOP');
});
