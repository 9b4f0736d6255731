import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';

/** The file with the settings cannot be read; the message says why, in one line. */
export class EnvFileError extends Error {
  override readonly name = 'EnvFileError';
}

/** In place of what the system says. */
const REASONS: Readonly<Record<string, string>> = {
  EISDIR: 'is a folder, and should be a file with the settings in it',
  EACCES: 'may not be read by this user',
  EPERM: 'may not be read by this user',
};

/**
 * The settings in a file such as `.env`, whatever its editor made of it: with a byte-order mark or without, in UTF-8, UTF-16
 * or the old encoding of Windows, with lines that end in any way. Undefined where there is no file. Throws `EnvFileError`.
 */
export function readEnvFile(path: string): Readonly<Record<string, string | undefined>> | undefined {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'ENOENT') return undefined;
    throw new EnvFileError(`${path} ${REASONS[code] ?? `cannot be read (${code})`}`, { cause: error });
  }
  return parseEnv(decode(bytes).replaceAll(/\r\n?/g, '\n'));
}

/** Puts them into the environment, where what is there already stays as it is. Tells their names. Throws `EnvFileError`. */
export function loadEnvFile(path: string, environment: Record<string, string | undefined>): string[] {
  const entries = Object.entries(readEnvFile(path) ?? {});
  for (const [name, value] of entries) environment[name] ??= value;
  return entries.map(([name]) => name);
}

/** `TextDecoder` takes byte-order marks away. */
function decode(bytes: Buffer): string {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || second === 0) return new TextDecoder('utf-16le').decode(bytes);
  if ((first === 0xfe && second === 0xff) || first === 0) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
