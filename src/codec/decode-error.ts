/**
 * `unsupported`: not a format that we decode. `damaged`: looked like one, and gave no sound.
 * `tooLong`: has more sound than the caller wanted.
 */
export type DecodeErrorCode = 'unsupported' | 'damaged' | 'tooLong';

/** A file could not be turned into samples. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError';
  readonly code: DecodeErrorCode;

  constructor(code: DecodeErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
