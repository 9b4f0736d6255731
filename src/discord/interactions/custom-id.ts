/** What a button, select or modal carries: who answers it, and the id of the record it is about. The record decides all else. */
export interface CustomId {
  command: string;
  action: string;
  id: string;
  /** Of what the message showed, where nothing is to happen once the record says something else. */
  fingerprint?: string | undefined;
}

const PATTERN = /^([a-z-]{1,24}):([a-zA-Z]{1,24}):([^\s:]{1,32})(?::([\w-]{1,16}))?$/;

/** `cover:cancel:<job id>`; at most 99 of the 100 characters that Discord allows. */
export function formatCustomId({ command, action, id, fingerprint }: CustomId): string {
  return [command, action, id, ...(fingerprint === undefined ? [] : [fingerprint])].join(':');
}

/** Undefined for an id that this bot does not make. */
export function parseCustomId(text: string): CustomId | undefined {
  const [, command, action, id, fingerprint] = PATTERN.exec(text) ?? [];
  if (command === undefined || action === undefined || id === undefined) return undefined;
  return { command, action, id, fingerprint };
}
