import { request } from 'undici';
import { z } from 'zod';
import type { BackupSettings } from './read-settings.ts';
import { ToolError } from './tool-error.ts';

const madeSchema = z.object({ file: z.string(), sizeBytes: z.number() });
const refusedSchema = z.object({ error: z.string() });

/** Has the running bot make a backup, since nobody else gets at its database. Throws `ToolError`. */
export async function askBot({ operator }: Pick<BackupSettings, 'operator'>): Promise<z.output<typeof madeSchema>> {
  if (!operator) {
    throw new ToolError(
      'the bot is running and opens no endpoint to ask it for a backup: set OPERATOR_PORT and OPERATOR_SECRET and start it again, or stop it for the backup',
    );
  }
  const { status, body } = await post(`${operator.origin}/operator/backup`, operator.secret);
  const made = madeSchema.safeParse(body);
  if (status === 200 && made.success) return made.data;
  const reason = refusedSchema.safeParse(body).data?.error ?? 'what answered is no bot';
  throw new ToolError(`the bot made no backup: ${reason} (status ${status})`);
}

async function post(url: string, secret: string): Promise<{ status: number; body: unknown }> {
  try {
    // However long it takes: a large database on a slow disk is copied and checked.
    const { statusCode: status, body } = await request(url, {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}` },
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    return { status, body: parse(await body.text()) };
  } catch (error) {
    const message =
      'a bot holds the database, and does not answer where OPERATOR_PORT says: is it just starting or stopping, or were the settings changed since it started?';
    throw new ToolError(message, { cause: error });
  }
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
