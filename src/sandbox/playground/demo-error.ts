/** The demo could not do what was asked for; the message is what a person reads. */
export class DemoError extends Error {
  override readonly name = 'DemoError';
}
