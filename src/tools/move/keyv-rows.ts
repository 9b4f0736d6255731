import { KeyvJsonSerializer } from 'keyv';
import { z } from 'zod';
import { ToolError } from '../backup/tool-error.ts';
import type { Row } from './rows.ts';

/** Keyv's own, which writes strings with a colon at their beginning in a way of its own. */
const serializer = new KeyvJsonSerializer();

const enveloped = z.object({ value: z.unknown() });

/** A row of Keyv's table as a row of `kv`. Throws `ToolError` where it cannot be read. */
export function fromKeyv(row: Row): Row {
  try {
    const { value } = enveloped.parse(serializer.parse(String(row.value)));
    return { ...row, value: JSON.stringify(value) };
  } catch (error) {
    const message = `what is kept under ${row.key} among the ${row.namespace} cannot be read, so nothing was moved`;
    throw new ToolError(message, { cause: error });
  }
}

/** A row of `kv` as Keyv writes it. */
export function toKeyv({ namespace = '', key = '', value, expires_at: expires = null }: Row): Row {
  const envelope = { value: JSON.parse(String(value)) as unknown, ...(expires !== null && { expires }) };
  return { namespace, key, value: serializer.stringify(envelope), expires };
}

/** The same JSON whoever has written it. */
export function inOneForm(row: Row): Row {
  return { ...row, value: JSON.stringify(JSON.parse(String(row.value))) };
}
