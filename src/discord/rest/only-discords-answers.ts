import { Headers, Response } from 'undici';
import { z } from 'zod';
import { parseJson } from '../../lib/parse-json.ts';
import type { MakeRequest, RestAnswer } from './make-request.ts';

/** What Discord's edge says in JSON when its own network fails. It stands for no decision of the API. */
const INTERNAL_NETWORK_ERROR = 40_333;
/** Too large, and too often: these mean what they say whoever says them, and are read by their headers or status alone. */
const MEANT_ANYHOW = new Set([408, 413, 429]);

const refusalSchema = z.object({ code: z.number() });

/**
 * A proxy, a firewall or Cloudflare answers in Discord's place with statuses that mean something else there: a page of theirs
 * with 403 says nothing about permissions, one with 200 has done nothing. Whatever does not come in Discord's own JSON becomes
 * a 502 before anybody sees it, and so is tried again.
 */
export function onlyDiscordsAnswers(make: MakeRequest): MakeRequest {
  return async (url, init) => {
    const answer = await make(url, init);
    if (answer.ok) return isPage(answer) ? badGateway(answer) : answer;
    // Discord's API leads nowhere else; a captive portal does.
    if (answer.status < 400) return badGateway(answer);
    if (answer.status >= 500 || MEANT_ANYHOW.has(answer.status)) return answer;
    const body = await answer.text();
    if (!isJson(answer) || !isRefusal(body)) return badGateway(undefined);
    return new Response(body, { status: answer.status, headers: new Headers([...answer.headers]) });
  };
}

/** What is left unread would hold its connection. */
async function badGateway(unread: RestAnswer | undefined): Promise<Response> {
  await unread?.text();
  return new Response(null, { status: 502 });
}

function isJson({ headers }: RestAnswer): boolean {
  return headers.get('content-type')?.startsWith('application/json') ?? false;
}

function isPage({ headers }: RestAnswer): boolean {
  return headers.get('content-type')?.startsWith('text/html') ?? false;
}

function isRefusal(body: string): boolean {
  const { code } = refusalSchema.safeParse(parseJson(body)).data ?? {};
  return code !== undefined && code !== INTERNAL_NETWORK_ERROR;
}
