const LONGEST_MESSAGE = 500;

/** Vendors quote what they were sent: neither our key nor the signed part of a link may reach a log. */
export function redact(message: string, apiKey: string): string {
  return message
    .replaceAll(apiKey, '[key]')
    .replace(/\?[^\s"')]+/g, '?…')
    .slice(0, LONGEST_MESSAGE);
}
