/** Discord does not take the bot's token. Only the operator can help. */
export class TokenRefusedError extends Error {
  override readonly name = 'TokenRefusedError';

  constructor() {
    super('Discord refused the bot token. Copy it again from the Bot page of the application, and start anew.');
  }
}
