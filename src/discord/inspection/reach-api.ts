import type { Dispatcher } from 'undici';
import { z } from 'zod';
import { requestUntil } from '../../lib/request-until.ts';

/** `answered`: by Discord itself; `at` is its own time. `foreign`: something on the way answered in its place. */
export type Reach =
  | { kind: 'answered'; at: number | undefined }
  | { kind: 'foreign'; status: number }
  | { kind: 'proxyRefused'; status: number }
  | { kind: 'none'; code: string };

const gatewaySchema = z.object({ url: z.string() });

/** Asks for what Discord tells everybody, without a token. */
export async function reachApi(api: string, dispatcher: Dispatcher, signal: AbortSignal): Promise<Reach> {
  try {
    const { statusCode, headers, body } = await requestUntil(signal, `${api}/gateway`, { dispatcher });
    const answer: unknown = await body.json().catch(() => undefined);
    if (!gatewaySchema.safeParse(answer).success) return { kind: 'foreign', status: statusCode };
    const at = Date.parse(String(headers.date));
    return { kind: 'answered', at: Number.isNaN(at) ? undefined : at };
  } catch (error) {
    return failure(error);
  }
}

/** The words of an error may hold an address with a password in it, so none of them is handed on. */
function failure(error: unknown): Reach {
  if (!(error instanceof Error)) return { kind: 'none', code: 'unknown' };
  const status = /Proxy response \((\d{3})\)/.exec(error.message)?.[1];
  if (status !== undefined) return { kind: 'proxyRefused', status: Number(status) };
  if (error.cause instanceof Error) return failure(error.cause);
  return { kind: 'none', code: 'code' in error && typeof error.code === 'string' ? error.code : error.name };
}
