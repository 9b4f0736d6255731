/**
 * Why an answer cannot be used: it is no JSON; JSON that ends too early; its audio is not in the encoding it should be
 * in; or there is more beside the audio than may be held.
 */
export type UnusableReason = 'notJson' | 'cutOff' | 'badAudio' | 'tooLarge';

/** A whole answer came, but not one that can be used. */
export class UnusableAnswer extends Error {
  override readonly name = 'UnusableAnswer';
  readonly reason: UnusableReason;

  constructor(reason: UnusableReason, options?: ErrorOptions) {
    super(`an answer that cannot be used: ${reason}`, options);
    this.reason = reason;
  }
}
