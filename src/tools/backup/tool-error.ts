/** A tool cannot do what it was asked for; the message says why and what to do, in one line. */
export class ToolError extends Error {
  override readonly name = 'ToolError';
}
