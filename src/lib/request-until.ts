import { request } from 'undici';

/**
 * undici's `request`, which ends with its signal at any moment: by itself undici hears of it only once there is a connection, and waits
 * for that as long as its connector does. What was given up never leaves: it is dropped as soon as a connection stands.
 */
export async function requestUntil(signal: AbortSignal, ...[url, options]: Parameters<typeof request<null>>) {
  signal.throwIfAborted();
  const asked = request(url, { ...options, signal });
  asked.catch(() => undefined);
  const givenUp = Promise.withResolvers<never>();
  const giveUp = () => givenUp.reject(signal.reason);
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    return await Promise.race([asked, givenUp.promise]);
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}
