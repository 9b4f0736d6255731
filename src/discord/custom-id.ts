/** What a button, select or modal carries: who answers it, and the id of the record it is about. Never more: the record decides. */
export interface CustomId {
  command: string;
  action: string;
  id: string;
}

const PATTERN = /^([a-z]{1,32}):([a-zA-Z]{1,32}):(\S{1,32})$/;

/** `cover:cancel:<job id>`; at most 98 of the 100 characters that Discord allows. */
export function formatCustomId({ command, action, id }: CustomId): string {
  return `${command}:${action}:${id}`;
}

/** Undefined for an id that this bot does not make. */
export function parseCustomId(text: string): CustomId | undefined {
  const [, command, action, id] = PATTERN.exec(text) ?? [];
  return command !== undefined && action !== undefined && id !== undefined ? { command, action, id } : undefined;
}
